"""An enterprise comes in: registered on a phone, confirmed by its district, then at work."""

import re
import time

from core.identifiers.uscc import check_character
from tests.e2e.browser import PHONE, Person
from tests.e2e.story import PASSWORD
from tests.e2e.walk import Walk

BODY = "91210213MA0E2E001"
NAME = "大连走查电器有限公司"


def test_an_enterprise_from_the_first_page_to_its_workspace(product, today, browser):
    walk = Walk(browser, product)
    visitor = Person(browser, product.url, viewport=PHONE)
    code = register(visitor, walk("administrator"))
    assert "已提交" in followed(visitor, code)
    district = walk("district")
    district.open("/admin/").press("待核对的单位登记").press("RG20").press("予以登记")
    assert "未核查" in district.text(), "no register is connected, and the page says so"
    district.fill(opinion="已核对营业执照原件").submit()
    assert "已核对" in district.text()
    assert "单位已登记" in followed(visitor, code)
    visitor.open(shown(walk("administrator"), r"(/invitation/[\w-]+/)"))
    visitor.fill(username="newcomer", password=PASSWORD, again=PASSWORD)
    visitor.page.press("[name=again]", "Enter")
    visitor.page.wait_for_url("**/workspace/**")
    words = visitor.text()
    assert [word for word in ("本企业", "企业内训项目", "新建培训项目") if word not in words] == []


def register(visitor, administrator) -> str:
    """State the unit, prove the phone; returns the tracking code."""
    visitor.open("/").press("单位登记").fill(
        kind="enterprise", name=NAME, short_name="走查电器", uscc=BODY + check_character(BODY),
        address="金州区港区路7号", contact_name="孙联系", phone="13900000055", consent=True,
    )  # fmt: skip
    visitor.page.select_option("[name=district]", label="金州区")
    visitor.submit()
    visitor.fill(code=shown(administrator, r"验证码(\d{6})")).submit()
    return visitor.page.inner_text("#tracking-code")


def followed(visitor, code) -> str:
    visitor.open("/register/organization/track/").fill(code=code, phone="13900000055").submit()
    return visitor.text()


def shown(administrator, pattern) -> str:
    """A word of the outbox page, once the system worker has been there."""
    for _second in range(90):
        found = re.search(pattern, administrator.open("/outbox/").text())
        if found:
            return found[1]
        time.sleep(1)
    raise AssertionError(f"no message says {pattern}")
