"""Public statistics: the signed figures of the city, and nothing that is not signed."""

from core.tenancy.scope import SYSTEM, acting_as
from supervision.models import QuarterlyReport

PAGE = "/statistics/"


def shown(client):
    context = client.get(PAGE).context
    return context["newest"].number, {item["label"]: item["value"] for item in context["headlines"]}


def test_before_anything_is_signed_the_page_says_so(story, make, client):
    make()
    answer = client.get(PAGE)
    assert "newest" not in answer.context
    assert "还没有签发的季度报告" in answer.content.decode()


def test_the_figures_are_those_two_people_have_signed(locked, client):
    number, figures = shown(client)
    assert number == "2026Q2-v1"
    assert figures == {
        "参训人次": "7",
        "参训人数": "5",
        "结业人次": "2",
        "结业率": "50.0%",
        "平均出勤率": "66.7%",
        "紧缺职业参训人次": "3",
    }
    pictures = {item["title"]: item["rows"] for item in client.get(PAGE).context["pictures"]}
    assert [(row["label"], row["text"], row["share"]) for row in pictures["参训人次 · 分区县"]] == [
        ("中山区", "2", 40.0),
        ("金州区", "5", 100.0),
    ]
    assert [row["text"] for row in pictures["参训人次 · 分培训类型"]] == ["5", "1", "1"]


def test_a_corrected_edition_takes_the_place_of_the_first(restated, client):
    number, figures = shown(client)
    assert (number, figures["参训人次"]) == ("2026Q2-v2", "8")


def test_a_district_s_signed_report_is_not_published(story, make, client):
    report = make("DL-06")
    with acting_as(SYSTEM):
        QuarterlyReport.objects.filter(pk=report.pk).update(
            state="locked",
            submitted_by=story.people["p1"].user,
            locked_by=story.people["p2"].user,
            locked_at=report.as_of,
        )
    assert "newest" not in client.get(PAGE).context


def test_no_institution_stands_on_the_page_in_either_language(locked, client):
    for language in ("zh-hans", "en"):
        words = client.get(PAGE, headers={"accept-language": language}).content.decode()
        assert not any(name in words for name in ("甲校", "乙校", "丙校"))
    assert "signed by two people on" in words
