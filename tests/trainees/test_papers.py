"""The papers of an enrolment: for the person and the unit, with masked identity."""

from io import BytesIO

import pytest
from django.utils import translation
from django.utils.translation import gettext
from pypdf import PdfReader

from core.tenancy.scope import AUTH, OWNER, acting_as
from tests.policies.test_kept_decisions import complete, finish
from trainees.papers import NO_CERTIFICATE


def zh(text) -> str:
    """The words in Chinese."""
    with translation.override("zh-hans"):
        return gettext(text) if isinstance(text, str) else str(text)


@pytest.fixture
def world(owner, world):
    """Outside a scope of its own a test acts as the owner."""
    return world


def page(client, user, address, language="zh-hans"):
    with acting_as(AUTH):
        client.force_login(user)
    client.cookies["django_language"] = language
    return client.get(address)


def words(client, user, address, language="zh-hans") -> str:
    pages = PdfReader(BytesIO(page(client, user, address, language).content)).pages
    return "".join(sheet.extract_text() for sheet in pages).replace("\n", "").replace(" ", "")


def missing(text, *parts) -> list[str]:
    return [part for part in parts if part.replace(" ", "") not in text]


def paper_of(side) -> str:
    return f"/papers/enrolments/{side.enrolment.pk}.pdf"


def test_who_is_enrolled_downloads_a_confirmation(client, side):
    own = f"/account/enrolments/{side.enrolment.pk}/"
    assert paper_of(side) in page(client, side.worker, own).content.decode()
    text = words(client, side.worker, paper_of(side))
    told = (zh("Confirmation of enrolment"), "密甲学员：", "公甲学校", "公甲班", "公甲教室")
    assert missing(text, *told) == []

    assert side.trainee.identity_number not in text
    text = words(client, side.worker, paper_of(side), "en")
    assert missing(text, "Confirmation of enrolment", "Place of the seal") == []


def test_who_completed_has_figures_and_clause(client, side):
    finish(side, minutes=180)
    complete(side)
    for user in (side.worker, side.admin, side.reviewer):
        text = words(client, user, paper_of(side))
        assert missing(
            text, zh("Confirmation of completion"), "出勤", "180", zh(NO_CERTIFICATE),
            "《职业技能培训补贴一般规定（示例）》第四条",
        ) == []  # fmt: skip
        assert side.trainee.identity_number not in text
        assert side.trainee.phone not in text


def test_who_has_not_completed_reads_why_and_what_was_missing(client, side):
    finish(side, minutes=143)
    complete(side)
    text = words(client, side.worker, paper_of(side))
    assert (
        missing(text, zh("Notice that a class was not completed"), "79.4%", "再增加1分钟", "第四条")
        == []
    )


def test_others_do_not_read_it_and_a_withdrawn_enrolment_has_none(client, world, side):
    other = world["乙"]
    for user in (other.worker, other.admin, other.reviewer, side.teacher_user):
        assert page(client, user, paper_of(side)).status_code == 404
    with acting_as(OWNER):
        side.enrolment.state, side.enrolment.withdrawn_at = "withdrawn", side.enrolment.enrolled_at
        side.enrolment.save()
    assert page(client, side.worker, paper_of(side)).status_code == 404
    own = f"/account/enrolments/{side.enrolment.pk}/"
    assert paper_of(side) not in page(client, side.worker, own).content.decode()
