"""Certificates of the demo's completed enrolments, inside PostgreSQL: one for each, by its day."""

from django.db import connection

from portal.demo.copying import run, without_indexes

TABLE = "trainees_completioncertificate"


def issue_certificates() -> None:
    """As `trainees.services.certificates` issues them, with a serial of the year of the outcome."""
    with without_indexes(TABLE):
        run(INSERT)
    with connection.cursor() as cursor:
        cursor.execute(NUMBERED)


INSERT = f"""
INSERT INTO {TABLE} (number, enrolment_id, organization_id, district_id, issued_at, facts)
SELECT format('PX%s-%s', y.year, lpad((row_number() OVER (PARTITION BY y.year
        ORDER BY e.outcome_at, e.id))::text, 6, '0')),
    e.id, e.organization_id, e.district_id, e.outcome_at, jsonb_build_object(
        'name', e.name, 'masked_identity', e.masked_identity, 'institution', o.name,
        'institution_en', o.name_en, 'class', c.name, 'class_number', c.number,
        'programme', p.name, 'occupation', coalesce(w.zh, ''),
        'occupation_en', coalesce(w.en, ''), 'level', p.level, 'lessons', p.lessons,
        'starts_on', c.starts_on, 'ends_on', c.ends_on, 'attended_minutes', e.attended_minutes,
        'scheduled_minutes', e.scheduled_minutes, 'score', trim_scale(e.score)::text,
        'clauses', CASE WHEN p.has_final_test THEN '["gen §13"]'::jsonb ELSE '[]'::jsonb END
            || CASE WHEN e.threshold_clause = 'gen §13' AND p.has_final_test THEN '[]'::jsonb
                ELSE jsonb_build_array(e.threshold_clause) END)
FROM trainees_enrolment e
JOIN programs_trainingclass c ON c.id = e.training_class_id
JOIN programs_programme p ON p.id = c.programme_id
JOIN organizations_organization o ON o.id = c.organization_id
LEFT JOIN programs_occupation w ON w.id = p.occupation_id
CROSS JOIN LATERAL (SELECT extract(year FROM e.outcome_at AT TIME ZONE 'Asia/Shanghai')) y(year)
WHERE e.state = 'completed' ORDER BY e.outcome_at, e.id
"""  # noqa: S608 - our own words
NUMBERED = f"""
SELECT count(next_serial(split_part(number, '-', 1))) FROM {TABLE}
"""  # noqa: S608 - our own words
