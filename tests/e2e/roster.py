"""A roster workbook of 45 rows with 5 bad ones, each bad in its own way."""

from io import BytesIO

import xlsxwriter

from core.identifiers.documents import check_character

HEADERS = ("姓名", "证件类型", "证件号码", "手机号", "重点群体", "文化程度", "银行卡号", "备注")
GOOD, BAD = 40, 5


def identity(n: int) -> str:
    """The n-th well-formed number: born 1990-01-01, order 100 + n."""
    body = f"21021319900101{100 + n:03d}"
    return body + check_character(body)


def rows() -> list[list]:
    """Forty good rows, then five bad ones."""
    good = [
        [f"学员{n:02d}", "居民身份证", identity(n), f"1370000{n:04d}", "", "", "", ""]
        for n in range(1, GOOD + 1)
    ]
    wrong_check = identity(41)[:17] + ("0" if identity(41)[17] != "0" else "1")
    bad = [
        ["错一", "居民身份证", wrong_check, "13700009001", "", "", "", ""],
        ["错二", "居民身份证", identity(1), "13700009002", "", "", "", ""],  # twice in the file
        ["错三", "居民身份证", int(identity(43)[:17] + "0"), "13700009003", "", "", "", ""],
        ["", "居民身份证", identity(44), "13700009004", "", "", "", ""],
        ["错五", "居民身份证", identity(45), "12345", "", "", "", ""],
    ]
    return good + bad


def workbook() -> bytes:
    """The file as an institution would send it; the third bad row has a number-typed identity."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("学员名册")
    sheet.write_row(0, 0, HEADERS)
    for n, row in enumerate(rows(), 1):
        for column, value in enumerate(row):
            write = sheet.write_number if isinstance(value, int) else sheet.write_string
            write(n, column, value)
    book.close()
    return target.getvalue()
