"""Rosters of any size, as institutions send them: well-formed numbers, every column filled."""

import csv
import io

from core.identifiers.accounts import luhn_sum
from core.identifiers.documents import check_character
from core.spreadsheets import Table, write_workbook

HEADERS = ("姓名", "证件类型", "证件号码", "手机号", "重点群体", "文化程度", "银行卡号", "备注")
CLASS_HEADER = "班期编号"
EDUCATIONS = ("小学", "初中", "高中或中职", "大专", "本科及以上")


def identity(n: int) -> str:
    """The n-th number: 1,000 to a day of birth, days from 1960 on."""
    day, order = divmod(n, 1000)
    year, rest = divmod(day, 336)
    body = f"210202{1960 + year}{rest // 28 + 1:02d}{rest % 28 + 1:02d}{order:03d}"
    return body + check_character(body)


def card(n: int) -> str:
    """The n-th bank card with a good last digit."""
    body = f"621700{n:012d}"
    return body + next(str(d) for d in range(10) if luhn_sum(f"{body}{d}") % 10 == 0)


def person(n: int) -> tuple:
    """The n-th row, without a class."""
    education = EDUCATIONS[n % len(EDUCATIONS)]
    phone = f"13{n % 1_000_000_000:09d}"
    return f"学员{n}", "居民身份证", identity(n), phone, "", education, card(n), f"备注{n % 7}"


def people(count: int, first: int = 0) -> list[tuple]:
    return [person(n) for n in range(first, first + count)]


def as_csv(rows, headers=HEADERS) -> bytes:
    """The file as UTF-8 text."""
    stream = io.StringIO()
    csv.writer(stream).writerows([headers, *rows])
    return stream.getvalue().encode()


def as_workbook(rows, headers=HEADERS) -> bytes:
    """The file as a workbook with text cells."""
    return write_workbook([Table("学员名册", headers, rows)])


def by_class(rows, numbers) -> list[tuple]:
    """The rows with a class in front, spread evenly over these class numbers."""
    return [(numbers[n % len(numbers)], *row) for n, row in enumerate(rows)]


MANY = (CLASS_HEADER, *HEADERS)
