"""Reports on pages: who may ask for one, what each reader sees of it, the two signatures."""

import pytest

from core.models import Notification
from core.pages.views import move_url
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from organizations.enums import OrganizationKind
from supervision.models import QuarterlyReport
from tests.supervision.story import administrator, staff

BUREAU = OrganizationKind.MUNICIPAL_BUREAU


@pytest.fixture
def city(story):
    with acting_as(OWNER):
        return {
            role: staff(f"municipal_{role}", f"市局{role}", BUREAU)
            for role in ("reviewer", "chief")
        }


def reread(report):
    with acting_as(SYSTEM):
        return QuarterlyReport.objects.get(pk=report.pk)


def test_the_reviewer_asks_for_a_report_of_a_district(city, enter, story):
    client = enter(city["reviewer"])
    assert "/reports/new/" in client.get("/reports/").content.decode()
    district = story.units["C"].district
    answer = client.post("/reports/new/", {"quarter": "2026Q2", "district": district.pk})
    assert (answer.status_code, answer.url) == (302, "/reports/2026Q2/?scope=DL-01")
    with acting_as(SYSTEM):
        report = QuarterlyReport.objects.get(district=district)
    assert report.state == "generating"
    again = client.post("/reports/new/", {"quarter": "2026Q2", "district": district.pk})
    assert again.url == answer.url, "the same report, not a second one"


def test_nobody_asks_for_a_district_and_an_institution_at_once(city, enter, story):
    unit = story.units["C"]
    places = {"district": unit.district_id, "institution": unit.pk}
    answer = enter(city["reviewer"]).post("/reports/new/", {"quarter": "2026Q2", **places})
    assert answer.status_code == 422


def test_others_do_not_find_the_form(city, enter, story):
    assert enter(city["chief"]).get("/reports/new/").status_code == 404
    with acting_as(OWNER):
        user = administrator(story.units["A"])
    assert enter(user).get("/reports/new/").status_code == 404


def test_an_institution_reads_who_signed_its_report_and_opens_its_files(city, enter, story, make):
    unit = story.units["A"]
    report = make(unit.number)
    with acting_as(OWNER):
        QuarterlyReport.objects.filter(pk=report.pk).update(
            state="submitted", submitted_by=city["reviewer"], submitted_by_name="市局审核"
        )
        user = administrator(unit)
    page = enter(user).get(report.get_absolute_url())
    assert page.status_code == 200
    assert dict(page.context["facts"])["第一人签署"] == "市局审核"
    for form in ("pdf", "xlsx", "json"):
        file = enter(user).get(f"/reports/2026Q2/report.{form}?scope={unit.number}")
        assert file.status_code == 200
    rows = enter(user).get(f"/reports/2026Q2/figures/I06/rows/?scope={unit.number}")
    assert f"/workspace/enrolments/{story.enrolled['1.1'].pk}/" in rows.content.decode()


def test_the_city_without_a_report_is_not_shown_a_district_s(city, enter, story, make):
    make("DL-06")
    client = enter(city["reviewer"])
    assert client.get("/reports/2026Q2/").status_code == 404
    assert client.get("/reports/2026Q2/?scope=DL-06").status_code == 200


def test_the_error_of_a_failed_report_is_for_the_city_alone(city, enter, story, make):
    report = make(story.units["A"].number)
    with acting_as(OWNER):
        QuarterlyReport.objects.filter(pk=report.pk).update(state="failed", error="OSError: disk")
        user = administrator(story.units["A"])
    assert "OSError" not in enter(user).get(report.get_absolute_url()).content.decode()
    assert "OSError" in enter(city["reviewer"]).get(report.get_absolute_url()).content.decode()


def test_sent_back_and_signed_again_each_time_somebody_is_told(city, enter, story, make):
    report = make()
    steps = (
        ("reviewer", "submit", {}),
        ("chief", "send_back", {"reason": "请核对"}),
        ("reviewer", "submit", {}),
        ("chief", "lock", {}),
    )
    for who, name, inputs in steps:
        answer = enter(city[who]).post(move_url(reread(report), name), inputs)
        assert answer.status_code == 302, (who, name)
    signed = reread(report)
    assert signed.state == "locked"
    assert (signed.submitted_by_id, signed.locked_by_id) == (city["reviewer"].pk, city["chief"].pk)
    with acting_as(SYSTEM):
        told = Notification.objects.order_by("created_at", "recipient_id")
        told = told.values_list("recipient_id", "code")
        assert [row for row in told if row[1] != "work_new"] == [
            (city["chief"].pk, "report_ready"),
            (city["reviewer"].pk, "record_returned"),
            (city["chief"].pk, "report_ready"),
            *((city[who].pk, "report_locked") for who in ("reviewer", "chief")),
        ]


def test_the_admin_s_add_button_leads_to_the_form(city, enter):
    answer = enter(city["reviewer"]).get("/admin/supervision/quarterlyreport/add/")
    assert (answer.status_code, answer.url) == (302, "/reports/new/")
    listing = enter(city["chief"]).get("/admin/supervision/quarterlyreport/")
    assert "/admin/supervision/quarterlyreport/add/" not in listing.content.decode()


def test_a_missing_font_is_one_clear_error(city, enter, make, settings, tmp_path):
    report = make()
    settings.FONT_FILES = [tmp_path / "NotoSansSC.ttf"]
    answer = enter(city["reviewer"]).get(f"/reports/{report.quarter}/report.pdf")
    assert answer.status_code == 409
    assert "NotoSansSC.ttf" in answer.content.decode()


def test_the_totals_show_the_quarter_before_the_difference_and_what_is_counted(city, enter, make):
    report = make()
    page = enter(city["reviewer"]).get(report.get_absolute_url())
    first = page.context["totals"][0]
    assert (first["previous"].before, first["previous"].difference) == (None, None)
    text = page.content.decode()
    assert "备案日期在本季度的班期数" in text
    assert "2026年第二季度" in text
    assert [part["head"] for part in page.context["parts"]] == [
        "区县",
        "培训类型",
        "培训机构",
        "职业（工种）",
    ]
    rows = enter(city["reviewer"]).get(f"/reports/{report.quarter}/figures/I06/rows/")
    assert {len(row["cells"]) for row in rows.context["rows"]} == {6}, "each counts as one"
    assert str(rows.context["intro"]).startswith("2026年第二季度 · 全市 · 共 ")
    assert str(rows.context["intro"]).endswith(" 人次")
    lessons = enter(city["reviewer"]).get(f"/reports/{report.quarter}/figures/I11/rows/")
    assert {len(row["cells"]) for row in lessons.context["rows"]} == {7}
    assert "上季无报告，无法比较" in text
    assert "未签署" in text
    assert "待市级复核，复核后由分管负责人签署" in text
