"""The filters above a list: folded on a phone, where the fold says what is asked for."""

import re

import pytest

FOLD = re.compile(r"<details class=\"filters-fold\"([^>]*)>")
ASKED = re.compile(r'id="asked">([^<]*)<')


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ""),
        ("q=焊工", "焊工"),
        (
            "q=hangong&training_type=key_group&district=DL-06&starts_after=2026-12-01&has_seats=on",
            "hangong · 重点群体就业技能培训 · 金州区 · 2026-12-01 · 仅看有空余名额",
        ),
    ],
)
def test_the_fold_says_what_is_asked_for(client, db, query, words):
    page = client.get(f"/classes/?{query}").content.decode()
    assert ASKED.findall(page) == [words]
    assert " open" not in FOLD.findall(page)[0]


def test_the_fold_is_open_where_something_is_wrong(client, db):
    page = client.get("/classes/?starts_after=gestern").content.decode()
    assert FOLD.findall(page)[0].endswith(" open")
