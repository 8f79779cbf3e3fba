"""A share link: made, opened without signing in, seen by its owner, over, revoked."""

from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.test import Client

from core import clock
from core.access import system_actor
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from tests import world as laid_out
from trainees.models import ShareLink
from trainees.services import shares

PHONE = "Mozilla/5.0 (iPhone) Version/17 Mobile Safari/604.1"


@pytest.fixture
def person(side):
    return laid_out.worker_actor(side)


def made(person, **given):
    with acting_as(person.scope):
        return shares.share(
            actor=person, valid_until=clock.today() + timedelta(days=given.pop("days", 7)), **given
        )


def opened(token):
    return Client(headers={"user-agent": PHONE}).get(f"/shared/{token}/")


def refused(act) -> str:
    with pytest.raises(Refused) as answer:
        act()
    return answer.value.code


def test_whoever_has_the_link_reads_the_part_and_the_owner_reads_who_did(side, person):
    row, token = made(person, note="某单位")
    answer = opened(token)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert side.training_class.name in page
    with acting_as(OWNER):
        name, number = side.trainee.name, side.trainee.identity_number
    assert (name in page, number in page, "某单位" in page) == (False, False, False)
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"].split(",")[0]) == (
        "no-referrer", "noindex",
    )  # fmt: skip
    with acting_as(person.scope):
        devices = [entry.after["device"] for entry in shares.openings(row, person)]
    assert devices == ["Safari · iPhone"]
    with acting_as(AUTH):
        client = Client()
        client.force_login(side.worker)
    assert "Safari · iPhone" in client.get(row.get_absolute_url()).content.decode()


def test_only_the_kinds_that_were_chosen_are_shown(person):
    _row, token = made(person, kinds=["voucher"])
    with acting_as(AUTH):
        shown = shares.open_link(token)
    assert {entry.kind for entry in shown.entries} <= {"voucher"}
    assert shown.figures == []


def test_only_what_belongs_to_the_class_is_shown(side, person):
    _row, token = made(person, enrolment=side.enrolment)
    shown = shares.open_link(token)
    assert {entry.training_class for entry in shown.entries} == {side.training_class.number}


def test_a_link_that_is_revoked_or_over_says_so_and_shows_nothing(person, side):
    row, token = made(person)
    with acting_as(person.scope):
        perform(row, "revoke", actor=person)
    answer = opened(token)
    assert answer.status_code == 410
    assert side.training_class.name not in answer.content.decode()
    assert refused(lambda: shares.open_link(token)) == "share_revoked"
    row, token = made(person, days=0)
    assert opened(token).status_code == 200
    with acting_as(OWNER):
        ShareLink.objects.filter(pk=row.pk).update(valid_until=clock.today() - timedelta(days=1))
    assert "过期" in opened(token).content.decode()
    with acting_as(SYSTEM):
        assert shares.advance() == 1
        assert ShareLink.objects.get(pk=row.pk).state == "expired"
    assert refused(lambda: shares.open_link(token)) == "share_expired"
    assert (opened("nothing").status_code, refused(lambda: shares.open_link("nothing"))) == (
        404, "share_unknown",
    )  # fmt: skip


def test_the_rule_bounds_the_days_and_the_link_is_kept_nowhere(person, side):
    assert refused(lambda: made(person, days=91)) == "share_days_exceeded"
    assert refused(lambda: made(person, days=-1)) == "valid_until_past"
    row, token = made(person, days=90)
    with acting_as(OWNER):
        stored = ShareLink.objects.values().get(pk=row.pk)
    assert token not in str(stored)


def test_nobody_shares_for_another(person, world):
    foreign = world["乙"].enrolment
    assert refused(lambda: made(person, enrolment=foreign)) == "not_allowed"
    assert refused(lambda: made(system_actor("x"))) == "not_allowed"


def test_nothing_can_be_written_while_a_link_is_read(person):
    with (
        pytest.raises(InternalError, match="read-only"),
        transaction.atomic(),
        shares.reading_as(person.user_id),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE trainees_trainee SET education = 'senior'")
