"""A learner studies online on a phone: what counts grows, and with the page hidden it does not."""

import re
from datetime import timedelta
from urllib.parse import urlparse

from tests.e2e.filing import (
    WORKERS,
    approve,
    join,
    list_programme,
    make_class,
    recognise_teacher,
    register_programme,
    timetable_days,
)
from tests.e2e.walk import Walk

ONLINE = """
from programs.models import Session
from core.tenancy.owner import as_owner
with as_owner():
    Session.objects.filter(training_class__number="{number}", ordinal=1).update(mode="online")
"""
HIDE = """(state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def test_what_counts_grows_while_the_page_is_in_front(product, today, browser, tmp_path):
    walk = Walk(browser, product)
    school, district = walk("school"), walk("district")
    register_programme(school)
    recognise_teacher(walk, school, today, tmp_path)
    list_programme(walk("reviewer"))
    number = make_class(school, today)
    approve(district, school, number)
    worker = join(browser, product, number, *WORKERS[0])
    begun = timetable_days(school, number)[0]
    product.manage("shell", "-v", "0", "-c", ONLINE.format(number=number))
    walk.move_clock(begun + timedelta(minutes=10))
    add_item(walk, school, number)
    study(walk, worker, begun)


def add_item(walk, school, number):
    """The institution adds an item to its online session."""
    walk.until(school, f"/workspace/classes/{number}/", "开班中")
    school.press("第1次课").press("新建学习内容")
    school.fill(title="骑行安全", minutes=45, body="先看车况。\n\n再看路况。").submit()
    assert "骑行安全" in school.text()


def counted(worker) -> int:
    """Seconds on the page."""
    words = worker.page.inner_text("[data-counted]")
    minutes, seconds = re.fullmatch(r"(\d+):(\d\d)", words).groups()
    return int(minutes) * 60 + int(seconds)


def paused_after(worker, seconds) -> int:
    """Play for some seconds; what counts once the server has answered."""
    worker.page.click("[data-play]")
    worker.page.wait_for_timeout(seconds * 1000)
    with worker.page.expect_response(re.compile("/counted/")):
        worker.page.click("[data-play]")
    worker.page.wait_for_timeout(200)
    return counted(worker)


def study(walk, worker, begun):
    worker.open("/account/enrolments/").press("网约配送员初级一班").press("学习")
    assert "先看车况" in worker.text()
    assert "再看路况" not in worker.text()
    first = paused_after(worker, 3)
    assert 2 <= first <= 6
    hidden(worker, 4)
    again = paused_after(worker, 3)
    assert first + 2 <= again <= first + 5
    worker.press("我的线上学时")
    assert "计入的分钟数" in worker.text()
    walk.move_clock(begun + timedelta(minutes=30))  # quiet for longer than a gap may be
    walk.until(worker, urlparse(worker.page.url).path, "已记入台账")
    assert "认定规则（示例）》第一条" in worker.text()
    worker.press("线上学时认定规则")
    assert "学习页面不在前台" in worker.text()


def hidden(worker, seconds):
    """The learner plays, and looks at something else for some seconds: it stands still."""
    before = counted(worker)
    worker.page.click("[data-play]")
    with worker.page.expect_response(re.compile("/counted/")):
        worker.page.evaluate(HIDE, "hidden")
    worker.page.wait_for_timeout(seconds * 1000)
    worker.page.evaluate(HIDE, "visible")
    assert worker.page.inner_text("[data-play]") == "播放"
    assert "不在前台" in worker.text()
    assert counted(worker) <= before + 1
