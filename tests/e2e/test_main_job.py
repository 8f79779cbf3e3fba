"""The main job, walked in a browser: from the programme to the signed quarterly report.

Figures are literals computed by hand: 40 of 45 roster rows are good, 3 workers enrol themselves,
one of them withdraws before the start and counts nowhere; 42 learn. Four sessions of 180 minutes;
two people miss the first two sessions, so 42 × 720 = 30,240 minutes are due and
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
from tests.e2e.teaching import hand_in, proof_in, recognise
from tests.e2e.walk import Walk, register

WORKERS = (
    ("worker.one", "刘一", "210202199001010010", "13811110001"),
    ("worker.two", "陈二", "210203199001010017", "13811110002"),
    ("worker.three", "张三", "210281199001010016", "13811110003"),
)
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
    import_roster(school, number, tmp_path)
    workers = [join(browser, product, number, *who) for who in WORKERS]
    withdraw(workers[2])
    days = timetable_days(school, number)
    teach(walk, workers, days)
    complete(walk, school, number, days[-1])
    read_outcome(workers[0])
    report(walk, today)


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


def make_class(school, begin) -> str:
    school.open("/workspace/classes/new/")
    school.page.select_option("[name=programme]", index=1)
    school.page.select_option("[name=venue]", index=1)
    school.fill(name="网约配送员初级一班", seats=50).submit()
    number = re.search(r"C20\d\d-DL06-\d{6}", school.text())[0]
    school.open(f"/workspace/classes/{number}/plan/")
    school.fill(first_day=f"{begin + timedelta(days=24)}", morning="09:00", afternoon="13:30")
    for day in range(5):
        school.page.check(f"[name=weekdays][value='{day}']")
    school.page.select_option("[name=teacher]", index=1)
    school.page.select_option("[name=venue]", index=1)
    school.fill(lessons=4).submit()
    assert "16 课时" in school.text()
    school.press("提交开班备案").fill(undertaking=True).submit()
    assert "已提交备案，待审核" in school.text()
    return number


def approve(district, school, number):
    district.open("/admin/").press("班期").open_first()
    district.press("批准备案").submit()
    school.open(f"/workspace/classes/{number}/").press("开放报名").submit()
    assert "报名中" in school.text()


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


def join(browser, product, number, username, name, identity, phone) -> Person:
    """A worker registers on a phone, reads the conditions and enrols."""
    person = Person(browser, product.url, viewport=PHONE)
    person.open(f"/classes/{number}/").press("我要报名")
    register(person, name=name, number=identity, phone=phone, username=username)
    person.open(f"/classes/{number}/").press("我要报名")
    assert "您可以报名此班期" in person.text()
    person.fill(consent=True).submit()
    assert "报名成功" in person.text()
    return person


def withdraw(person):
    person.open("/account/enrolments/").press("网约配送员初级一班").press("办理退班")
    person.fill(reason="工作安排有变").submit()
    assert "已退出" in person.text()


def timetable_days(school, number) -> list[datetime]:
    """The four session starts as the page shows them, local time."""
    words = school.open(f"/workspace/classes/{number}/").text()
    found = re.findall(r"(20\d\d-\d\d-\d\d) \S+ (09:00|13:30)–", words)
    return [datetime.fromisoformat(f"{day}T{at}") for day, at in found]


def teach(walk, workers, days):
    """Four sessions: one worker by code, all others by the sheet; two miss the first two."""
    teacher = walk("teacher")
    for n, starts_at in enumerate(days):
        walk.move_clock(starts_at - timedelta(minutes=20))
        walk.until(teacher, "/workspace/my-sessions/", "签到中")
        teacher.page.locator("tr:has-text('签到中') a").first.click()
        teacher.page.wait_for_load_state()
        sheet = teacher.page.url
        check_in(teacher, workers[0])
        teacher.page.goto(sheet)
        mark(teacher, absent=("学员39", "学员40") if n < 2 else ())
        walk.move_clock(starts_at + timedelta(minutes=185))
        teacher.page.goto(sheet)
        check_in(teacher, workers[0])
        walk.move_clock(starts_at + timedelta(minutes=215))


def check_in(teacher, worker):
    code = teacher.page.locator(".session-digits").inner_text().strip()
    worker.open("/account/attendance/")
    worker.page.locator("[name$=code]").first.fill(code)
    worker.submit()
    assert "签到码无效" not in worker.text()


def mark(teacher, absent):
    teacher.page.locator("[data-choose-all]").click()
    for name in absent:
        row = teacher.page.locator(f"tr:has(th:text-is('{name}')) select")
        row.select_option("")
    mine = teacher.page.locator("tr:has(th:text-is('刘一')) select")
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
        if school.open(page).text().count("已封存") >= 4:
            break
        time.sleep(0.25)
    school.press("办理结业").submit()
    assert "已结业" in school.text()


def read_outcome(worker):
    words = worker.open("/account/enrolments/").press("网约配送员初级一班").text()
    assert "已结业" in words
    assert "出勤 720 分钟，应到 720 分钟，占 100.0%；标准不低于 80.0%" in words
    assert "第四条" in words


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
