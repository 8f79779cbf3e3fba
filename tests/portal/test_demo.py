"""The demo city keeps every promise the services keep, and everybody of the list can sign in."""

import pytest
from django.db.models import Count, F, Q, Sum

from core.tenancy.scope import OWNER, acting_as
from organizations.models import Organization, User
from policies.decisions import replay
from policies.models import Decision, RuleSet
from portal.demo.people import LOGINS, PASSWORD
from portal.demo.seed import SEAT_HOLDERS, seed
from programs.checks import filing_checks
from programs.models import TrainingClass
from trainees.models import AttendanceRecord, Enrolment, Trainee


@pytest.fixture
def city(db):
    with acting_as(OWNER):
        seed()
        yield


def test_the_demo_city_is_whole(city):
    assert Organization.objects.filter(kind="district_bureau").count() == 13
    assert Organization.objects.filter(kind="institution").count() == 8
    assert TrainingClass.objects.count() >= 60
    assert Trainee.objects.count() == 2000
    everybody = {name for name, *_rest in LOGINS} | {f"worker.{n}" for n in range(1, 21)}
    users = User.objects.filter(username__in=everybody)
    assert {user.username for user in users if user.check_password(PASSWORD)} == everybody


def test_every_filed_class_meets_the_conditions_of_a_filing(city):
    for row in TrainingClass.objects.exclude(state__in=["refused", "cancelled"]):
        failed = [c.code for c in filing_checks(row, row.filed_on) if not c.passed]
        assert failed == [], row.number


def test_seats_outcomes_and_minutes_agree(city):
    held = Count("enrolments", filter=Q(enrolments__state__in=SEAT_HOLDERS))
    assert not TrainingClass.objects.annotate(n=held).exclude(n=F("seats_taken")).exists()
    assert not AttendanceRecord.objects.filter(minutes__gt=F("session__minutes")).exists()
    judged = Enrolment.objects.filter(state__in=["completed", "failed"])
    assert judged.count() > 1000
    share = F("scheduled_minutes") * F("threshold")
    assert not judged.filter(state="completed", attended_minutes__lt=share).exists()
    assert not judged.filter(state="failed", attended_minutes__gte=share).exists()
    wrong = judged.annotate(sum=Sum("records__minutes")).exclude(sum=F("attended_minutes"))
    assert not wrong.exists()


def test_nobody_is_in_two_classes_at_once(city):
    live = Enrolment.objects.filter(state__in=["confirmed", "attending"])
    twice = live.values("trainee").annotate(n=Count("pk")).filter(n__gt=1)
    assert not twice.exists()


def test_every_outcome_and_filing_has_its_decision_and_a_rule_set_waits(city):
    judged = Enrolment.objects.filter(state__in=["completed", "failed"])
    kept = Decision.objects.filter(process="completion")
    assert kept.count() == judged.count()
    assert kept.filter(outcome="granted").count() == judged.filter(state="completed").count()
    filings = Decision.objects.filter(process="class_filing")
    assert set(filings.values_list("outcome", flat=True)) == {"granted"}
    assert all(replay(row).same for row in [*filings[:10], *kept[:10]])
    assert [row.state for row in RuleSet.objects.all()] == ["validated"]
