"""Canaries: numbers planted through the product's own doors, and where they are looked for."""

import base64
import re
import subprocess
import zipfile
from io import BytesIO

import redis
import xlsxwriter
from django.conf import settings
from pypdf import PdfReader

from core.identifiers.documents import check_character
from dalian_training.embedded import Postgres
from dalian_training.embedded.postgres import binaries
from tests.e2e.roster import HEADERS

PEOPLE = range(1, 7)  # 1 and 2 register themselves, the others stand in a roster; 6 in a bad row
REGISTERED = (1, 2)


def identity(n) -> str:
    """The n-th planted identity number."""
    body = f"2102021973041{n}84{n}"
    return body + check_character(body)


def phone(n) -> str:
    return f"1594118807{n}"


def card(n) -> str:
    """A card number of 19 digits that passes its check digit."""
    body = f"62220212345678765{n}"
    return body + luhn_digit(body)


def luhn_digit(body) -> str:
    doubled = (int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(reversed(body)))
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


IDENTITIES = {identity(n) for n in PEOPLE}
PHONES = {phone(n) for n in PEOPLE}
CARDS = {card(n) for n in PEOPLE}
IN_FILE = {number(n) for number in (identity, phone, card) for n in PEOPLE if n not in REGISTERED}
ALL = IDENTITIES | PHONES | CARDS

LONG = 18  # characters of an identity number; without the last one it is still one


def forms_of(numbers) -> dict[str, str]:
    """How a number may be written -> the number."""
    return {n: n for n in numbers} | {n[:17]: n for n in numbers if len(n) == LONG}


FORMS = forms_of(ALL)


def found_in(data: bytes, forms=FORMS) -> set[str]:
    """Which canaries stand in these bytes: as text, with gaps, in base64 or in a zip."""
    texts = [data, *_unpacked(data)]
    squeezed = [re.sub(rb"[\s\-]", b"", text) for text in texts]
    return {number for form, number in forms.items() if any(form.encode() in t for t in squeezed)}


def _unpacked(data: bytes):
    """What is inside: workbooks, PDF, base64 of a broker's message."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield from (archive.read(name) for name in archive.namelist())
    elif data.startswith(b"%PDF-1"):
        yield "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).encode()
    else:
        for word in re.findall(rb"[A-Za-z0-9+/]{40,}={0,2}", data):
            padded = word + b"=" * (-len(word) % 4)
            try:
                yield base64.b64decode(padded)
            except ValueError:
                continue


def workbook() -> bytes:
    """A roster: four good rows and one whose birth date does not exist any more: twice there."""
    rows = [[f"雀{n}", "居民身份证", identity(n), phone(n), "", "", card(n), ""] for n in (3, 4, 5)]
    rows += [["雀六", "居民身份证", identity(6), phone(6), "", "", card(6), ""]] * 2
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet("学员名册")
    for number, row in enumerate([HEADERS, *rows]):
        for column, value in enumerate(row):
            sheet.write_string(number, column, value)
    book.close()
    return target.getvalue()


def dump() -> bytes:
    """The whole database as `pg_dump` writes it in clear, by the superuser."""
    server, name = Postgres(settings.VAR), settings.DATABASES["default"]["NAME"]
    done = subprocess.run(
        [binaries() / "pg_dump", "--inserts", "--dbname", server.url(name=name)],
        capture_output=True,
        check=True,
    )
    return done.stdout


def broker() -> bytes:
    """Every key and value of the broker's and the cache's databases."""
    broker_url = settings.CELERY_BROKER_URL.replace("redis+socket", "unix")
    urls = {broker_url.replace("virtual_host", "db"), settings.CACHES["default"]["LOCATION"]}
    return b"\n".join(part for url in urls for part in _keys(redis.from_url(url)))


def _keys(client):
    readers = {
        b"string": client.get,
        b"list": lambda key: b"\n".join(client.lrange(key, 0, -1)),
        b"set": lambda key: b"\n".join(client.smembers(key)),
        b"hash": lambda key: b"\n".join(b"%s=%s" % pair for pair in client.hgetall(key).items()),
        b"zset": lambda key: b"\n".join(client.zrange(key, 0, -1)),
    }
    for key in client.scan_iter():
        yield key
        yield readers[client.type(key)](key)
    client.close()
