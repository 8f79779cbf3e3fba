"""A reference list as a declared sheet: which list, of which day, from where, and who is on it."""

from django.utils.translation import gettext as _

from core import clock
from core.spreadsheets import Choice, Column, Sheet
from core.spreadsheets.parsers import day, text
from trainees.enums import ListKind
from trainees.roster_sheet import check_row as check_identity
from trainees.roster_sheet import identity_columns

KINDS = (
    Choice(ListKind.PENSIONER, "领取养老金人员", "Pensioners"),
    Choice(ListKind.ESTABLISHMENT, "机关事业单位在编人员", "Staff on establishment"),
    Choice(ListKind.STUDENT, "未到毕业年度的在校学生", "Students before the final year"),
    Choice(ListKind.DECEASED, "死亡登记人员", "Register of deaths"),
    Choice(ListKind.DETAINED, "羁押或服刑人员", "Detained people"),
)


def check_row(values):
    """The identity number, the order of the days, and a day of the list that has come."""
    yield from check_identity(values)
    as_of, since, until = (values.get(name) for name in ("as_of", "since", "until"))
    if as_of and as_of > clock.today():
        yield "as_of", "list_ahead", _("This day has not come yet.")
    if since and until and until < since:
        yield "until", "days_reversed", _("The last day lies before the first.")


def reference_sheet(actor) -> Sheet:
    return Sheet(
        zh="比对名单",
        en="Reference list",
        columns=(
            Column("kind", "名单", "List", required=True, choices=KINDS, example="领取养老金人员"),
            Column("as_of", "数据日期", "Of the day", required=True, parse=day),
            Column("source", "数据来源", "Source", required=True, parse=text(60)),
            *identity_columns(),
            Column("since", "起始日期", "Since", parse=day),
            Column("until", "截止日期", "Until", parse=day),
        ),
        unique=(("kind", "as_of", "identity_number"),),
        check=check_row,
        row_rule=_("One row for each person; one file may hold several lists."),
    )
