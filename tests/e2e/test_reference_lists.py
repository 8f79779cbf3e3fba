"""A group is proven by a list, on a phone and without a paper; the bureau sees how lists stand."""

from portal.demo.lists import IS_REGISTERED
from portal.demo.people import PASSWORD
from tests.e2e.browser import PHONE, Person
from tests.e2e.walk import Walk

GROUP = "城镇登记失业人员"


def test_who_is_on_a_list_that_counts_hands_in_no_paper(demo_city, browser):
    walk = Walk(browser, demo_city)
    person = Person(browser, demo_city.url, viewport=PHONE).sign_in(IS_REGISTERED, PASSWORD)
    person.open("/account/groups/new/")
    person.page.locator("[name=group]").select_option(label="毕业年度高校毕业生")
    person.submit()
    assert "未核查：尚未导入名单" in person.text(), (
        "what the list says, and that a paper is missing"
    )
    person.page.locator("[name=group]").select_option(label=GROUP)
    person.submit()
    at = person.page.url
    walk.until(person, at, "名单依据")
    assert "有效" in person.text()
    bureau = Person(browser, demo_city.url).sign_in("municipal.reviewer", PASSWORD)
    words = bureau.open("/admin/trainees/referencelist/").text()
    assert [
        one for one in ("从未导入", "已60天，有效35天", "未核查", "有效") if one not in words
    ] == []
    with bureau.page.expect_event("load"):
        bureau.page.get_by_role("link", name="导入文件：参保人员").click()
    assert "下载模板" in bureau.text()
