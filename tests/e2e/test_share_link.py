"""In two browsers: a worker shares a part of the account, an employer opens it, it is over."""

from datetime import datetime, timedelta

from tests.e2e.browser import PHONE, Person
from tests.e2e.walk import Walk, register
from tests.rosters import identity

WORKER = {
    "name": "高分享", "number": identity(77), "phone": "13822220077", "username": "gao.share",
}  # fmt: skip
EMPLOYER = "某机械厂"


def test_a_link_is_opened_in_another_browser_until_it_is_over(product, today, browser):
    walk = Walk(browser, product)
    worker = Person(browser, product.url, viewport=PHONE)
    register(worker, **WORKER)
    worker.open("/account/timeline/").press("分享档案")
    page, link = shared(worker, today + timedelta(days=14))
    employer = Person(browser, product.url, viewport=PHONE)
    assert "分享的培训档案" in employer.open(link).text()
    assert EMPLOYER not in employer.text(), "for whom it is, only the worker reads"
    assert WORKER["name"] not in employer.text()
    assert "Chrome" in worker.open(page).text(), "who opened it"
    assert worker.page.locator("a.share-link").count() == 0, "the link is shown once"
    other, second = shared(worker.open("/account/shares/"), today + timedelta(days=90))
    walk.move_clock(datetime.fromisoformat(f"{today + timedelta(days=15)}T09:00"))
    assert over(employer, link) == (410, True, False)
    assert "分享的培训档案" in employer.open(second).text()
    worker.open(other).press("撤销链接").submit()
    assert over(employer, second) == (410, False, True)


def shared(worker, last) -> tuple[str, str]:
    """A new link to everything: the address of its page, and the link itself."""
    worker.press("新建链接").fill(note=EMPLOYER, valid_until=f"{last}").submit()
    return worker.page.url, worker.page.locator("a.share-link").inner_text()


def over(reader, link) -> tuple[int, bool, bool]:
    """What a link answers: its status, whether it says that it is over, or revoked."""
    status, words = reader.page.goto(link).status, reader.text()
    return status, "已过期" in words, "已被撤销" in words
