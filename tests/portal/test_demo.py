"""The demo city keeps every promise the services keep, and everybody of the list can sign in."""

import pytest
from django.db import transaction
from django.db.models import Count, F, Q, Sum

from core import clock
from core.models import AuditEntry
from core.tenancy.scope import OWNER, acting_as
from organizations.models import Organization, User
from policies.decisions import replay
from policies.models import Decision, RuleSet
from portal.demo.people import LOGINS, PASSWORD
from portal.demo.seed import SEAT_HOLDERS, seed
from portal.models import Announcement, Story
from programs.checks import filing_checks
from programs.models import Programme, TrainingClass
from trainees.models import AttendanceRecord, Enrolment, Trainee


@pytest.fixture(scope="module")
def city(django_db_setup, django_db_blocker):
    """Made once: the tests only look at it."""
    with django_db_blocker.unblock(), transaction.atomic(), acting_as(OWNER):
        seed()
        yield
        transaction.set_rollback(True)


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


def verbs(row) -> list[str]:
    entries = AuditEntry.objects.filter(model=row._meta.label_lower, object_id=str(row.pk))
    return list(entries.order_by("at", "id").values_list("verb", flat=True))


WAYS = {
    "filed": ["file"],
    "returned": ["file", "return"],
    "refused": ["file", "refuse"],
    "approved": ["file", "approve"],
    "open": ["file", "approve", "open"],
    "cancelled": ["file", "approve", "open", "cancel"],
    "running": ["file", "approve", "open", "start"],
    "completed": ["file", "approve", "open", "start", "finish", "complete"],
}


def test_every_class_of_the_demo_tells_how_it_came_to_its_state(city):
    rows = TrainingClass.objects.all()
    assert {row.state for row in rows} == set(WAYS)
    assert all(verbs(row) == WAYS[row.state] for row in rows)
    late = AuditEntry.objects.filter(at__gt=clock.now())
    assert not late.exists()
    returned = AuditEntry.objects.filter(verb="return").first()
    assert (returned.actor_role, returned.reason_code) == (
        "district_reviewer", "teacher_not_qualified",
    )  # fmt: skip


def test_programmes_and_enrolments_of_the_demo_have_a_history(city):
    for row in Programme.objects.all():
        assert verbs(row) == (["submit", "list"] if row.is_public else ["submit"])
    judged = Enrolment.objects.filter(state="completed").first()
    assert verbs(judged) == ["enrol", "begin", "complete"]
    missed = Enrolment.objects.filter(state="failed", first_signed_in_at=None).first()
    assert verbs(missed) == ["enrol", "miss"]
    told = AuditEntry.objects.filter(verb="enrol").values("object_id").distinct().count()
    assert told == Enrolment.objects.count()


def test_every_outcome_and_filing_has_its_decision_and_a_rule_set_waits(city):
    judged = Enrolment.objects.filter(state__in=["completed", "failed"])
    kept = Decision.objects.filter(process="completion")
    assert kept.count() == judged.count()
    assert kept.filter(outcome="granted").count() == judged.filter(state="completed").count()
    filings = Decision.objects.filter(process="class_filing")
    assert set(filings.values_list("outcome", flat=True)) == {"granted"}
    assert all(replay(row).same for row in [*filings[:10], *kept[:10]])
    assert [row.state for row in RuleSet.objects.all()] == ["validated"]


NEWS = {
    "in_reading": ["create", "hand_in"],
    "scheduled": ["create", "hand_in", "approve"],
    "published": ["create", "hand_in", "approve", "publish"],
}


def test_announcements_and_stories_are_in_their_states_and_say_that_they_are_invented(city):
    news, stories = list(Announcement.objects.all()), list(Story.objects.all())
    states = sorted(row.state for row in news)
    assert states == ["in_reading", "published", "published", "scheduled"]
    assert [row.state for row in stories] == ["published", "published"]
    for row in [*news, *stories]:
        assert verbs(row) == NEWS[row.state]
        assert "演示内容" in row.body_zh
        assert "llustrative content" in row.body_en
        assert row.number.startswith(f"{row.SERIES}{row.handed_in_at.year}-")
    assert all(row.has_consent and row.consent_on < row.publish_on for row in stories)
