"""Every indicator a second time: by polars, over whole tables, from the definitions in words.

Nothing here is the product's: neither its SQL nor its periods nor its lists of states. Each record
says by itself in which quarter it counts; what a definition leaves open, the general rules decide
(voided, cancelled and withdrawn before the start are out unless the formula names them).
"""

from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import NamedTuple

import polars as pl
from django.db import connection

TABLES = {
    "class": "programs_trainingclass",
    "programme": "programs_programme",
    "occupation": "programs_occupation",
    "session": "programs_session",
    "enrolment": "trainees_enrolment",
    "attendance": "trainees_attendancerecord",
    "district": "organizations_district",
    "organization": "organizations_organization",
}
PLACE = ("district", "type", "institution", "occupation")
CUTS = ((), *((name,) for name in PLACE), PLACE)
"""By which of the place's parts figures are made: the total, each alone, all four crossed."""
INDICATORS = (
    "I01", "I02", "I03", "I04", "I05", "I06", "I07", "I08", "I09", "I10", "I11", "I12", "I15",
)  # fmt: skip
SHARES = frozenset({"I03", "I09", "I10", "I11"})
PERSONS = "I07"
HELD = ("open", "closed", "sealed")
SIX_PLACES = Decimal("0.000001")

state = pl.col("state")


class Figure(NamedTuple):
    """One cell: numerator, denominator (None of a count), value (None where it is 0)."""

    numerator: int
    denominator: int | None
    value: Decimal | None


def figure(key: str, numerator: int, denominator: int = 0) -> Figure:
    """The cell of an indicator; a share is rounded half up to six places."""
    if key not in SHARES:
        return Figure(numerator, None, Decimal(numerator))
    value = Decimal(numerator) / denominator if denominator else None
    rounded = value if value is None else value.quantize(SIX_PLACES, ROUND_HALF_UP)
    return Figure(numerator, denominator, rounded)


def exported() -> dict[str, pl.DataFrame]:
    """Each table whole, as text; whoever asks must be let see all of it."""
    return {name: copied(table) for name, table in TABLES.items()}


def copied(table: str) -> pl.DataFrame:
    file = BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY (SELECT * FROM {table}) TO STDOUT (FORMAT csv, HEADER)", file)
    return pl.read_csv(file.getvalue(), infer_schema=False)


def day(column: str) -> pl.Expr:
    """The day in Dalian of an instant as PostgreSQL writes it: 2026-06-30 15:59:59.5+00."""
    instant = pl.col(column).str.to_datetime("%Y-%m-%d %H:%M:%S%.f%#z", time_zone="UTC")
    return instant.dt.convert_time_zone("Asia/Shanghai").dt.date()


def records(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """One row for each record that counts in an indicator, with its quarter and its place.

    Columns: indicator, part (numerator or denominator), quarter, the place, amount, person.
    """
    classes = placed_classes(tables)
    enrolments = placed_enrolments(tables, classes)
    sessions = sealed_sessions(tables, classes)
    return pl.concat(
        [
            *of_classes(classes, tables["session"]),
            *of_enrolments(enrolments),
            *of_attendance(tables["attendance"], sessions),
            *of_lessons(sessions),
        ]
    )


def placed_classes(tables) -> pl.DataFrame:
    """Every class with the codes of its place, and its days."""
    programmes = tables["programme"].select(
        programme_id="id", type="training_type", of="occupation_id"
    )
    occupations = tables["occupation"].select(
        "shortage_grade", "shortage_from", of="id", occupation="code"
    )
    districts = tables["district"].select(district_id="id", district="code")
    institutions = tables["organization"].select(organization_id="id", institution="number")
    found = (
        tables["class"].join(programmes, on="programme_id").join(occupations, on="of", how="left")
    )
    return (
        found.join(districts, on="district_id")
        .join(institutions, on="organization_id")
        .select(
            *PLACE[:3],
            "state",
            "shortage_grade",
            *(
                pl.col(name).str.to_date()
                for name in ("filed_on", "starts_on", "reply_due_on", "shortage_from")
            ),
            class_id="id",
            occupation=pl.col("occupation").fill_null("-"),
            replied_on=day("replied_at"),
            cancelled_on=day("cancelled_at"),
        )
    )


def of_classes(classes, sessions):
    filed = classes.filter(~state.is_in(["draft", "cancelled"]))
    yield counted("I01", filed, "filed_on")

    held = sessions.filter(state.is_in(HELD)).group_by(class_id="training_class_id")
    first = held.agg(first_on=day("starts_at").min())
    yield counted(
        "I02", classes.filter(state != "cancelled").join(first, on="class_id"), "first_on"
    )

    in_time = classes.filter(pl.col("replied_on") <= pl.col("reply_due_on"))
    yield counted("I03", in_time, "replied_on")
    yield counted("I03", classes, "replied_on", part="denominator")

    yield counted("I04", classes.filter(state == "cancelled"), "cancelled_on")


def placed_enrolments(tables, classes) -> pl.DataFrame:
    """Every enrolment with its days, the place of its class, and when it was left, if it was."""
    own = tables["enrolment"].select(
        "state",
        class_id="training_class_id",
        person="trainee_id",
        enrolled_on=day("enrolled_at"),
        trained_on=day("first_signed_in_at"),
        outcome_on=day("outcome_at"),
        left_on=day("withdrawn_at"),
    )
    left, starts = pl.col("left_on"), pl.col("starts_on")
    has_left = state == "withdrawn"
    return own.join(classes.drop("state"), on="class_id").with_columns(
        left_before=has_left & (left < starts), left_after=has_left & (left >= starts)
    )


def of_enrolments(enrolments):
    yield counted("I05", enrolments.filter(~pl.col("left_before")), "enrolled_on")

    yield counted("I06", enrolments, "trained_on")
    yield counted("I07", enrolments, "trained_on")
    short = (pl.col("shortage_grade") != "") & (pl.col("shortage_from") <= pl.col("filed_on"))
    yield counted("I12", enrolments.filter(short), "trained_on")
    yield counted("I15", enrolments.filter(pl.col("type") == "entrepreneurship"), "trained_on")

    completed = enrolments.filter(state == "completed")
    yield counted("I08", completed, "outcome_on")
    yield counted("I09", completed, "outcome_on")
    judged = enrolments.filter(state.is_in(["completed", "failed"]))
    yield counted("I09", judged, "outcome_on", part="denominator")
    yield counted("I09", enrolments.filter(pl.col("left_after")), "left_on", part="denominator")


def sealed_sessions(tables, classes) -> pl.DataFrame:
    sealed = (
        tables["session"]
        .filter(state == "sealed")
        .select(
            "mode",
            pl.col("minutes", "lessons").cast(pl.Int64),
            session_id="id",
            class_id="training_class_id",
            sealed_on=day("sealed_at"),
        )
    )
    return sealed.join(classes, on="class_id")


def of_attendance(attendance, sessions):
    """Attended and scheduled minutes, person by person."""
    kept = attendance.filter(state != "voided").select(
        "session_id", attended=pl.col("minutes").cast(pl.Int64)
    )
    found = kept.join(sessions, on="session_id")
    yield counted("I10", found, "sealed_on", amount="attended")
    yield counted("I10", found, "sealed_on", amount="minutes", part="denominator")


def of_lessons(sessions):
    yield counted("I11", sessions.filter(pl.col("mode") == "online"), "sealed_on", amount="lessons")
    yield counted("I11", sessions, "sealed_on", amount="lessons", part="denominator")


def counted(
    key: str, found: pl.DataFrame, on: str, *, part="numerator", amount=None
) -> pl.DataFrame:
    """The records found as they count: in the quarter of the day `on`, one each or by an amount."""
    person = pl.col("person") if "person" in found.columns else pl.lit(None, pl.String)
    return found.filter(pl.col(on).is_not_null()).select(
        *PLACE,
        indicator=pl.lit(key),
        part=pl.lit(part),
        quarter=pl.format("{}Q{}", pl.col(on).dt.year(), pl.col(on).dt.quarter()),
        amount=pl.col(amount) if amount else pl.lit(1, pl.Int64),
        person=person,
    )


def cells(found: pl.DataFrame, quarter: str, **scope: str) -> dict[tuple, dict[str, Figure]]:
    """All cells of a report: place (four codes, empty means all) and indicator to figure.

    `scope` narrows to one place, such as `district="DL-06"`. A place without a record is no line;
    in a line every indicator stands.
    """
    chosen = found.filter(quarter=quarter, **scope)
    lines = {("",) * len(PLACE): {}}
    for cut in CUTS:
        for row in cut_by(chosen, cut).iter_rows(named=True):
            place = tuple(row.get(name, "") for name in PLACE)
            numerator = row["persons"] if row["indicator"] == PERSONS else row["numerator"]
            cell = figure(row["indicator"], numerator, row["denominator"])
            lines.setdefault(place, {})[row["indicator"]] = cell
    return {
        place: {key: line.get(key, figure(key, 0, 0)) for key in INDICATORS}
        for place, line in lines.items()
    }


def cut_by(chosen: pl.DataFrame, cut: tuple[str, ...]) -> pl.DataFrame:
    """Sums by indicator and the parts of the place in `cut`."""
    return chosen.group_by("indicator", *cut).agg(
        numerator=pl.col("amount").filter(part="numerator").sum(),
        denominator=pl.col("amount").filter(part="denominator").sum(),
        persons=pl.col("person").n_unique(),
    )


def differences(before: dict, after: dict) -> dict[tuple, tuple[Figure, Figure]]:
    """(place, indicator) to the old and the new figure, of each cell that is not the same."""
    found = {}
    for place in before.keys() | after.keys():
        lines = before.get(place, {}), after.get(place, {})
        for key in lines[0].keys() | lines[1].keys():
            old, new = (line.get(key, figure(key, 0, 0)) for line in lines)
            if old != new:
                found[place, key] = old, new
    return found
