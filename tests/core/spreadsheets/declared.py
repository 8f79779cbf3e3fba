"""The sheet the spreadsheet tests read: a small roster with every kind of column."""

from core.identifiers import IdentifierError, check_bank_card, check_document, check_phone
from core.spreadsheets import Choice, Column, Sheet, Table, write_workbook
from core.spreadsheets.parsers import amount, day, text, whole_number

DOCUMENTS = (
    Choice("citizen_id", "居民身份证", "Resident identity card"),
    Choice("hmt_residence_permit", "港澳台居民居住证", "HMT residence permit"),
)
HEADERS = ("姓名", "证件类型", "证件号码", "手机号", "出生日期", "工龄", "金额", "银行卡号")
GOOD = (
    "张三",
    "居民身份证",
    "210202199001010010",
    "13812341234",
    "1990-01-01",
    "12",
    "1500.50",
    "6217000000000000012",
)


def check_row(values):
    number, kind = values["number"], values["document"]
    if number is None or kind is None:
        return
    try:
        values["number"] = check_document(kind, number).number
    except IdentifierError as error:
        yield "number", error.code, error.message


ROSTER = Sheet(
    zh="学员名册",
    en="Roster",
    columns=(
        Column("name", "姓名", "Name", required=True, parse=text(20), example="张三"),
        Column("document", "证件类型", "Document", required=True, choices=DOCUMENTS),
        Column("number", "证件号码", "Identity number", required=True, is_identifier=True),
        Column("phone", "手机号", "Phone", is_identifier=True, parse=check_phone),
        Column("birth_on", "出生日期", "Date of birth", parse=day),
        Column("years", "工龄", "Work years", parse=whole_number(0, 60)),
        Column("paid", "金额", "Amount", parse=amount()),
        Column("card", "银行卡号", "Bank card", is_identifier=True, parse=check_bank_card),
    ),
    unique=(("document", "number"),),
    check=check_row,
)


def with_cell(header, value):
    """Return the good row with one cell changed."""
    return tuple(value if h == header else cell for h, cell in zip(HEADERS, GOOD, strict=True))


def workbook(*rows, headers=HEADERS, title="学员名册"):
    """Return an XLSX file with the headers and these rows, numbers as numbers."""
    return write_workbook([Table(title, headers, rows)])


def csv_text(*rows, headers=HEADERS):
    """Return the text of a CSV file with the headers and these rows."""
    return "".join(",".join(row) + "\r\n" for row in (headers, *rows))
