"""The plan of a year, walked in a browser: split, refused until its sums agree, then issued.

The reviewer writes it, the district reads it, the chief approves and issues it; then the first
pages of city and district set the year against it.
"""

from datetime import datetime, time, timedelta

from tests.e2e.walk import Walk

PLANS = "/admin/programs/annualplanversion/"
KINDS = ("key_group", "enterprise", "high_skilled", "entrepreneurship")
EACH = 20


def test_a_plan_from_the_first_target_to_the_first_pages(product, today, browser):
    walk = Walk(browser, product)
    reviewer, district = walk("reviewer"), walk("district")
    number = f"P{today.year}-v1"
    begin(reviewer, today.year)
    codes = write(reviewer, off_by=1)
    record = reviewer.page.url
    refused_for_its_sum(reviewer, codes)
    assert number not in district.open(PLANS).text(), "a draft is the city's own"
    write_again(reviewer, record, codes)
    consult(reviewer, record)
    district.open(PLANS).press(number)
    assert "金州区" in district.text()
    walk.move_clock(datetime.combine(today + timedelta(days=25), time(9)))
    issue(walk("chief"), number)
    for person, target in ((reviewer, EACH * (len(codes) - 1)), (district, EACH)):
        words = person.open("/admin/").text()
        assert "年度计划完成情况" in words
        assert f"{target:,}" in words


def begin(reviewer, year):
    reviewer.open(f"{PLANS}add/").fill(year=year)
    reviewer.page.locator("[name=_save]").click()
    reviewer.page.wait_for_url("**/targets/")


def write(reviewer, *, off_by=0) -> list[str]:
    """The same target everywhere, and the city's; returns the codes, the city's last."""
    names = reviewer.page.eval_on_selector_all(
        "input[name^='I06-'][name$='-enterprise']", "all => all.map(field => field.name)"
    )
    codes = [name.split("-", 1)[1].removesuffix("-enterprise") for name in names]
    *districts, city = codes
    for indicator in ("I06", "I08"):
        for kind in KINDS:
            for code in districts:
                reviewer.page.fill(f"[name='{indicator}-{code}-{kind}']", str(EACH))
            whole = EACH * len(districts) + off_by
            reviewer.page.fill(f"[name='{indicator}-{city}-{kind}']", str(whole))
    save(reviewer)
    return codes


def save(reviewer):
    reviewer.press("保存目标任务")
    reviewer.page.wait_for_url("**/change/")
    assert "目标任务已保存" in reviewer.text()


def refused_for_its_sum(reviewer, codes):
    reviewer.press("征求意见").submit()
    words = reviewer.text()
    split = EACH * (len(codes) - 1)
    assert "分解之和与全市目标不一致" in words
    assert f"{split:,} ≠ {split + 1:,}" in words


def write_again(reviewer, record, codes):
    *districts, city = codes
    reviewer.open(record).press("填写目标任务")
    assert reviewer.page.locator("td.is-bad").count() == len(KINDS) * 2, "where the sums differ"
    for indicator in ("I06", "I08"):
        for kind in KINDS:
            reviewer.page.fill(f"[name='{indicator}-{city}-{kind}']", str(EACH * len(districts)))
    save(reviewer)


def consult(reviewer, record):
    reviewer.open(record).press("征求意见").submit()
    assert "征求意见" in reviewer.text()


def issue(chief, number):
    chief.open("/admin/").press("待办年度计划").press(number).press("审定计划").submit()
    chief.press("下达计划").submit()
    assert "已下达" in chief.text()
