"""Every figure of a dashboard is that of the records it leads to, and of the report."""

from decimal import Decimal
from itertools import count

import pytest
import time_machine
from django.urls import reverse

from core.enums import Role
from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations.enums import OrganizationKind
from organizations.models import District
from supervision.standing import FIGURES, spans
from supervision.standing.figures import year_earlier
from tests.supervision.expected import CITY, JINZHOU, SCHOOL_A, ZHONGSHAN
from tests.supervision.story import administrator, day, staff

NOON = "2026-06-30T04:00:00Z"


@pytest.fixture(autouse=True)
def on_the_last_day():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def people(story):
    with acting_as(OWNER):
        jinzhou = staff_of("DL-06")
        return {
            "city": staff(Role.MUNICIPAL_CHIEF, "市局", OrganizationKind.MUNICIPAL_BUREAU),
            "district": jinzhou,
            "unit": administrator(story.units["A"]),
        }


def staff_of(code):
    from organizations.services import create_organization
    from tests.supervision.story import ACTOR

    bureau = create_organization(
        actor=ACTOR, kind=OrganizationKind.DISTRICT_BUREAU, name="区局", short_name="区局",
        district=District.objects.get(code=code),
    )  # fmt: skip
    return staff(Role.DISTRICT_REVIEWER, "区局", "", bureau)


@pytest.fixture
def enter(client, people):
    def entered(who):
        with acting_as(AUTH):
            client.force_login(people[who])
        return client

    return entered


HOMES = {"city": "admin:index", "district": "admin:index", "unit": "workspace:home"}


def panel_of(client, who, query="") -> dict:
    """The context of the panel as the page shows it."""
    answer = client.get(reverse(HOMES[who]) + query)
    assert answer.status_code == 200
    return next(found for found in answer.context if "compared" in found and "stock" in found)


def figures_of(panel) -> list[dict]:
    """Every figure of the panel with its address."""
    pairs = [shown for line in panel["compared"] for pair in line["pairs"] for shown in pair[:2]]
    below = [cell for line in panel["places"] for cell in (*line["cells"], line["charted"])]
    return [*panel["stock"], *pairs, *below]


def total(client, url) -> int:
    """What the records of a page and its further pages add up to."""
    found, n = 0, count(1)
    while rows := client.get(f"{url}&page={next(n)}").context["objects"]:
        found += sum(row.amount for row in rows)
    return int(found)


@pytest.mark.parametrize(
    ("who", "query"),
    [("city", ""), ("city", "?district=DL-06"), ("city", "?district=DL-01"), ("district", ""),
     ("unit", "")],
)  # fmt: skip
def test_every_figure_is_that_of_its_records(enter, who, query):
    client = enter(who)
    shown = figures_of(panel_of(client, who, query))
    assert len(shown) >= len(FIGURES)
    for figure in shown:
        upper = total(client, figure["url"])
        if figure["unit"]:
            lower = total(client, f"{figure['url']}&part=denominator")
            assert figure["value"] == (Decimal(upper) / lower if lower else None), figure
        else:
            assert figure["value"] == upper, figure


@pytest.mark.parametrize(
    ("who", "query", "expected"),
    [
        ("city", "", CITY),
        ("city", "?district=DL-01", ZHONGSHAN),
        ("district", "", JINZHOU),
        ("unit", "", SCHOOL_A),
    ],
)
def test_the_figures_of_the_quarter_are_those_of_the_report(enter, who, query, expected):
    lines = panel_of(enter(who), who, query)["compared"]
    for key, line in zip(("I02", "I06", "I09", "I10"), lines, strict=True):
        value = line["pairs"][0][0]["value"]
        wanted = expected[key]
        if isinstance(wanted, tuple):
            wanted = Decimal(wanted[0]) / wanted[1] if wanted[1] else None
        assert value == wanted, key


def test_the_city_looks_into_a_district_and_the_district_sees_its_own_alone(enter):
    city = panel_of(enter("city"), "city")
    lines = {line["name"]: line for line in city["places"]}
    assert len(lines) == 13, "every district of today, with records or without"
    assert lines["中山区"]["url"] == "?district=DL-01"
    assert {name for name, line in lines.items() if line["charted"]["value"]} == {
        "中山区",
        "金州区",
    }
    inside = panel_of(enter("city"), "city", "?district=DL-06")
    assert {line["name"] for line in inside["places"]} == {"甲校", "乙校"}
    own = panel_of(enter("district"), "district", "?district=DL-01")
    assert {line["name"] for line in own["places"]} == {"甲校", "乙校"}


def test_nobody_reaches_records_of_another_place(enter, story):
    rows = reverse("standing-rows") + "?figure=I06&span=year"
    other = f"{rows}&district=DL-01&institution={story.units['C'].number}"
    assert enter("district").get(other).context["objects"] == []
    assert {row.institution for row in enter("unit").get(other).context["objects"]} == {"甲校"}


@pytest.mark.parametrize(
    "query", ["figure=x", "span=x", "figure=I02&part=denominator", "figure=I02&span=now", "part=x"]
)
def test_an_address_of_no_figure_is_not_there(enter, query):
    assert enter("city").get(reverse("standing-rows") + f"?{query}").status_code == 404


def test_an_unknown_place_has_no_records(enter):
    page = enter("city").get(reverse("standing-rows") + "?figure=I06&span=year&district=DL-99")
    assert page.context["objects"] == []


def test_names_are_masked_and_the_public_and_workers_are_kept_out(enter, client, story):
    text = enter("city").get(reverse("standing-rows") + "?figure=I06&span=year").content.decode()
    assert "王*明" in text
    assert "王大明" not in text
    with acting_as(AUTH):
        client.force_login(story.people["p1"].user)
    assert client.get(reverse("standing-rows")).status_code == 404


@pytest.mark.usefixtures("db")
def test_spans_end_today_and_stand_beside_the_same_days_of_the_year_before():
    with acting_as(OWNER):
        found = {key: (span.first, span.last) for key, span in spans().items()}
    assert found["quarter"] == (day("04-01"), day("06-30"))
    assert found["year"] == (day("01-01"), day("06-30"))
    assert [str(d) for d in found["quarter-before"]] == ["2025-04-01", "2025-06-30"]
    assert str(year_earlier(day("02-28").replace(year=2028, day=29))) == "2027-02-28"


def test_no_target_is_invented(enter):
    text = enter("city").get(reverse("admin:index")).content.decode()
    assert "没有已下达的年度计划" in text


def test_a_list_of_places_that_is_cut_says_so(enter, monkeypatch):
    assert panel_of(enter("district"), "district")["cut_at"] == 0
    monkeypatch.setattr("supervision.standing.panel.MOST_PLACES", 1)
    panel = panel_of(enter("district"), "district")
    assert (panel["cut_at"], len(panel["places"])) == (1, 1)
