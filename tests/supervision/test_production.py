"""Making reports: by several workers at once, by the timetable, by the command."""

import hashlib
import json
from datetime import timedelta
from io import BytesIO
from threading import Barrier, Thread

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection, connections
from python_calamine import CalamineWorkbook

from core import clock
from core.models import Notification
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from organizations.enums import OrganizationKind
from organizations.models import District
from supervision import indicators, services, tasks
from supervision.indicators import declaration
from supervision.management.commands import generate_report
from supervision.models import QuarterlyReport, ReportFigure
from supervision.outputs import json_file, xlsx_file
from supervision.outputs.pdf_file import totals as pdf_totals
from supervision.queries import snapshot
from supervision.services import production
from supervision.services.schedule import SYSTEM as WORKER
from tests.supervision.story import QUARTER, staff

DIMENSIONS = ("dim_district_id", "dim_training_type", "dim_institution_id", "dim_occupation")


@pytest.fixture
def at_once():
    """Tasks run where they are asked for, instead of in a worker."""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def scheduled():
    with acting_as(SYSTEM):
        return services.schedule_report(actor=WORKER, quarter=QUARTER)


def test_schedulers_and_workers_at_once_make_one_report(transactional_db):
    start, made = Barrier(4), []

    def work():
        with acting_as(SYSTEM):
            start.wait()
            report = services.schedule_report(actor=WORKER, quarter=QUARTER)
            made.append(services.produce(report))
        connections.close_all()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with acting_as(SYSTEM):
        report = QuarterlyReport.objects.get(quarter=QUARTER)
    assert [(r.pk, r.state, r.run) for r in made] == [(report.pk, "draft", 1)] * 4


def test_a_report_that_fails_stops_no_other_and_tells_the_operator_once(db, at_once, monkeypatch):
    with acting_as(OWNER):
        operator = staff("system_administrator", "市局", OrganizationKind.MUNICIPAL_BUREAU)
    real = production.compute

    def broken(report, run):
        if report.scope == "city":
            raise OSError("no space left")
        return real(report, run)

    monkeypatch.setattr(production, "compute", broken)
    with acting_as(SYSTEM):
        districts = District.objects.active().count()
        assert tasks.system_schedule_reports.run() == 1 + districts
        assert tasks.system_schedule_reports.run() == 1, "the failed one is tried again"
        states = list(QuarterlyReport.objects.order_by("pk").values_list("state", flat=True))
        assert states == ["failed", *["draft"] * districts]
        told = Notification.objects.filter(recipient_id=operator.pk, code="report_failed")
        assert told.count() == 1


def test_a_request_lost_on_its_way_is_found_by_the_timetable(db, make):
    report = scheduled()
    with acting_as(SYSTEM):
        assert report in services.schedule_due()


def test_the_next_quarter_compares_with_the_locked_one_before(story, make):
    earlier = make()
    unlocked = make(quarter="2026Q3")
    with acting_as(SYSTEM):
        totals = snapshot(unlocked).totals
        assert totals.to_previous("I06").before is None, "not locked: no comparison"
        QuarterlyReport.objects.filter(pk=unlocked.pk).update(state="scheduled")
    sign(earlier)
    later = make(quarter="2026Q3")
    with acting_as(SYSTEM):
        totals = snapshot(later).totals
    # in the third quarter only p6 signed in (1 after 7), only p6 completed (1 after 2)
    assert [totals.cell(key).value for key in ("I06", "I08")] == [1, 1]
    assert [totals.to_previous(key).difference for key in ("I06", "I08")] == [-6, -1]
    assert totals.to_previous("I08").change == pytest.approx(-0.5)
    assert totals.to_previous("I04").change == -1
    assert totals.to_previous("I15").change == 0
    assert totals.to_year_ago("I06").before is None


def test_the_same_quarter_of_the_year_before_stands_beside_in_every_output(story, make):
    sign(make())
    with acting_as(OWNER):
        clock.move(actor=WORKER, by=timedelta(days=365))
    report = make(quarter="2027Q2")
    with acting_as(SYSTEM):
        found = snapshot(report)
        compared = found.totals.to_year_ago("I06")
        assert (compared.now, compared.before, compared.difference, compared.change) == (
            0,
            7,
            -7,
            -1,
        )
        assert found.totals.to_previous("I06").before is None
        data = json.loads(json_file(found, "http://localhost/"))
        assert data["totals"]["I06"]["year_ago"] == 7
        (row,) = (row for row in sheet_of(xlsx_file(found, "http://localhost/")) if row[0] == "I06")
        assert row[7:13] == ["–", "–", "–", 7, -7, -1]
        assert pdf_totals(found)["total_heads"] == [
            "编号", "指标", "本期", "去年同期", "较去年同期", "分子 / 分母",
        ]  # fmt: skip


def sheet_of(workbook) -> list:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook))
    return book.get_sheet_by_name("指标汇总").to_python()


def sign(report):
    """Signed by two people, as the database demands."""
    with acting_as(OWNER):
        bureau = OrganizationKind.MUNICIPAL_BUREAU
        first, second = (staff(f"municipal_{r}", r, bureau) for r in ("reviewer", "chief"))
        QuarterlyReport.objects.filter(pk=report.pk).update(
            state="locked", submitted_by=first, locked_by=second, locked_at=report.as_of
        )


def test_an_indicator_of_a_later_day_is_missing_in_an_old_report_and_not_zero(
    story, make, monkeypatch
):
    report = make()
    new = declaration.Indicator(
        "I16", "B", "新指标", "New", "count", indicators.training.TRAINEE_TIMES
    )
    monkeypatch.setitem(declaration._indicators, "I16", new)
    with acting_as(SYSTEM):
        old = snapshot(report)
        assert "I16" not in old.totals.cells
        assert (old.pending[-1].id, old.pending[-1].reasons[0]) == ("I16", "报告生成时尚未采集。")
    newer = make("DL-06")
    with acting_as(SYSTEM):
        assert snapshot(newer).totals.cell("I16").value == 5


def test_the_snapshot_code_depends_on_figures_and_rows_alone(story, make):
    first = make().figures_hash
    with acting_as(SYSTEM):
        report = QuarterlyReport.objects.get(quarter=QUARTER)
        QuarterlyReport.objects.filter(pk=report.pk).update(state="generating")
        again = services.produce(report)
        assert (again.run, again.figures_hash) == (2, first)
        kept = ReportFigure.objects.filter(report=report)
        assert kept.filter(run=1).count() == kept.filter(run=2).count() > 13


def test_the_snapshot_code_can_be_made_anew_with_psql_and_sha256sum(story, make):
    """From what is stored, without our code: figures as JSON, packs as COPY writes them."""
    report, packs = make(), BytesIO()
    with acting_as(SYSTEM), connection.cursor() as cursor:
        figures = ReportFigure.objects.filter(report=report).order_by("indicator", *DIMENSIONS)
        lines = [
            json.dumps(values, default=str, ensure_ascii=False)
            for values in (
                [report.number, report.scope, report.district_id, report.organization_id],
                *figures.values_list("indicator", *DIMENSIONS, "numerator", "denominator", "value"),
            )
        ]
        cursor.copy_expert(
            "COPY (SELECT dim_district_id, dim_training_type, dim_institution_id, dim_occupation,"
            " kind, indicators, parts, day_of, amount_of, size, object_ids, labels, persons, days,"
            f" amounts FROM supervision_reportpack WHERE report_id = {report.pk} ORDER BY id)"
            " TO STDOUT (FORMAT binary)",
            packs,
        )
        cursor.execute("SELECT names::text, targets::text FROM supervision_quarterlyreport")
        lines[1:1] = cursor.fetchone()
    lines.append(hashlib.sha256(packs.getvalue()).hexdigest())
    text = "".join(f"{line}\n" for line in lines)
    assert report.figures_hash == hashlib.sha256(text.encode()).hexdigest()


def test_the_command_prints_number_state_and_figures(story, at_once, capsys):
    call_command("generate_report", QUARTER, "--scope", "DL-01", "--wait")
    words = capsys.readouterr().out
    # 13 totals; 11 (all but I12 and I15, which have no row here) for the one district, type,
    # institution and for their crossing
    assert words.startswith("2026Q2-v1 中山区 待复核, 68 figures (")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["2026Q5"], "报告期格式不正确：2026Q5"),
        (["2099Q1", "--wait"], "报告期未结束：2099-03-31"),
        (["2026Q2", "--scope", "DL-99", "--wait"], "DL-99"),
    ],
)
def test_the_command_fails_with_one_clear_line(db, at_once, arguments, words):
    with pytest.raises(CommandError) as error:
        call_command("generate_report", *arguments)
    assert words in str(error.value)
    assert "\n" not in str(error.value)


def test_the_command_does_not_wait_for_ever(db, monkeypatch):
    monkeypatch.setattr(generate_report, "PATIENCE", 0.2)
    with pytest.raises(CommandError, match="is a system worker running"):
        call_command("generate_report", QUARTER, "--wait")
