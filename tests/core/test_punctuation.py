"""Words are put together with the punctuation of the reader's language."""

import pytest
from django.utils import translation

from core.punctuation import either, enumerated, itemised, with_colon
from core.refusals import Refused

PARTS = ("甲", "乙", "丙")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-hans", ("教师：李娜", "甲、乙、丙", "甲；乙；丙", "甲、乙或丙")),
        ("en", ("教师: 李娜", "甲, 乙, 丙", "甲; 乙; 丙", "甲, 乙 or 丙")),
    ],
)
def test_words_are_joined_as_the_language_does(language, told):
    with translation.override(language):
        joined = (with_colon("教师", "李娜"), enumerated(PARTS), itemised(PARTS), either(PARTS))
    assert joined == told


def test_a_heading_without_words_and_a_single_choice_stand_alone():
    assert (with_colon("教师", ""), either(["PDF"])) == ("教师", "PDF")


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-hans", "统一社会信用代码无效：123"),
        ("en", "The unified social credit code fails its check: 123"),
    ],
)
def test_a_refusal_is_told_with_the_colon_of_the_language(language, told):
    with translation.override(language):
        assert Refused("uscc_invalid", "123").message == told
