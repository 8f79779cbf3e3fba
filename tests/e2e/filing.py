"""The way to a class that enrols, step by step in the browser: what several walks begin with."""

import re
from datetime import datetime, timedelta

from tests.e2e import roster
from tests.e2e.browser import PHONE, Person
from tests.e2e.teaching import hand_in, proof_in, recognise
from tests.e2e.walk import register

WORKERS = (
    ("worker.one", "刘一", "210202199001010010", "13811110001"),
    ("worker.two", "陈二", "210203199001010017", "13811110002"),
    ("worker.three", "张三", "210281199001010016", "13811110003"),
)


def register_programme(school):
    school.open("/workspace/teachers/new/").fill(
        name="王老师", number=roster.identity(99), qualification="焊工高级技师"
    )
    school.page.select_option("[name=user]", label="王老师")
    school.submit()
    school.open("/workspace/venues/new/")
    school.fill(name="一号实训室", address="金州区1号", places=50).submit()
    school.open("/workspace/programmes/new/").press("重点群体就业技能培训")
    school.fill(name="网约配送员初级", level="5", textbook="网约配送员（初级）")
    school.page.select_option("[name=occupation]", label="网约配送员")
    write_syllabus(school.submit(), (("交通安全", "theory", 8), ("配送实训", "practice", 8)))
    school.press("返回项目").press("提交入目录").submit()
    assert "已提交" in school.text()


def write_syllabus(person, units):
    """The syllabus on the page that follows the form, a line for each unit."""
    for n, (title, kind, lessons) in enumerate(units, 1):
        person.fill(**{f"title_{n}": title, f"kind_{n}": kind, f"lessons_{n}": lessons})
    person.submit("form.syllabus-form button[type=submit]:not([name])")
    assert "教学计划已保存" in person.text()


def recognise_teacher(walk, school, today, tmp_path):
    """The school hands in the proof, the teacher agrees, the district recognises."""
    hand_in(school, proof_in(tmp_path), occupation="网约配送员", level="1")
    teacher = walk("teacher")
    teacher.open("/workspace/qualifications/").open_first()
    teacher.press("我同意").submit()
    recognise(walk("district"), today + timedelta(days=400))
    assert "有效" in school.open("/workspace/qualifications/").text()


def list_programme(reviewer):
    reviewer.open("/admin/").press("培训项目").open_first()
    reviewer.press("列入目录").submit()


def make_class(school, begin, *, name="网约配送员初级一班", lessons=8) -> str:
    school.open("/workspace/classes/new/")
    school.page.select_option("[name=programme]", index=1)
    school.page.select_option("[name=venue]", index=1)
    school.fill(name=name, seats=50).submit()
    number = re.search(r"C20\d\d-DL06-\d{6}", school.text())[0]
    school.open(f"/workspace/classes/{number}/plan/")
    school.fill(first_day=f"{begin + timedelta(days=24)}", morning="09:00", afternoon="")
    for day in range(5):
        school.page.check(f"[name=weekdays][value='{day}']")
    school.page.select_option("[name=teacher]", index=1)
    school.page.select_option("[name=venue]", index=1)
    school.fill(lessons=lessons).submit()
    assert "16 课时" in school.text()
    school.press("提交开班备案").fill(undertaking=True).submit()
    assert "已提交备案，待审核" in school.text()
    return number


def approve(district, school, number):
    district.open("/admin/programs/trainingclass/").open_first()
    district.press("批准备案").submit()
    school.open(f"/workspace/classes/{number}/").press("开放报名").submit()
    assert "报名中" in school.text()


def join(browser, product, number, *who) -> Person:
    """A worker registers on a phone, reads the conditions and enrols."""
    person = Person(browser, product.url, viewport=PHONE)
    person.open(f"/classes/{number}/").press("我要报名")
    return enrol(come(person, *who), number)


def come(person, username, name, identity, phone, **where) -> Person:
    """Somebody new registers as a worker."""
    register(person, name=name, number=identity, phone=phone, username=username, **where)
    return person


def enrol(person, number) -> Person:
    person.open(f"/classes/{number}/").press("我要报名")
    assert "您可以报名此班期" in person.text()
    person.fill(consent=True).submit()
    assert "报名成功" in person.text()
    return person


def timetable_days(school, number) -> list[datetime]:
    """The session starts as the page shows them, local time."""
    words = school.open(f"/workspace/classes/{number}/").text()
    found = re.findall(r"(20\d\d-\d\d-\d\d) \S+ (09:00)–", words)
    return [datetime.fromisoformat(f"{day}T{at}") for day, at in found]
