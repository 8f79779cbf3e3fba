-- The figures of a quarterly report by hand, for a reader who knows this database and keeps nothing
-- but the figures. Attendance is added up without looking at who attended; enrolments are read
-- once for all that is counted of them; who trained in the same programmes is counted alike.
WITH programmes AS NOT MATERIALIZED (
    SELECT p.id AS programme, p.training_type, coalesce(o.code, '-') AS occupation,
        o.shortage_grade <> '' AS is_short, o.shortage_from
    FROM programs_programme p LEFT JOIN programs_occupation o ON o.id = p.occupation_id
), classes AS MATERIALIZED (
    SELECT district_id, organization_id, programme_id,
        count(*) FILTER (WHERE state NOT IN ('draft', 'cancelled')
            AND filed_on BETWEEN %(first)s AND %(last)s) AS i01,
        count(*) FILTER (WHERE state IN ('running', 'finished', 'completed', 'archived')
            AND starts_on BETWEEN %(first)s AND %(last)s) AS i02,
        count(*) FILTER (WHERE replied_at >= %(begin)s AND replied_at < %(end)s
            AND (replied_at AT TIME ZONE interval '8 hours')::date <= reply_due_on) AS i03,
        count(*) FILTER (WHERE replied_at >= %(begin)s AND replied_at < %(end)s) AS i03_of,
        count(*) FILTER (WHERE state = 'cancelled'
            AND cancelled_at >= %(begin)s AND cancelled_at < %(end)s) AS i04
    FROM programs_trainingclass
    WHERE filed_on BETWEEN %(first)s AND %(last)s OR starts_on BETWEEN %(first)s AND %(last)s
        OR (replied_at >= %(begin)s AND replied_at < %(end)s)
        OR (cancelled_at >= %(begin)s AND cancelled_at < %(end)s)
    GROUP BY district_id, organization_id, programme_id
), enrolments AS MATERIALIZED (
    SELECT c.district_id, c.organization_id, c.programme_id,
        count(*) FILTER (WHERE e.enrolled_at >= %(begin)s AND e.enrolled_at < %(end)s
            AND (e.state <> 'withdrawn' OR e.left_on >= c.starts_on)) AS i05,
        count(*) FILTER (WHERE trained) AS i06,
        count(*) FILTER (WHERE decided AND e.state = 'completed') AS i08,
        count(*) FILTER (WHERE (decided AND e.state IN ('completed', 'failed'))
            OR (e.state = 'withdrawn' AND e.withdrawn_at >= %(begin)s AND e.withdrawn_at < %(end)s
                AND e.left_on >= c.starts_on)) AS i09_of,
        count(*) FILTER (WHERE trained AND p.is_short AND p.shortage_from <= c.filed_on) AS i12,
        count(*) FILTER (WHERE trained AND p.training_type = 'entrepreneurship') AS i15
    FROM (
        SELECT *, (withdrawn_at AT TIME ZONE interval '8 hours')::date AS left_on,
            first_signed_in_at >= %(begin)s AND first_signed_in_at < %(end)s AS trained,
            outcome_at >= %(begin)s AND outcome_at < %(end)s AS decided
        FROM trainees_enrolment
        WHERE (enrolled_at >= %(begin)s AND enrolled_at < %(end)s)
            OR (first_signed_in_at >= %(begin)s AND first_signed_in_at < %(end)s)
            OR (outcome_at >= %(begin)s AND outcome_at < %(end)s)
            OR (withdrawn_at >= %(begin)s AND withdrawn_at < %(end)s)
    ) e
    JOIN programs_trainingclass c ON c.id = e.training_class_id
    JOIN programmes p ON p.programme = c.programme_id
    GROUP BY c.district_id, c.organization_id, c.programme_id
), attendance AS MATERIALIZED (
    SELECT c.district_id, c.organization_id, c.programme_id, sum(a.attended) AS i10,
        sum(a.expected) AS i10_of
    FROM (
        SELECT s.training_class_id, sum(r.minutes) AS attended, sum(s.minutes) AS expected
        FROM programs_session s JOIN trainees_attendancerecord r ON r.session_id = s.id
        WHERE s.state = 'sealed' AND s.sealed_at >= %(begin)s AND s.sealed_at < %(end)s
            AND r.state <> 'voided'
        GROUP BY s.training_class_id
    ) a
    JOIN programs_trainingclass c ON c.id = a.training_class_id
    GROUP BY c.district_id, c.organization_id, c.programme_id
), lessons AS MATERIALIZED (
    SELECT c.district_id, c.organization_id, c.programme_id,
        coalesce(sum(s.lessons) FILTER (WHERE s.mode = 'online'), 0) AS i11,
        sum(s.lessons) AS i11_of
    FROM programs_session s JOIN programs_trainingclass c ON c.id = s.training_class_id
    WHERE s.state = 'sealed' AND s.sealed_at >= %(begin)s AND s.sealed_at < %(end)s
    GROUP BY c.district_id, c.organization_id, c.programme_id
), places AS MATERIALIZED (
    SELECT *, dense_rank() OVER (
        ORDER BY district_id, training_type, organization_id, occupation) AS place
    FROM (
        SELECT district_id, organization_id, programme_id FROM classes
        UNION SELECT district_id, organization_id, programme_id FROM enrolments
        UNION SELECT district_id, organization_id, programme_id FROM lessons
    ) found JOIN programmes ON programme = programme_id
), persons AS MATERIALIZED (
    SELECT e.trainee_id, array_agg(DISTINCT p.place ORDER BY p.place) AS places
    FROM trainees_enrolment e JOIN programs_trainingclass c ON c.id = e.training_class_id
    JOIN places p ON (p.district_id, p.organization_id, p.programme_id)
        = (c.district_id, c.organization_id, c.programme_id)
    WHERE e.first_signed_in_at >= %(begin)s AND e.first_signed_in_at < %(end)s
    GROUP BY e.trainee_id
), groups AS (
    SELECT i.id, ARRAY[place] AS places, sum(i.upper) AS upper, sum(i.lower) AS lower
    FROM places
    LEFT JOIN classes USING (district_id, organization_id, programme_id)
    LEFT JOIN enrolments USING (district_id, organization_id, programme_id)
    LEFT JOIN attendance USING (district_id, organization_id, programme_id)
    LEFT JOIN lessons USING (district_id, organization_id, programme_id)
    CROSS JOIN LATERAL (VALUES ('I01', i01, NULL::numeric), ('I02', i02, NULL), ('I03', i03, i03_of),
        ('I04', i04, NULL), ('I05', i05, NULL), ('I06', i06, NULL), ('I08', i08, NULL),
        ('I09', i08, i09_of), ('I10', i10, i10_of), ('I11', i11, i11_of), ('I12', i12, NULL),
        ('I15', i15, NULL)) AS i (id, upper, lower)
    WHERE coalesce(i.upper, 0) + coalesce(i.lower, 0) > 0
    GROUP BY i.id, place
    UNION ALL SELECT 'I07', places, count(*), NULL FROM persons GROUP BY places
)
, once AS (
    SELECT id, upper, lower, district_id, training_type, organization_id, occupation
    FROM (SELECT *, row_number() OVER () AS no FROM groups) g, unnest(g.places) place
    JOIN (SELECT DISTINCT place, district_id, training_type, organization_id, occupation
        FROM places) p USING (place)
    GROUP BY no, id, upper, lower, GROUPING SETS ((), (district_id), (training_type),
        (organization_id), (occupation),
        (district_id, training_type, organization_id, occupation))
)
SELECT id, district_id, coalesce(training_type, ''), organization_id, coalesce(occupation, ''),
    sum(upper) AS numerator, sum(lower) AS denominator
FROM once GROUP BY id, district_id, training_type, organization_id, occupation
