"""What walks through the product have in common: the story they begin with, and its people."""

import time
from datetime import date, datetime

from tests.e2e.browser import ROOT, Person
from tests.e2e.codes import Codes
from tests.e2e.story import PASSWORD


def lay_out_story(product) -> date:
    """Make the tenants and people of the story; returns the day it begins."""
    story = (ROOT / "tests" / "e2e" / "story.py").read_text()
    printed = product.manage("shell", "-v", "0", "-c", story)
    return date.fromisoformat(printed.strip().splitlines()[-1])


def register(person, *, name, number, phone, username, password=PASSWORD, district=""):
    """A worker states who they are and where they live (else the second district of the list)."""
    person.open("/register/").fill(
        name=name, document_type="citizen_id", number=number, phone=phone, username=username,
        password=password, consent=True,
    )  # fmt: skip
    home = {"label": district} if district else {"index": 1}
    person.page.select_option("[name=district]", **home)
    codes = Codes(person.page)
    person.submit()
    person.fill(code=codes.next()).submit()


class Walk:
    """Who takes part, and how the demo clock is moved between their steps."""

    def __init__(self, browser, product):
        self.browser, self.product = browser, product
        self.people = {}

    def __call__(self, username, **options) -> Person:
        if username not in self.people:
            person = Person(self.browser, self.product.url, **options)
            self.people[username] = person.sign_in(username, PASSWORD)
        return self.people[username]

    def move_clock(self, moment: datetime):
        administrator = self("administrator").open("/clock/")
        administrator.fill(to=f"{moment:%Y-%m-%dT%H:%M}").submit()
        assert "时钟已推进" in administrator.text()

    def until(self, person, path, words):
        """Ask for a page again and again until the worker has done what it says; then open it."""
        for _ in range(120):
            is_told = words in person.context.request.get(path).text()
            if is_told and words in person.open(path).text():
                return
            time.sleep(0.25)
        raise AssertionError(f"{path} never said {words}:\n{person.open(path).text()[:1500]}")
