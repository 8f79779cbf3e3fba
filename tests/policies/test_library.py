"""The library: found in Chinese, pinyin and English; permanent pages; what superseded what."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from core.enums import Role
from core.refusals import Refused
from core.tenancy.scope import ANON, AUTH, OWNER, acting_as
from policies.models import Clause, PolicyDocument
from policies.queries import found, found_clauses
from policies.services.library import save_clause, save_document
from tests import world as laid_out
from tests.policies.conftest import later, publish, row


@pytest.mark.parametrize(
    "words",
    ["出勤率", "出勤", "chuqin", "pxzz", "Attendance", "attend minutes", "四舍五入 签到", "ＧＥＮ"],
)
def test_a_clause_is_found_by_chinese_pinyin_initials_and_english(owner, words):
    labels = [row.label for row in found_clauses(words)]
    assert "gen §4" in labels


def test_every_word_counts_and_wild_cards_are_letters(owner):
    assert list(found_clauses("出勤率 学徒")) == []
    assert list(found_clauses("%%")) == []
    assert list(found_clauses("")) == []


def test_a_document_is_found_by_number_title_or_clause(owner):
    documents = PolicyDocument.objects.all()
    for words in ("国发〔2018〕11号", "终身职业技能", "zsbgs", "lifelong"):
        shorts = [row.short for row in found(documents, words)]
        assert (words, shorts) == (words, [] if words == "zsbgs" else ["gf2018-11"])
    assert [row.short for row in found(documents, "预拨资金")] == ["gen"]


def test_the_index_is_used_under_row_level_security(owner):
    """Policies that say `true` do not keep the planner from a trigram index."""
    question = "SELECT id FROM policies_clause WHERE search_text LIKE '%u9884u62e8%'"
    with acting_as(ANON), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows are read faster as a whole
        cursor.execute(f"EXPLAIN {question}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Bitmap Index Scan on clause_search" in plan
    assert "Index Cond: (search_text ~~ '%u9884u62e8%'::text)" in plan


def test_the_public_reads_library_document_clause_and_rule_set(client, author, publisher):
    rule_set = publish(author, publisher, row("0.85", later()))
    document = PolicyDocument.objects.get(short="gen")
    clause = document.clauses.get(slug="4")
    for address, words in (
        ("/policies/", document.title_zh),
        ("/policies/?q=chuqin", "第四条"),
        (document.get_absolute_url(), "第七条"),
        (clause.get_absolute_url(), "85%"),
        (rule_set.public_url, "85%"),
    ):
        answer = client.get(address)
        assert (answer.status_code, words in answer.content.decode()) == (200, True), address
    assert client.get(f"/policies/{document.number}/nothing/").status_code == 404
    assert client.get("/policies/rule-sets/R-1/").status_code == 404, "a draft"


def test_the_figures_of_a_chosen_day(client, author, publisher):
    publish(author, publisher, row("0.85", later()))
    for day, figure in ((later(59), "80%"), (later(60), "85%")):
        answer = client.get(f"/policies/?on={day}")
        assert figure in {item.figure for item in answer.context["values"]}
    assert client.get("/policies/?on=2019-01-01").context["values"] == []


@pytest.mark.parametrize(
    ("query", "shorts"),
    [("status=superseded", ["2020-cat", "2022-cat"]), ("issuer=国务院", ["gf2018-11"]),
     ("year=2020", ["2020-cat", "civ", "ent", "gen", "liv", "onl", "std", "tl"]),
     ("year=x", None), ("on=x", None)],
)  # fmt: skip
def test_filters_of_the_library(client, world, query, shorts):
    answer = client.get(f"/policies/?{query}")
    assert answer.status_code == 200
    if shorts is not None:
        assert sorted(row.short for row in answer.context["objects"]) == shorts


def test_the_library_takes_as_many_queries_for_many_documents(
    client, author, django_assert_max_num_queries
):
    with acting_as(author.scope):
        for n in range(15):
            save_document(document(n), actor=author)
    with django_assert_max_num_queries(15):
        client.get("/policies/?q=测试")


def document(n, **facts):
    return PolicyDocument(
        number=f"测试〔2026〕{n}号", short=f"t{n}", title_zh=f"测试文件{n}", title_en=f"Test {n}",
        issuer="测试局", issued_on=date(2026, 1, 1), effective_from=date(2026, 2, 1), **facts,
    )  # fmt: skip


def test_a_document_that_takes_another_s_place_ends_it_and_both_say_so(client, author):
    with acting_as(author.scope):
        older = save_document(document(1), actor=author)
        newer = document(2, supersedes=older)
        newer.effective_from = date(2026, 6, 1)
        save_document(newer, actor=author)
    older.refresh_from_db()
    assert (older.status, older.effective_to) == ("superseded", date(2026, 5, 31))
    assert newer.number in client.get(older.get_absolute_url()).content.decode()
    assert older.number in client.get(newer.get_absolute_url()).content.decode()


def test_a_clause_keeps_its_label_and_address(author):
    with acting_as(author.scope):
        clause = Clause.objects.get(label="gen §4")
        clause.label, clause.slug, clause.text_zh = "x", "x", "新的文字"
        save_clause(clause, actor=author)
    stored = Clause.objects.get(pk=clause.pk)
    assert (stored.label, stored.slug, stored.text_zh) == ("gen §4", "4", "新的文字")
    assert [row.label for row in found_clauses("新的文字")] == ["gen §4"]


def test_an_address_is_plain_and_given_once(owner):
    clause = Clause.objects.get(label="gen §4")
    for slug in ("a/b", "5"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Clause.objects.filter(pk=clause.pk).update(slug=slug)


def test_only_an_author_writes(author, world):
    reader = laid_out.city_actor(world["市"], Role.AUDITOR)
    with acting_as(reader.scope), pytest.raises(Refused) as refused:
        save_document(document(1), actor=reader)
    assert refused.value.code == "not_allowed"


@pytest.fixture
def office(client, world):
    """Sign in as one of the city's staff."""

    def enter(role):
        with acting_as(AUTH):
            client.force_login(world["市"].rows[role])
        return client

    return enter


ROWS = {"changes-TOTAL_FORMS": "1", "changes-INITIAL_FORMS": "0"}


def test_an_author_writes_documents_and_rule_sets_in_the_admin(office):
    client = office(Role.POLICY_AUTHOR)
    general = PolicyDocument.objects.get(short="gen")
    sent = {"title": "2027年调整", "document": general.pk, "correction_reason": ""}
    answer = client.post("/admin/policies/ruleset/add/", sent)
    address = answer["Location"]
    page = client.get(address)
    assert page.status_code == 200
    assert "出勤率标准" in page.content.decode()
    line = {
        "changes-0-what": "dated_value:attendance_threshold",
        "changes-0-figure": "0.85",
        "changes-0-unit": "",
        "changes-0-clause": general.clauses.get(slug="4").pk,
        "changes-0-valid_from": f"{later()}",
    }
    assert client.post(address, {**sent, **ROWS, **line}).status_code == 302
    page = client.get(address).content.decode()
    assert "85%" in page
    assert "80%" in page
    sent = {
        "number": "大测〔2026〕9号", "short": "dc9", "title_zh": "测试", "title_en": "Test",
        "issuer": "市局", "issued_on": "2026-01-01", "effective_from": "2026-01-01",
        "status": "in_force", "standing": "documented",
    }  # fmt: skip
    assert client.post("/admin/policies/policydocument/add/", sent).status_code == 302
    with acting_as(OWNER):
        assert PolicyDocument.objects.filter(short="dc9").exists()


def test_a_publisher_reads_the_set_and_writes_nothing(office, author):
    with acting_as(author.scope):
        from tests.policies.conftest import make

        rule_set = make(author, row("0.85", later()))
    client = office(Role.POLICY_PUBLISHER)
    address = f"/admin/policies/ruleset/{rule_set.pk}/change/"
    assert "0.85" in client.get(address).content.decode()
    assert client.post(address, {"title": "x"}).status_code == 403
    assert client.get("/admin/policies/ruleset/add/").status_code == 403
