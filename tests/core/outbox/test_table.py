"""The table of messages: lengths, placeholders, and that code and table agree."""

import re
from pathlib import Path
from string import Formatter

import pytest

from core.outbox import Message, kinds
from core.outbox.kinds import LONGEST, SIGNATURE, codes

ROOT = Path(__file__).resolve().parent.parent.parent.parent
APPS = ("core", "organizations", "policies", "programs", "trainees", "supervision", "portal")
ONE_PART, TWO_PARTS = 70, 134  # UCS-2: the Chinese signature makes every message Chinese
PERSONAL = {"name"}
BY_SMS = [kind for kind in kinds().values() if "sms" in kind.channels]
OUTSIDE = [kind for kind in kinds().values() if set(kind.channels) - {"app"}]


def placeholders(text) -> set[str]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(text) if name}


def longest(kind, language):
    column = 0 if language == "zh-hans" else 1
    template = kind.template(language)
    return {name: "长" * LONGEST[name][column] for name in placeholders(template)}


@pytest.mark.parametrize("kind", BY_SMS, ids=lambda kind: kind.code)
def test_a_short_message_is_one_part_in_chinese_and_two_in_english(kind):
    for language, most in (("zh-hans", ONE_PART), ("en", TWO_PARTS)):
        text = kind.short_text(longest(kind, language), language)
        assert text.startswith(SIGNATURE)
        assert len(text) <= most, (language, len(text))


@pytest.mark.parametrize("kind", BY_SMS, ids=lambda kind: kind.code)
def test_a_value_that_is_too_long_is_cut(kind):
    for language, most in (("zh-hans", ONE_PART), ("en", TWO_PARTS)):
        names = placeholders(kind.template(language)) - {"link"}
        endless = dict.fromkeys(names, "长" * 200) | {"link": "长" * LONGEST["link"][0]}
        assert len(kind.short_text(endless, language)) <= most


def test_a_link_is_never_cut():
    link = f"https://training.example/invitation/{'x' * 32}/"
    context = {"unit": "一校", "role": "Teacher", "due": "2026-12-01", "link": link}
    assert kinds()["invitation"].short_text(context, "zh-hans").endswith(f"打开：{link}")


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.code)
def test_both_languages_say_the_same(kind):
    assert placeholders(kind.zh) == placeholders(kind.en)


def test_every_placeholder_is_known():
    used = {name for kind in kinds().values() for name in placeholders(kind.zh)}
    assert used - set(LONGEST) == set()


def test_no_person_is_named_outside_the_product():
    assert [k.code for k in OUTSIDE if placeholders(k.zh) & PERSONAL] == []


def test_what_may_not_be_switched_off_is_as_in_the_handbook():
    assert sorted(codes(is_mandatory=True)) == [
        "certificate_revoked", "clawback_decision", "clawback_notice", "record_refused",
        "sanction_decision", "sanction_proposal", "security_event", "sign_in_code",
    ]  # fmt: skip
    assert codes(is_urgent=True) == ["sign_in_code", "security_event"]
    assert codes(is_digestible=True) == ["work_new", "flag_raised", "deadline_near"]


def test_the_table_has_every_row_of_the_handbook():
    assert len(kinds()) >= 74 + 3, "74 of the handbook, the daily summary, the end of a job"


def test_every_message_of_the_code_stands_in_the_table_and_nowhere_else():
    modules = [file for app in APPS for file in (ROOT / app).rglob("messages.py")]
    found = set()
    for file in modules:
        text = file.read_text(encoding="utf-8")
        found |= set(re.findall(r'^    code = "(\w+)"', text, re.MULTILINE))
        assert not re.findall(r"^    (zh|en|channels) = ", text, re.MULTILINE), file
    assert found
    assert found - set(kinds()) == set()


def test_a_message_that_is_not_in_the_table_cannot_be_declared():
    with pytest.raises(KeyError):
        type("Unknown", (Message,), {"code": "unknown_code"})


def test_words_of_a_message_are_those_of_the_reader():
    kind = kinds()["record_returned"]
    context = {"kind": "class", "number": "C1", "reason": "id_checksum_failed", "due": "2026-12-01"}
    assert kind.text(context, "zh-hans") == (
        "班期C1已退回补正：证件号码校验不通过。请于2026-12-01前补齐。"
    )
    assert kind.text(context, "en") == (
        "Class C1 was returned: The identity number fails its checksum or date check."
        " Please complete it by 2026-12-01."
    )


def test_an_english_message_begins_with_a_capital():
    kind, context = kinds()["record_approved"], {"kind": "change of a class", "number": "G1"}
    assert kind.text(context, "en") == "Change of a class G1 was approved."
    assert kind.text(context, "zh-hans") == "班期变更G1已通过。"
