"""The four training types, walked in a browser: a programme of each is written and listed, and a
class of it goes from the filing to the approval. That of key groups is also walked by the main job.
"""

import re
from datetime import timedelta
from typing import NamedTuple

import pytest

from tests.e2e.filing import write_syllabus
from tests.e2e.roster import identity
from tests.e2e.teaching import hand_in, proof_in, recognise
from tests.e2e.walk import Walk
from tests.sizes import size


class Kind(NamedTuple):
    """What one chooses, fills in and ticks; what the class page then says it needs."""

    choice: str
    fields: dict
    units: tuple
    occupation: str
    says: tuple
    first_day: int

    @property
    def subject(self) -> dict:
        """What its teacher is recognised for."""
        if not self.occupation:
            return {"course_type": self.fields["course_type"]}
        return {"occupation": self.occupation, "level": self.fields["level"]}


KINDS = {
    "key_group": Kind(
        "重点群体就业技能培训",
        {"name": "电工初级", "level": "5", "textbook": "电工", "has_living_allowance": True,
         "fee": "1200", "payer": "subsidy"},
        (("电路基础", "theory", 16), ("接线", "practice", 16)), "电工",
        ("学员属于以下群体：全部重点群体。", "1,200.00元由补贴支付，不向学员收取任何费用。"), 24,
    ),
    "enterprise": Kind(
        "企业新型学徒制",
        {"name": "焊工学徒", "level": "4", "textbook": "焊工", "setting": "with_institution",
         "work_share": 60, "study_share": 40, "term_months": 12, "has_contract": True,
         "has_two_mentors": True, "fee": "2000", "payer": "enterprise"},
        (("工艺", "theory", 16), ("焊接", "practice", 24)), "焊工",
        ("学员为本企业职工。", "每名学徒须签订培训合同，并配备双导师。"), 38,
    ),
    "high_skilled": Kind(
        "高技能人才培训",
        {"name": "车工高级", "level": "3", "textbook": "车工", "studio": "车工工作室",
         "fee": "2000", "payer": "shared", "trainee_pays": "500"},
        (("精密加工", "theory", 20), ("车削", "practice", 20)), "车工",
        ("班期由车工工作室牵头。", "学员承担500.00元，其余1,500.00元"), 52,
    ),
    "entrepreneurship": Kind(
        "创业创新培训",
        {"name": "产生你的企业想法", "course_type": "GYB", "textbook": "GYB", "lecturers": 1,
         "needs_business_plan": True},
        (("市场分析", "theory", 8), ("计划书", "practice", 8)), "",
        ("课程表中的讲师不少于 1 人。", "学员的创业计划书计入结业考核。", "后续跟踪12个月"), 66,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def walk(product, today, browser):
    """Everybody of the story; the school has a teacher and a room."""
    walk = Walk(browser, product)
    school = walk("school").open("/workspace/teachers/new/")
    school.fill(name="王老师", number=identity(98), qualification="高级讲师").submit()
    school.open("/workspace/venues/new/")
    school.fill(name="一号实训室", address="金州区1号", places=50).submit()
    return walk


@pytest.mark.parametrize("name", [*KINDS][size(1, 0) :])
def test_a_programme_and_a_class_of_each_type(walk, today, name, tmp_path):
    kind, school = KINDS[name], walk("school")
    hand_in(school, proof_in(tmp_path), is_signed=True, **kind.subject)
    recognise(walk("district"), today + timedelta(days=400))
    programme = write(school, kind)
    list_it(walk("reviewer"), programme)
    public = walk("district").open(f"/programmes/{programme}/").text()
    assert all(title in public for title, _kind, _lessons in kind.units)
    number = file_class(school, kind, today + timedelta(days=kind.first_day))
    approve(walk("district"), number)
    assert "备案通过" in school.open(f"/workspace/classes/{number}/").text()


def write(school, kind) -> str:
    """The kind first, its form, its syllabus; the number of the submitted programme."""
    school.open("/workspace/programmes/new/").press(kind.choice).fill(**kind.fields)
    if kind.occupation:
        school.page.select_option("[name=occupation]", label=kind.occupation)
    write_syllabus(school.submit(), kind.units[:1])
    assert "课时低于标准" not in school.text() or "标准不少于" in school.text()
    assert school.page.locator(".check-failed").count()
    write_syllabus(school, kind.units)
    assert school.page.locator(".check-failed").count() == 0, school.text()
    school.press("返回项目").press("提交入目录").submit()
    return re.search(r"P20\d\d-\d{6}", school.text())[0]


def list_it(reviewer, number):
    reviewer.open(f"/admin/programs/programme/?q={number}").open_first()
    assert "入目录条件" in reviewer.text()
    reviewer.press("列入目录").submit()


def file_class(school, kind, first_day) -> str:
    """A draft that says what its type needs, with a timetable, filed."""
    school.open("/workspace/classes/new/")
    option = school.page.locator("[name=programme] option", has_text=kind.fields["name"])
    school.page.select_option("[name=programme]", option.get_attribute("value"))
    school.page.select_option("[name=venue]", index=1)
    school.fill(name=f"{kind.fields['name']}一班", seats=30).submit()
    words = school.text()
    assert all(said in words for said in kind.says), words
    number = re.search(r"C20\d\d-DL06-\d{6}", words)[0]
    school.open(f"/workspace/classes/{number}/plan/")
    school.fill(first_day=f"{first_day}", morning="09:00", afternoon="13:30", lessons=4)
    for day in range(5):
        school.page.check(f"[name=weekdays][value='{day}']")
    school.page.select_option("[name=teacher]", index=1)
    school.page.select_option("[name=venue]", index=1)
    school.submit().press("提交开班备案").fill(undertaking=True).submit()
    assert "已提交备案，待审核" in school.text(), school.text()
    return number


def approve(district, number):
    district.open(f"/admin/programs/trainingclass/?q={number}").open_first()
    district.press("批准备案").submit()
