"""Lessons on the phone: by QR with a re-check, corrected by two people, and without a network."""

import json
from datetime import datetime, timedelta

import pytest

from tests.core.files.makers import pdf
from tests.e2e.browser import PHONE, ROOT
from tests.e2e.walk import Walk

MINUTE = 60_000


@pytest.fixture(scope="module")
def walk(product, browser):
    return Walk(browser, product)


@pytest.fixture(scope="module")
def lessons(product, today):
    """(start, key of the session) of two lessons on the days after the story begins."""
    starts = [f"{today + timedelta(days=n)}T13:00" for n in (1, 2)]
    product.environment["LESSONS"] = " ".join(starts)
    code = (ROOT / "tests" / "e2e" / "lesson.py").read_text()
    printed = product.manage("shell", "-v", "0", "-c", code)
    keys = json.loads(printed.strip().splitlines()[-1])
    return list(zip(map(datetime.fromisoformat, starts), keys, strict=True))


def test_a_lesson_by_qr_with_a_re_check_and_a_correction_by_two_people(walk, lessons, tmp_path):
    starts_at, key = lessons[0]
    sheet = f"/workspace/sessions/{key}/"
    walk.move_clock(starts_at - timedelta(minutes=20))
    teacher, learner = walk("teacher"), walk("learner.1", viewport=PHONE)
    walk.until(teacher, sheet, "签到码")
    assert "吴二" in teacher.page.locator(".session-code").inner_text()
    scan(teacher, learner, key, "签到成功")
    walk.move_clock(starts_at + timedelta(minutes=70))
    teacher.open(sheet).press("立即抽查")
    assert "抽查进行中" in teacher.text()
    learner.open("/account/attendance/")
    assert "抽查" in learner.text()
    learner.page.locator("[name$=-code]").first.fill(code_of(teacher))
    learner.press("我在")
    learner.page.wait_for_selector("text=已响应抽查")
    walk.move_clock(starts_at + timedelta(minutes=182))
    teacher.open(sheet)
    scan(teacher, learner, key, "签退成功")
    learner.press("查看计入时长")
    words = learner.text()
    assert "180 / 180" in words
    kinds = [learner.page.locator(f"td:text-is('{kind}')").count() for kind in ("二维码", "抽查")]
    assert kinds == [2, 1]
    walk.move_clock(starts_at + timedelta(minutes=215))
    walk.until(teacher, sheet, "已结束")
    corrected_by_two(walk, tmp_path)


def code_of(teacher) -> str:
    return teacher.page.locator(".session-digits").inner_text().strip()


def scan(teacher, learner, key, answer):
    """What the camera of the phone opens."""
    learner.open(f"/account/check-in/{key}/?code={code_of(teacher)}").submit()
    learner.page.wait_for_selector(f"text={answer}")  # the place is asked for first


def corrected_by_two(walk, folder):
    """The phone of the second learner was empty; the school confirms what the paper list shows."""
    proof = folder / "list.pdf"
    proof.write_bytes(pdf())
    learner = walk("learner.2", viewport=PHONE)
    learner.open("/account/enrolments/").press("焊工初级班").press("第1次课")
    assert "未签到" in learner.text()
    learner.press("申请补录")
    learner.fill(grounds="手机没电", evidence=str(proof)).submit()
    assert "已提交" in learner.text()
    school = walk("school").open("/workspace/attendance-corrections/").press("AC")
    school.press("确认补录").submit()
    assert "已确认" in school.text()
    words = learner.open("/account/enrolments/").press("焊工初级班").text()
    assert "已补正" in words
    assert "180 / 180" in words


def test_a_teacher_without_a_network_for_a_whole_lesson(walk, lessons):
    starts_at, key = lessons[1]
    walk.move_clock(starts_at - timedelta(minutes=20))
    teacher = walk("teacher")
    walk.until(teacher, f"/workspace/sessions/{key}/", "签到码")
    page = teacher.page
    page.clock.install()
    teacher.open("/workspace/offline/")
    page.wait_for_selector("text=已全部上传")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    page.wait_for_selector("text=已全部上传")
    teacher.context.set_offline(True)
    page.reload()
    page.wait_for_selector("text=当前无网络")
    page.clock.fast_forward(18 * MINUTE)
    for _learner in range(2):
        page.locator("section:has-text('第2次课') button:text-is('到课')").first.click()
    page.wait_for_selector("section:has-text('第2次课') li:nth-child(2) button:text-is('离开')")
    page.clock.fast_forward(184 * MINUTE)
    for _learner in range(2):
        page.locator("section:has-text('第2次课') button:text-is('离开')").first.click()
    page.wait_for_selector("section:has-text('第2次课'):not(:has(button))")
    walk.move_clock(starts_at + timedelta(minutes=183))
    teacher.context.set_offline(False)
    page.wait_for_selector("text=已全部上传")
    page.wait_for_selector("text=已计入")
    for name in ("learner.1", "learner.2"):
        words = walk(name).open("/account/enrolments/").press("焊工初级班").text()
        assert words.count("180 / 180") == 2
