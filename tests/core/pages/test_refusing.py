"""A refusal stands at the input it is about, with what to do; what is about none stands on top."""

import csv

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from core.files.fields import UploadField
from core.pages.refusing import add_refusal
from core.refusals import REMEDIES_FILE, Refused, reasons, remedies


class Sample(forms.Form):
    code = forms.CharField(label="验证码")
    file = UploadField(purpose="evidence", label="证明", required=False)


def shown(refused) -> dict:
    """Where and how a refusal stands on the form."""
    form = Sample({"code": "1"})
    assert form.is_valid()
    add_refusal(form, refused)
    return {name: list(errors) for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("refused", "place", "words"),
    [
        (Refused("code_wrong"), "code",
         "验证码错误、已过期或已使用 · 请核对最近一条短信；已过期或多次输错的，请重新获取"),
        (Refused("upload_damaged"), "file",
         "文件已损坏 · 请确认文件能正常打开；必要时重新扫描或导出后再上传"),
        (Refused("same_officer"), "__all__", "两名核查人员不能是同一人 · 请选择两名不同的核查人员"),
        (Refused("code_wrong", remedy="请明天再试"), "code",
         "验证码错误、已过期或已使用 · 请明天再试"),
    ],
)  # fmt: skip
def test_a_refusal_stands_where_it_belongs_and_says_what_to_do(refused, place, words):
    with translation.override("zh-hans"):
        assert shown(refused) == {place: [words]}


def test_of_several_conditions_each_stands_at_its_own_input():
    refused = Refused("code_wrong", errors=[Refused("code_wrong"), Refused("uscc_invalid", "91")])
    with translation.override("en"):
        found = shown(refused)
    assert found.keys() == {"code", "__all__"}
    assert found["__all__"][0].startswith("The unified social credit code fails its check: 91")


def test_a_clause_stays_a_link():
    refused = Refused("wrong_state", clause="tl §1", clause_url="/policies/1/")
    assert '<a href="/policies/1/">tl §1</a>' in shown(refused)["__all__"][0]


def test_a_file_is_judged_together_with_the_other_inputs():
    wrong = SimpleUploadedFile("a.txt", b"x")
    with translation.override("zh-hans"):
        form = Sample({}, {"file": wrong})
        assert {field.name: list(field.errors) for field in form if field.errors} == {
            "code": ["请填写“验证码”。"],
            "file": ["不接受该类型的文件 · 请上传PDF、JPEG或PNG文件"],
        }


def test_every_remedy_belongs_to_a_reason_and_is_written_in_both_languages():
    with REMEDIES_FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(remedies())
    assert remedies().keys() <= reasons().keys()
    assert [row["code"] for row in rows if bool(row["zh"]) != bool(row["en"])] == []
    assert [row["code"] for row in rows if not row["zh"] and not row["fields"]] == []
