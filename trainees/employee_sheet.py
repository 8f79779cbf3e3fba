"""The employees of an enterprise as a declared sheet: who, in which department, from when on."""

from django.utils.translation import gettext as _

from core.identifiers import check_phone
from core.privacy import hash_many
from core.spreadsheets import Column, Sheet
from core.spreadsheets.parsers import day, text
from trainees.queries import CONFLICT, match_people
from trainees.roster_sheet import check_row as check_identity
from trainees.roster_sheet import identity_columns


def check_row(values):
    """The identity number, and the order of the days."""
    yield from check_identity(values)
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        yield "until", "days_reversed", _("The last day lies before the first.")


def check_names(rows):
    """The names under which the numbers are known, for a batch at once."""
    columns = zip(
        *((str(row["document_type"]), row["identity_number"], row["name"]) for row in rows),
        strict=True,
    )
    kinds, numbers, names = map(list, columns)
    for place, person in match_people(kinds, hash_many(numbers), names).items():
        if person == CONFLICT:
            words = _("This number is known under another name. Compare both with the document.")
            yield place, "name", "real_name_not_verified", words


def employee_sheet(actor) -> Sheet:
    return Sheet(
        zh="企业职工",
        en="Employees",
        columns=(
            Column("name", "姓名", "Name", required=True, parse=text(60), example="张三"),
            *identity_columns(),
            Column(
                "phone", "手机号", "Phone", required=True, is_identifier=True, parse=check_phone
            ),
            Column("department", "部门", "Department", parse=text(60)),
            Column("since", "入职日期", "Employed since", required=True, parse=day),
            Column("until", "离职日期", "Employed until", parse=day),
        ),
        unique=(("identity_number", "since"),),
        check=check_row,
        check_many=check_names,
        row_rule=_("One row for each employee; leave the last day empty while it goes on."),
    )
