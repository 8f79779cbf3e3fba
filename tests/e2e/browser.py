"""A person at the browser: opens pages, fills in what labels name, presses what buttons say."""

import re
import sys
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from tools import browser as found  # noqa: E402 - the folder of set-up tools is no package of ours

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


@contextmanager
def chromium():
    """The browser of the set-up."""
    with sync_playwright() as playwright:
        path = found.find()
        launched = playwright.chromium.launch(executable_path=path, args=found.arguments())
        yield launched
        launched.close()


class Person:
    """One signed-in person with a browser window of their own."""

    def __init__(self, browser, url, *, viewport=DESKTOP, language="zh-CN", **context):
        self.context = browser.new_context(
            base_url=url, viewport=viewport, locale=language, timezone_id="Asia/Shanghai", **context
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)  # three processes share two cores
        self.script_errors = []
        self.page.on("pageerror", lambda error: self.script_errors.append(str(error)))

    def sign_in(self, username, password):
        """By the form, without drawing it; tests of the keyboard and of production fill it in."""
        ask = self.context.request
        token = TOKEN.search(ask.get("/login/").text())[1]
        filled = {"login": username, "password": password, "csrfmiddlewaretoken": token}
        answer = ask.post("/login/", form=filled, max_redirects=0)
        assert answer.status == 302, answer.text()[:2000]
        return self

    def open(self, path):
        answer = self.page.goto(path)
        assert answer.status == 200, (path, answer.status, self.page.inner_text("body")[:500])
        assert self.script_errors == []
        return self

    def fill(self, **fields):
        """Fill fields by name; a select takes its value, a checkbox True."""
        for name, value in fields.items():
            field = self.page.locator(f"[name={name}]").first
            kind = field.evaluate("f => f.tagName === 'SELECT' ? 'select' : f.type")
            if kind == "select":
                field.select_option(value)
            elif kind == "checkbox":
                field.set_checked(value)
            elif kind == "file":
                field.set_input_files(value)
            else:
                field.fill(str(value))
        return self

    def press(self, words):
        """Press the button or link that says these words."""
        target = self.page.locator(
            f"button:has-text('{words}'):visible, a:has-text('{words}'):visible"
        ).first
        target.click()
        self.page.wait_for_load_state()
        return self

    def open_first(self):
        """Open the record in the first row of the list on the page."""
        with self.page.expect_event("load"):
            self.page.locator("#result_list tbody a, table tbody a").first.click()
        return self

    def submit(self, selector="form.house-form button[type=submit], main form button[type=submit]"):
        self.page.locator(selector).last.click()
        self.page.wait_for_load_state()
        return self

    def text(self) -> str:
        return self.page.inner_text("body")
