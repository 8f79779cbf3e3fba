"""A report proves itself: to the operator by command, to whoever holds the paper by its code."""

import pytest
from django.core.management import CommandError, call_command

from core.enums import Role
from core.tenancy.scope import SYSTEM, acting_as
from supervision.computation import snapshot_code
from supervision.models import QuarterlyReport
from tests.supervision.story import QUARTER

NUMBER = f"{QUARTER}-v1"


def test_a_report_as_it_was_made_fits(story, make, capsys):
    report = make()
    call_command("verify_report", NUMBER)
    assert capsys.readouterr().out == f"{NUMBER} 全市 待复核: fits, {report.figures_hash}\n"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "UPDATE supervision_reportfigure SET numerator = 70 WHERE indicator = 'I06'",
            "its figures or rows are not those of the snapshot code",
        ),
        (
            "UPDATE supervision_reportpack SET labels[1] = '王*朋' WHERE 'I06' = ANY(indicators)",
            "its figures or rows are not those of the snapshot code",
        ),
        (
            "DELETE FROM supervision_reportpack WHERE 'I15' = ANY(indicators)",
            "its figures or rows",
        ),
    ],
)
def test_what_a_superuser_changes_in_figures_or_rows_is_found(
    superuser, story, make, change, words
):
    make()
    superuser.execute(change)
    with pytest.raises(CommandError, match=words):
        call_command("verify_report", NUMBER)


def test_a_code_made_anew_over_changed_figures_is_found_by_the_rows_and_the_audit_trail(
    superuser, story, make
):
    """Who changes a figure may compute its code as well, but not the rows and the sealed trail."""
    report = make()
    superuser.execute("UPDATE supervision_reportfigure SET numerator = 70 WHERE indicator = 'I06'")
    sign_anew(report)
    with pytest.raises(CommandError, match="the rows do not add up to I06"):
        call_command("verify_report", NUMBER)
    superuser.execute(
        "UPDATE supervision_reportfigure SET numerator = value WHERE indicator = 'I06'"
    )
    superuser.execute("UPDATE supervision_reportpack SET labels[1] = 'x'")
    sign_anew(report)
    with pytest.raises(CommandError, match="the audit trail has another snapshot code"):
        call_command("verify_report", NUMBER)


def sign_anew(report):
    with acting_as(SYSTEM):
        QuarterlyReport.objects.filter(pk=report.pk).update(
            figures_hash=snapshot_code(report, report.run)
        )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("2026Q9-v1", "2026Q9-v1 is not the number of a report"),
        ("2026Q2-v2", "there is no report 2026Q2-v2"),
    ],
)
def test_an_unknown_report_is_one_clear_line(story, make, number, words):
    make()
    with pytest.raises(CommandError, match=words):
        call_command("verify_report", number)


def test_whoever_holds_the_paper_sees_what_stands_behind_its_code(story, make, client):
    report = make("DL-06")
    page = f"/verify/reports/{report.figures_hash}/"
    words = client.get(page).content.decode()
    assert "2026Q2-v1" in words
    assert "金州区" in words
    assert "草稿" in words
    in_english = client.get(page, headers={"accept-language": "en"}).content.decode()
    assert "This is a draft" in in_english
    for code in ("0" * 64, "x", report.figures_hash[:-1]):
        assert client.get(f"/verify/reports/{code}/").status_code == 404


def test_two_places_without_a_record_have_codes_of_their_own(db, make):
    assert make("DL-02").figures_hash != make("DL-03").figures_hash


def test_a_signed_report_says_so_and_a_corrected_one_leads_to_its_successor(restated, client):
    with acting_as(SYSTEM):
        first, second = QuarterlyReport.objects.filter(quarter=QUARTER).order_by("edition")
    words = [
        client.get(f"/verify/reports/{report.figures_hash}/").content.decode()
        for report in (first, second)
    ]
    assert "请以第 v2 版为准" in words[0]
    assert "由两人签署" in words[1]


def test_a_locked_report_goes_to_its_readers_who_confirm_it_once(locked, people, enter):
    client = enter(people["users"][Role.MUNICIPAL_CHIEF])
    page = client.get(f"/reports/{QUARTER}/")
    assert [receipt.name for receipt in page.context["receipts"]] == [
        "市局municipal_chief",
        "市局municipal_reviewer",
    ]
    assert "签收" in page.content.decode()
    for _turn in range(2):
        assert client.post(f"/reports/{QUARTER}/confirm/").status_code == 302
    receipts = client.get(f"/reports/{QUARTER}/").context["receipts"]
    assert [receipt.confirmed_at is not None for receipt in receipts] == [True, False]


def test_nobody_else_confirms(locked, enter, story):
    client = enter(story.people["p1"].user)
    assert client.post(f"/reports/{QUARTER}/confirm/").status_code == 404
