"""The roster 学员名册 as a declared sheet."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.identifiers import (
    DocumentType,
    IdentifierError,
    check_bank_card,
    check_phone,
    document_number,
)
from core.spreadsheets import CellRefused, Choice, Column, Sheet
from core.spreadsheets.parsers import text
from trainees.enums import Education
from trainees.models import KeyGroup

NOT_TAKING = gettext_lazy(
    "There is no class of your unit with this number that takes a roster today. Compare the number "
    "with your list of classes."
)
DOCUMENTS = (
    Choice(DocumentType.CITIZEN_ID, "居民身份证", "Resident identity card"),
    Choice(DocumentType.HMT_RESIDENCE_PERMIT, "港澳台居民居住证", "HMT residence permit"),
    Choice(
        DocumentType.PERMANENT_RESIDENCE_CARD, "外国人永久居留身份证", "Permanent residence card"
    ),
)
EDUCATIONS = (
    Choice(Education.PRIMARY, "小学", "Primary school"),
    Choice(Education.JUNIOR, "初中", "Junior secondary"),
    Choice(Education.SENIOR, "高中或中职", "Senior secondary or vocational"),
    Choice(Education.COLLEGE, "大专", "Junior college"),
    Choice(Education.BACHELOR, "本科及以上", "Bachelor or above"),
)


def check_row(values):
    """The identity number against its document type."""
    number, kind = values.get("identity_number"), values.get("document_type")
    if number is None or kind is None:
        return
    try:
        values["identity_number"] = document_number(kind, number)
    except IdentifierError as error:
        yield "identity_number", error.code, error.message


def class_column(classes: dict[str, int]) -> Column:
    """The class of a row, of those that take a roster: number -> key."""

    def parse(number):
        key = classes.get(str(number).strip().upper())
        if key is None:
            raise CellRefused("class_not_taking", str(NOT_TAKING))
        return key

    hint = _("The number of a class of your unit that takes enrolments.")
    return Column("class_id", "班期编号", "Class number", required=True, parse=parse, hint=hint)


def identity_columns() -> tuple[Column, Column]:
    """Document and number of a person, checked together by `check_row`."""
    return (
        Column(
            "document_type",
            "证件类型",
            "Document",
            required=True,
            choices=DOCUMENTS,
            example="居民身份证",
        ),
        Column(
            "identity_number",
            "证件号码",
            "Identity number",
            required=True,
            is_identifier=True,
            hint=_("18 characters, in a text cell."),
        ),
    )


def roster_sheet(classes: dict[str, int] | None = None) -> Sheet:
    """The sheet with the key groups in use; asked anew, because groups are dated data.

    With `classes` (number -> key) it has a column for the class of each row.
    """
    groups = KeyGroup.objects.filter(is_active=True)
    return Sheet(
        zh="学员名册",
        en="Roster",
        columns=(
            *(() if classes is None else (class_column(classes),)),
            Column("name", "姓名", "Name", required=True, parse=text(60), example="张三"),
            *identity_columns(),
            Column(
                "phone", "手机号", "Phone", required=True, is_identifier=True, parse=check_phone
            ),
            Column(
                "key_group",
                "重点群体",
                "Key group",
                choices=tuple(Choice(g.code, g.zh, g.en) for g in groups),
            ),
            Column("education", "文化程度", "Education", choices=EDUCATIONS),
            Column("bank_card", "银行卡号", "Bank card", is_identifier=True, parse=check_bank_card),
            Column("remark", "备注", "Remark"),
        ),
        unique=(("identity_number",),) if classes is None else (("class_id", "identity_number"),),
        check=check_row,
        row_rule=_("One row for each person."),
    )
