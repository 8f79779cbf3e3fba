"""Amounts in capitals, and documents as PDF."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from core.documents import Letter, in_capitals, letter_pdf

DIGITS = {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "人民币零元整"),
        ("0.05", "人民币伍分"),
        ("0.50", "人民币伍角整"),
        ("1", "人民币壹元整"),
        ("10", "人民币壹拾元整"),
        ("1680.32", "人民币壹仟陆佰捌拾元零叁角贰分"),
        ("1409.50", "人民币壹仟肆佰零玖元伍角整"),
        ("6007.14", "人民币陆仟零柒元壹角肆分"),
        ("107000.53", "人民币壹拾万柒仟元零伍角叁分"),
        ("325.04", "人民币叁佰贰拾伍元零肆分"),
        ("16409.02", "人民币壹万陆仟肆佰零玖元零贰分"),
        ("100000000", "人民币壹亿元整"),
        ("100000001", "人民币壹亿零壹元整"),
        ("100010000", "人民币壹亿零壹万元整"),
        ("1000000000000", "人民币壹万亿元整"),
        ("1234567890123.45", "人民币壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元肆角伍分"),
        ("-20.10", "人民币负贰拾元零壹角整"),
    ],
)
def test_an_amount_in_capitals_is_written_as_on_vouchers(amount, words):
    assert in_capitals(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["0.001", "99999999999999999"])
def test_an_amount_that_cannot_be_written_is_refused(amount):
    with pytest.raises(ValueError, match=amount):
        in_capitals(Decimal(amount))


def read(words: str) -> Decimal:
    """The number a reader takes from the words: the inverse, written independently."""
    words = words.removeprefix("人民币").removesuffix("整")
    yuan, _mark, parts = words.partition("元") if "元" in words else ("", "", words)
    total = Decimal(read_whole(yuan))
    for mark, worth in (("角", "0.1"), ("分", "0.01")):
        if mark in parts:
            total += DIGITS[parts[parts.index(mark) - 1]] * Decimal(worth)
    return total


def read_whole(words: str) -> int:
    for mark, worth in (("亿", 10**8), ("万", 10**4)):
        if mark in words:
            high, _mark, low = words.rpartition(mark)
            return read_whole(high) * worth + read_whole(low)
    total = digit = 0
    for character in words:
        if character in PLACES:
            total, digit = total + digit * PLACES[character], 0
        else:
            digit = DIGITS[character]
    return total + digit


@given(st.decimals(0, Decimal("999999999999.99"), places=2))
def test_the_words_are_read_back_as_the_amount(amount):
    assert read(in_capitals(amount)) == amount


def test_no_two_zeros_stand_together():
    for number in range(0, 200_000_000, 9_999):
        assert "零零" not in in_capitals(Decimal(number))


LETTER = Letter(
    title="退回补正通知书", number="C1", to="演示职业培训学校", sender="金州区人力资源和社会保障局",
    on=date(2026, 11, 24), paragraphs=("经审核，材料不齐全。",),
    facts=(("退回原因", "课程表不完整"),),
    checks=(("班额", "符合", "30，不超过 50", "《规定》第七条"),), closing=("请于期限内补正。",),
)  # fmt: skip


def words_of(letter) -> str:
    pages = PdfReader(BytesIO(letter_pdf(letter))).pages
    return "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")


@pytest.mark.parametrize(("language", "own"), [
    ("zh-hans", ("演示职业培训学校：", "2026年11月24日")),
    ("en", ("演示职业培训学校,", "24 November 2026", "No. C1", "Place of the seal", "Clause")),
])  # fmt: skip
def test_a_letter_carries_its_words_in_the_language_it_is_made_in(owner, language, own):
    with translation.override(language):
        words = words_of(LETTER)
    told = (LETTER.title, LETTER.sender, "课程表不完整", "《规定》第七条", "请于期限内补正。")
    for part in (*told, *own):
        assert part.replace(" ", "") in words


def test_a_letter_without_conditions_has_no_table_of_them(owner):
    assert "《规定》第七条" not in words_of(replace(LETTER, checks=()))


def test_nothing_in_a_letter_is_run(owner):
    harmful = '#panic("x") *bold* #include "/etc/passwd"'
    assert harmful.replace(" ", "") in words_of(replace(LETTER, closing=(harmful,))).replace(
        " ", ""
    )
