"""Quarterly reports: made once, frozen, signed by two, every figure countable."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations.models import District
from supervision import services
from supervision.models import QuarterlyReport, ReportFigure
from supervision.periods import Quarter
from supervision.queries import snapshot
from supervision.services import production
from supervision.services.schedule import SYSTEM as SYSTEM_ACTOR
from tests import world as laid_out
from trainees.models import Enrolment

QUARTER = "2026Q2"


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


def learned(side, moment, **columns):
    """The enrolment of a side happened at this moment."""
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=side.enrolment.pk).update(
            enrolled_at=moment, first_signed_in_at=moment, **columns
        )


def made(**scope):
    with acting_as(SYSTEM):
        report = services.schedule_report(actor=SYSTEM_ACTOR, quarter=QUARTER, **scope)
        return services.produce(report)


@pytest.mark.parametrize(
    ("moment", "counted"),
    [
        ("2026-03-31T23:59:59", 0),
        ("2026-04-01T00:00:00", 1),
        ("2026-06-30T23:59:59", 1),
        ("2026-07-01T00:00:00", 0),
    ],
)
def test_a_quarter_ends_at_midnight_in_dalian(world, moment, counted):
    learned(world["甲"], at(moment))
    with acting_as(SYSTEM):
        assert snapshot(made()).totals.cells["I05"].value == counted


def test_a_report_is_made_once_for_a_quarter_and_scope(world):
    first, again = made(), made()
    with acting_as(SYSTEM):
        assert (first.pk, first.run) == (again.pk, again.run)
        assert QuarterlyReport.objects.filter(quarter=QUARTER).count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            QuarterlyReport.objects.create(quarter=QUARTER, scope="city")


def test_a_district_s_report_counts_only_the_district(world):
    for side in (world["甲"], world["乙"]):
        learned(side, at("2026-05-05T10:00:00"))
    district = world["甲"].district
    with acting_as(SYSTEM):
        assert snapshot(made()).totals.cells["I05"].value == 2
        own = snapshot(made(scope="district", district=district))
    assert own.totals.cells["I05"].value == 1
    assert [line.code for line in own.districts] == [district.code]


def test_a_share_without_a_denominator_is_unknown_and_not_zero(world):
    with acting_as(SYSTEM):
        cell = snapshot(made()).totals.cells["I09"]
    assert (cell.value, cell.denominator) == (None, 0)


def test_the_frozen_report_does_not_change_with_later_facts(world):
    learned(world["甲"], at("2026-05-05T10:00:00"))
    report = made()
    learned(world["乙"], at("2026-05-05T10:00:00"))
    with acting_as(SYSTEM):
        assert snapshot(report).totals.cells["I05"].value == 1


def test_a_failed_report_keeps_its_error_and_is_made_by_the_next_call(world, monkeypatch):
    def broken(report, run):
        raise OSError("no space left")

    with acting_as(SYSTEM):
        report = services.schedule_report(actor=SYSTEM_ACTOR, quarter=QUARTER)
        monkeypatch.setattr(production, "compute", broken)
        with pytest.raises(OSError, match="no space"):
            services.produce(report)
        report.refresh_from_db()
        assert (report.state, report.error) == ("failed", "OSError: no space left")
        monkeypatch.undo()
        assert services.produce(report).state == "draft"
        assert ReportFigure.objects.filter(report=report, run=1).exists()


def test_a_report_left_generating_by_a_killed_worker_is_made_again(world):
    with acting_as(SYSTEM):
        report = services.schedule_report(actor=SYSTEM_ACTOR, quarter=QUARTER)
        report = perform(report, "generate", actor=SYSTEM_ACTOR)
        assert services.produce(report).state == "draft"


def test_a_missed_night_is_caught_up_once(world):
    with acting_as(SYSTEM):
        due = services.schedule_due()
        assert len(due) == 1 + District.objects.active().count()
        for report in due:
            services.produce(report)
        assert services.schedule_due() == []


def test_a_quarter_that_has_not_ended_has_no_report(world):
    with acting_as(SYSTEM), pytest.raises(Refused) as refused:
        services.schedule_report(actor=SYSTEM_ACTOR, quarter="2099Q1")
    assert refused.value.code == "period_not_closed"
    with pytest.raises(Refused) as refused:
        Quarter.parse("2026Q5")
    assert refused.value.code == "period_unknown"


def test_two_people_sign(world):
    report, city = made(), world["市"]
    reviewer = laid_out.city_actor(city)
    chief = laid_out.city_actor(city, "municipal_chief")
    with acting_as(reviewer.scope):
        submitted = perform(report, "submit", actor=reviewer)
    alone = laid_out.Actor(reviewer.user_id, chief.organization_id, chief.role, None, "city")
    with pytest.raises(Refused) as refused, acting_as(chief.scope):
        perform(submitted, "lock", actor=alone)
    assert refused.value.code == "not_allowed"
    with acting_as(chief.scope):
        locked = perform(submitted, "lock", actor=chief)
    assert (locked.state, locked.locked_by_id) == ("locked", chief.user_id)


@pytest.mark.parametrize("behind", ["the first", "the second"])
def test_a_deputy_and_the_member_sign_as_one_person(world, behind):
    """SD28: nobody signs twice, once of the two through a deputy."""
    report = made()
    chief = laid_out.city_actor(world["市"], "municipal_chief")
    reviewer = laid_out.city_actor(world["市"])
    first = replace(reviewer, deputy_for=chief.user_id) if behind == "the first" else reviewer
    second = replace(chief, deputy_for=reviewer.user_id) if behind == "the second" else chief
    with acting_as(first.scope):
        submitted = perform(report, "submit", actor=first)
    with acting_as(second.scope), pytest.raises(Refused), transaction.atomic():
        perform(submitted, "lock", actor=second)
    with acting_as(chief.scope):
        submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_plain_sql_cannot_make_one_person_sign_twice(world):
    report = made()
    same = laid_out.city_actor(world["市"]).user_id
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(OWNER):
        QuarterlyReport.objects.filter(pk=report.pk).update(submitted_by=same, locked_by=same)
