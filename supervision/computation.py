"""A snapshot in two set-based statements: the rows the indicators count, then their figures.

All rows are frozen by one statement, so every indicator sees the same moment of the database.
"""

import hashlib
import json

from django.db import connection
from django.db.models import Func, TextField
from django.db.models.functions import Cast

from supervision.enums import Part
from supervision.indicators import all_indicators
from supervision.models import ReportFigure, ReportRow
from supervision.periods import Quarter

INSERT_ROWS = """
INSERT INTO supervision_reportrow (report_id, run, district_id, organization_id, indicator,
    dim_district_id, dim_training_type, dim_institution_id, dim_occupation, part, kind, object_id,
    label, "on", amount, person)
"""
SELECT_ROWS = """
SELECT %(report)s::bigint, %(run)s::int, %(district)s::bigint, %(organization)s::bigint,
    '{indicator}', c.district_id, p.training_type, c.organization_id, coalesce(o.code, '-'),
    '{part}', '{kind}', {object_id}, {label}, {on}, {amount}, {person}
FROM {tables} WHERE ({where}) AND {scope}
"""

# A total stands for every indicator, also one without a row; other cells only where rows are.
FIGURES = """
SELECT i.id, i.is_share, r.dim_district_id, r.dim_training_type, r.dim_institution_id,
    r.dim_occupation,
    CASE WHEN i.counts_persons
        THEN count(DISTINCT r.person) FILTER (WHERE i.counts_persons AND r.part = 'numerator')
        ELSE coalesce(sum(r.amount) FILTER (WHERE r.part = 'numerator'), 0)
    END AS numerator,
    CASE WHEN i.is_share
        THEN coalesce(sum(r.amount) FILTER (WHERE r.part = 'denominator'), 0)
    END AS denominator
FROM unnest(%(ids)s::text[], %(shares)s::boolean[], %(distinct)s::boolean[])
    AS i (id, is_share, counts_persons)
LEFT JOIN supervision_reportrow r
    ON r.report_id = %(report)s AND r.run = %(run)s AND r.indicator = i.id
GROUP BY i.id, i.is_share, i.counts_persons, GROUPING SETS ((), (dim_district_id),
    (dim_training_type), (dim_institution_id), (dim_occupation),
    (dim_district_id, dim_training_type, dim_institution_id, dim_occupation))
HAVING count(r.id) > 0
    OR grouping(dim_district_id, dim_training_type, dim_institution_id, dim_occupation) = 15
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
SCOPES = {
    "city": "true",
    "district": "c.district_id = %(district)s",
    "institution": "c.organization_id = %(organization)s",
}
PIECES = ("kind", "object_id", "label", "on", "amount", "person", "tables", "where")
DIMENSIONS = (
    "indicator", "dim_district_id", "dim_training_type", "dim_institution_id", "dim_occupation",
)  # fmt: skip


def compute(report, run: int) -> str:
    """Fill rows and figures of one run; returns the snapshot code (SHA-256)."""
    collected = [indicator for indicator in all_indicators() if indicator.numerator]
    values = parameters(report, run, collected)
    with connection.cursor() as cursor:
        cursor.execute(rows_sql(collected, SCOPES[report.scope]), values)
        cursor.execute(INSERT_FIGURES, values)
    return snapshot_code(report, run)


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


def rows_sql(indicators, scope: str) -> str:
    """One INSERT of the records of every numerator and denominator."""
    selects = [
        SELECT_ROWS.format(
            indicator=indicator.id,
            part=part.value,
            scope=scope,
            **{name: getattr(source, name) for name in PIECES},
        )
        for indicator in indicators
        for part, source in zip(Part, (indicator.numerator, indicator.denominator), strict=True)
        if source
    ]
    return INSERT_ROWS + " UNION ALL ".join(selects)


def snapshot_code(report, run: int) -> str:
    """SHA-256 over what report it is, every figure and every row: a JSON array a line, in order.

    PostgreSQL writes the arrays, as Python's `json` would: a city's quarter has 200,000 rows.
    """
    own = {"report": report, "run": run}
    figures = ReportFigure.objects.filter(**own).order_by(*DIMENSIONS)
    rows = ReportRow.objects.filter(**own).order_by("indicator", "part", "kind", "object_id")
    numbers = [Cast(name, TextField()) for name in ("numerator", "denominator", "value")]
    texts = [Cast(name, TextField()) for name in ("on", "amount")]
    identity = [report.number, report.scope, report.district_id, report.organization_id]
    digest = hashlib.sha256(json.dumps(identity).encode() + b"\n")
    for found in (
        figures.values_list(json_line(*numbers), flat=True),
        rows.values_list(
            json_line("part", "kind", "object_id", "label", *texts, "person"), flat=True
        ),
    ):
        for line in found.iterator(chunk_size=5000):
            digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def json_line(*columns) -> Cast:
    """A row as a JSON array: its dimensions, then these columns."""
    array = Func(*DIMENSIONS, *columns, function="json_build_array", output_field=TextField())
    return Cast(array, TextField())
