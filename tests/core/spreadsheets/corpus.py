"""The bad files: name, file name, how it is made, and the codes its reading must give."""

import io
import zipfile
from datetime import date

from tests.core.spreadsheets import makers
from tests.core.spreadsheets.declared import GOOD, HEADERS, csv_text, with_cell, workbook
from tests.core.spreadsheets.makers import OLD_OFFICE, SHEET_PART, drawn, repacked, with_part

DOCTYPE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
ENCRYPTED = OLD_OFFICE + "EncryptedPackage".encode("utf-16-le")


def zipped(name):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, "x")
    return stream.getvalue()


# (name, file name, maker, codes of the file's errors)
WHOLE_FILES = [
    ("no bytes", "a.xlsx", lambda: b"", ["file_empty"]),
    ("only a mark", "a.csv", lambda: b"\xef\xbb\xbf\r\n", ["file_empty"]),
    ("too many bytes", "a.csv", lambda: b"x" * (33 * 1024 * 1024), ["file_too_big"]),
    ("old format", "a.xls", lambda: OLD_OFFICE, ["file_old_excel"]),
    ("old format renamed", "a.xlsx", lambda: OLD_OFFICE, ["file_old_excel"]),
    ("password", "a.xlsx", lambda: ENCRYPTED, ["file_encrypted"]),
    ("password in the archive", "a.xlsx", makers.flagged_encrypted, ["file_encrypted"]),
    ("document", "a.docx", lambda: zipped("word/document.xml"), ["file_type_unsupported"]),
    ("document renamed", "a.xlsx", lambda: zipped("word/document.xml"), ["file_type_mismatch"]),
    ("text renamed", "a.xlsx", lambda: csv_text(GOOD).encode(), ["file_type_mismatch"]),
    ("workbook renamed", "a.csv", lambda: workbook(GOOD), ["file_type_mismatch"]),
    ("page renamed", "a.csv", lambda: b"<html><table></table>", ["file_type_mismatch"]),
    ("PDF renamed", "a.csv", lambda: b"%PDF-1.7\n", ["file_type_mismatch"]),
    ("no suffix", "roster", lambda: csv_text(GOOD).encode(), ["file_type_unsupported"]),
    ("cut off", "a.xlsx", lambda: workbook(GOOD)[:-200], ["file_damaged"]),
    ("cut in half", "a.xlsx", lambda: workbook(GOOD)[:2000], ["file_damaged"]),
    ("noise", "a.xlsx", lambda: b"PK\x03\x04" + bytes(range(256)) * 20, ["file_damaged"]),
    ("wrong checksum", "a.xlsx", makers.wrong_checksum, ["file_damaged"]),
    ("sheet lost", "a.xlsx", lambda: makers.without_part(SHEET_PART), ["file_damaged"]),
    ("XML open", "a.xlsx", lambda: with_part(SHEET_PART, b"</row>", b""), ["file_damaged"]),
    ("no numbers", "a.xlsx", lambda: with_part(SHEET_PART, b'r="2"', b'r="x"'), ["file_damaged"]),
    ("no cell name", "a.xlsx", lambda: with_part(SHEET_PART, b'r="B2"', b'r="?"'),
     ["file_damaged"]),
    ("bomb", "a.xlsx", makers.bomb, ["file_bomb"]),
    ("lying bomb", "a.xlsx", makers.lying_bomb, ["file_damaged"]),
    ("one text shown often", "a.xlsx", makers.many_strings, ["file_too_much_memory"]),
    ("external entity", "a.xlsx", lambda: with_part(SHEET_PART, b"<worksheet",
     DOCTYPE + b"<worksheet"), ["file_dtd"]),
    ("entities of entities", "a.xlsx", lambda: with_part("xl/workbook.xml", b"<workbook",
     LAUGHS + b"<workbook"), ["file_dtd"]),
    ("macros", "a.xlsx", lambda: repacked(lambda _n, c: c, xl__vbaProject_DOT_bin=b"x"),
     ["file_macros"]),
    ("a million rows", "a.xlsx", lambda: drawn(lambda _b, p: p.write_string(1_048_575, 0, "x")),
     ["file_too_many_rows"]),
    ("far column", "a.xlsx", lambda: drawn(lambda _b, p: p.write_string(1, 16_383, "x")),
     ["file_too_many_columns"]),
    ("far column in text", "a.csv", lambda: csv_text((*GOOD, *["x"] * 200)).encode(),
     ["file_too_many_columns"]),
    ("a million lines", "a.csv", lambda: csv_text(*[GOOD] * 10).encode() + b"x\n" * 1_000_000,
     ["file_too_many_rows"]),
    ("UTF-16", "a.csv", lambda: csv_text(GOOD).encode("utf-16"), ["file_utf16"]),
    ("UTF-16 without mark", "a.csv", lambda: ("a,b\r\n" * 50).encode("utf-16-le"),
     ["file_utf16"]),
    ("NUL", "a.csv", lambda: csv_text(with_cell("姓名", "张\0三")).encode(), ["file_nul"]),
    ("no known encoding", "a.csv", lambda: b"\xff\xff\xff,\x80\x81\xff\n", ["file_encoding"]),
    ("open quotation mark", "a.csv", (csv_text(GOOD) + '"张三,x\n').encode,
     ["csv_malformed"]),
    ("endless cell", "a.csv", (csv_text() + "x" * 40_000).encode, ["csv_malformed"]),
    ("no headers", "a.xlsx", lambda: workbook(GOOD, headers=["1"] * 8), ["header_not_found"]),
    ("list on a hidden sheet", "a.xlsx", lambda: drawn(lambda b, p: (
     b.add_worksheet("x").activate(), p.hide())), ["header_not_found"]),
    ("headers alone", "a.xlsx", workbook, ["sheet_no_rows"]),
    ("headers alone in text", "a.csv", lambda: csv_text().encode(), ["sheet_no_rows"]),
    ("two columns missing", "a.xlsx", lambda: workbook(("张三",), headers=("姓名",)),
     ["header_missing", "header_missing"]),
    ("column twice", "a.xlsx", lambda: workbook((*GOOD, "x"), headers=(*HEADERS, "Name")),
     ["header_duplicate"]),
    ("column hidden", "a.xlsx", lambda: drawn(lambda _b, p: p.set_column(2, 2, None, None,
     {"hidden": True})), ["column_hidden"]),
]  # fmt: skip

BAD_CELLS = [
    ("identity as number", "证件号码", 210202199001010010, "id_cell_numeric"),
    ("identity as short number", "证件号码", 2102, "id_cell_numeric"),
    ("identity in scientific form", "证件号码", "2.10202E+17", "id_cell_numeric"),
    ("identity as date", "证件号码", date(1990, 1, 1), "id_cell_numeric"),
    ("phone as number", "手机号", 13812341234, "id_cell_numeric"),
    ("card as number", "银行卡号", 6217000000000000012, "id_cell_numeric"),
    ("wrong check digit", "证件号码", "210202199001010011", "id_checksum_failed"),
    ("30 February", "证件号码", "210202199002300017", "id_checksum_failed"),
    ("another document", "证件类型", "港澳台居民居住证", "id_type_unsupported"),
    ("unknown choice", "证件类型", "护照", "cell_choice"),
    ("name absent", "姓名", None, "cell_required"),
    ("name of blanks", "姓名", " \u3000\u200b", "cell_required"),
    ("name too long", "姓名", "张" * 21, "cell_too_long"),
    ("invisible character", "姓名", "张\x01三", "cell_control_character"),
    ("landline", "手机号", "0411-83630000", "phone_invalid"),
    ("wrong card", "银行卡号", "6217000000000000013", "account_invalid"),
    ("date as number", "出生日期", 45658, "date_is_number"),
    ("no such day", "出生日期", "2025-02-30", "date_invalid"),
    ("words for a date", "出生日期", "去年", "date_invalid"),
    ("month before year", "出生日期", "01/02/1990", "date_invalid"),
    ("part of a year", "工龄", 1.5, "number_invalid"),
    ("years below zero", "工龄", "-1", "number_invalid"),
    ("years as words", "工龄", "十年", "number_invalid"),
    ("thousandth of a yuan", "金额", "1.005", "amount_invalid"),
    ("amount below zero", "金额", -5, "amount_invalid"),
    ("amount that is none", "金额", "NaN", "amount_invalid"),
    ("amount beyond all", "金额", "1" * 300, "amount_invalid"),
]
