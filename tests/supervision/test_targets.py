"""The targets of the year beside a report and on the dashboard, and what becomes of a revision."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from core.enums import Role
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations.enums import OrganizationKind
from organizations.models import District
from programs.enums import TargetIndicator, TrainingType
from programs.models import AnnualPlanVersion, Target
from programs.planning import city
from supervision.periods import Quarter
from supervision.queries import snapshot
from supervision.queries.places import TOTAL, Place
from supervision.verification import fault_of
from tests.supervision import independent
from tests.supervision.expected import CITY, JINZHOU, ZHONGSHAN
from tests.supervision.planned import code_of, done_by
from tests.supervision.reading import files, pdf_text, sheets, squeezed
from tests.supervision.signing import do
from tests.supervision.story import day, staff


def plan_of(person, version=1, *, figure=10, state="published", **dates):
    """A plan with the same target for every district and training type."""
    with acting_as(OWNER):
        plan = AnnualPlanVersion.objects.create(
            number=f"P2026-v{version}", year=2026, version=version, state=state, author=person,
            written_by=[person.pk], published_on=day("01-01"), **dates,
        )  # fmt: skip
        districts = list(District.objects.active())
        for indicator in TargetIndicator:
            for kind in TrainingType:
                for district in (*districts, city()):
                    times = len(districts) if district == city() else 1
                    Target.objects.create(
                        plan=plan, indicator=indicator, training_type=kind, district=district,
                        figure=figure * times,
                    )  # fmt: skip
    return plan


@pytest.fixture
def planner(story):
    with acting_as(OWNER):
        return staff(Role.MUNICIPAL_REVIEWER, "市局编制", OrganizationKind.MUNICIPAL_BUREAU)


def locked(report, people):
    do(people[Role.MUNICIPAL_REVIEWER], perform, report, "submit")
    return do(people[Role.MUNICIPAL_CHIEF], perform, report, "lock")


def found_of(report):
    with acting_as(SYSTEM):
        report.refresh_from_db()
        return snapshot(report)


def whole(targets, key="I06", district=None):
    line = targets.line(key, Place(district=district) if district else TOTAL)
    return line.target, line.before, line.done, line.difference


def test_without_a_plan_there_is_no_target(story, make):
    found = found_of(make())
    assert found.targets is None
    assert found.report.targets == {}


def test_what_is_done_needs_the_locked_reports_of_the_year(story, planner, make):
    plan_of(planner)
    targets = found_of(make()).targets
    assert targets.missing == ["2026Q1"]
    districts = len(targets.of("district")) // len(TargetIndicator)
    assert whole(targets) == (40 * districts, None, None, None)


def test_every_target_stands_beside_what_the_year_did(story, planner, make, people):
    plan_of(planner)
    first = locked(make(quarter="2026Q1"), people)
    found = found_of(make())
    before = found_of(first).totals.cell("I06").whole
    targets = found.targets
    city_target = 40 * len(targets.of("district")) // len(TargetIndicator)
    done = CITY["I06"] + before
    assert whole(targets) == (city_target, None, done, done - city_target // 2)
    with acting_as(OWNER):
        keys = dict(District.objects.values_list("code", "pk"))
    for code, figures in (("DL-06", JINZHOU), ("DL-01", ZHONGSHAN)):
        line = targets.line("I08", Place(district=keys[code]))
        assert (line.target, line.done) == (40, figures["I08"])
        assert line.rate == Decimal(line.done) / 40
    by_type = [line.done for line in targets.of("training_type") if line.indicator.id == "I06"]
    assert sum(by_type) == done


def test_a_district_reads_its_own_targets(story, planner, make):
    plan_of(planner)
    targets = found_of(make("DL-06")).targets
    assert whole(targets) == (40, None, None, None)
    assert targets.of("district") == []


def test_a_district_without_a_report_of_its_own_reads_the_city_s(story, planner, make, people):
    plan_of(planner)
    first = locked(make(quarter="2026Q1"), people)
    targets = found_of(make("DL-06")).targets
    with acting_as(OWNER):
        place = Place(district=District.objects.get(code="DL-06").pk)
    before = found_of(first).targets.line("I06", place).done
    target, _before, done, _difference = whole(targets)
    assert (target, done) == (40, JINZHOU["I06"] + before)
    assert targets.counted == ["2026Q1-v1"]


def test_the_files_of_a_district_tell_its_own_target(story, planner, make):
    plan_of(planner)
    outputs = files(make("DL-06"))
    assert squeezed("1 金州区 40 5") in squeezed(pdf_text(outputs["pdf"]))
    assert {row[2] for row in sheets(outputs["xlsx"])["年度目标"]} == {"金州区"}


def test_a_revision_changes_no_old_report_and_the_next_shows_old_and_new(
    story, planner, make, people
):
    first = plan_of(planner)
    report = locked(make(), people)
    code = report.figures_hash
    with acting_as(OWNER):
        AnnualPlanVersion.objects.filter(pk=first.pk).update(
            state="superseded", superseded_on=day("07-20")
        )
        plan = plan_of(planner, 2, figure=12)
        AnnualPlanVersion.objects.filter(pk=plan.pk).update(published_on=day("07-20"))
    assert found_of(report).targets.plan == "P2026-v1"
    with acting_as(SYSTEM):
        assert (fault_of(report), report.figures_hash) == ("", code)
    later = found_of(make(quarter="2026Q3")).targets
    assert (later.plan, later.before) == ("P2026-v2", "P2026-v1")
    target, before, done, _difference = whole(later)
    assert (target * 10, done) == (before * 12, None)


def test_all_outputs_tell_the_same_targets(story, planner, make, people):
    plan_of(planner)
    locked(make(quarter="2026Q1"), people)
    report = make()
    found, outputs = found_of(report), files(report)
    told = json.loads(outputs["json"])["targets"]
    assert (told["plan"], len(told["lines"])) == ("P2026-v1", len(found.targets.lines))
    book = sheets(outputs["xlsx"])["年度目标"]
    assert [row[4] for row in book] == [line.target for line in found.targets.lines]
    assert [row[6] for row in book] == [line["done"] for line in told["lines"]]
    words = squeezed(pdf_text(outputs["pdf"]))
    assert squeezed("年度目标完成情况（P2026-v1）") in words
    target, _before, done, _difference = whole(found.targets)
    assert squeezed(f"合计 {target:,} {done}") in words


def test_the_page_shows_the_targets(client, story, planner, make, people):
    plan_of(planner)
    report = locked(make(), people)
    with acting_as(AUTH):
        client.force_login(planner)
    html = client.get(report.get_absolute_url()).content.decode()
    assert "按 P2026-v1 的目标任务" in html
    assert "缺少 2026Q1 的已锁定报告" in html


def test_the_dashboard_sets_the_year_against_its_plan(client, story, planner, time_machine, people):
    time_machine.move_to(story.k1.starts_on.replace(month=6, day=30), tick=False)
    plan_of(planner)
    with acting_as(AUTH):
        client.force_login(planner)
    answer = client.get(reverse("admin:index"))
    found = next(one for one in answer.context if "tables" in one and "year" in one)
    table = found["tables"][0]
    total = table["lines"][-1]
    assert (total.target, total.done) == (40 * len(table["districts"]), CITY["I06"])
    assert sum(line.done for line in table["lines"][:-1]) == total.done
    assert sum(line.done for line in table["districts"]) == total.done
    for line in (*table["lines"], *table["districts"]):
        assert len(client.get(line.url).context["objects"]) == line.done


def test_what_the_year_brought_is_written_down_when_it_is_closed(
    story, planner, time_machine, people
):
    plan = plan_of(planner)
    time_machine.move_to(story.k1.starts_on.replace(year=2027, month=1, day=5), tick=False)
    do(people[Role.MUNICIPAL_CHIEF], perform, plan, "close")
    with acting_as(OWNER):
        records = independent.records(independent.exported())
        counted = done_by(records, Quarter(2026, 4))
        kept = {
            (row.indicator, code_of(row.district), row.training_type): row.done
            for row in plan.targets.select_related("district")
        }
    assert kept == {place: counted.get(place, 0) for place in kept}
    assert sum(kept.values()) > 0
