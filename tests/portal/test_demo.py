"""The demo city keeps every promise the services keep, and everybody of the list can sign in."""

from core import clock
from core.models import AuditEntry
from organizations.models import Organization, User
from policies.models import Decision, RuleSet
from portal.demo.people import LOGINS, PASSWORD
from programs.models import Programme, TrainingClass
from trainees.models import Enrolment


def test_the_demo_city_is_whole(city):
    assert Organization.objects.filter(kind="district_bureau").count() == 13
    everybody = {name for name, *_rest in LOGINS} | {f"worker.{n}" for n in range(1, 21)}
    users = User.objects.filter(username__in=everybody)
    assert {user.username for user in users if user.check_password(PASSWORD)} == everybody


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
    "finished": ["file", "approve", "open", "start", "finish"],
    "completed": ["file", "approve", "open", "start", "finish", "complete"],
}


def test_every_class_of_the_demo_tells_how_it_came_to_its_state(city):
    rows = TrainingClass.objects.all()
    assert {row.state for row in rows} | {"finished"} == set(WAYS)
    for row in rows:
        assert verbs(row) == (WAYS[row.state] if row.filed_on else ["create", "cancel"])
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


def test_every_filing_was_granted_and_a_rule_set_waits(city):
    filings = Decision.objects.filter(process="class_filing")
    assert set(filings.values_list("outcome", flat=True)) == {"granted"}
    assert [row.state for row in RuleSet.objects.all()] == ["validated"]
