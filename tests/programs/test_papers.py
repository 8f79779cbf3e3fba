"""The papers of programmes and classes: what was decided, why, by which clause, for whom."""

from io import BytesIO

import pytest
from django.utils import translation
from django.utils.translation import gettext
from pypdf import PdfReader

from core import clock
from core.documents import in_words
from core.enums import Role
from core.refusals import reason
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from policies.queries import last_moment
from programs.models import Programme
from programs.papers import AGAINST, UNTIL
from tests.programs.test_filing import monday, plan

pytestmark = pytest.mark.usefixtures("licensed")


def zh(text) -> str:
    """The words in Chinese."""
    with translation.override("zh-hans"):
        return gettext(text)


@pytest.fixture
def filed(draft, school, side):
    plan(draft, school, side, monday())
    return perform(draft, "file", actor=school, undertaking=True)


def answered(row, verb, actor, **given):
    with acting_as(actor.scope):
        return perform(row, verb, actor=actor, **given)


def page(client, user, address, language="zh-hans"):
    with acting_as(AUTH):
        client.force_login(user)
    client.cookies["django_language"] = language
    return client.get(address)


def words(client, user, address, language="zh-hans") -> str:
    answer = page(client, user, address, language)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    pages = PdfReader(BytesIO(answer.content)).pages
    return "".join(sheet.extract_text() for sheet in pages).replace("\n", "").replace(" ", "")


def told(text, *parts) -> list[str]:
    """The parts a paper does not hold."""
    return [part for part in parts if part.replace(" ", "") not in text]


def test_an_accepted_filing_is_read_by_unit_and_bureau(client, filed, side, reviewer):
    row = answered(filed, "approve", reviewer)
    address = f"/papers/classes/{row.number}.pdf"
    for user in (side.admin, side.reviewer):
        text = words(client, user, address)
        assert told(
            text, zh("Notice of an accepted class filing"), "公甲学校：", "甲区局", row.number,
            f"{clock.today():%Y年%-m月%-d日}",
            zh("Conditions checked by the platform"), zh("met"),
            "《职业技能培训补贴一般规定（示例）》第七条",
            "《职业技能培训办理时限目录（示例）》第2.3条", zh("Place of the seal"),
        ) == []  # fmt: skip
    assert address in page(client, side.admin, row.get_absolute_url()).content.decode()
    bureau = f"/admin/programs/trainingclass/{row.pk}/change/"
    assert address in page(client, side.reviewer, bureau).content.decode()


def test_the_paper_is_english_where_the_interface_is(client, filed, side, reviewer):
    row = answered(filed, "approve", reviewer)
    text = words(client, side.admin, f"/papers/classes/{row.number}.pdf", "en")
    assert told(
        text, "Notice of an accepted class filing", "Annex: Conditions checked by the platform",
        "Condition", "met",
        "General conditions of subsidised vocational training (illustrative), clause 7",
        "Notice before the first session 10 working days", "Place of the seal",
    ) == []  # fmt: skip


@pytest.mark.parametrize(("verb", "title", "limit", "closing"), [
    ("return", "Notice to complete a class filing", "tl_completion_of_papers", UNTIL),
    ("refuse", "Decision to refuse a class filing", "tl_appeal", AGAINST),
])  # fmt: skip
def test_a_filing_sent_back_names_reason_words_and_last_day(
    client, filed, side, reviewer, verb, title, limit, closing
):
    given = {"reason_code": "premises_unsuitable", "reason": "场地面积不足。"}
    row = answered(filed, verb, reviewer, **given)
    with translation.override("zh-hans"):
        due = in_words(last_moment(limit, clock.today()))
    text = words(client, side.admin, f"/papers/classes/{row.number}.pdf")
    with translation.override("zh-hans"):
        last = closing % {"due": due}
        listed = str(reason("premises_unsuitable"))
    assert told(text, zh(title), listed, "场地面积不足。", last, "第2.") == []


def test_there_is_no_paper_before_the_answer(client, filed, side):
    address = f"/papers/classes/{filed.number}.pdf"
    assert page(client, side.admin, address).status_code == 404
    assert address not in page(client, side.admin, filed.get_absolute_url()).content.decode()


def test_whoever_does_not_read_the_page_does_not_read_the_paper(
    client, filed, world, side, reviewer
):
    row = answered(filed, "approve", reviewer)
    address = f"/papers/classes/{row.number}.pdf"
    other = world["乙"]
    for user in (other.admin, other.reviewer, other.worker, side.worker, side.teacher_user):
        assert page(client, user, address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


@pytest.mark.parametrize(("verb", "title"), [
    ("list", "Notice of a listed training programme"),
    ("return", "Notice to complete a training programme"),
    ("refuse", "Decision to refuse the listing of a training programme"),
])  # fmt: skip
def test_the_decision_about_a_programme(client, side, school, city, verb, title, world):
    with acting_as(school.scope):
        row = Programme.objects.get(pk=side.draft_programme.pk)
        row = perform(row, "submit", actor=school)
    given = {} if verb == "list" else {"reason_code": "textbook_missing", "reason": "缺教材。"}
    with acting_as(OWNER):
        named = world["市"].organization.name
    row = answered(row, verb, city, **given)
    text = words(client, side.admin, f"/papers/programmes/{row.number}.pdf")
    assert told(text, zh(title), named, row.name, given.get("reason", "")) == []
    reviewer = world["市"].rows[Role.MUNICIPAL_REVIEWER]
    assert told(words(client, reviewer, f"/papers/programmes/{row.number}.pdf"), zh(title)) == []
