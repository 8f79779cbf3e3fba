"""Codes of text messages, as the administrator of a demonstration reads them in its outbox."""

import re
import time

from portal.demo import people as demo
from tests.e2e import story
from tests.e2e.browser import Person

CODE = re.compile(r"(?:验证码|Code )(\d{6})")
SITE = re.compile(r"https?://[^/]+")
READERS = (("administrator", story.PASSWORD), ("admin", demo.PASSWORD))
_readers: dict[tuple, Person] = {}


class Codes:
    """What comes after this moment to whoever has a page open."""

    def __init__(self, page):
        browser, url = page.context.browser, SITE.match(page.url)[0]
        known = _readers.get((browser, url))
        if known is None or known.page.is_closed():  # windows close with their module
            known = _readers[browser, url] = signed_in(browser, url)
        self.reader = known
        self.before = self.shown()

    def shown(self) -> list[str]:
        return CODE.findall(self.reader.context.request.get("/outbox/").text())

    def next(self) -> str:
        """The code that has come, once the system worker has been there."""
        for _turn in range(240):
            if fresh := [code for code in self.shown() if code not in self.before]:
                return fresh[0]
            time.sleep(0.25)
        raise AssertionError("no code came")


def signed_in(browser, url) -> Person:
    reader = Person(browser, url)
    for name, password in READERS:
        try:
            return reader.sign_in(name, password)
        except AssertionError:
            continue
    raise AssertionError("nobody reads the outbox")
