"""Short texts of the reference rows, stored in one language, in both."""

import pytest
from django.utils import translation

from core.language import told
from core.reference import FILE as CALENDAR
from core.reference import SOURCE, read_rows
from organizations.reference import FILE as DISTRICTS
from policies.reference import DATA as POLICIES
from programs.reference import FILE as OCCUPATIONS
from trainees.reference import FILE as GROUPS

TOLD = [
    (CALENDAR, "name_zh"),
    (DISTRICTS, "note"),
    (OCCUPATIONS, "note"),
    (GROUPS, "evidence"),
    (GROUPS, "origin"),
    (POLICIES / "documents.csv", "issuer"),
    (POLICIES / "documents.csv", "source_note"),
    (POLICIES / "dated_values_illustrative.csv", "source_standing"),
    (POLICIES / "time_limits_illustrative.csv", "source_standing"),
]


@pytest.mark.parametrize(("file", "column"), TOLD)
def test_every_reference_text_is_told_in_both_languages(file, column):
    for text in {row[column] for row in read_rows(file)} | {SOURCE}:
        with translation.override("en"):
            assert told(text).isascii() or "“" in told(text), text
        with translation.override("zh-hans"):
            assert not text or not told(text).replace("PDF", "").isascii(), text


def test_a_text_nobody_translated_says_its_language():
    with translation.override("en"):
        assert told("大连某局") == "大连某局 (in Chinese)"
    assert told("大连某局") == "大连某局"
