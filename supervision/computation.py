"""A snapshot: the records the indicators count are frozen, then every figure is counted from them.

The figures come from the packs alone, so `verify_report` counts them anew at any later time.
"""

import hashlib
import json

from django.db import connection

from supervision.freezing import SETTINGS, freeze, packs_code
from supervision.indicators import all_indicators
from supervision.periods import Quarter
from supervision.queries.places import names_of
from supervision.targets import targets_of

# A group adds to every cell that one of its places lies in, once. Of records that are added up a
# place is a group; of persons those are one who have records in the same places. People are told
# apart by a hash in the order of the places, not sorted: what is left to sort are some thousand
# sets. A total stands for every indicator, also one without a record; other cells only where
# records are.
FIGURES = """
WITH packs AS MATERIALIZED (
    SELECT *, dense_rank() OVER (
        ORDER BY dim_district_id, dim_training_type, dim_institution_id, dim_occupation
    )::int AS place
    FROM supervision_reportpack WHERE report_id = %(report)s AND run = %(run)s
), places AS (
    SELECT DISTINCT place, dim_district_id, dim_training_type, dim_institution_id, dim_occupation
    FROM packs
), indicators AS (
    SELECT * FROM unnest(%(ids)s::text[], %(shares)s::boolean[], %(distinct)s::boolean[])
        AS i (id, is_share, counts_persons)
), parts AS (
    SELECT p.place, i.id, part, CASE c.amount_of WHEN 0 THEN p.size ELSE
        (SELECT sum(amount) FROM unnest(p.amounts[
            (c.amount_of - 1) * p.size + 1 : c.amount_of * p.size]) AS amount) END AS amount
    FROM packs p, unnest(p.indicators, p.parts, p.amount_of) AS c (indicator, part, amount_of)
    JOIN indicators i ON i.id = indicator AND NOT i.counts_persons
), there AS (
    SELECT i.id, p.place, p.persons
    FROM packs p, unnest(p.indicators, p.parts) AS c (indicator, part)
    JOIN indicators i ON i.id = indicator AND i.counts_persons
    WHERE part = 'numerator' ORDER BY p.place
), persons AS (
    SELECT id, array_agg(place) AS places FROM there, unnest(persons) AS person GROUP BY person, id
), alike AS (
    SELECT id, places, count(*) AS size FROM persons GROUP BY id, places
), groups AS (
    SELECT id, ARRAY[place] AS places,
        coalesce(sum(amount) FILTER (WHERE part = 'numerator'), 0) AS numerator,
        sum(amount) FILTER (WHERE part = 'denominator') AS denominator
    FROM parts GROUP BY id, place
    UNION ALL SELECT id, ARRAY(SELECT DISTINCT unnest(places) ORDER BY 1) AS once, sum(size), NULL
    FROM alike GROUP BY id, once
), once AS (
    SELECT id, numerator, denominator, dim_district_id, dim_training_type, dim_institution_id,
        dim_occupation
    FROM (SELECT *, row_number() OVER () AS no FROM groups) AS g, unnest(g.places) AS place
    JOIN places USING (place)
    GROUP BY no, id, numerator, denominator, GROUPING SETS ((), (dim_district_id),
        (dim_training_type), (dim_institution_id), (dim_occupation),
        (dim_district_id, dim_training_type, dim_institution_id, dim_occupation))
), cells AS (
    SELECT id, dim_district_id, dim_training_type, dim_institution_id, dim_occupation,
        sum(numerator) AS numerator, sum(denominator) AS denominator
    FROM once
    GROUP BY id, dim_district_id, dim_training_type, dim_institution_id, dim_occupation
)
SELECT i.id, i.is_share, dim_district_id, dim_training_type, dim_institution_id, dim_occupation,
    coalesce(numerator, 0) AS numerator,
    CASE WHEN i.is_share THEN coalesce(denominator, 0) END AS denominator
FROM indicators i LEFT JOIN cells USING (id)
"""
INSERT_FIGURES = f"""
INSERT INTO supervision_reportfigure (report_id, run, district_id, organization_id, indicator,
    dim_district_id, dim_training_type, dim_institution_id, dim_occupation, numerator, denominator,
    value)
SELECT %(report)s, %(run)s, %(district)s, %(organization)s, id, dim_district_id,
    coalesce(dim_training_type, ''), dim_institution_id, coalesce(dim_occupation, ''), numerator,
    denominator, CASE WHEN is_share THEN numerator / nullif(denominator, 0) ELSE numerator END
FROM ({FIGURES}) AS cells
"""  # noqa: S608 - our own words
PLACE = "dim_district_id, dim_training_type, dim_institution_id, dim_occupation"
FIGURE_LINES = f"""
SELECT json_build_array(indicator, {PLACE}, numerator::text, denominator::text, value::text)::text
FROM supervision_reportfigure WHERE report_id = %s AND run = %s ORDER BY indicator, {PLACE}
"""  # noqa: S608 - our own words


def compute(report, run: int) -> str:
    """Fill packs and figures of one run, `names` and `targets`; returns the code (SHA-256)."""
    collected = [indicator for indicator in all_indicators() if indicator.numerator]
    values = parameters(report, run, collected)
    packs = freeze(report, collected, values)
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
        cursor.execute(INSERT_FIGURES, values)
    report.targets = targets_of(report, run)
    report.names = names_of(report, run)
    return snapshot_code(report, run, packs)


def parameters(report, run, indicators) -> dict:
    quarter = Quarter.parse(report.quarter)
    return {
        "report": report.pk,
        "run": run,
        "district": report.district_id,
        "organization": report.organization_id,
        "begin": quarter.begin,
        "end": quarter.next.begin,
        "first": quarter.first,
        "last": quarter.last,
        "ids": [indicator.id for indicator in indicators],
        "shares": [indicator.is_share for indicator in indicators],
        "distinct": [indicator.counts_persons for indicator in indicators],
    }


def snapshot_code(report, run: int, packs: str = "") -> str:
    """SHA-256 over what report it is, its names and targets, every figure, and the packs' code.

    Each is a line. A figure is a JSON array; PostgreSQL writes it as Python's `json` would, names
    and targets as jsonb. `packs` is taken from the stored ones (`packs_code`) where not known.
    """
    identity = [report.number, report.scope, report.district_id, report.organization_id]
    with connection.cursor() as cursor:
        cursor.execute(FIGURE_LINES, [report.pk, run])
        figures = [line for (line,) in cursor.fetchall()]
        kept = [json.dumps(report.names), json.dumps(report.targets)]
        cursor.execute("SELECT %s::jsonb::text, %s::jsonb::text", kept)
        beside = cursor.fetchone()
    lines = [json.dumps(identity), *beside, *figures, packs or packs_code(report, run)]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
