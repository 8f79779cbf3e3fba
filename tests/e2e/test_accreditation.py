"""An institution from its first application to the public directory, walked in a browser.

The applicant fills in the steps and uploads papers, two officers of the district visit with a
phone and sign, the city decides, and the public finds the unit with its scope.
"""

from tests.core.files.makers import pdf, picture
from tests.e2e.browser import PHONE, ROOT
from tests.e2e.walk import Walk

LIST = "/workspace/accreditations/"
NAME = "新起点职业培训学校"
PAPERS = ("licence", "registration", "premises", "fire_safety", "teachers", "equipment", "finance")


def test_an_institution_from_the_first_application_to_the_directory(product, today, browser):
    product.manage("shell", "-v", "0", "-c", (ROOT / "tests/e2e/newcomer.py").read_text())
    walk = Walk(browser, product)
    applicant = walk("newcomer")
    assert NAME not in applicant.open("/institutions/").text()
    number = apply(applicant)
    district, inspector = walk("district"), walk("inspector", viewport=PHONE)
    plan(district, number, today)
    check(inspector, number)
    sign(district, number)
    pass_on(district, number)
    decide(walk("reviewer"), number)
    listed(applicant)
    answered(applicant, number)


def apply(applicant) -> str:
    """The steps of the form, the papers, the scope, and the submission."""
    applicant.open(LIST).press("申请准入")
    applicant.fill(
        licence_number="人社民2102013号", licence_issuer="金州区人社局",
        licence_valid_until="2099-12-31",
    ).submit()  # fmt: skip
    applicant.fill(
        legal_person="王某", responsible_person="李某", premises_address="金州区学府路1号",
        premises_area=420,
    ).submit()  # fmt: skip
    applicant.fill(statement="具备师资、场地和设备。").submit()
    upload(applicant)
    applicant.press("下一步：许可范围")
    occupation = applicant.page.locator("[name=occupation] option").nth(1).get_attribute("value")
    applicant.fill(training_type="key_group", occupation=occupation, level="5").submit()
    applicant.press("下一步：核对并提交").press("提交准入申请").submit()
    assert "已提交" in applicant.text()
    return applicant.page.url.rstrip("/").rsplit("/", 1)[1]


def upload(applicant):
    """A file that is not what its ending says is refused, and then the real ones."""
    wrong = {"name": "许可证.pdf", "mimeType": "application/pdf", "buffer": picture("PNG")}
    applicant.fill(kind="licence", file=wrong).submit()
    assert "文件扩展名与内容不符" in applicant.text()
    for kind in PAPERS:
        file = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        applicant.fill(kind=kind, file=file).submit()
    assert "finance.pdf" in applicant.text()


def open_record(person, number):
    """From the first page of the bureau by the queue to the record."""
    person.open("/admin/").press("待办机构准入").press(number)


def plan(district, number, today):
    open_record(district, number)
    assert "许可证" in district.text()
    district.press("安排现场核查")
    district.fill(visit_on=f"{today}", first_officer="district", second_officer="district").submit()
    assert "两名核查人员不能是同一人" in district.text()
    district.fill(second_officer="inspector").submit()


def check(inspector, number):
    """On a phone: the whole checklist, the report, a photo, and the signature."""
    inspector.open("/notifications/").press(number)
    boxes = inspector.page.locator("input[type=radio][value=met]")
    for n in range(boxes.count()):
        boxes.nth(n).check()
    inspector.fill(report="现场与申请材料一致。").press("保存核查清单")
    photo = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    inspector.fill(photos=photo).press("添加照片")
    inspector.press("签字确认核查结果")
    assert (
        inspector.page.locator("main img[src*=visit-photos], img[src*=visit-photos]").count() == 1
    )


def sign(district, number):
    """Nobody passes on what one officer alone has signed."""
    open_record(district, number)
    district.press("区级通过，报市级").submit()
    assert "两名核查人员尚未全部签字" in district.text()
    district.open(f"/accreditations/{number}/visit/").press("签字确认核查结果")


def pass_on(district, number):
    open_record(district, number)
    district.press("区级通过，报市级").submit()
    assert "区级通过" in district.text()


def decide(reviewer, number):
    open_record(reviewer, number)
    reviewer.press("同意准入").submit()
    assert "已准入" in reviewer.text()


def listed(person):
    """The public directory, with the scope on the unit's page."""
    page = person.open("/institutions/?q=新起点")
    assert NAME in page.text()
    page.press(NAME)
    assert "许可范围" in page.text()
    assert "重点群体" in page.text()


def answered(applicant, number):
    """The unit reads where it stands, and has the notice as a paper."""
    words = applicant.open(f"{LIST}{number}/").text()
    assert "已准入" in words
    letter = applicant.context.request.get(f"/papers/accreditations/{number}.pdf")
    assert (letter.status, letter.body()[:4]) == (200, b"%PDF")
