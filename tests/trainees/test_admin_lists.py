"""What the bureau's lists and records show of a person."""

import pytest
from django.urls import reverse

from core.tenancy.scope import AUTH, OWNER, acting_as
from trainees.models import KeyGroup


@pytest.fixture
def reviewer(world, client):
    with acting_as(AUTH):
        client.force_login(world["甲"].reviewer)
    return client


def test_names_are_masked_in_lists_and_whole_on_the_record(world, reviewer):
    trainee = world["甲"].trainee
    listing = reviewer.get(reverse("admin:trainees_trainee_changelist")).content.decode()
    assert "密**员" in listing
    assert trainee.name not in listing
    record = reviewer.get(reverse("admin:trainees_trainee_change", args=[trainee.pk]))
    text = record.content.decode()
    assert trainee.name in text
    assert "1970-01-01" not in text
    assert "1970" in text


def test_a_sensitive_group_is_not_named(world, reviewer):
    enrolment = world["甲"].enrolment
    with acting_as(OWNER):
        enrolment.key_group = KeyGroup.objects.get(code="released_person")
        enrolment.save()
    address = reverse("admin:trainees_enrolment_change", args=[enrolment.pk])
    text = reviewer.get(address).content.decode()
    assert "已申报群体" in text
    assert "刑满释放" not in text


def test_the_page_that_voids_a_record_says_whose_and_what_follows(world, reviewer):
    record = world["甲"].rows["record"]
    with acting_as(OWNER):
        type(record).objects.filter(pk=record.pk).update(
            state="signed_in", signed_in_at="2026-01-05T01:00Z"
        )
    page = reviewer.get(f"/moves/trainees.attendancerecord/{record.pk}/void/")
    text = page.content.decode()
    assert page.context["title"] == "作废考勤记录"
    assert "密**员" in text
    assert world["甲"].trainee.name not in text
    assert world["甲"].training_class.number in text
    assert "不再计入学员出勤" in text
