"""On a phone: am I entitled, then the waiting list: full, waiting, a seat offered and taken."""

import re

from portal.demo.people import PASSWORD
from tests.e2e.browser import PHONE, Person
from tests.e2e.walk import Walk, register

NEWCOMER = {
    "name": "候晚到", "number": "210202199203040015", "phone": "13822220001",
    "username": "late.comer",
}  # fmt: skip


def on_a_phone(browser, city, username) -> Person:
    return Person(browser, city.url, viewport=PHONE).sign_in(username, PASSWORD)


def test_a_seat_goes_from_hand_to_hand_down_the_waiting_list(demo_city, browser):
    walk = Walk(browser, demo_city)
    second, third, fourth = (on_a_phone(browser, demo_city, f"worker.{n}") for n in (2, 3, 4))
    assert "有名额为您保留" in second.open("/account/").text()
    open_offer(second)
    assert re.search(r"确认截止\s*20\d\d-\d\d-\d\d \d\d:\d\d", second.text())
    number = re.search(r"C20\d\d-\w+-\d{6}", second.text())[0]

    late = wait_in_line(browser, demo_city, number)
    assert re.search(r"候补位次\s*3", late.text())
    at = late.page.url

    second.press("放弃名额").submit()
    assert "已放弃" in second.text()
    walk.until(third, "/account/", "有名额为您保留")
    open_offer(third)
    third.press("确认名额").submit()
    assert "已录取" in third.text()

    leave(fourth)
    assert re.search(r"候补位次\s*1", late.open(at).text())
    leave(third)
    walk.until(late, "/account/", "有名额为您保留")
    open_offer(late)
    late.press("确认名额").submit()
    assert "已录取" in late.text()
    words = late.text()
    steps = ("加入候补", "提供名额", "确认名额")
    assert [step for step in steps if step not in words] == [], "the history tells every step"


def open_offer(person):
    person.page.locator("section:has-text('有名额为您保留') a.btn").first.click()
    person.page.wait_for_load_state()


def wait_in_line(browser, city, number) -> Person:
    """Somebody registers, asks what is paid, finds the class full, reads why, joins the list."""
    person = Person(browser, city.url, viewport=PHONE)
    register(person, **NEWCOMER)
    ask_what_is_paid(person)
    person.open(f"/classes/{number}/").press("加入候补")
    assert "名额已满，可以候补" in person.text()
    person.fill(consent=True).submit()
    assert "您已进入候补" in person.text()
    return person


def ask_what_is_paid(person):
    """No group is proven, so a welder's course is refused; a start-up course needs none."""
    person.open("/account/").page.locator("a[href='/account/eligibility/']").first.click()
    person.page.select_option("[name=subject]", label="焊工")
    person.page.select_option("[name=level]", "4")
    person.press("查询")
    answer = person.page.locator("#answer").inner_text()
    assert "目前不能享受补贴" in answer
    assert "第一条" in answer, "the clause"
    assert "请在“我的群体身份”中提交证明" in answer, "the way out"
    person.page.select_option("[name=subject]", "SYB")
    person.press("查询")
    answer = person.page.locator("#answer").inner_text()
    assert "就目前所知，可以享受补贴" in answer
    assert "每人1,200.00元" in answer


def leave(person):
    person.open("/account/enrolments/")
    row = person.page.locator("tr:has-text('已录取'), tr:has-text('候补中')").first
    row.locator("a").first.click()
    person.page.wait_for_load_state()
    person.press("办理退班").fill(reason="工作安排有变").submit()
    assert "已退出" in person.text()
