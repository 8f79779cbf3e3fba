"""The main job, walked in a browser: from the programme to the signed quarterly report.

Between the filing and the first lesson the class changes, after its freeze: the institution finds
no way to edit the approved timetable; it asks for another day, is told of what is in the way, and
sends the wish. The district sees both timetables and approves. Trainee and teacher read one message
each; the calendar shows the new day, the old version the old one.

Figures are literals computed by hand: 40 of 45 roster rows are good, 3 workers enrol themselves
(the first with a voucher), one of them withdraws before the start and counts nowhere; 42 learn. Two
sessions of 360 minutes; two people miss the first, so 42 × 720 = 30,240 minutes are due and
30,240 − 2 × 360 = 29,520 are there.
"""

import json
import re
import time
from datetime import date, datetime, timedelta
from io import BytesIO

from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.e2e import roster
from tests.e2e.browser import PHONE, Person
from tests.e2e.certifying import certified, genuine, pages_of
from tests.e2e.changing import change_after_the_freeze
from tests.e2e.filing import (
    WORKERS,
    approve,
    come,
    enrol,
    join,
    list_programme,
    make_class,
    recognise_teacher,
    register_programme,
    timetable_days,
)
from tests.e2e.teaching import proof_in
from tests.e2e.vouchering import given, used_in, verified
from tests.e2e.walk import Walk

EXPECTED = {
    "I01": 1,
    "I02": 1,
    "I03": (1, 1),
    "I04": 0,
    "I05": 42,
    "I06": 42,
    "I07": 42,
    "I08": 40,
    "I09": (40, 42),
    "I10": (29520, 30240),
    "I11": (0, 16),
    "I12": 42,
    "I15": 0,
}


def test_the_main_job(product, today, browser, tmp_path):
    walk = Walk(browser, product)
    school = walk("school")
    register_programme(school)
    recognise_teacher(walk, school, today, tmp_path)
    list_programme(walk("reviewer"))
    number = make_class(school, today)
    approve(walk("district"), school, number)
    first = come(Person(browser, product.url, viewport=PHONE), *WORKERS[0], district="金州区")
    given(walk, first, today, proof_in(tmp_path))
    assert "使用培训券" in first.open(f"/account/enrol/{number}/").text()
    workers = [enrol(first, number)]
    workers += [join(browser, product, number, *who) for who in WORKERS[1:]]
    used_in(walk, first, school)
    change_after_the_freeze(walk, school, workers[0], number)
    import_roster(school, number, tmp_path)
    withdraw(workers[2])
    days = timetable_days(school, number)
    teach(walk, workers, days)
    verified(walk, first)
    complete(walk, school, number, days[-1])
    read_outcome(workers[0])
    checked(school, workers[0], Person(browser, product.url, viewport=PHONE), number)
    report(walk, today)


def import_roster(school, number, tmp_path):
    file = tmp_path / "roster.xlsx"
    file.write_bytes(roster.workbook())
    school.open(f"/workspace/classes/{number}/roster/").fill(file=str(file)).submit()
    words = school.text()
    assert re.search(r"可导入行数\s*40", words), words
    assert re.search(r"有错误的行数\s*5", words)
    for row in range(42, 47):  # the header is row 1, the bad ones come after forty good ones
        assert school.page.locator(f"tbody tr:has(th:text-is('{row}'))").count() >= 1
    school.press("导入 40 行").page.wait_for_load_state()
    assert "已录取 40 人" in school.text()


def withdraw(person):
    person.open("/account/enrolments/").press("网约配送员初级一班").press("办理退班")
    person.fill(reason="工作安排有变").submit()
    assert "已退出" in person.text()


def teach(walk, workers, days):
    """Two sessions: one worker by code, all others by the sheet; two miss the first."""
    teacher = walk("teacher")
    for n, starts_at in enumerate(days):
        walk.move_clock(starts_at - timedelta(minutes=20))
        walk.until(teacher, "/workspace/my-sessions/", "签到中")
        teacher.page.locator("tr:has-text('签到中') a").first.click()
        teacher.page.wait_for_load_state()
        sheet = teacher.page.url
        check_in(teacher, workers[0])
        teacher.page.goto(sheet)
        mark(teacher, absent=("学员39", "学员40") if n == 0 else ())
        walk.move_clock(starts_at + timedelta(minutes=365))
        teacher.page.goto(sheet)
        check_in(teacher, workers[0])
        walk.move_clock(starts_at + timedelta(minutes=395))
        walk.until(teacher, sheet, "已结束")  # else the next sheet to open may be this one


def check_in(teacher, worker):
    code = teacher.page.locator(".session-digits").inner_text().strip()
    worker.open("/account/attendance/")
    worker.page.locator("[name$=code]").first.fill(code)
    worker.submit()
    worker.page.wait_for_selector("text=/签[到退]成功/")  # the place is asked for first


def mark(teacher, absent):
    teacher.page.locator("[data-choose-all]").click()
    for name in absent:
        row = teacher.page.locator(f"tr:has(:text-is('{name}')) select")
        row.select_option("")
    mine = teacher.page.locator("tr:has(:text-is('刘一')) select")
    if mine.count():
        mine.select_option("")
    teacher.press("保存考勤表")
    assert "考勤表已保存" in teacher.text()


def complete(walk, school, number, last):
    page = f"/workspace/classes/{number}/"
    walk.until(school, page, "已结课")
    walk.move_clock(last + timedelta(days=14))
    walk.until(school, page, "已封存")
    for _ in range(40):
        if school.open(page).text().count("已封存") >= 2:
            break
        time.sleep(0.25)
    school.press("办理结业").submit()
    assert "已结业" in school.text()


def read_outcome(worker):
    words = worker.open("/account/enrolments/").press("网约配送员初级一班").text()
    assert "已结业" in words
    assert "出勤 720 分钟，应到 720 分钟，占 100.0%；标准不低于 80.0%" in words
    assert "第四条" in words


def checked(school, worker, stranger, number):
    name = WORKERS[0][1]
    genuine(stranger, certified(worker, name), name)
    assert len(pages_of(school, f"/papers/classes/{number}/certificates.pdf")) == EXPECTED["I08"]


def report(walk, begin):
    """The quarter ends; the worker makes the report; two people sign; four faces agree."""
    after = date(begin.year + begin.month // 10, (begin.month + 2) // 3 * 3 % 12 + 1, 2)
    walk.move_clock(datetime.fromisoformat(f"{after}T08:00"))
    quarter = f"{begin.year}Q{(begin.month - 1) // 3 + 1}"
    walk.product.manage("generate_report", quarter, "--wait")
    reviewer = walk("reviewer").open(f"/reports/{quarter}/")
    check_page(reviewer)
    check_files(reviewer, quarter)
    reviewer.open(f"/reports/{quarter}/").press("签署并报送").submit()
    chief = walk("chief").open(f"/reports/{quarter}/")
    chief.press("签署并锁定").submit()
    assert "已锁定" in chief.text()


def share(pair) -> str:
    return "–" if not pair[1] else f"{pair[0] / pair[1] * 100:.1f}%"


def check_page(reviewer):
    for key, figure in EXPECTED.items():
        row = reviewer.page.locator(f"#totals tr[data-indicator='{key}']")
        shown = row.locator("td a").first.inner_text().strip()
        assert shown == (share(figure) if isinstance(figure, tuple) else f"{figure:,}"), key
    reviewer.page.locator("#totals tr[data-indicator='I08'] a").click()
    reviewer.page.wait_for_load_state()
    assert reviewer.page.locator("#results tbody tr").count() == EXPECTED["I08"]


def download(person, path) -> bytes:
    return person.context.request.get(person.page.url.split("/reports/")[0] + path).body()


def check_files(reviewer, quarter):
    totals = json.loads(download(reviewer, f"/reports/{quarter}/report.json"))["totals"]
    book = CalamineWorkbook.from_filelike(
        BytesIO(download(reviewer, f"/reports/{quarter}/report.xlsx"))
    )
    sheet = {row[0]: row for row in book.get_sheet_by_name("指标汇总").to_python()[1:]}
    pages = PdfReader(BytesIO(download(reviewer, f"/reports/{quarter}/report.pdf"))).pages
    words = "".join(page.extract_text() for page in pages).replace("\n", " ")
    for key, figure in EXPECTED.items():
        if isinstance(figure, tuple):
            parts = totals[key]["numerator"], totals[key]["denominator"]
            assert parts == figure, key
            assert (sheet[key][5], sheet[key][6]) == figure, key
            assert re.search(rf"{key}\s.*?{re.escape(share(figure))}", words), key
        else:
            assert totals[key]["value"] == figure, key
            assert sheet[key][4] == figure, key
            assert re.search(rf"{key}\s\S+\s+{figure}\b", words), (key, words[:800])
