"""A wrong input is told with the name of its field and what to do, in both languages."""

from decimal import Decimal

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from core.forms import ConsentField


class Sample(forms.Form):
    name = forms.CharField(label="名称", max_length=3)
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲")])
    file = forms.FileField(label="文件")
    seats = forms.IntegerField(label="人数", min_value=1, max_value=8)
    least = forms.IntegerField(label="最少", min_value=1)
    fee = forms.DecimalField(label="费用", max_digits=5, decimal_places=2)
    email = forms.EmailField(label="邮箱")
    day = forms.DateField(label="日期")
    consent = ConsentField(label="我已阅读并同意很长很长的一段话", short_label="同意")

    def clean_day(self):
        raise forms.ValidationError("当天不上课。")


WRONG = {"name": "abcd", "kind": "b", "seats": "9", "least": "0", "fee": "1234.5", "email": "x"}


def told(data=(), files=None, language="zh-hans") -> dict:
    """Field → what its errors and the summary say."""
    form = Sample(data=dict(data), files=files)
    with translation.override(language):
        return {field.name: (list(field.errors), field.summary) for field in form if field.errors}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", {"name": "请填写“名称”。", "kind": "请选择“类型”。", "file": "请上传“文件”。",
                     "consent": "请勾选“同意”。"}),
        ("en", {"name": "Fill in “名称”.", "kind": "Choose “类型”.",
                "file": "Choose a file for “文件”.", "consent": "Tick “同意”."}),
    ],
)  # fmt: skip
def test_an_empty_field_is_told_by_its_name_and_once(language, words):
    found = told(language=language)
    for name, text in words.items():
        assert found[name] == ([text], [text])


def test_a_wrong_value_is_told_with_its_limits():
    found = told(WRONG, {"file": SimpleUploadedFile("a.pdf", b"")})
    assert {name: summary for name, (_errors, [summary]) in found.items()} == {
        "name": "名称：最多3个字，现有4个字。",
        "kind": "类型：所选内容不在可选范围内，请重新选择。",
        "file": "文件为空，请重新选择。",
        "seats": "人数：应在1至8之间。",
        "least": "最少：不得小于1。",
        "fee": "费用：整数部分最多3位。",
        "email": "邮箱格式不正确，请按name@example.com的格式填写。",
        "day": "请填写“日期”。",
        "consent": "请勾选“同意”。",
    }


def test_words_of_the_form_itself_stay():
    assert told({"day": "2027-03-31"})["day"] == (["当天不上课。"], ["日期：当天不上课。"])


def test_every_word_that_is_replaced_is_one_that_django_uses():
    """A message of Django is known by identity; an upgrade must not lose it."""
    form = Sample(data={**WRONG, "fee": Decimal("1.234"), "day": "x", "seats": "x"})
    raised = {
        error.message for errors in form.errors.as_data().values() for error in errors
    }  # fmt: skip
    shown = {message for field in form for message in field.errors}
    assert not {str(message) for message in raised} & shown
