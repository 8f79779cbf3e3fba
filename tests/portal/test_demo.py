"""The demo city looks like one, tells how it came to be, and everybody of the list can sign in."""

from collections import Counter
from itertools import pairwise

import pytest
from django.db.models import Count, F, Q

from core import clock
from core.access import system_actor
from core.models import AuditEntry, Notification
from organizations.models import Accreditation, Organization, User
from policies.models import Decision, RuleSet
from portal.demo.accreditations import ON_THE_WAY
from portal.demo.appeals import CASES
from portal.demo.minors import MINORS
from portal.demo.people import LOGINS, PASSWORD
from portal.demo.sizes import LARGE
from portal.demo.timetable import QUARTERS, first_day
from portal.models import Announcement, Story
from programs.checks import listing_checks
from programs.enums import TrainingType
from programs.licensed import covers_programme
from programs.load import to_staff
from programs.models import (
    ChangeLine,
    Programme,
    Session,
    Teacher,
    TeacherQualification,
    TrainingClass,
)
from supervision.models import DecisionAppeal, QuarterlyReport
from tests.portal.cities import SIZE
from tests.sizes import IS_FULL
from trainees.apprentice_facts import facts_of_plan
from trainees.models import (
    ApprenticePlan,
    AttendanceCorrection,
    BankAccount,
    CheckIn,
    CorrectionRequest,
    Enrolment,
    GroupMembership,
    Guardianship,
    LateException,
    PersonMerge,
    ShareLink,
    StartUp,
    StartUpFollowUp,
    StudyRecord,
    Trainee,
    Transfer,
    VoucherIssue,
)
from trainees.queries import who_missed

SYSTEM = system_actor("test")


def test_the_demo_city_is_whole(city):
    assert Organization.objects.filter(kind="district_bureau").count() == 13
    everybody = {name for name, *_rest in LOGINS} | {f"worker.{n}" for n in range(1, 21)}
    users = User.objects.filter(username__in=everybody)
    assert {user.username for user in users if user.check_password(PASSWORD)} == everybody


def test_the_teacher_of_the_tour_has_the_next_class_of_institution_a(city):
    row = TrainingClass.objects.get(organization__short_name="金石培训", state="open")
    assert set(row.sessions.values_list("teacher__user__username", flat=True)) == {"teacher.a"}
    free = User.objects.filter(username__startswith="worker.")
    live = Enrolment.objects.filter(trainee_user__in=free, state__in=["confirmed", "attending"])
    assert (free.count(), live.count(), row.seats_taken < row.seats) == (20, 0, True)


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
    returned = AuditEntry.objects.filter(verb="return", model="programs.trainingclass").first()
    assert (returned.actor_role, returned.reason_code) == (
        "district_reviewer", "teacher_not_qualified",
    )  # fmt: skip


def test_programmes_and_enrolments_of_the_demo_have_a_history(city):
    appealed = Programme.objects.filter(name__contains="申诉示例")
    for row in Programme.objects.difference(appealed):
        assert verbs(row) == (["submit", "list"] if row.is_public else ["submit"])
    refused = ["create", "update", "submit", "refuse"]
    ways = sorted(verbs(row) for row in appealed)
    assert ways == [*[refused] * (len(CASES) - 1), [*refused, "reopen"]]
    states = DecisionAppeal.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == ["dismissed", "in_review", "submitted", "upheld"]
    judged = Enrolment.objects.filter(state="completed").first()
    assert verbs(judged) == ["enrol", "begin", "complete"]
    missed = Enrolment.objects.filter(state="failed", first_signed_in_at=None).first()
    assert verbs(missed) == ["enrol", "miss"]
    entered = AuditEntry.objects.filter(verb__in=["enrol", "join_waitlist"])
    assert entered.values("object_id").distinct().count() == Enrolment.objects.count()


def test_key_groups_of_the_demo_stand_in_every_state_and_two_wait_where_one_can_sign_in(city):
    found = GroupMembership.objects.values_list("district__code", "state").order_by("pk")
    states = [state for _district, state in found]
    assert states == ["submitted", "submitted", "valid", "returned", "refused", *["valid"] * 7]
    assert {district for district, state in found if state == "submitted"} == {"DL-06"}


def test_a_guardian_of_the_demo_agrees_for_one_minor_and_another_has_asked_nobody(city):
    (row,) = Guardianship.objects.select_related("trainee_user", "guardian_user")
    names = row.trainee_user.username, row.guardian_user.username, row.state
    assert names == ("minor.1", "worker.11", "consented")
    news = Notification.objects.filter(recipient_id=row.guardian_user_id, code="ward_news")
    assert news.count() == 1


def test_accounts_of_the_demo_are_in_use_one_waits_and_two_people_share_a_card(city):
    rows = BankAccount.objects.with_persons().order_by("pk")
    found = [(row.trainee_user.username, row.state, row.persons) for row in rows]
    assert found == [
        ("worker.1", "in_use", 1), ("worker.2", "in_use", 1), ("worker.7", "in_use", 1),
        ("worker.12", "in_use", 2), ("worker.13", "in_use", 2), ("worker.3", "stated", 1),
        ("minor.1", "in_use", 1),
    ]  # fmt: skip


def test_vouchers_of_the_demo_are_issued_by_both_bureaus_and_some_are_claimed(city):
    issues = VoucherIssue.objects.with_figures().order_by("pk")
    assert [(row.people, row.left_out, row.claimed) for row in issues] == [(6, 0, 4), (1, 0, 0)]


def test_two_records_of_a_person_of_the_demo_are_alike_proposed_or_merged(city):
    found = PersonMerge.objects.order_by("pk").values_list("state", "district__code")
    assert list(found) == [("merged", "DL-06"), ("proposed", "DL-06")]
    (emptied,) = Trainee.objects.filter(merged_into__isnull=False)
    assert emptied.merged_into.user.username.startswith("worker.")
    assert emptied.merged_into.groups.filter(state="valid", group__code="rural_transfer").exists()


def test_an_apprenticeship_of_the_demo_runs_and_one_waits(city):
    plans = ApprenticePlan.objects.order_by("pk").values_list("state", "level")
    assert list(plans) == [("running", "4"), ("filed", "3")]
    found = facts_of_plan(ApprenticePlan.objects.earliest("pk"))
    weeks = [(row.logged, row.confirmed, row.months) for row in found.apprentices]
    assert weeks == [(12, 10, 2), (12, 10, 2)]


def test_late_enrolments_and_transfers_of_the_demo_are_as_far_as_the_day_allows(city):
    late = LateException.objects.order_by("pk")
    names = late.values_list("trainee_user__username", "state")
    # whether more can be asked for depends on the day on which the city is made
    assert set(names) - {("worker.6", "requested")} == {("worker.7", "refused")}
    assert {row.state for row in Transfer.objects.all()} <= {"requested"}


def test_study_of_the_demo_counts_for_some_and_says_why_it_does_not_for_others(city):
    if not Session.objects.filter(mode="online", training_class__state="running").exists():
        return  # no class of this day has an online session before it
    reasons = set(StudyRecord.objects.values_list("reason", flat=True))
    assert reasons == {"", "study_hidden", "study_speed"}


def test_somebody_of_the_demo_makes_up_a_lesson(city):
    (line,) = ChangeLine.objects.filter(makes_up__isnull=False)
    assert (line.change.state, line.session.state) == ("approved", "planned")
    assert who_missed(line.makes_up).filter(outcome="attendance_low").exists()


def test_corrections_of_attendance_of_the_demo_are_as_far_as_the_day_allows(city):
    found = AttendanceCorrection.objects.order_by("pk").values_list("state", flat=True)
    assert list(found) == ["confirmed", "refused", "requested"][: len(found)]


def test_some_check_ins_of_the_demo_were_far_from_the_room(city):
    placed = CheckIn.objects.filter(distance__isnull=False)
    assert 0.5 < placed.count() / CheckIn.objects.filter(source="code").count() < 1
    assert 0 < placed.filter(distance__gt=500).count() < placed.count() / 50


def test_businesses_of_the_demo_are_followed_up(city):
    states = set(StartUpFollowUp.objects.values_list("state", flat=True))
    assert {"planned", "alive"} <= states <= {"planned", "due", "alive", "closed", "cancelled"}
    assert not StartUp.objects.exclude(registered_on__lt=clock.today()).exists()


def test_corrections_and_a_share_link_of_the_demo(city):
    states = CorrectionRequest.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["submitted", "needs_proof", "applied", "refused"]
    (link,) = ShareLink.objects.all()
    assert (link.trainee_user.username, link.state) == ("worker.1", "active")


def test_a_seat_of_the_demo_is_held_and_two_wait_for_the_next(city):
    waiting = Enrolment.objects.filter(waiting_since__isnull=False).order_by("pk")
    names = waiting.values_list("trainee_user__username", "state")
    assert list(names) == [
        ("worker.2", "offered"), ("worker.3", "waitlisted"), ("worker.4", "waitlisted"),
    ]  # fmt: skip
    (row,) = TrainingClass.objects.filter(waiting__gt=0)
    assert (row.seats_taken, row.waiting) == (row.seats, 2)


def test_every_filing_was_granted_and_a_rule_set_waits(city):
    filings = Decision.objects.filter(process="class_filing")
    assert set(filings.values_list("outcome", flat=True)) == {"granted"}
    assert [row.state for row in RuleSet.objects.all()] == ["validated"]


def test_every_unit_is_accredited_for_what_it_teaches_and_four_have_applied(city):
    for programme in Programme.objects.select_related("organization"):
        assert covers_programme(programme, programme.submitted_at.date())
        assert covers_programme(programme, clock.today())
    applied = Accreditation.objects.applying()
    assert sorted(applied.values_list("state", flat=True)) == sorted(ON_THE_WAY)
    for row in Accreditation.objects.in_force().select_related("organization", "renews"):
        assert row.organization.accredited_until == row.valid_until
        assert (row.renews.state, verbs(row)) == (
            "expired", ["submit", "visit", "pass_district", "accredit"],
        )  # fmt: skip


def share(rows, **condition) -> float:
    return rows.filter(**condition).count() / rows.count()


def test_there_are_as_many_as_stated(city, record_counts):
    assert (LARGE.classes, LARGE.workers) == (1200, 20_000)
    institutions = Organization.objects.filter(kind="institution")
    applied = institutions.filter(standing="none")
    assert applied.count() == len(ON_THE_WAY)
    institutions = institutions.filter(standing="accredited")
    assert institutions.count() == 8 + SIZE.institutions
    assert Programme.objects.count() == SIZE.programmes + len(CASES)
    assert TrainingClass.objects.count() == SIZE.classes
    others = 3 + len(MINORS)  # second records of three people
    assert Trainee.objects.count() == SIZE.workers + others
    assert all("（演示）" in unit.name for unit in institutions)
    record_counts(f"demo city: {SIZE}")


def test_classes_follow_the_seasons(city):
    first = first_day(clock.today(), QUARTERS)
    began = TrainingClass.objects.filter(starts_on__gte=first, starts_on__lt=clock.today())
    if IS_FULL:  # of the small city most classes are told by hand
        months = Counter(day.month for day in began.values_list("starts_on", flat=True))
        assert months[7] + months[8] < (months[4] + months[5]) / 2
        assert months[2] < months[4] / 2
        assert set(months) == set(range(1, 13))


def test_shortage_occupations_are_taught_more(city):
    programmes = Programme.objects.exclude(occupation=None)
    classes = TrainingClass.objects.exclude(programme__occupation=None)
    wanted = ~Q(occupation__shortage_grade="")
    of_programmes = programmes.filter(wanted).count() / programmes.count()
    taught = classes.exclude(programme__occupation__shortage_grade="").count() / classes.count()
    assert 0.2 < of_programmes < taught < 0.75


def test_most_complete_some_drop_out_and_institutions_differ(city):
    over = Enrolment.objects.filter(training_class__state="completed")
    assert 0.8 < share(over, state="completed") < 0.95
    assert 0.005 < share(over, state="withdrawn") < 0.06
    assert over.filter(state="failed", first_signed_in_at=None).exists()
    done = Count("pk", filter=Q(state="completed"))
    units = over.values("organization").annotate(all=Count("pk"), done=done).filter(all__gt=80)
    shares = sorted(unit["done"] / unit["all"] for unit in units)
    assert shares[-1] - shares[0] > 0.05


def test_some_replies_are_late_and_districts_differ(city):
    answered = TrainingClass.objects.exclude(replied_at=None)
    late = answered.filter(replied_at__date__gt=F("reply_due_on"))
    assert 0.03 < late.count() / answered.count() < 0.2
    sizes = Counter(Trainee.objects.values_list("district__code", flat=True))
    assert sizes["DL-04"] > 4 * sizes["DL-05"] / 2 > sizes["DL-08"] > 0
    assert TrainingClass.objects.filter(state="cancelled", filed_on=None).exists() or not IS_FULL


def test_people_come_again_over_the_years(city):
    times = Counter(Enrolment.objects.exclude(state="withdrawn").values_list("trainee", flat=True))
    again = sum(amount > 1 for amount in times.values()) / len(times)
    assert 0.3 < again < 0.85
    assert 3 <= max(times.values()) <= 24


@pytest.mark.parametrize(
    "state", ["running", "open", "filed", "returned", "approved", "refused", "completed"]
)
def test_every_state_can_be_shown(city, state):
    assert TrainingClass.objects.filter(state=state).exists() or not (
        IS_FULL or state != "finished"
    )


def test_the_earlier_reports_are_signed_by_two(city):
    rows = QuarterlyReport.objects.order_by("quarter")
    assert [row.state for row in rows] == ["locked"] * 5
    assert all(row.locked_by_id != row.submitted_by_id for row in rows)
    before = [row.locked_at <= later.as_of for row, later in pairwise(rows)]
    assert all(before)


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


def test_somebody_teaches_at_two_institutions_and_the_qualifications_are_in_all_states(city):
    rows = Teacher.objects.values("person").annotate(units=Count("organization", distinct=True))
    assert sorted(row["units"] for row in rows)[-2:] == [1, 2]
    held = TeacherQualification.objects.all()
    assert set(held.values_list("state", flat=True)) == {
        "submitted", "returned", "valid", "suspended",
    }  # fmt: skip
    assert held.filter(state="submitted", agreed_at=None).get().teacher.user.username == "teacher.a"
    lacking = [row.training_class for row in to_staff(SYSTEM)]
    assert {row.organization.short_name for row in lacking} == {"滨海培训"}
    assert set(verbs(held.filter(state="suspended").get())) == {"submit", "recognise", "suspend"}


def test_the_programmes_of_the_demo_are_of_all_types_and_meet_the_standards(city):
    rows = list(Programme.objects.select_related("occupation"))
    assert Counter(row.training_type for row in rows).keys() == set(TrainingType.values)
    for row in rows:
        assert [c.code for c in listing_checks(row, clock.today()) if not c.passed] == []
    (apprentices,) = (row for row in rows if row.is_apprenticeship)
    assert (apprentices.organization.kind, apprentices.payer) == ("enterprise", "enterprise")
    assert [row.studio for row in rows if row.is_studio_led] == ["金石焊接技能大师工作室（演示）"]
