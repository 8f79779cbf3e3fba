"""A snapshot in set-based SQL: the rows every indicator counts, then the figures from the rows."""

import hashlib

from django.db import connection

from supervision.enums import Part
from supervision.indicators import all_indicators
from supervision.models import ReportFigure, ReportRow
from supervision.periods import Quarter

INSERT_ROWS = """
INSERT INTO supervision_reportrow (report_id, run, district_id, organization_id, indicator,
    dim_district_id, dim_training_type, dim_institution_id, part, kind, object_id, label, "on",
    amount, person)
SELECT %(report)s, %(run)s, %(district)s, %(organization)s, %(indicator)s,
    c.district_id, p.training_type, c.organization_id, %(part)s, %(kind)s, {object_id}, {label},
    {on}, {amount}, {person}
FROM {tables} WHERE ({where}) AND {scope}
"""

INSERT_FIGURES = """
INSERT INTO supervision_reportfigure (report_id, run, district_id, organization_id, indicator,
    dim_district_id, dim_training_type, dim_institution_id, numerator, denominator, value)
SELECT %(report)s, %(run)s, %(district)s, %(organization)s, %(indicator)s, dim_district_id,
    coalesce(dim_training_type, ''), dim_institution_id, numerator, denominator, {value}
FROM (
    SELECT dim_district_id, dim_training_type, dim_institution_id, {numerator} AS numerator,
        {denominator} AS denominator
    FROM supervision_reportrow
    WHERE report_id = %(report)s AND run = %(run)s AND indicator = %(indicator)s
    GROUP BY GROUPING SETS ((), (dim_district_id), (dim_training_type), (dim_institution_id),
        (dim_district_id, dim_training_type, dim_institution_id))
) AS cells
"""
SUM = "coalesce(sum(amount) FILTER (WHERE part = '{part}'), 0)"
PERSONS = "count(DISTINCT person) FILTER (WHERE part = 'numerator')"
SHARE = "CASE WHEN denominator = 0 THEN NULL ELSE numerator / denominator END"
SCOPES = {
    "city": "true",
    "district": "c.district_id = %(district)s",
    "institution": "c.organization_id = %(organization)s",
}


def compute(report, run: int) -> str:
    """Fill rows and figures of one run; returns the snapshot code (SHA-256)."""
    quarter = Quarter.parse(report.quarter)
    values = {
        "report": report.pk,
        "run": run,
        "district": report.district_id,
        "organization": report.organization_id,
        "begin": quarter.begin,
        "end": quarter.next.begin,
        "first": quarter.first,
        "last": quarter.last,
    }
    with connection.cursor() as cursor:
        for indicator in all_indicators():
            if indicator.numerator:
                insert_rows(cursor, report, indicator, values)
                insert_figures(cursor, indicator, values)
    return snapshot_code(report, run)


def insert_rows(cursor, report, indicator, values) -> None:
    """Freeze the records of numerator and denominator."""
    parts = ((Part.NUMERATOR, indicator.numerator), (Part.DENOMINATOR, indicator.denominator))
    for part, source in parts:
        if source:
            names = ("object_id", "label", "on", "amount", "person", "tables", "where")
            pieces = {name: getattr(source, name) for name in names}
            sql = INSERT_ROWS.format(**pieces, scope=SCOPES[report.scope])
            row = {"indicator": indicator.id, "part": part, "kind": source.kind}
            cursor.execute(sql, values | row)


def insert_figures(cursor, indicator, values) -> None:
    """Add up the frozen rows by every combination of dimensions the report shows."""
    sql = INSERT_FIGURES.format(
        numerator=PERSONS if indicator.counts_persons else SUM.format(part="numerator"),
        denominator=SUM.format(part="denominator") if indicator.is_share else "NULL::numeric",
        value=SHARE if indicator.is_share else "numerator",
    )
    cursor.execute(sql, values | {"indicator": indicator.id})


def snapshot_code(report, run: int) -> str:
    """A hash over every figure and every row, in a fixed order."""
    digest = hashlib.sha256()
    dimensions = ("indicator", "dim_district", "dim_training_type", "dim_institution")
    figures = ReportFigure.objects.filter(report=report, run=run).order_by(
        "indicator", "dim_district_id", "dim_training_type", "dim_institution_id"
    )
    for values in figures.values_list(*dimensions, "numerator", "denominator", "value"):
        digest.update(repr(values).encode())
    rows = ReportRow.objects.filter(report=report, run=run).order_by(
        "indicator", "part", "kind", "object_id"
    )
    columns = ("part", "kind", "object_id", "label", "on", "amount", "person")
    for values in rows.values_list(*dimensions, *columns).iterator(chunk_size=5000):
        digest.update(repr(values).encode())
    return digest.hexdigest()
