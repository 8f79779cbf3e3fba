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
    """The identity number, the name it is known under, and the order of the days."""
    wrong = list(check_identity(values))
    yield from wrong
    since, until = values.get("since"), values.get("until")
    if since and until and until < since:
        yield "until", "days_reversed", _("The last day lies before the first.")
    named = [values.get(key) for key in ("document_type", "identity_number", "name")]
    if not wrong and all(named):
        kind, number, name = named
        if match_people([str(kind)], hash_many([number]), [name]).get(0) == CONFLICT:
            words = _("This number is known under another name. Compare both with the document.")
            yield "name", "real_name_not_verified", words


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
        row_rule=_("One row for each employee; leave the last day empty while it goes on."),
    )
