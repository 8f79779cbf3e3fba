"""Freezes the records that the indicators count, by one statement: all see the same moment.

Sources that name the same records of the same tables are one family and read by one scan, however
many parts of indicators they count for. The records of one programme that count for the same parts
become one pack: arrays of their numbers, labels and persons, and of the days (and amounts) with
which each part counts them. A city's quarter is some thousand packs instead of millions of rows.
"""

import hashlib
from collections import defaultdict
from tempfile import TemporaryFile
from typing import NamedTuple

from django.db import connection, transaction
from psycopg2 import sql

from core.replica import reading_connection
from core.staging import staged_file
from supervision.enums import Part
from supervision.indicators import Indicator, Source

# A query that has a WITH is planned by itself. Else days and labels would be made after the workers
# have handed the records over, by one process. Sorted by number, the same records make the same
# arrays.
FAMILY = """
SELECT k.district AS dim_district_id, p.training_type AS dim_training_type,
    k.institution AS dim_institution_id, coalesce(o.code, '-') AS dim_occupation,
    '{kind}'::varchar AS kind, {indicators}::varchar[] AS indicators, {parts}::varchar[] AS parts,
    {day_of}::smallint[] AS day_of, {amount_of}::smallint[] AS amount_of, k.size::int AS size,
    k.object_ids, k.labels, k.persons, k.days, k.amounts
FROM (
    SELECT district, institution, programme, pattern, count(*) AS size,
        {object_ids} AS object_ids, {labels} AS labels, {persons} AS persons, {days} AS days,
        {amounts} AS amounts
    FROM (
        WITH apart AS (SELECT)
        SELECT c.district_id AS district, c.organization_id AS institution, p.id AS programme,
            {object_id} AS object_id, {label} AS label, {person} AS person, {facts},
            {pattern} AS pattern
        FROM {tables} WHERE ({where}) AND {scope}
    ) AS records
    GROUP BY programme, pattern, district, institution
) AS k
JOIN programs_programme p ON p.id = k.programme
LEFT JOIN programs_occupation o ON o.id = p.occupation_id
"""
SCOPES = {
    "city": "true",
    "district": "c.district_id = %(district)s",
    "institution": "c.organization_id = %(organization)s",
}
# Columns of a pack as they travel; compressing its arrays would take longer than all the rest.
ARRAY = "{}[] STORAGE EXTERNAL"
COLUMNS = {
    "dim_district_id": "bigint",
    "dim_training_type": "varchar",
    "dim_institution_id": "bigint",
    "dim_occupation": "varchar",
    "kind": "varchar",
    "indicators": "varchar[]",
    "parts": "varchar[]",
    "day_of": "smallint[]",
    "amount_of": "smallint[]",
    "size": "int",
    "object_ids": ARRAY.format("bigint"),
    "labels": ARRAY.format("text"),
    "persons": ARRAY.format("bigint"),
    "days": ARRAY.format("date"),
    "amounts": ARRAY.format("numeric"),
}
IN_ORDER = """
SELECT {columns} FROM ({packs}) AS packs
ORDER BY dim_district_id, dim_institution_id, dim_training_type COLLATE "C",
    dim_occupation COLLATE "C", kind COLLATE "C", indicators COLLATE "C", parts COLLATE "C",
    object_ids
"""
INSERT = sql.SQL(
    """
INSERT INTO supervision_reportpack (report_id, run, district_id, organization_id, {columns})
SELECT %(report)s, %(run)s, %(district)s, %(organization)s, {columns} FROM {packs}
"""
)
STORED = """
SELECT * FROM supervision_reportpack WHERE report_id = %(report)s AND run = %(run)s
"""
# What a quarter of a city needs to be sorted and told apart in memory, read by several processes.
SETTINGS = "SET LOCAL work_mem = '256MB'; SET LOCAL parallel_tuple_cost = 0.01"


class Counted(NamedTuple):
    """One part of an indicator, and the records it counts."""

    indicator: str
    part: str
    source: Source


def freeze(report, indicators: list[Indicator], values: dict) -> str:
    """Store the packs of all indicators; `values` are the parameters of the sources.

    PostgreSQL reads by several processes only what it does not store in the same statement. So
    the packs come out by one COPY, of a replica where there is one, and go in by another. Returns
    their code, as `packs_code`.
    """
    packs = packs_sql(indicators, SCOPES[report.scope])
    reading = reading_connection()
    with TemporaryFile() as file:
        with transaction.atomic(using=reading.alias), reading.cursor() as cursor:
            cursor.execute(SETTINGS)
            code = copy_out(cursor, packs, values, file)
        file.seek(0)
        with staged_file(COLUMNS, file) as table, connection.cursor() as cursor:
            columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS))
            cursor.execute(INSERT.format(columns=columns, packs=table), values)
    return code


def packs_code(report, run: int) -> str:
    """SHA-256 of the packs as a COPY in binary form writes them, in the order of their places."""
    with transaction.atomic(), connection.cursor() as cursor:
        return copy_out(cursor, STORED, {"report": report.pk, "run": run})


def copy_out(cursor, packs: str, values: dict, file=None) -> str:
    """Write packs to a file, if there is one; returns their SHA-256."""
    asked = IN_ORDER.format(columns=", ".join(COLUMNS), packs=packs)
    out = Hashing(file)
    query = cursor.mogrify(asked, values).decode()
    cursor.copy_expert(f"COPY ({query}) TO STDOUT (FORMAT binary)", out)
    return out.digest.hexdigest()


class Hashing:
    """A file that hashes what is written to it, and hands it on to another one, if there is one."""

    def __init__(self, file=None):
        self.digest, self.file = hashlib.sha256(), file

    def write(self, data: bytes) -> None:
        self.digest.update(data)
        if self.file:
            self.file.write(data)


def packs_sql(indicators: list[Indicator], scope: str) -> str:
    """The packs of every numerator and denominator."""
    families = defaultdict(list)
    for counted in parts_of(indicators):
        families[family_of(counted.source)].append(counted)
    return " UNION ALL ".join(family_sql(family, scope) for family in families.values())


def parts_of(indicators: list[Indicator]) -> list[Counted]:
    return [
        Counted(indicator.id, part.value, source)
        for indicator in indicators
        for part, source in zip(Part, (indicator.numerator, indicator.denominator), strict=True)
        if source
    ]


def family_of(source: Source) -> tuple:
    """Sources that agree in this name the same records."""
    return (source.tables, source.kind, source.object_id, source.label, source.person)


def family_sql(family: list[Counted], scope: str) -> str:
    """The packs of one family. Bit n of `pattern` says that its part n counts the record."""
    source = family[0].source
    wheres = [counted.source.where for counted in family]
    days = Facts("day", [counted.source.on for counted in family])
    amounts = Facts("amount", [amount_of(counted.source) for counted in family])
    return FAMILY.format(
        tables=source.tables,
        where=" OR ".join(f"({where})" for where in dict.fromkeys(wheres)),
        scope=scope,
        kind=source.kind,
        object_id=source.object_id,
        label=source.label,
        person=source.person,
        facts=", ".join(days.columns + amounts.columns),
        pattern=" + ".join(
            f"CASE WHEN {where} THEN {1 << n} ELSE 0 END" for n, where in enumerate(wheres)
        ),
        indicators=chosen([f"'{counted.indicator}'" for counted in family]),
        parts=chosen([f"'{counted.part}'" for counted in family]),
        object_ids=packed("object_id"),
        labels=packed("label"),
        persons="NULL::bigint[]" if source.person == Source.person else packed("person"),
        days=days.packed,
        day_of=days.places,
        amounts=amounts.packed,
        amount_of=amounts.places,
    )


def amount_of(source: Source) -> str:
    """What a record adds; empty where each counts as one."""
    return "" if source.amount == Source.amount else f"({source.amount})::numeric(18, 2)"


def packed(column: str) -> str:
    return f"array_agg({column} ORDER BY object_id)"


def chosen(values: list) -> str:
    """Those of the values whose part counts the pack, in their order."""
    cases = (f"CASE WHEN pattern & {1 << n} > 0 THEN {v} END" for n, v in enumerate(values))
    return f"array_remove(ARRAY[{', '.join(cases)}], NULL)"


class Facts:
    """What the parts of a family say of each record, such as its day.

    `expressions` has one for each part; parts that say the same share a column. Columns are packed
    one after the other, each where a part needs it; `places` tells each part which one is its own.
    """

    def __init__(self, name: str, expressions: list[str]):
        self.expressions = expressions
        self.names = {
            expression: f"{name}_{n}"
            for n, expression in enumerate(dict.fromkeys(filter(None, expressions)))
        }
        self.masks = {
            name: sum(1 << n for n, own in enumerate(expressions) if own == expression)
            for expression, name in self.names.items()
        }

    @property
    def columns(self) -> list[str]:
        return [f"{expression} AS {name}" for expression, name in self.names.items()]

    @property
    def packed(self) -> str:
        columns = (
            f"{packed(name)} FILTER (WHERE pattern & {mask} > 0)"
            for name, mask in self.masks.items()
        )
        return " || ".join(columns) or "NULL::numeric[]"

    @property
    def places(self) -> str:
        """For each part that counts the pack its column, from 1; 0 for one that says nothing."""
        before, place = [], {"": "0"}
        for expression, name in self.names.items():
            before.append(f"(pattern & {self.masks[name]} > 0)::int")
            place[expression] = " + ".join(before)
        return chosen([place[expression] for expression in self.expressions])
