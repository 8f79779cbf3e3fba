"""No rule is broken anywhere in the demo city; full size in the proofs."""

import pytest
from django.db import connection
from django.db.models import Count, F, Q, Sum

from core.identifiers import check_document
from core.privacy import hashes_of
from organizations.models import User
from policies.decisions import replay
from policies.models import Decision
from policies.queries import last_moment
from portal.demo.people import invented_phone
from programs.checks import filing_checks
from programs.models import Session, TrainingClass
from tests.references import broken
from tests.sizes import size
from trainees.models import AttendanceRecord, Enrolment, Trainee
from trainees.presence import Proof, presence
from trainees.rechecks import closed_rechecks

SESSIONS_READ = size(29, 7)  # each so-manyth

OVERLAPS = """
SELECT count(*) FROM trainees_enrolment a
JOIN trainees_enrolment b ON b.trainee_id = a.trainee_id AND b.id > a.id
JOIN programs_session s ON s.training_class_id = a.training_class_id
JOIN programs_session t ON t.training_class_id = b.training_class_id
    AND s.starts_at < t.ends_at AND t.starts_at < s.ends_at
WHERE a.state <> 'withdrawn' AND b.state <> 'withdrawn'
    AND s.state <> 'cancelled' AND t.state <> 'cancelled'
"""
BOOKED_TWICE = """
SELECT count(*) FROM programs_session a JOIN programs_session b ON b.id > a.id
    AND (b.person_id = a.person_id OR b.venue_id = a.venue_id)
    AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
WHERE a.state <> 'cancelled' AND b.state <> 'cancelled'
"""
SUMS = """
SELECT count(*) FROM trainees_enrolment e
JOIN (SELECT enrolment_id, sum(r.minutes) AS attended FROM trainees_attendancerecord r
    JOIN programs_session s ON s.id = r.session_id
    WHERE s.state <> 'cancelled' AND s.makes_up_id IS NULL
    GROUP BY enrolment_id) r ON r.enrolment_id = e.id
JOIN (SELECT training_class_id, sum(minutes) AS scheduled FROM programs_session
    WHERE state <> 'cancelled' AND makes_up_id IS NULL
    GROUP BY training_class_id) s USING (training_class_id)
JOIN programs_trainingclass c ON c.id = e.training_class_id
JOIN programs_programme p ON p.id = c.programme_id
JOIN policies_datedvalue v ON v.code = CASE WHEN p.key_groups <> '{}' AND p.key_groups <@
    '{graduate_year,unemployed_graduate,next_year_graduate}'
    THEN 'attendance_threshold_graduates' ELSE 'attendance_threshold' END
    AND v.valid_from <= c.starts_on
    AND (v.valid_to IS NULL OR c.starts_on <= v.valid_to)
WHERE e.state IN ('completed', 'failed') AND NOT (e.attended_minutes = r.attended
    AND e.scheduled_minutes = s.scheduled AND e.threshold = v.value
    AND (e.state = 'completed') = (r.attended >= v.value * s.scheduled
        AND coalesce(e.score >= 60, true)))
"""
ORDER_OF_TIMES = """
SELECT count(*) FROM trainees_enrolment e
JOIN programs_trainingclass c ON c.id = e.training_class_id
-- of whoever has two records put together, the earlier one counts
CROSS JOIN LATERAL (SELECT min(registered_at) AS registered_at FROM trainees_trainee
    WHERE e.trainee_id IN (id, merged_into_id)) t
WHERE NOT (t.registered_at <= e.enrolled_at AND c.replied_at < e.enrolled_at
    AND (e.enrolled_at AT TIME ZONE 'Asia/Shanghai')::date < c.starts_on
    AND coalesce(e.withdrawn_at >= e.enrolled_at, true)
    AND coalesce((e.first_signed_in_at AT TIME ZONE 'Asia/Shanghai')::date >= c.starts_on, true)
    AND coalesce(e.outcome_at >= c.finished_at, true) AND coalesce(e.outcome_at <= now(), true))
"""


def one(statement) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@pytest.fixture
def counted(city, record_counts):
    """Says what was looked at."""
    return lambda words: record_counts(f"demo city: {words}")


def test_every_row_names_rows_that_are_there(city, counted):
    assert broken() == {}
    counted(", ".join(f"{amount} {name}" for name, amount in city.items()))


def test_seats_are_what_enrolments_say(city, counted):
    held = ~Q(enrolments__state__in=["withdrawn", "waitlisted"]) | Q(
        enrolments__withdrawn_at__date__gte=F("starts_on"), cancelled_at=None
    )
    waits = Q(enrolments__state="waitlisted")
    seats = TrainingClass.objects.annotate(
        n=Count("enrolments", filter=held), waits=Count("enrolments", filter=waits)
    )
    assert not seats.exclude(n=F("seats_taken"), waits=F("waiting")).exists()
    assert not seats.filter(seats_taken__gt=F("seats")).exists()
    counted(f"{seats.count()} classes with the seats their enrolments hold")


def test_nobody_and_nothing_is_at_two_places_at_once(city, counted):
    assert (one(OVERLAPS), one(BOOKED_TWICE)) == (0, 0)
    live = Enrolment.objects.filter(state__in=["confirmed", "attending"])
    live = live.exclude(training_class__state="finished")
    assert not live.values("trainee").annotate(n=Count("pk")).filter(n__gt=1).exists()
    counted(f"{Session.objects.count()} sessions without an overlap of a person, teacher or room")


def test_minutes_and_outcomes_follow_from_the_records(city, counted):
    records = AttendanceRecord.objects.all()
    assert not records.filter(minutes__gt=F("session__minutes")).exists()
    assert not records.exclude(session__state__in=["closed", "sealed"]).exists()
    inside = F("signed_out_at") - F("signed_in_at")
    assert not records.filter(signed_out_at__lt=F("signed_in_at")).exists()
    assert records.annotate(inside=inside).filter(state="present").exists()
    judged = Enrolment.objects.filter(state__in=["completed", "failed"])
    summed = judged.annotate(sum=Sum("records__minutes"))
    assert not summed.exclude(sum=F("attended_minutes")).exists()
    assert one(SUMS) == 0
    counted(
        f"{records.count()} attendance records, {judged.count()} outcomes that follow from them"
    )


def test_what_counts_follows_from_the_check_ins_and_the_re_checks(city, counted):
    sessions = Session.objects.filter(state__in=["closed", "sealed"])
    read = 0
    for session in sessions.prefetch_related("records__check_ins")[::SESSIONS_READ]:
        rechecks = closed_rechecks(session)
        for record in session.records.exclude(state="corrected"):
            proofs = [Proof(check_in.at, check_in.kind) for check_in in record.check_ins.all()]
            found = presence((session.starts_at, session.ends_at), proofs, rechecks)
            assert found == record.presence
            read += len(rechecks)
    counted(f"{read} records with re-checks whose presence follows from their check-ins")


def test_times_are_in_order_and_fit_the_states(city, counted):
    assert one(ORDER_OF_TIMES) == 0
    rows = TrainingClass.objects.exclude(filed_on=None)
    assert not rows.filter(replied_at__lt=F("filed_at")).exists()
    begun = ["running", "finished", "completed"]
    assert not rows.filter(state__in=begun, sessions__state="cancelled").exists()
    over = rows.filter(state__in=["finished", "completed"])
    assert not over.exclude(sessions__state__in=["closed", "sealed"]).exists()
    assert not rows.filter(state="completed").exclude(sessions__state="sealed").exists()
    counted(f"{rows.count()} filed classes whose times fit their states")


def test_a_programme_that_names_its_groups_taught_nobody_else(city, counted):
    named = Enrolment.objects.exclude(training_class__programme__key_groups=[])
    rows = named.values_list("key_group__code", "source", "training_class__programme__key_groups")
    others = [row for row in rows if row[0] not in row[2] or row[1] != "roster"]
    assert (others, rows.count() > 0) == ([], True)
    counted(f"{rows.count()} enrolments of named key groups")


def test_filings_are_in_time_except_those_that_were_given_up(city, counted):
    filed = TrainingClass.objects.exclude(filed_on=None)
    late = [c for c in filed if c.filed_on > last_moment("tl_filing_lead", c.starts_on)]
    assert late == []
    never = TrainingClass.objects.filter(filed_on=None)
    assert set(never.values_list("state", "is_announced", "seats_taken")) <= {
        ("cancelled", False, 0)
    }
    for row in filed.exclude(state__in=["refused", "cancelled"]).select_related(
        "programme__occupation", "organization"
    ):
        failed = [check.code for check in filing_checks(row, row.filed_on) if not check.passed]
        if row.organization.short_name == "滨海培训":  # one of its teachers is suspended since
            failed = [code for code in failed if code != "teacher_not_qualified"]
        assert failed == [], row.number
    counted(f"{filed.count()} filings in time, {never.count()} drafts that were too late")


def test_every_decision_decides_the_same_again(city, counted):
    filings = Decision.objects.filter(process="class_filing")
    assert filings.count() == TrainingClass.objects.exclude(filed_on=None).count()
    kept = Decision.objects.filter(process="completion")
    judged = Enrolment.objects.filter(state__in=["completed", "failed"])
    assert kept.count() == judged.count()
    assert kept.filter(outcome="granted").count() == judged.filter(state="completed").count()
    different = {row.digest: row for row in [*filings, *kept]}
    assert all(replay(row).same for row in different.values())
    counted(f"{filings.count() + kept.count()} decisions, {len(different)} different ones replayed")


def test_numbers_of_people_are_well_formed_real_and_found_again(city, counted):
    people = Trainee.objects.select_related("user")
    for row in people:
        identity = check_document(row.document_type, row.identity_number)
        assert (identity.birth_on, identity.sex) == (row.birth_on, row.sex)
        assert row.identity_hash in hashes_of(row.identity_number)
        assert row.user.phone_hash in hashes_of(row.phone)
        assert row.phone_hash == row.user.phone_hash
    assert User.objects.filter(phone_hash__in=hashes_of(invented_phone(1))).get().username == (
        "worker.1"
    )
    counted(f"{len(people)} identity numbers and phones")
