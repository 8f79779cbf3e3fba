"""What the rows of a list look like: the columns of each shape, and what is stored of a row.

A row comes in a file or in the answer of another system; the same columns read both.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from core import clock
from core.identifiers import check_uscc
from core.privacy import keyed_hash
from core.spreadsheets import Choice, Column, Sheet
from core.spreadsheets.parsers import as_text, day, text
from trainees.list_kinds import ListKind, Shape, kinds
from trainees.roster_sheet import check_row as check_identity
from trainees.roster_sheet import identity_columns

MONTH_FORM = re.compile(r"(\d{4})[-/.年]?(\d{1,2})月?")
IN_BUSINESS, STRUCK_OFF = "in_business", "struck_off"
STATES = (
    Choice(IN_BUSINESS, "存续", "In business"),
    Choice(STRUCK_OFF, "注销或吊销", "Struck off"),
)


def month(value) -> date:
    """The first day of a month, given as 2026-03, 202603, 2026年3月 or by a day of it."""
    words = as_text(value).strip()
    match = MONTH_FORM.fullmatch(words)
    return day("-".join((*match.groups(), "1")) if match else words).replace(day=1)


def last_of(first: date) -> date:
    """The last day of a month."""
    return first.replace(day=monthrange(first.year, first.month)[1])


def check_days(values):
    """The identity number, and the order of the days."""
    yield from check_identity(values)
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        yield "until", "days_reversed", _("The last day lies before the first.")


def nothing(values):
    return ()


def people_columns():
    return (
        *identity_columns(),
        Column("since", "起始日期", "Since", parse=day),
        Column("until", "截止日期", "Until", parse=day),
    )


def insured_columns():
    return (
        *identity_columns(),
        Column(
            "employer", "单位信用代码", "Credit code of the employer", required=True,
            is_identifier=True, parse=check_uscc,
        ),
        Column(
            "since", "参保起始月", "First month insured", required=True, parse=month,
            example="2026-03",
        ),
        Column(
            "until", "参保截止月", "Last month insured", parse=month,
            hint=_("Leave it empty while it goes on."),
        ),
    )  # fmt: skip


def unit_columns():
    return (
        Column(
            "uscc", "统一社会信用代码", "Unified social credit code", required=True,
            is_identifier=True, parse=check_uscc,
        ),
        Column("name", "名称", "Name", required=True, parse=text(80)),
        Column(
            "state", "登记状态", "State in the register", required=True, choices=STATES,
            example="存续",
        ),
    )  # fmt: skip


def stored_person(values) -> tuple:
    since, until = values.get("since"), values.get("until")
    if "employer" in values and until:
        until = last_of(until)
    return (
        str(values["document_type"]), keyed_hash(values["identity_number"]),
        values.get("employer") or "", since and f"{since}", until and f"{until}",
    )  # fmt: skip


def stored_unit(values) -> tuple:
    return values["uscc"], values["name"], str(values["state"] == IN_BUSINESS)


PERSON = {
    "document_type": "text", "identity_hash": "text", "employer": "text", "since": "date",
    "until": "date",
}  # fmt: skip
UNIT = {"uscc": "text", "name": "text", "is_in_business": "boolean"}


@dataclass(frozen=True)
class Form:
    """How rows of a shape are read and stored.

    `columns()` reads a row, `unique` must not repeat in a list, `check` looks between the cells.
    `stored(values)` is the row as text in the order of `types`, the columns of `table`: numbers of
    people as keyed hashes only.
    """

    zh: str
    en: str
    columns: Callable[[], tuple[Column, ...]]
    unique: tuple[str, ...]
    check: Callable
    stored: Callable[[dict], tuple]
    table: str
    types: dict[str, str]

    def sheet(self, *, before=(), unique=(), check=None, row_rule="") -> Sheet:
        """The declared sheet: of an answer as it is, of a file with columns `before`."""
        return Sheet(
            zh=self.zh, en=self.en, columns=(*before, *self.columns()),
            unique=((*unique, *self.unique),), check=check or self.check, row_rule=row_rule,
        )  # fmt: skip

    @property
    def told_apart_by(self) -> tuple[str, ...]:
        """The columns of the table in which no two rows of a list are the same."""
        person = {"identity_number": ("document_type", "identity_hash")}
        return tuple(name for key in self.unique for name in person.get(key, (key,)))


FORMS = {
    Shape.PEOPLE: Form(
        "比对名单", "Reference list", people_columns, ("identity_number",), check_days,
        stored_person, "trainees_referenceentry", PERSON,
    ),
    Shape.INSURED: Form(
        "参保人员名单", "Insured persons", insured_columns,
        ("employer", "since", "identity_number"), check_days, stored_person,
        "trainees_referenceentry", PERSON,
    ),
    Shape.UNITS: Form(
        "企业登记名单", "Business register", unit_columns, ("uscc",), nothing, stored_unit,
        "trainees_referenceunit", UNIT,
    ),
}  # fmt: skip


LIST_FILES = {
    Shape.PEOPLE: "reference-lists",
    Shape.INSURED: "insured-persons",
    Shape.UNITS: "business-register",
}
"""The name of the import that takes files of a shape."""


def head_columns(found: list[ListKind]) -> tuple[Column, ...]:
    """Which list a row is of, from when and from where; one kind alone need not be named."""
    choices = tuple(kind.choice for kind in found)
    column = Column("kind", "名单", "List", required=True, choices=choices, example=choices[0].zh)
    return (
        *([column] if len(found) > 1 else ()),
        Column("as_of", "数据日期", "Of the day", required=True, parse=day),
        Column("source", "数据来源", "Source", required=True, parse=text(60)),
    )


def check_file_row(form: Form, only: str, today: date, values):
    """The row itself, and a day of the list that has come."""
    if only:
        values["kind"] = only
    yield from form.check(values)
    as_of = values.get("as_of")
    if as_of and as_of > today:
        yield "as_of", "list_ahead", _("This day has not come yet.")


def file_sheet(shape: Shape, actor=None) -> Sheet:
    """The sheet of a file that may hold several lists of this shape."""
    form, found = FORMS[shape], kinds(shape)
    only = found[0].code if len(found) == 1 else ""
    return form.sheet(
        before=head_columns(found),
        unique=("kind", "as_of"),
        check=partial(check_file_row, form, only, clock.today()),
        row_rule=_("One row for each entry; one file may hold several lists."),
    )


def kept(shape: Shape, rows: Iterable[dict]) -> list[tuple]:
    """Rows of a file as they wait to be stored: kind, day and source, then the row itself."""
    stored = FORMS[shape].stored
    return [(str(row["kind"]), f"{row['as_of']}", row["source"], *stored(row)) for row in rows]
