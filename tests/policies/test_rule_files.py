"""A rule set as a workbook: out, changed, back as a draft by the same door as the form."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from python_calamine import CalamineWorkbook

from core.enums import Role
from core.models import AuditEntry
from core.refusals import Refused
from core.spreadsheets import Table, write_csv, write_workbook
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from policies.models import PolicyDocument, RuleSet
from policies.services.rule_files import create_from_file, export_rule_set, import_rows
from tests.policies.conftest import later, make, publish, row

HEADERS = ("内容", "数值", "单位", "条款", "生效日期", "失效日期")
ATTENDANCE = ("出勤率标准", "0.85", "", "第四条 培训组织与出勤", "2027-03-01", "")


def sheet_of(content: bytes) -> list[list]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


def workbook(*rows) -> bytes:
    return write_workbook([Table("规则集", HEADERS, rows)])


def stored(rule_set) -> list[tuple]:
    rows = rule_set.changes.filter(is_dropped=False).order_by("code", "valid_from")
    return [(r.code, r.figure, r.unit, r.clause.slug, r.valid_from, r.valid_to) for r in rows]


def read_in(author, *rows, rule_set=None) -> RuleSet:
    with acting_as(author.scope):
        if rule_set:
            return import_rows(rule_set, actor=author, data=workbook(*rows), file_name="a.xlsx")
        document = PolicyDocument.objects.get(short="gen")
        return create_from_file(
            actor=author, title="调整", document=document, data=workbook(*rows), file_name="a.xlsx"
        )


@pytest.mark.parametrize(("language", "names"), [
    ("zh-hans", ["出勤率标准", "0.85", "比例", "第四条 培训组织与出勤"]),
    ("en", ["Attendance threshold", "0.85", "share", "Clause 4 Delivery and attendance"]),
])  # fmt: skip
def test_what_is_written_out_is_read_back_as_it_was(author, language, names):
    with acting_as(author.scope), translation.override(language):
        limit = row("12", later(), code="tl_filing_lead", unit="wd", slug="7")
        first = make(author, row("0.85", later(), until=later(90)), limit)
        content = export_rule_set(first)
        written = {line[0]: line for line in sheet_of(content)[1:]}
        assert written[names[0]] == [*names, f"{later()}", f"{later(90)}"]
        second = create_from_file(
            actor=author, title="副本", document=first.document, data=content, file_name="a.xlsx"
        )
        assert stored(second) == stored(first)
        assert second.state == "draft"


def test_a_share_may_be_written_as_per_cent_and_the_unit_left_out(author):
    line = (*ATTENDANCE[:1], "85%", *ATTENDANCE[2:])
    made = read_in(author, line)
    with acting_as(OWNER):
        assert stored(made) == [
            ("attendance_threshold", Decimal("0.85"), "share", "4", date(2027, 3, 1), None)
        ]


def test_every_error_of_every_row_is_named_and_nothing_is_kept(author):
    rows = (
        ("出勤率", "x", "", "第四条 培训组织与出勤", "2027-03-01", ""),
        ("出勤率标准", "1.2", "", "第四条 培训组织与出勤", "2027-02-30", ""),
        ("出勤率标准", "1.2", "", "第四条 培训组织与出勤", "2027-03-01", ""),
        ("每课时时长", "0.5", "人", "第九条", "2027-03-01", "2027-02-01"),
        ("线上课时比例上限", "0.4", "课时", "第四条 培训组织与出勤", "2027-03-01", "2027-02-01"),
    )
    with acting_as(OWNER):
        before = RuleSet.objects.count()
    with pytest.raises(Refused) as refused:
        read_in(author, *rows)
    assert refused.value.code == "ruleset_invalid"
    found = [(fault.code, re.search(r"\d+", fault.message)[0]) for fault in refused.value.errors]
    assert found == [
        ("cell_choice", "2"), ("figure_invalid", "2"),
        ("date_invalid", "3"),
        ("wrong_figure", "4"),
        ("cell_choice", "5"), ("cell_choice", "5"),
        ("wrong_unit", "6"), ("wrong_dates", "6"),
    ]  # fmt: skip
    with acting_as(OWNER):
        assert RuleSet.objects.count() == before


def test_a_draft_takes_the_rows_of_the_file_and_drops_the_others(author):
    with acting_as(author.scope):
        kept, gone = row("0.85", date(2027, 3, 1)), row("9", later(), code="lessons_per_day_max",
                                                        unit="lessons")  # fmt: skip
        draft = make(author, kept, gone)
    read_in(author, (*ATTENDANCE[:1], "0.9", *ATTENDANCE[2:]), rule_set=draft)
    with acting_as(OWNER):
        assert [(r.figure, r.is_dropped) for r in draft.changes.order_by("pk")] == [
            (Decimal("0.9000"), False), (Decimal("9.0000"), True),
        ]  # fmt: skip
        entries = AuditEntry.objects.filter(model="policies.rulechange", verb="update")
        assert entries.count() == 2


def test_a_file_without_a_change_writes_no_row(author):
    with acting_as(author.scope):
        draft = make(author, row("0.85", date(2027, 3, 1)))
    read_in(author, ATTENDANCE, rule_set=draft)
    with acting_as(OWNER):
        assert not AuditEntry.objects.filter(model="policies.rulechange", verb="update").exists()


def test_only_an_author_reads_a_file_in_and_only_into_a_draft(author, publisher):
    with acting_as(author.scope):
        draft = make(author, row("0.85", later()))
    with pytest.raises(Refused) as refused:
        read_in(publisher, ATTENDANCE, rule_set=draft)
    assert refused.value.code == "not_allowed"
    with acting_as(author.scope):
        validated = perform(draft, "validate", actor=author)
    with pytest.raises(Refused) as refused:
        read_in(author, ATTENDANCE, rule_set=validated)
    assert refused.value.code == "wrong_state"


@pytest.fixture
def office(client, world):
    def enter(role):
        with acting_as(AUTH):
            client.force_login(world["市"].rows[role])
        client.cookies["django_language"] = "zh-hans"
        return client

    return enter


def upload(content, name="rules.xlsx"):
    return SimpleUploadedFile(name, content)


def test_the_author_exports_changes_and_imports_and_another_person_publishes(
    office, author, publisher
):
    published = publish(author, publisher, row("0.85", later()))
    client = office(Role.POLICY_AUTHOR)
    page = client.get(published.get_absolute_url()).content.decode()
    address = f"/rule-sets/{published.number}/rows.xlsx"
    assert address in page
    lines = sheet_of(client.get(address).content)[1:]
    lines[0][1] = "0.9"
    assert "/rule-sets/from-file/" in client.get("/admin/policies/ruleset/").content.decode()
    sent = {
        "title": "再次调整", "document": published.document_id, "file": upload(workbook(*lines)),
        "correction_reason": "示例更正",
    }  # fmt: skip
    answer = client.post("/rule-sets/from-file/", sent)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "85%" in page
    assert "90%" in page
    with acting_as(OWNER):
        draft = RuleSet.objects.get(title="再次调整")
    assert f"/rule-sets/{draft.number}/import/" in page
    client.post(f"/moves/policies.ruleset/{draft.pk}/validate/")
    assert client.post(f"/moves/policies.ruleset/{draft.pk}/publish/").status_code == 404
    client = office(Role.POLICY_PUBLISHER)
    page = client.get(answer["Location"]).content.decode()
    assert "/import/" not in page
    assert client.get("/rule-sets/from-file/").status_code == 404
    # the days were published today already, so it was not validated: tomorrow it goes
    assert client.post(f"/moves/policies.ruleset/{draft.pk}/publish/").status_code == 409
    with acting_as(OWNER):
        assert RuleSet.objects.get(pk=draft.pk).state == "draft"


def test_the_page_names_every_error_and_keeps_what_was_typed(office):
    client = office(Role.POLICY_AUTHOR)
    with acting_as(OWNER):
        document = PolicyDocument.objects.get(short="gen")
    rows = (("出勤率标准", "2", "", "第四条 培训组织与出勤", "2027-03-01", ""), ("x",))
    csv = write_csv(Table("规则集", HEADERS, rows))
    sent = {"title": "某标题", "document": document.pk, "file": upload(csv, "a.csv")}
    answer = client.post("/rule-sets/from-file/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("第2行 · 数值", "第3行 · 内容", "第3行 · 条款", "第3行 · 生效日期", "某标题"):
        assert words in page


def test_a_file_that_is_no_table_is_refused_with_its_reason(office):
    client = office(Role.POLICY_AUTHOR)
    with acting_as(OWNER):
        document = PolicyDocument.objects.get(short="gen")
    sent = {"title": "某", "document": document.pk, "file": upload(b"MZ", "a.xlsx")}
    answer = client.post("/rule-sets/from-file/", sent)
    assert answer.status_code == 409
    assert "文件无法读取" in answer.content.decode()
