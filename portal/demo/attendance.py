"""Enrolments and who was there when, inside PostgreSQL: hundreds of thousands of rows.

Chance is a hash of the enrolment's and the session's place in the city, so that the same day gives
the same city, whatever keys its rows have.
"""

from policies.decisions import RuleRow
from portal.demo.copying import copy_into, keys, run, without_indexes
from portal.demo.courses import Course
from portal.demo.enrolling import Place
from programs.enums import ClassState, SessionState
from trainees.completion_checks import score_rules, threshold_of_class
from trainees.enums import AttendanceSource, AttendanceState, EnrolmentState

Rules = tuple[RuleRow, ...]
"""The threshold of a class, and its pass mark where it has a final test."""
PLACE = {
    "n": "integer", "enrolment_id": "bigint", "class_id": "bigint", "user_id": "bigint",
    "enrolled_at": "timestamptz", "source": "text", "comes": "double precision",
    "until": "integer", "withdrawn_at": "timestamptz", "by_system": "boolean",
}  # fmt: skip
RULE = {
    "class_id": "bigint", "rule": "integer", "threshold": "numeric", "clause": "text",
    "mark": "numeric",
}  # fmt: skip
METRES = 111_195  # of a degree of latitude
CODES = {
    **{f"class_{state.name}": f"'{state.value}'" for state in ClassState},
    **{f"session_{state.name}": f"'{state.value}'" for state in SessionState},
    **{f"is_{state.name}": f"'{state.value}'" for state in EnrolmentState},
    **{state.name: f"'{state.value}'" for state in AttendanceState},
    **{f"by_{source.name}": f"'{source.value}'" for source in AttendanceSource},
}
"""The codes of the states as SQL."""


def dice(number: int, place: str = "p") -> str:
    """SQL of a number from 0 to 1, the same for the same place and session.

    `number` tells several of them apart.
    """
    return fraction(f"{place}.n::bigint * 100 + s.ordinal", number)


def hour_dice(number: int) -> str:
    """The like for a session as such, by the hour at which it begins."""
    return fraction("extract(epoch FROM starts_at)::bigint + ordinal", number)


def fraction(row: str, number: int) -> str:
    return f"((hashint8extended({row}, {number}) & 4294967295) / 4294967296.0::double precision)"


def store_enrolments(courses: list[Course], places: list[Place]) -> list[Rules]:
    """Store all enrolments with their attendance and outcomes.

    Returns the rules, to which `demo_rule` numbers them for each class.
    """
    rules = store_rules(courses)
    ids = keys("trainees_enrolment", len(places))
    numbered = enumerate(zip(places, ids, strict=True), 1)
    copy_into("demo_place", PLACE, (columns(n, made, key) for n, (made, key) in numbered))
    tables = ("trainees_enrolment", "trainees_attendancerecord", "trainees_checkin")
    with without_indexes(*tables):
        run(PARTITIONS, PRESENCE, INSERT_ENROLMENTS, INSERT_RECORDS)
        run(CALL_RECHECKS, INSERT_CHECK_INS)
    return rules


def store_rules(courses: list[Course]) -> list[Rules]:
    """Threshold and pass mark of each class, as they were in force on the first day."""
    of_class = {course.row.pk: rules_of(course.row) for course in courses}
    rules = sorted(set(of_class.values()))
    rows = (
        (key, rules.index(found), found[0].figure, found[0].clause, *marks(found))
        for key, found in of_class.items()
    )
    copy_into("demo_rule", RULE, rows)
    return rules


def rules_of(training_class) -> Rules:
    return (threshold_of_class(training_class), *score_rules(training_class).values())


def marks(rules: Rules) -> list:
    """The pass mark as a column: empty where there is no final test."""
    return [rule.figure for rule in rules[1:]] or [None]


def columns(n: int, made: Place, key: int) -> tuple:
    """One line of `demo_place`."""
    return (
        n, key, made.course.row.pk, made.worker.user_id, made.enrolled_at, made.source, made.comes,
        made.until, made.withdrawn_at, made.by_system,
    )  # fmt: skip


PARTITIONS = """
SELECT make_attendance_partitions(min(starts_at)::date,
    (extract(year FROM max(starts_at)) - extract(year FROM min(starts_at)))::integer * 12
    + (extract(month FROM max(starts_at)) - extract(month FROM min(starts_at)))::integer)
FROM programs_session
"""
PRESENCE = """
CREATE TEMPORARY TABLE demo_presence ON COMMIT DROP AS
SELECT p.n, s.id AS session_id, s.starts_at, p.enrolment_id, s.organization_id, s.district_id,
    p.user_id,
    CASE WHEN NOT d.there THEN {ABSENT} WHEN d.late + d.early > 0 THEN {PARTIAL} ELSE {PRESENT} END
        AS state,
    CASE WHEN NOT d.there THEN {by_SYSTEM} WHEN d.by_sheet THEN {by_SHEET} ELSE {by_CODE} END
        AS source,
    CASE WHEN d.there THEN s.starts_at + make_interval(mins => CASE WHEN d.late > 0 THEN d.late
        WHEN d.by_sheet THEN 0 ELSE -d.before END) END AS signed_in_at,
    CASE WHEN d.there THEN s.ends_at + make_interval(mins => CASE WHEN d.early > 0 THEN -d.early
        WHEN d.by_sheet THEN 0 ELSE d.after END) END AS signed_out_at,
    CASE WHEN d.there THEN tstzmultirange(tstzrange(s.starts_at + make_interval(mins => d.late),
        s.ends_at - make_interval(mins => d.early))) ELSE '{{}}' END AS presence
FROM demo_place p
JOIN programs_session s ON s.training_class_id = p.class_id
    AND s.state IN ({session_CLOSED}, {session_SEALED})
CROSS JOIN LATERAL (SELECT {dice_1} AS comes, {dice_2} AS punctual, {dice_3} AS minute) u
CROSS JOIN LATERAL (SELECT
    u.comes < p.comes AND (p.until IS NULL OR s.ordinal <= p.until) AS there,
    CASE WHEN u.punctual < 0.03 THEN 45 WHEN u.punctual < 0.07 THEN 30 ELSE 0 END AS late,
    CASE WHEN u.punctual > 0.97 THEN 30 ELSE 0 END AS early,
    u.minute < 0.4 AS by_sheet,
    1 + floor(u.minute * 19)::integer AS before, floor(u.minute * 10)::integer AS after) d
WHERE p.withdrawn_at IS NULL OR s.starts_at - interval '30 minutes' < p.withdrawn_at
""".format(**CODES, dice_1=dice(1), dice_2=dice(2), dice_3=dice(3))
INSERT_ENROLMENTS = """
WITH attended AS (
    SELECT n, sum(presence_minutes(presence)) AS minutes, min(signed_in_at) AS first
    FROM demo_presence GROUP BY n),
scheduled AS (
    SELECT training_class_id, sum(minutes) AS minutes FROM programs_session
    WHERE state <> {session_CANCELLED} GROUP BY training_class_id),
known AS (
    SELECT p.*, c.organization_id, c.district_id, a.first, coalesce(a.minutes, 0) AS attended,
        s.minutes AS scheduled, r.threshold, r.clause, t.score,
        CASE WHEN p.withdrawn_at IS NOT NULL THEN NULL
            WHEN a.first IS NULL THEN c.finished_at ELSE c.completed_at END AS outcome_at,
        coalesce(a.minutes, 0) >= r.threshold * s.minutes AS enough,
        coalesce(a.minutes, 0) >= r.threshold * s.minutes AND coalesce(t.score >= r.mark, true)
            AS passed
    FROM demo_place p
    JOIN programs_trainingclass c ON c.id = p.class_id
    JOIN demo_rule r ON r.class_id = p.class_id
    LEFT JOIN scheduled s ON s.training_class_id = p.class_id
    LEFT JOIN attended a ON a.n = p.n
    CROSS JOIN LATERAL (SELECT CASE WHEN r.mark IS NOT NULL AND a.first IS NOT NULL
        AND p.withdrawn_at IS NULL AND c.completed_at IS NOT NULL
        THEN 57 + (hashint8extended(p.n, 4) & 1023) % 43 END AS score) t)
INSERT INTO trainees_enrolment (id, training_class_id, organization_id, district_id, trainee_id,
    trainee_user_id, name, masked_identity, phone, education, key_group_id, remark, source, state,
    enrolled_at, first_signed_in_at, withdrawn_at, outcome_at, outcome_code, attended_minutes,
    scheduled_minutes, threshold, threshold_clause, score, scored_at)
SELECT k.enrolment_id, k.class_id, k.organization_id, k.district_id, w.trainee_id, w.user_id,
    w.name, w.masked_identity, w.phone, w.education, w.key_group_id, '', k.source,
    CASE WHEN k.withdrawn_at IS NOT NULL THEN {is_WITHDRAWN}
        WHEN k.outcome_at IS NOT NULL AND k.passed THEN {is_COMPLETED}
        WHEN k.outcome_at IS NOT NULL THEN {is_FAILED}
        WHEN k.first IS NOT NULL THEN {is_ATTENDING} ELSE {is_CONFIRMED} END,
    k.enrolled_at, k.first, k.withdrawn_at, k.outcome_at,
    CASE WHEN k.outcome_at IS NULL OR k.passed THEN ''
        WHEN k.enough THEN 'score_below_pass_mark' ELSE 'attendance_below_threshold' END,
    CASE WHEN k.outcome_at IS NOT NULL THEN k.attended END,
    CASE WHEN k.outcome_at IS NOT NULL THEN k.scheduled END,
    CASE WHEN k.outcome_at IS NOT NULL THEN k.threshold END,
    CASE WHEN k.outcome_at IS NOT NULL THEN k.clause ELSE '' END,
    k.score, CASE WHEN k.score IS NOT NULL THEN k.outcome_at - interval '1 hour' END
FROM known k JOIN demo_person w ON w.user_id = k.user_id
ORDER BY k.n
""".format(**CODES)  # noqa: S608 - our own codes
INSERT_RECORDS = """
INSERT INTO trainees_attendancerecord (id, session_id, enrolment_id, organization_id, district_id,
    trainee_user_id, state, source, signed_in_at, signed_out_at, presence)
SELECT new_key(starts_at), session_id, enrolment_id, organization_id, district_id, user_id, state,
    source, signed_in_at, signed_out_at, presence
FROM demo_presence ORDER BY session_id, n
"""
# One a session in its middle; now and then the screen was not on when it was due.
CALL_RECHECKS = """
UPDATE programs_session SET rechecked_at = ARRAY[starts_at + make_interval(secs => floor(
    extract(epoch FROM ends_at - starts_at) * (0.2 + 0.6 * {middle})))]
WHERE state IN ({session_CLOSED}, {session_SEALED}) AND {shown} > 0.05
""".format(**CODES, middle=hour_dice(5), shown=hour_dice(6))
# By code the person's own phone, by sheet the teacher; a teacher without an account kept paper.
INSERT_CHECK_INS = """
INSERT INTO trainees_checkin (id, record_id, session_id, organization_id, district_id,
    trainee_user_id, kind, source, at, received_at, entered_by_id, device_name, device_mark,
    latitude, longitude, accuracy, distance)
SELECT new_key(d.starts_at), r.id, r.session_id, r.organization_id, r.district_id,
    r.trainee_user_id, e.kind, r.source, e.at, e.at,
    CASE WHEN r.source = {by_CODE} THEN r.trainee_user_id
        ELSE coalesce(t.user_id, r.trainee_user_id) END,
    CASE WHEN r.source = {by_CODE} THEN 'Chrome · Android' ELSE '' END, '',
    v.latitude + round((p.metres / {METRES})::numeric, 5), v.longitude,
    CASE WHEN v.latitude IS NOT NULL THEN p.metres::integer / 3 + 8 END,
    CASE WHEN v.latitude IS NOT NULL THEN p.metres::integer END
FROM demo_presence d
JOIN trainees_attendancerecord r ON r.session_id = d.session_id AND r.enrolment_id = d.enrolment_id
JOIN programs_session s ON s.id = r.session_id
JOIN programs_teacher t ON t.id = s.teacher_id
-- three phones of four tell where they are; one check-in of a hundred was far from the room
CROSS JOIN LATERAL (SELECT CASE WHEN {dice_9} < 0.01 THEN 700 + 1500 * {dice_8}
    ELSE 4 + 70 * {dice_8} END AS metres) p
LEFT JOIN programs_venue v ON v.id = s.venue_id AND r.source = {by_CODE} AND {dice_9} < 0.75
CROSS JOIN LATERAL (
    VALUES ('sign_in', r.signed_in_at), ('sign_out', r.signed_out_at)
    UNION ALL
    SELECT 'recheck', called + make_interval(secs => CASE WHEN r.source = {by_CODE}
        THEN 5 + 225 * {dice_7} ELSE 0 END)
    FROM unnest(s.rechecked_at) called WHERE r.presence @> called
) e(kind, at)
WHERE e.at IS NOT NULL
ORDER BY r.session_id, d.n, e.at
""".format(**CODES, METRES=METRES, **{f"dice_{n}": dice(n, "d") for n in (7, 8, 9)})  # noqa: S608 - our own codes
