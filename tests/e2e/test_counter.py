"""Somebody without a phone comes to the counter: registered, enrolled, and the paper taken home."""

from portal.demo.people import PASSWORD
from tests.e2e.browser import Person
from tests.rosters import identity

NAME = "周无机"


def test_an_officer_enrols_somebody_without_a_phone(demo_city, browser):
    officer = Person(browser, demo_city.url).sign_in("jinzhou.reviewer", PASSWORD)
    officer.open("/admin/trainees/trainee/").press("窗口登记")
    officer.fill(
        name=NAME, document_type="citizen_id", number=identity(4711), consent=True
    ).submit()
    assert f"您正在代{NAME}办理" in officer.text()
    number = open_class(officer)
    officer.open(f"/classes/{number}/").press("我要报名")
    assert "已当面宣读并经本人同意" in officer.text()
    officer.fill(consent=True).submit()
    assert "报名成功" in officer.text()
    assert "（窗口代办）" in officer.text()
    links = officer.page.locator("a[href^='/papers/enrolments/']")
    paper = officer.context.request.get(links.first.get_attribute("href"))
    assert paper.body()[:5] == b"%PDF-"
    officer.open("/account/privacy/")
    assert "请先结束代办" in officer.text()
    officer.press("结束代办")
    assert NAME not in officer.page.inner_text("body")
    officer.open("/admin/trainees/enrolment/?q=" + number)
    assert "窗口代办" in officer.open_first().text()


def open_class(officer) -> str:
    """A class of the district with seats."""
    officer.open("/classes/?district=DL-06&has_seats=true")
    address = officer.page.locator("main a[href^='/classes/C']").first.get_attribute("href")
    return address.strip("/").split("/")[-1]
