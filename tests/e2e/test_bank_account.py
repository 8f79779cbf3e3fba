"""On a phone: an account from a roster is confirmed, then another one is stated."""

from portal.demo.people import PASSWORD
from tests.e2e.browser import PHONE, Person

CARD, WRONG = "6217000000000000012", "6217000000000000013"


def test_the_own_account_is_confirmed_replaced_and_never_shown(demo_city, browser):
    worker = Person(browser, demo_city.url, viewport=PHONE).sign_in("worker.3", PASSWORD)
    worker.open("/account/").press("查看")
    assert "待本人确认" in worker.text()
    worker.press("确认是本人账户")
    worker.submit()
    assert "账户已启用" in worker.text()

    worker.open("/account/privacy/").press("我的银行账户").press("填报账户")
    name = worker.page.input_value("[name=holder]")
    worker.fill(number=WRONG).submit()
    assert "请逐位与银行卡核对" in worker.text() or "请与银行卡或存折逐位核对" in worker.text()
    worker.fill(number=CARD, holder="别人").submit()
    assert "户名不符" in worker.text()
    worker.fill(number=CARD, holder=name).submit()
    assert ("****0012" in worker.text(), CARD in worker.page.content()) == (True, False)

    worker.open("/account/bank-account/")
    words = worker.text()
    assert [word for word in ("在用", "已停用", "中国建设银行") if word not in words] == []
    worker.open("/account/notifications/")
    assert "银行账户变更" in worker.text()
