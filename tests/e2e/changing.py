"""A change after the freeze, step by step in the browser: asked for, compared, approved, told."""

from datetime import timedelta

from tests.e2e.filing import timetable_days


def change_after_the_freeze(walk, school, worker, number):
    """The last session is held a week later."""
    district = walk("district")
    days = timetable_days(school, number)
    moved = days[-1] + timedelta(days=7)
    frozen(school, number)
    ask(school, number, days, moved)
    change = school.page.url.rstrip("/").rsplit("/", 1)[1]
    assert len(timetable_days(school, number)) == len(days)
    assert moved not in timetable_days(school, number), "nothing changes before the approval"
    answer(district, change, days[-1], moved)
    assert timetable_days(school, number) == [*days[:-1], moved]
    read_of_it(school, walk("teacher"), worker, number, moved)
    old = district.open(f"/timetables/{number}/1/").text()
    assert f"{days[-1]:%Y-%m-%d %H:%M}" in old


def frozen(school, number):
    words = school.open(f"/workspace/classes/{number}/").text()
    assert "排课程表" not in words
    assert "申请变更" in words


def ask(school, number, days, moved):
    """First onto another session of the day before, which is in the way; then to a free day."""
    school.open(f"/workspace/classes/{number}/").press("申请变更")
    school.page.locator("[name=sessions]").last.check()
    school.press("继续")
    starts = school.page.locator("[name$=-starts_at]")
    starts.fill(f"{days[0]:%Y-%m-%dT%H:%M}")
    school.fill(reason="实训设备检修").press("查看变更效果")
    words = school.text()
    assert "教师时间冲突" in words or "教师空闲" in words
    assert f"{number} #1" in words
    assert school.page.locator("[name=send]").count() == 0
    school.page.locator("[name$=-starts_at]").fill(f"{moved:%Y-%m-%dT%H:%M}")
    school.press("查看变更效果")
    words = school.text()
    assert f"{days[-1]:%Y-%m-%d %H:%M}" in words
    assert f"{moved:%Y-%m-%d %H:%M}" in words
    school.press("提交申请")
    assert "变更申请已提交" in school.text()
    assert "已申请" in school.text()


def answer(district, change, old, new):
    district.open("/admin/").press("待审班期变更")
    district.press(change)
    words = district.text()
    assert f"{old:%Y-%m-%d %H:%M}" in words
    assert f"{new:%Y-%m-%d %H:%M}" in words
    assert "王老师" in words, "who is told"
    district.press("同意变更").submit()
    assert "已同意" in district.text()


def read_of_it(school, teacher, worker, number, moved):
    said = f"网约配送员初级一班课次调整：{moved:%Y-%m-%d} {moved:%H:%M}，一号实训室"
    assert worker.open("/account/notifications/").text().count(said) == 1
    assert teacher.open("/workspace/notifications/").text().count(said) == 1
    words = school.open(f"/workspace/calendar/?day={moved:%Y-%m-%d}&view=week").text()
    assert f"{moved:%H:%M}–" in words
    assert "第2版" in school.open(f"/workspace/classes/{number}/").text()
