"""A locked report never changes; corrections stand in an edition of their own, with reasons."""

import json

import pytest
from django.utils import translation

from core.enums import Role
from core.refusals import Refused
from core.tenancy.scope import SYSTEM, acting_as
from core.workflow import perform
from supervision import services
from supervision.models import QuarterlyReport
from supervision.outputs import OUTPUTS, file_of
from supervision.queries import corrections, kin_of
from tests.supervision.signing import WHY, do, sign_in_late
from tests.supervision.story import QUARTER


def files(report):
    with acting_as(SYSTEM):
        row = QuarterlyReport.objects.get(pk=report.pk)
        return {form: file_of(row, form, "http://x/") for form in OUTPUTS}


def test_later_edits_leave_a_locked_report_as_it_was_to_the_byte(story, locked):
    before = files(locked)
    sign_in_late(story)
    assert files(locked) == before


def test_a_restated_report_keeps_its_files_to_the_byte(locked, request):
    before = files(locked)
    request.getfixturevalue("restated")
    with acting_as(SYSTEM):
        assert QuarterlyReport.objects.get(pk=locked.pk).state == "restated"
    assert files(locked) == before


def test_a_locked_report_is_the_same_file_for_readers_of_both_languages(locked):
    before = files(locked)
    with translation.override("en"):
        assert files(locked) == before


def test_the_corrected_edition_names_every_difference(corrected):
    with acting_as(SYSTEM):
        found = {
            (item.indicator.id, item.name): (item.before.whole, item.now.whole)
            for item in corrections(kin_of(corrected))
        }
    course, place, unit = "创业创新培训", "金州区", "乙校"
    cell = f"{place} · {course} · {unit} · 无对应职业"
    # p6 was counted in the city already, for a class of another institution
    assert found == {
        **{("I06", name): (1, 2) for name in (course, unit, "无对应职业", cell)},
        **{("I07", name): (1, 2) for name in (course, unit, "无对应职业", cell)},
        **{("I15", name): (1, 2) for name in ("", place, course, unit, "无对应职业", cell)},
        ("I06", ""): (7, 8),
        ("I06", place): (5, 6),
        ("I07", place): (4, 5),
    }


def test_it_is_signed_only_when_each_changed_figure_has_its_reason(corrected, people):
    reviewer = people[Role.MUNICIPAL_REVIEWER]
    with pytest.raises(Refused) as refused:
        do(reviewer, perform, corrected, "submit")
    assert refused.value.code == "restatement_reason_missing"
    assert refused.value.detail == "参训人次、参训人数、创业培训人次"
    some = {"I06": WHY["I06"], "I01": "没有变化的指标"}
    do(reviewer, services.state_reasons, report=corrected, reasons=some)
    with pytest.raises(Refused) as refused:
        do(reviewer, perform, corrected, "submit")
    assert refused.value.detail == "参训人数、创业培训人次"
    do(reviewer, services.state_reasons, report=corrected, reasons=WHY)
    assert do(reviewer, perform, corrected, "submit").state == "submitted"


def test_with_the_second_signature_the_earlier_edition_is_restated_and_stays(locked, restated):
    with acting_as(SYSTEM):
        earlier = QuarterlyReport.objects.get(pk=locked.pk)
    assert (earlier.state, restated.state, restated.edition) == ("restated", "locked", 2)
    old, new = (json.loads(files(report)["json"]) for report in (locked, restated))
    assert [content["totals"]["I06"]["value"] for content in (old, new)] == [7, 8]
    assert old["snapshot_code"] == locked.figures_hash
    (total,) = (c for c in new["corrections"] if c["indicator"] == "I06" and len(c) == 6)
    assert total == {
        "indicator": "I06",
        "before": 7,
        "now": 8,
        "difference": 1,
        "reason": WHY["I06"],
        "person": "市局municipal_reviewer",
    }
    assert old["corrections"] == []


def test_the_pages_lead_from_edition_to_edition(locked, restated, people, enter):
    client = enter(people["users"][Role.MUNICIPAL_CHIEF])
    newest = client.get(f"/reports/{QUARTER}/")
    assert newest.context["object"].edition == 2
    assert WHY["I15"] in newest.content.decode()
    first = client.get(f"/reports/{QUARTER}/?edition=1")
    assert first.context["object"].pk == locked.pk
    assert f"/reports/{QUARTER}/?edition=2" in first.content.decode()
    assert client.get(f"/reports/{QUARTER}/?edition=3").status_code == 404
    assert client.get(f"/reports/{QUARTER}/?edition=x").status_code == 404
    rows = client.get(f"/reports/{QUARTER}/figures/I06/rows/?edition=1")
    assert len(rows.context["rows"]) == 7


def test_a_reviewer_corrects_by_the_pages(story, locked, people, enter):
    client = enter(people["users"][Role.MUNICIPAL_REVIEWER])
    assert f"/reports/{QUARTER}/correct/" in client.get(f"/reports/{QUARTER}/").content.decode()
    sign_in_late(story)
    answer = client.post(f"/reports/{QUARTER}/correct/", {"reason": "一名学员漏计"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/reports/{QUARTER}/?edition=2"
    with acting_as(SYSTEM):
        edition = QuarterlyReport.objects.get(quarter=QUARTER, edition=2)
        services.produce(edition)
    page = f"/reports/{QUARTER}/reasons/?edition=2"
    assert "原值 7，现值 8" in client.get(page).content.decode()
    assert client.post(page, WHY).status_code == 302
    assert WHY["I07"] in client.get(answer["Location"]).content.decode()


def test_only_the_reviewer_corrects_and_one_correction_runs_at_a_time(story, locked, people):
    reviewer, chief = people[Role.MUNICIPAL_REVIEWER], people[Role.MUNICIPAL_CHIEF]
    with pytest.raises(Refused) as refused:
        do(chief, services.start_correction, report=locked, reason="x")
    assert refused.value.code == "not_allowed"
    first, again = (
        do(reviewer, services.start_correction, report=locked, reason="x") for _turn in range(2)
    )
    assert first.pk == again.pk


def test_nothing_is_restated_without_a_later_edition(locked, people):
    with pytest.raises(Refused) as refused:
        do(people[Role.MUNICIPAL_CHIEF], perform, locked, "restate")
    assert refused.value.code == "wrong_state"


def test_a_draft_is_not_corrected_but_made_again(story, make, people):
    with pytest.raises(Refused) as refused:
        do(
            people[Role.MUNICIPAL_REVIEWER],
            services.start_correction,
            report=make(),
            reason="x",
        )
    assert refused.value.code == "wrong_state"
