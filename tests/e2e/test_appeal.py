"""An appeal, walked in a browser: against a refused programme, answered by others, upheld.

The reviewer who refused finds no button; a colleague takes it up, the chief upholds it, the
programme is in the queue again, and the institution reads why on its phone.
"""

import re

from PIL import Image

from tests.e2e.browser import PHONE
from tests.e2e.filing import write_syllabus
from tests.e2e.walk import Walk

APPEALS = "/admin/supervision/decisionappeal/"
WHY = "申报表第二页已写明教材。"
ANSWER = "经核对，申报表已写明教材，原决定依据的事实有误。"


def test_a_refused_institution_appeals_and_others_decide(product, today, browser, tmp_path):
    walk = Walk(browser, product)
    school = walk("school", viewport=PHONE)
    record = submit_programme(school)
    refuse(walk("reviewer"))
    number = appeal(school, record, tmp_path)
    whoever_refused_finds_no_button(walk("reviewer"), number)
    answer(walk("colleague"), number, "受理申诉")
    chief = walk("chief")
    answer(chief, number, "认定申诉成立", reason=ANSWER)
    assert "成立" in chief.text()
    read_why(school, record, number)
    assert "焊工中级" in walk("reviewer").open("/admin/programs/programme/?waiting=1").text()


def submit_programme(school) -> str:
    """A programme handed in; its address."""
    school.open("/workspace/programmes/new/").press("重点群体就业技能培训")
    school.fill(name="焊工中级", level="4", textbook="焊工（中级）")
    school.page.select_option("[name=occupation]", label="焊工")
    write_syllabus(school.submit(), (("工艺", "theory", 16), ("焊接", "practice", 32)))
    school.press("返回项目")
    record = school.page.url
    school.press("提交入目录").submit()
    assert "已提交" in school.text()
    return record


def refuse(reviewer):
    reviewer.open("/admin/programs/programme/?waiting=1").open_first()
    reviewer.press("不予通过").fill(reason_code="textbook_missing", reason="没有写明教材")
    reviewer.submit()


def appeal(school, record, tmp_path) -> str:
    """From the button on the record, with a photograph; the number of the appeal."""
    proof = tmp_path / "申报表第二页.png"
    Image.new("RGB", (60, 40), "white").save(proof)
    school.open(record).submit("a.btn[href*='/appeals/new/']")
    school.fill(ground="facts", text=WHY, evidence=str(proof)).submit()
    words = school.text()
    assert "已提交申诉" in words
    assert proof.name in words
    return re.search(r"AP20\d\d-\d{6}", words)[0]


def whoever_refused_finds_no_button(reviewer, number):
    assert number not in reviewer.open(f"{APPEALS}?waiting=1").text()
    reviewer.open(APPEALS).press(number)
    assert "您参与过此事，须由其他审核员或负责人受理和答复。" in reviewer.text()
    assert reviewer.page.locator("a:has-text('受理申诉')").count() == 0


def answer(officer, number, words, **given):
    officer.open(f"{APPEALS}?waiting=1").press(number).press(words).fill(**given).submit()


def read_why(school, record, number):
    school.open(f"/workspace/appeals/{number}/")
    words = school.text()
    assert ANSWER in words
    assert "该培训项目已重新由市局审核" in words
    assert "下载 PDF" in words
    assert "已提交" in school.open(record).text()
