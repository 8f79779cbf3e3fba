"""More bad files as people send them: cut off, exported by other programs, renamed."""

import io
import zipfile
from datetime import date

from tests.core.spreadsheets import makers
from tests.core.spreadsheets.declared import GOOD, HEADERS, csv_text, workbook
from tests.core.spreadsheets.makers import OLD_OFFICE, SHEET_PART, drawn, repacked, with_part

GOOD_TEXT = csv_text(GOOD)
XML_TABLE = (
    b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)


def archive(*parts, method=zipfile.ZIP_DEFLATED):
    """Return a ZIP archive with these `(name, content)`."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as file:
        for name, content in parts:
            file.writestr(name, content)
    return stream.getvalue()


def cut(share):
    """Return the first so many per cent of a workbook of a thousand rows."""
    data = workbook(*[GOOD] * 1000)
    return data[: len(data) * share // 100]


def without(name):
    return lambda: makers.without_part(name)


def attributes_bomb(number=400_000):
    """Return a sheet with very many attributes in very many cells and no value."""
    cells = b"".join(b'<c r="A%d" s="0"/>' % (n % 1000 + 2) for n in range(number))
    return with_part(SHEET_PART, b"</sheetData>", b"<row r='9'>" + cells + b"</row></sheetData>")


def nested(depth=50_000):
    return with_part(SHEET_PART, b"<sheetData>", b"<sheetData>" + b"<x>" * depth + b"</x>" * depth)


def old_bomb():
    """Return an archive that holds archives, as the classic bomb does."""
    inner = archive(("0", b"\0" * 1_000_000))
    return archive(*((f"{n}.zip", inner) for n in range(16)))


def hidden_list(_book, page):
    page.hide_gridlines()
    page.set_column(0, 7, None, None, {"hidden": True})


def headers_of(*headers):
    return lambda: workbook(GOOD[: len(headers)], headers=headers)


CUT_OFF = [
    (f"cut after {share} %", "a.xlsx", lambda share=share: cut(share), ["file_damaged"])
    for share in (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99)
]
# A text file that ends in the middle of a quoted cell or of a character.
CUT_TEXT = [
    ("text cut in a quoted cell", "a.csv", (GOOD_TEXT + '"张三,"居民').encode,
     ["csv_malformed"]),
    ("text cut in its first header", "a.csv", "姓".encode, ["header_not_found"]),
    ("text cut after the headers", "a.csv", lambda: ",".join(HEADERS).encode(), ["sheet_no_rows"]),
]  # fmt: skip
FOREIGN = [
    ("word document of old", "名册.doc", lambda: OLD_OFFICE, ["file_old_excel"]),
    ("WPS table", "名册.et", lambda: OLD_OFFICE, ["file_old_excel"]),
    ("template of old", "名册.xlt", lambda: OLD_OFFICE, ["file_old_excel"]),
    ("workbook with macros by name", "名册.xlsm", lambda: workbook(GOOD),
     ["file_type_unsupported"]),
    ("binary workbook", "名册.xlsb", lambda: workbook(GOOD), ["file_type_unsupported"]),
    ("open document", "名册.ods", lambda: archive(("mimetype", "application/vnd.oasis")),
     ["file_type_unsupported"]),
    ("open document renamed", "名册.xlsx",
     lambda: archive(("mimetype", "application/vnd.oasis"), ("content.xml", "<x/>")),
     ["file_type_mismatch"]),
    ("numbers document renamed", "名册.xlsx", lambda: archive(("Index/Document.iwa", b"x")),
     ["file_type_mismatch"]),
    ("photo of the list", "名册.jpg", lambda: b"\xff\xd8\xff\xe0" + b"x" * 99,
     ["file_type_unsupported"]),
    ("photo renamed as workbook", "名册.xlsx", lambda: b"\xff\xd8\xff\xe0" + b"x" * 99,
     ["file_type_mismatch"]),
    ("photo renamed as text", "名册.csv", lambda: b"\xff\xd8\xff\xe0" + b"x" * 99,
     ["file_type_mismatch"]),
    ("screen shot renamed", "名册.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 99,
     ["file_type_mismatch"]),
    ("scan as PDF", "名册.pdf", lambda: b"%PDF-1.4\n%", ["file_type_unsupported"]),
    ("PDF renamed as workbook", "名册.xlsx", lambda: b"%PDF-1.4\n%", ["file_type_mismatch"]),
    ("web page saved as workbook", "名册.xlsx", lambda: b"<html><table><tr><td>",
     ["file_type_mismatch"]),
    ("web page with its type", "名册.csv", lambda: b"\r\n<!DOCTYPE html><html>",
     ["file_type_mismatch"]),
    ("XML table of 2003", "名册.xml", lambda: XML_TABLE, ["file_type_unsupported"]),
    ("XML table renamed", "名册.xlsx", lambda: XML_TABLE, ["file_type_mismatch"]),
    ("compressed text", "名册.csv", lambda: b"\x1f\x8b\x08" + b"x" * 50, ["file_type_mismatch"]),
    ("compressed workbook", "名册.xlsx.gz", lambda: b"\x1f\x8b\x08x", ["file_type_unsupported"]),
    ("archive of workbooks", "名册.zip", lambda: archive(("a.xlsx", workbook(GOOD))),
     ["file_type_unsupported"]),
    ("archive renamed", "名册.xlsx", lambda: archive(("a.xlsx", workbook(GOOD))),
     ["file_type_mismatch"]),
    ("archive of archives", "名册.xlsx", old_bomb, ["file_type_mismatch"]),
    ("presentation renamed", "名册.xlsx", lambda: archive(("ppt/presentation.xml", "<x/>")),
     ["file_type_mismatch"]),
    ("plain text by name", "名册.txt", GOOD_TEXT.encode, ["file_type_unsupported"]),
    ("lock file of a program", "~$名册.xlsx", lambda: b"\x05admin" + b"\0" * 160,
     ["file_type_mismatch"]),
    ("shortcut", "名册.xlsx.lnk", lambda: b"L\0\0\0x", ["file_type_unsupported"]),
    ("double suffix", "名册.xlsx.exe", lambda: b"MZ", ["file_type_unsupported"]),
    ("blanks alone", "名册.csv", lambda: b" \r\n\t\r\n", ["file_empty"]),
    ("no bytes in text", "名册.csv", lambda: b"", ["file_empty"]),
]  # fmt: skip
BROKEN = [
    ("workbook part lost", "a.xlsx", without("xl/workbook.xml"), ["file_type_mismatch"]),
    ("relations lost", "a.xlsx", without("xl/_rels/workbook.xml.rels"), ["file_damaged"]),
    ("no sheets named", "a.xlsx", lambda: with_part("xl/workbook.xml", b"<sheet .*?/>", b""),
     ["sheet_missing"]),
    ("all sheets hidden", "a.xlsx", lambda: with_part("xl/workbook.xml", b"<sheet ",
     b'<sheet state="hidden" '), ["sheet_missing"]),
    ("sheet very hidden", "a.xlsx", lambda: with_part("xl/workbook.xml", b"<sheet ",
     b'<sheet state="veryHidden" '), ["sheet_missing"]),
    ("sheet not XML", "a.xlsx", lambda: repacked(lambda n, c: b"\0\1\2" if n == SHEET_PART else c),
     ["file_damaged"]),
    ("sheet empty part", "a.xlsx", lambda: repacked(lambda n, c: b"" if n == SHEET_PART else c),
     ["file_damaged"]),
    ("relations not XML", "a.xlsx", lambda: repacked(
     lambda n, c: b"<<" if n.endswith("workbook.xml.rels") else c), ["file_damaged"]),
    ("workbook not XML", "a.xlsx", lambda: repacked(
     lambda n, c: b"<x" if n == "xl/workbook.xml" else c), ["file_damaged"]),
    ("merged range malformed", "a.xlsx", lambda: with_part(SHEET_PART, b"</sheetData>",
     b'</sheetData><mergeCells><mergeCell ref="?"/></mergeCells>'), ["file_damaged"]),
    ("merge without range", "a.xlsx", lambda: with_part(SHEET_PART, b"</sheetData>",
     b"</sheetData><mergeCells><mergeCell/></mergeCells>"), ["file_damaged"]),
    ("hidden column malformed", "a.xlsx", lambda: with_part(SHEET_PART, b"<sheetData>",
     b'<cols><col min="x" max="y" hidden="1"/></cols><sheetData>'), ["file_damaged"]),
    ("two roots", "a.xlsx", lambda: with_part(SHEET_PART, b"</worksheet>",
     b"</worksheet><worksheet/>"), ["file_damaged"]),
    ("end tags crossed", "a.xlsx", lambda: with_part(SHEET_PART, b"</c></row>", b"</row></c>"),
     ["file_damaged"]),
    ("entity unknown", "a.xlsx", lambda: with_part(SHEET_PART, b"</row>", b"&nbsp;</row>"),
     ["file_damaged"]),
    ("parameter entity", "a.xlsx", lambda: with_part("xl/styles.xml", b"<styleSheet",
     b'<!DOCTYPE s [<!ENTITY % p SYSTEM "http://example.org/p">]><styleSheet'), ["file_dtd"]),
    ("definition in the shared texts", "a.xlsx", lambda: repacked(lambda _n, c: c,
     xl__sharedStrings_DOT_xml=b"<!DOCTYPE sst><sst/>"), ["file_dtd"]),
    ("two thousand parts", "a.xlsx", lambda: archive(*((f"p{n}", b"x") for n in range(2_100))),
     ["file_bomb"]),
    ("bomb in a picture", "a.xlsx", lambda: repacked(lambda _n, c: c,
     xl__media__a_DOT_png=b"\0" * (200 * 1024 * 1024)), ["file_bomb"]),
    ("archive with no parts", "a.xlsx", archive, ["file_type_mismatch"]),
    ("row one past the grid", "a.xlsx", lambda: with_part(SHEET_PART, b'<row r="2"',
     b'<row r="9999999"'), ["file_too_many_rows"]),
    ("stray cell far down", "a.xlsx", lambda: drawn(lambda _b, p: p.write_string(200_000, 3, "x")),
     ["file_too_many_rows"]),
    ("stray cell far right", "a.xlsx", lambda: drawn(lambda _b, p: p.write_string(3, 200, "x")),
     ["file_too_many_columns"]),
    ("all columns hidden", "a.xlsx", lambda: drawn(hidden_list), ["column_hidden"] * 8),
    ("identity column hidden by width group", "a.xlsx", lambda: drawn(
     lambda _b, p: p.set_column(2, 3, 0, None, {"hidden": 1, "level": 1})), ["column_hidden"] * 2),
]  # fmt: skip
TEXTS = [
    ("UTF-16 big end first", "a.csv", lambda: b"\xfe\xff" + GOOD_TEXT.encode("utf-16-be"),
     ["file_utf16"]),
    ("UTF-32", "a.csv", lambda: GOOD_TEXT.encode("utf-32"), ["file_utf16"]),
    ("tabs in UTF-16 as Excel saves", "a.csv",
     lambda: GOOD_TEXT.replace(",", "\t").encode("utf-16"), ["file_utf16"]),
    ("NUL at the end", "a.csv", lambda: GOOD_TEXT.encode() + b"\0" * 8, ["file_nul"]),
    ("NULs of a sparse file", "a.csv", lambda: b"\0" * 5000, ["file_utf16"]),
    ("two encodings in one file", "a.csv",
     lambda: GOOD_TEXT.encode() + GOOD_TEXT.encode("gb18030") + b"\xff", ["file_encoding"]),
    ("Japanese encoding", "a.csv", lambda: "氏名,証明書ｱｲｳ\r\n".encode("shift-jis") + b"\xff",
     ["file_encoding"]),
    ("separator line that lies", "a.csv", lambda: b"sep=;\r\n" + GOOD_TEXT.encode(),
     ["header_not_found"]),
    ("one column of everything", "a.csv", lambda: GOOD_TEXT.replace(",", "|").encode(),
     ["header_not_found"]),
    ("Chinese commas", "a.csv", lambda: GOOD_TEXT.replace(",", "，").encode(),
     ["header_not_found"]),
    ("quotation mark in the middle", "a.csv", (csv_text() + 'a"b,"c"d\n').encode,
     ["csv_malformed"]),
    ("message instead of a list", "a.csv", "名册见附件，谢谢。".encode,
     ["header_not_found"]),
    ("JSON instead of a list", "a.csv", lambda: b'[{"name": "x"}]', ["header_not_found"]),
    ("ten thousand columns", "a.csv", lambda: ",".join(["x"] * 10_000).encode(),
     ["file_too_many_columns"]),
    ("endless line", "a.csv", lambda: b"x" * 20_000_000, ["csv_malformed"]),
    ("rows over the limit", "a.csv", lambda: csv_text(*[GOOD] * 100_001).encode(),
     ["file_too_many_rows"]),
]  # fmt: skip
WRONG_HEADERS = [
    ("headers of another list", "a.xlsx", headers_of("课程", "教师", "日期"), ["header_not_found"]),
    ("headers below the first ten rows", "a.xlsx",
     lambda: workbook(*[("x",)] * 12, HEADERS, GOOD, headers=("说明",)), ["header_not_found"]),
    ("headers down the first column", "a.xlsx",
     lambda: workbook(*[(header, "x") for header in HEADERS[1:]], headers=("姓名", "张三")),
     ["header_missing"] * 2),
    ("identity column renamed", "a.xlsx", lambda: workbook(GOOD, headers=[
     "身份证" if header == "证件号码" else header for header in HEADERS]), ["header_missing"]),
    ("identity header cut", "a.xlsx", lambda: workbook(GOOD, headers=[
     "证件号" if header == "证件号码" else header for header in HEADERS]), ["header_missing"]),
    ("name twice", "a.xlsx", lambda: workbook((*GOOD, "x"), headers=(*HEADERS, "姓 名")),
     ["header_duplicate"]),
    ("both languages", "a.xlsx", lambda: workbook((*GOOD, "x"), headers=(*HEADERS, "Phone*")),
     ["header_duplicate"]),
    ("headers as formulas", "a.xlsx", lambda: drawn(
     lambda _b, p: [p.write_formula(0, n, '="x"', None, h) for n, h in enumerate(HEADERS)]),
     ["header_not_found"]),
    ("a second list on the first sheet", "a.xlsx", lambda: drawn(lambda b, p: (
     b.add_worksheet("封面"), [p.write_string(0, n, "") for n in range(8)])), ["header_not_found"]),
    ("headers and blanks", "a.xlsx", lambda: workbook((" ",) * 8), ["sheet_no_rows"]),
]  # fmt: skip
MORE_FILES = [*CUT_OFF, *CUT_TEXT, *FOREIGN, *BROKEN, *TEXTS, *WRONG_HEADERS]

MORE_CELLS = [
    ("identity of 15 digits", "证件号码", "210202900101001", "id_checksum_failed"),
    ("identity with a letter", "证件号码", "21020219900101001A", "id_checksum_failed"),
    ("identity cut", "证件号码", "2102021990010100", "id_checksum_failed"),
    ("identity with the name", "证件号码", "张三210202199001010010", "id_checksum_failed"),
    ("month 13", "证件号码", "210202199013010019", "id_checksum_failed"),
    ("identity as money", "证件号码", 2.1020219900101e17, "id_cell_numeric"),
    ("identity scientific in small letters", "证件号码", "2.10202e+17", "id_cell_numeric"),
    ("identity true", "证件号码", True, "id_cell_numeric"),
    ("passport", "证件号码", "E12345678", "id_checksum_failed"),
    ("phone with a digit too many", "手机号", "138123412345", "phone_invalid"),
    ("two phones", "手机号", "13812341234/13912341234", "phone_invalid"),
    ("phone of the year 1990", "手机号", "12812341234", "phone_invalid"),
    ("phone as float", "手机号", 13812341234.5, "id_cell_numeric"),
    ("card with a wrong digit inside", "银行卡号", "6217000000000010012", "account_invalid"),
    ("card cut", "银行卡号", "621700", "account_invalid"),
    ("card scientific", "银行卡号", "6.217E+18", "id_cell_numeric"),
    ("choice with a typing error", "证件类型", "居民身分证", "cell_choice"),
    ("choice as number", "证件类型", 1, "cell_choice"),
    ("line break of a machine", "姓名", "张\x0b三", "cell_control_character"),
    ("delete character", "姓名", "张\x7f三", "cell_control_character"),
    ("29 February of no leap year", "出生日期", "2023-02-29", "date_invalid"),
    ("date of two digits", "出生日期", "90-1-1", "date_invalid"),
    ("date as fraction", "出生日期", 33000.5, "date_is_number"),
    ("years beyond a life", "工龄", 61, "number_invalid"),
    ("years with a unit", "工龄", "12年", "number_invalid"),
    ("amount with a currency", "金额", "¥1500.50", "amount_invalid"),
    ("amount with commas wrong", "金额", "15,00.50", "amount_invalid"),
    ("endless amount", "金额", "Infinity", "amount_invalid"),
    ("amount as date", "金额", date(2025, 1, 1), "amount_invalid"),
]
