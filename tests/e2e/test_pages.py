"""Every page of every role, found by following links: usable by all, in the right language.

One page for each (role, route): the crawl starts at the home of a face and follows what it finds.
In `make test` a page is looked at with the first of its roles; `make prove` looks with every role.
With `SCREENSHOTS=<folder>` every page is also drawn, at both widths and in both languages
(`make screenshots`).
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from dalian_training.embedded import Postgres
from portal.demo.people import PASSWORD, invented_phone
from tests.e2e.browser import DESKTOP, PHONE, ROOT, Person
from tests.e2e.codes import Codes
from tests.e2e.languages import data_of, strangers
from tests.sizes import IS_FULL, size

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
RESULTS = "resultTypes: ['violations']"
SERIOUS = ("serious", "critical")
BUREAU = (
    "municipal.reviewer", "municipal.chief", "jinzhou.reviewer", "policy.author",
    "policy.publisher", "finance.preparer", "finance.approver", "finance.reconciler",
    "inspector.1", "auditor", "security.administrator",
)  # fmt: skip
UNITS = ("institution.a", "teacher.a", "enterprise.a", "agency.a", "assessor.1", "base.manager")
START = {
    None: ("/", "/login/", "/register/", "/search/?q=dg"),
    "worker.1": ("/account/", "/security/"),
    **dict.fromkeys(UNITS, ("/workspace/", "/reports/")),
    **dict.fromkeys(BUREAU, ("/admin/", "/reports/")),
    "admin": ("/admin/", "/clock/"),
}
# The names of an interface are the same in every language; a preview has that of its address.
OF_ONE_LANGUAGE = ("api-docs", "announcement-preview", "story-preview")
ENDS_THE_SESSION = ("account_logout", "admin:logout", "set_language", "mfa_reauthenticate")
WIDTHS = {"390": PHONE, "1440": DESKTOP}
PICTURES = os.environ.get("SCREENSHOTS", "")


@pytest.fixture(scope="module")
def looked_at():
    """Routes whose page axe has seen, of whatever role."""
    return set()


@pytest.fixture(scope="module")
def data(demo_city):
    return data_of(Postgres(demo_city.var).url(name="dalian_training"))


def route_of(address) -> str:
    try:
        return resolve(urlsplit(address).path).view_name or ""
    except Resolver404:
        return ""


def links(page, origin):
    """Addresses on this page that lead to other pages of the product."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    return [address for address in found if address.startswith(origin)]


def with_axe(person) -> Person:
    """Every page the person opens from now on brings axe along, compiled once."""
    person.context.add_init_script(path=AXE)
    return person


def faults(page, part="html") -> list[str]:
    """What axe calls serious or critical, on the page or in a part of it.

    A target under the bar at the bottom of a phone is looked at again in the middle of the screen,
    where a person would scroll it to.
    """
    look = f"([part, rules]) => axe.run(part, {{runOnly: rules, {RESULTS}}})"
    answer = page.evaluate(look, [part, RULES])
    return [
        f"{violation['id']}: {node['target']}"
        for violation in answer["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"]
        if violation["id"] != "target-size" or is_small(page, node["target"][0])
    ]


def is_small(page, target) -> bool:
    middle = "{block: 'center', behavior: 'instant'}"
    page.evaluate(f"t => document.querySelector(t).scrollIntoView({middle})", target)
    again = page.evaluate("t => axe.run(t, {runOnly: ['target-size']})", target)
    return bool(again["violations"])


def is_too_wide(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")


def draw(page, name):
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def opened(page, address):
    """The answer to an address; nothing where it is a file to be kept."""
    try:
        answer = page.goto(address)
    except Error as error:
        if "Download is starting" not in error.message:
            raise
        return None
    return answer if answer and "html" in answer.headers.get("content-type", "") else None


def visit(person, address, role, route, found, part):
    """One page at both widths; axe on a phone, at full size at both.

    `part` is what axe looks at: the frame is the same around each page of a role.
    Returns the HTML the server sent, or nothing for a file and where this role has no page.
    """
    page = person.page
    answer = opened(page, address)
    if answer is None or answer.status != 200:
        if answer is not None and answer.status >= 500:
            found.append(f"{role} {address}: {answer.status}")
        return ""
    for width, viewport in sorted(WIDTHS.items(), key=lambda one: one[1] != page.viewport_size):
        page.set_viewport_size(viewport)  # the one the page was opened in comes first
        if IS_FULL or viewport is PHONE:
            found += [f"{role} {route} {width}: {fault}" for fault in faults(page, part)]
        if is_too_wide(page):
            found.append(f"{role} {route} {width}: wider than the screen")
        draw(page, f"{role}.{route.replace(':', '.')}.{width}.zh")
    return answer.text()


def complain(found, role, message) -> None:
    """An error in the browser's console, such as something the content policy has blocked.

    A page that answers 404 to this role is no fault; `visit` looks at what answers 500.
    """
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        found.append(f"{role}: {message.text} {message.location.get('url', '')}")


# The bureau's admin has fifty pages a role and takes minutes: each role is walked at full size.
ROLES = size((None, "worker.1", "institution.a"), START)


@pytest.mark.parametrize("role", ROLES)
def test_every_page_can_be_used_and_read_by_everybody(
    demo_city, browser, data, looked_at, role, record_counts
):
    person = with_axe(Person(browser, demo_city.url))
    if role:
        person.sign_in(role, PASSWORD)
    waiting = [demo_city.url + path for path in START[role]]
    seen, sent, found = {}, {}, []
    person.page.on("console", lambda message: complain(found, role, message))
    while waiting:
        address = waiting.pop(0)
        route = route_of(address)
        if not route or route in seen or route in ENDS_THE_SESSION:
            continue
        if route in looked_at and not IS_FULL:
            continue
        seen[route] = address
        part = "main" if any(sent.values()) and not IS_FULL else "html"
        sent[route] = visit(person, address, role, route, found, part)
        if sent[route]:
            looked_at.add(route)
            waiting += links(person.page, demo_city.url)
    found += [f"{role}: {error}" for error in person.script_errors]
    found += strangers_of(person, seen, sent, role, data)
    draw_in_english(browser, demo_city, role, seen)
    person.context.close()
    record_counts(
        f"pages of {role or 'the public'}: {len(seen)} at two widths, {len(found)} faults"
    )
    assert found == [], "\n".join(found)


def strangers_of(person, seen, sent, role, data):
    """Words in the wrong language: on the pages as they were sent, and asked for in English."""
    for route, address in seen.items():
        if not sent[route] or route in OF_ONE_LANGUAGE:
            continue
        english = person.context.request.get(address, headers={"Accept-Language": "en"}).text()
        for language, text in (("zh-hans", sent[route]), ("en", english)):
            for word in sorted(strangers(text, language, data)):
                yield f"{role} {route} {language}: {word}"


def draw_in_english(browser, demo_city, role, seen):
    """The same pages in English, only for the pictures."""
    if not PICTURES:
        return
    person = Person(browser, demo_city.url, language="en-GB")
    if role:
        person.sign_in(role, PASSWORD)
    for route, address in seen.items():
        answer = person.page.goto(address)
        if answer is not None and answer.status == 200:
            for width, viewport in WIDTHS.items():
                person.page.set_viewport_size(viewport)
                draw(person.page, f"{role}.{route.replace(':', '.')}.{width}.en")
    person.context.close()


def test_a_worker_signs_in_by_a_code_that_the_demo_shows(demo_city, browser):
    worker = with_axe(Person(browser, demo_city.url, viewport=PHONE)).open("/login/")
    worker.page.click("a[href*='/login/code/']")
    worker.page.fill("[name=phone]", invented_phone(1))
    codes = Codes(worker.page)
    worker.page.press("[name=phone]", "Enter")
    worker.page.wait_for_url("**/confirm/**")
    assert faults(worker.page) == []
    worker.page.fill("[name=code]", codes.next())
    worker.page.press("[name=code]", "Enter")
    worker.page.wait_for_url("**/account/**")
