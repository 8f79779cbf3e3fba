"""Asking another system for a list: pages of JSON over HTTP, as docs/lists.md describes them.

One page is in memory at a time. Nothing of an answer is ever logged or told, and redirects are not
followed: the secret goes to the address of the environment alone.
"""

import json
import time
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from trainees.enums import FetchFault

MEGABYTE = 1024 * 1024
PAGE = 8 * MEGABYTE  # at most, unpacked
PATIENCE = urllib3.Timeout(connect=10, read=60)
TRIES, PAUSE = 3, 1  # attempts for a page, seconds before the second one; then twice as long
PASSING = {408, 425, 429, 500, 502, 503, 504}  # the other side's own state, which may pass
OK = 200


class Faulty(Exception):
    """Nothing of the answer may be stored; `detail` names a place or a status, never a value."""

    def __init__(self, fault: FetchFault, detail: str = ""):
        super().__init__(f"{fault} {detail}".strip())
        self.fault, self.detail = fault, detail


class About(NamedTuple):
    """What every page of an answer says of the whole."""

    kind: str
    as_of: date
    source: str
    total: int


class Page(NamedTuple):
    about: About
    rows: list[dict]


def pages(url: str, authorization: str, *, megabytes: int) -> Iterator[Page]:
    """The pages of one list, in order. Raises Faulty."""
    line, cursor, left = Line(url, authorization), "", megabytes * MEGABYTE
    seen = {cursor}
    while True:
        body = line.body(cursor)
        left -= len(body)
        if left < 0:
            raise Faulty(FetchFault.TOO_LARGE)
        page, cursor = described(body)
        yield page
        if not cursor:
            return
        if cursor in seen:
            raise Faulty(FetchFault.PAGES_DIFFER)
        seen.add(cursor)


class Line:
    """A kept connection to one address."""

    def __init__(self, url, authorization):
        self.url = url
        self.pool = urllib3.PoolManager(maxsize=1, retries=False, timeout=PATIENCE)
        self.headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
        if authorization:
            self.headers["Authorization"] = authorization

    def body(self, cursor: str) -> bytes:
        """One page; what may pass is tried again. Raises Faulty."""
        for attempt in range(TRIES):
            try:
                return self.once(cursor)
            except Passing as passing:
                if attempt == TRIES - 1:
                    raise passing.faulty from None
                time.sleep(PAUSE * 2**attempt)
        raise AssertionError("the last attempt gives or raises")

    def once(self, cursor) -> bytes:
        fields = {"cursor": cursor} if cursor else {}
        try:
            answer = self.pool.request(
                "GET", self.url, fields=fields, headers=self.headers, preload_content=False
            )
            try:
                return self.read(answer)
            finally:
                answer.close()
        except HTTPError:
            raise Passing(Faulty(FetchFault.UNREACHABLE)) from None

    def read(self, answer) -> bytes:
        if answer.status != OK:
            fault = Faulty(FetchFault.STATUS, str(answer.status))
            raise Passing(fault) if answer.status in PASSING else fault
        body = answer.read(PAGE + 1)
        if len(body) > PAGE:
            raise Faulty(FetchFault.TOO_LARGE)
        return body


class Passing(Exception):
    """A fault that may be over in a moment."""

    def __init__(self, faulty: Faulty):
        super().__init__(str(faulty))
        self.faulty = faulty


def described(body: bytes) -> tuple[Page, str]:
    """(page, cursor of the next one) as it is described; nothing beyond that is looked at."""
    try:
        found = json.loads(body)
        about = About(
            text(found["kind"], 24), date.fromisoformat(text(found["as_of"], 10)),
            text(found["source"], 60), found["total"],
        )  # fmt: skip
        rows, cursor = found["rows"], text(found.get("next") or "-", 500)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Faulty(FetchFault.NOT_DESCRIBED) from None
    is_list = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    if not is_list or type(about.total) is not int:
        raise Faulty(FetchFault.NOT_DESCRIBED)
    return Page(about, rows), cursor if found.get("next") else ""


def text(value, longest: int) -> str:
    """Text of some characters. Raises ValueError."""
    if not isinstance(value, str) or not 0 < len(value) <= longest or "\0" in value:
        raise ValueError
    return value


def place(url: str) -> str:
    """An address as the list keeps it: without what may be secret in it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"[:200]
