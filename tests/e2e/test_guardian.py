"""On two phones: a minor is refused, a guardian agrees by the link, the minor enrols."""

from datetime import timedelta

from django.utils import timezone

from core.identifiers.documents import check_character
from portal.demo.people import PASSWORD
from tests.e2e.browser import PHONE, Person
from tests.e2e.codes import Codes
from tests.e2e.test_registration import shown
from tests.e2e.walk import register

GUARDIAN = {
    "name": "高秀兰", "number": "210202197903120020", "phone": "13822220031",
    "username": "gao.xiulan",
}  # fmt: skip
SCHOOL = "金石培训"


# The link may be asked for at any hour, whatever hour the test runs at.
ALL_DAY = """
from datetime import time
from core.models import SendingHours
from core.tenancy.owner import as_owner
with as_owner():
    SendingHours.objects.update(morning=time(0), evening=time(23, 59))
"""


def seventeen() -> str:
    """The number of somebody who is seventeen for some months yet."""
    born = timezone.localdate() - timedelta(days=17 * 365 + 60)
    body = f"210202{born:%Y%m%d}121"
    return body + check_character(body)


def whole(number: str) -> str:
    return number[:17] + check_character(number[:17])


def test_a_minor_enrols_when_the_guardian_has_agreed(demo_city, browser):
    demo_city.manage("shell", "-v", "0", "-c", ALL_DAY)
    minor = Person(browser, demo_city.url, viewport=PHONE)
    names = {
        "name": "高小川",
        "number": seventeen(),
        "phone": "13822220030",
        "username": "xiao.chuan",
    }
    register(minor, **names, password=PASSWORD)
    assert "尚未邀请监护人" in minor.text(), "the next step after registering"

    at = refused(minor)
    minor.press("邀请监护人").fill(name=GUARDIAN["name"], phone=GUARDIAN["phone"]).submit()
    assert "待监护人答复" in minor.text()

    guardian = Person(browser, demo_city.url, viewport=PHONE)
    administrator = Person(browser, demo_city.url).sign_in("admin", PASSWORD)
    answer(guardian, shown(administrator, r"(/guardian/[\w-]{20,}/)"))

    minor.open(at).press("我要报名")
    assert "监护人同意JH" in minor.text(), "the evidence is named"
    minor.fill(consent=True).submit()
    assert "报名成功" in minor.text()

    guardian.open("/account/").press("高*川")
    words = guardian.text()
    assert [word for word in ("金石", "已录取", "父母") if word not in words] == []
    assert "您的监护人" in minor.open("/account/privacy/").text(), "the look is on the record"
    take_back(guardian)


def refused(minor) -> str:
    """The class says what is missing, and leads to where it is met; its address."""
    minor.open(f"/classes/?q={SCHOOL}&has_seats=on")
    minor.page.locator("main a[href^='/classes/C']").first.click()
    minor.page.wait_for_load_state()
    at = minor.page.url
    minor.press("我要报名")
    assert "您目前不能报名" in minor.text()
    assert "民法典" in minor.text()
    minor.page.locator("a[href='/account/guardian/']").first.click()
    minor.page.wait_for_load_state()
    return at


def answer(guardian, link):
    """Registers on the way, reads the words, says the relation, consents."""
    guardian.open(link)
    assert "高*川" in guardian.text()
    guardian.press("注册后答复")
    at = guardian.page.url
    person = {**GUARDIAN, "number": whole(GUARDIAN["number"]), "password": PASSWORD}
    guardian.fill(document_type="citizen_id", **person, consent=True)
    guardian.page.select_option("[name=district]", index=1)
    codes = Codes(guardian.page)
    guardian.submit()
    guardian.fill(code=codes.next()).submit()
    assert at.endswith("?next=/guardian/")
    assert "您以高秀兰的账号登录" in guardian.text()
    guardian.fill(relation="parent", consent=True).submit("form.house-form button[type=submit]")
    assert "您的同意已保存" in guardian.text()


def take_back(guardian):
    """The class has not begun, and the guardian leaves it as it is."""
    guardian.press("撤回同意")
    assert "同时退出以下班期" in guardian.text()
    guardian.fill(reason="家庭安排有变").submit()
    assert "同意已撤回" in guardian.text()
