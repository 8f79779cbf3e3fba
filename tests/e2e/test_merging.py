"""Two records of one person: found and proposed by the district, merged by the city, undone."""

import pytest

from portal.demo.people import PASSWORD
from tests.core.files.makers import pdf
from tests.e2e.browser import PHONE, Person

QUEUE = "/admin/trainees/personmerge/?waiting=1"


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "两证.pdf"
    path.write_bytes(pdf())
    return path


def signed_in(browser, city, username, **options) -> Person:
    return Person(browser, city.url, **options).sign_in(username, PASSWORD)


def test_two_records_are_proposed_merged_and_parted_again(demo_city, browser, paper):
    district = signed_in(browser, demo_city, "jinzhou.reviewer", viewport=PHONE)
    at = proposed(district, paper)
    city = signed_in(browser, demo_city, "municipal.reviewer")
    merged(city, at)
    undone(city, signed_in(browser, demo_city, "municipal.reviewer.2"), at)
    assert "已撤销合并" in district.open(at).text()


def proposed(district, paper) -> str:
    """From the list of what looks alike to the page of the merge; its address."""
    district.open("/admin/trainees/personmerge/").press("疑似重复人员").press("比对")
    words = district.text()
    assert "两条记录没有冲突" in words
    assert [row for row in ("报名", "考勤记录", "培训券") if row not in words] == []
    district.fill(reason="本人出示两种证件", proof=paper).submit()
    assert "待审" in district.text()
    return district.page.url


def merged(city, at):
    city.open(QUEUE)
    city.open(at).press("合并记录")
    assert "查看证明材料" in city.text(), "what is decided stands beside the button"
    city.submit()
    assert "已合并" in city.open(at).text()
    city.press("并入记录")
    assert "并入" in city.text()


def undone(city, second, at):
    """Not by who merged."""
    city.open(at).press("撤销合并").fill(reason="系两个人").submit()
    assert "同一人不得审核两级" in city.text()
    second.open(at).press("撤销合并").fill(reason="系两个人").submit()
    assert "已撤销合并" in second.open(at).text()
