"""Two workers change class on a phone, one each way of asking; a third comes late."""

from datetime import timedelta

from tests.e2e import roster
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

FIRST, SECOND = "网约配送员初级一班", "网约配送员初级二班"
SHORT = 2  # lessons a day: eight sessions, of which one may be missed


def test_people_change_class_and_one_comes_late(product, today, browser, tmp_path):
    walk = Walk(browser, product)
    school, district = walk("school"), walk("district")
    register_programme(school)
    recognise_teacher(walk, school, today, tmp_path)
    list_programme(walk("reviewer"))
    number = make_class(school, today, lessons=SHORT)
    approve(district, school, number)
    later = make_class(school, today + timedelta(days=35), name=SECOND, lessons=SHORT)
    approve(district, school, later)
    asks, agrees = (join(browser, product, number, *who) for who in WORKERS[:2])
    ask_for_another(asks, school)
    propose_another(school, number, agrees)
    begun = timetable_days(school, number)[0]
    walk.move_clock(begun + timedelta(minutes=10))
    come_late(walk, school, district, number)


def ask_for_another(worker, school):
    """The worker asks, the institution approves."""
    worker.open("/account/enrolments/").press(FIRST).press("申请转班")
    choose(worker, SECOND)
    worker.fill(grounds="换了夜班").submit()
    assert "待机构同意" in worker.text()
    school.open("/workspace/").press("刘一 · " + SECOND)
    assert "无人候补的空余名额" in school.text()
    school.press("同意转班").submit()
    assert "已转班" in school.text()
    worker.open("/account/enrolments/").press(SECOND)
    assert f"转自\n{FIRST}" in worker.text()
    assert "已录取" in worker.text()


def propose_another(school, number, worker):
    """The institution proposes, the worker reads why and agrees."""
    school.open(f"/workspace/classes/{number}/enrolments/").press("陈二").press("建议转班")
    choose(school, SECOND)
    school.fill(grounds="一班人数较多").submit()
    assert "待本人同意" in school.text()
    worker.open("/account/").press(SECOND)
    assert "一班人数较多" in worker.text()
    worker.press("同意转班").submit()
    assert "已转班" in worker.text()
    assert f"转至\n{SECOND}" in worker.open("/account/enrolments/").press(FIRST).text()


def choose(person, name):
    """The class of a name, among those that can be chosen."""
    option = person.page.locator(f"[name=target] option:has-text('{name}')")
    person.page.select_option("[name=target]", option.get_attribute("value"))


def come_late(walk, school, district, number):
    """Asked for in the running class, granted until the day that still helps, enrolled."""
    roster_page = f"/workspace/classes/{number}/enrolments/"
    walk.until(school, roster_page, "申请补报名")
    school.press("申请补报名").fill(
        name="吴迟", document_type="citizen_id", number=roster.identity(70),
        phone="13811119999", grounds="昨日才退役返乡",
    ).submit()  # fmt: skip
    assert "仍可达到出勤门槛" in school.text()
    at = school.page.url
    district.open("/admin/").press("待答复的补报名").open_first()
    assert "昨日才退役返乡" in district.text()
    district.press("同意补报名").fill(reason="证明齐全").submit()
    assert "已同意" in district.text()
    school.page.goto(at)
    assert "证明齐全" in school.text(), "the history tells why"
    school.press("办理补报名").submit()
    assert "已补报名" in school.text()
    assert "吴迟" in school.open(roster_page).text()
