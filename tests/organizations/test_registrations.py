"""A unit asks for an account: proven by its phone, confirmed by its district, never by silence."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import Error, connection, transaction
from django.test import Client

from core import deadlines
from core.enums import Role
from core.identifiers.uscc import check_character
from core.models import AuditEntry, Delivery, Notification
from core.pages.history import history
from core.refusals import Refused
from core.reveals.services import request_reveal, view
from core.search import found
from core.tenancy.scope import ANON, SYSTEM, acting_as
from core.workflow import perform
from organizations import business_register
from organizations.enums import OrganizationKind
from organizations.models import District, Invitation, Membership, Organization, UnitRegistration
from organizations.services import registrations
from organizations.services.advance import advance
from tests.core.conftest import gateway  # noqa: F401 - a fixture for here, too
from tests.core.outbox.conftest import move_to, send
from tests.organizations.conftest import PASSWORD, acting, organization, person
from trainees import business_list

START, CODE, TRACK = (f"/register/organization/{part}" for part in ("", "code/", "track/"))
PHONE = "13900000077"
REASON = {"reason_code": "unit_name_differs", "reason": "执照上是另一名称"}
OPINION = "已与营业执照原件核对，并回拨单位公开电话"


def code_of_a_unit(n) -> str:
    body = f"91210213MA0000{n:03d}"
    return body + check_character(body)


def stated(n=1, **changes) -> dict:
    """What a unit types."""
    return {
        "kind": "enterprise", "name": "大连海风制造有限公司", "short_name": "海风制造",
        "uscc": code_of_a_unit(n), "district": str(District.objects.get(code="DL-06").pk),
        "address": "金州区港区路9号", "contact_name": "孙联系", "phone": PHONE,
        "email": "sun@example.org", "consent": "on", **changes,
    }  # fmt: skip


@pytest.fixture(autouse=True)
def _noon(request):
    cache.clear()
    yield
    business_register.provide(business_list.source, business_list.look_up)


@pytest.fixture
def bureau(owner):
    """A district with its reviewer, another one, and the city's chief."""
    move_to(12)
    city = organization(OrganizationKind.MUNICIPAL_BUREAU, "DL-00", "市局")
    own = organization(OrganizationKind.DISTRICT_BUREAU, "DL-06", "金州局")
    other = organization(OrganizationKind.DISTRICT_BUREAU, "DL-01", "中山局")
    return SimpleNamespace(
        chief=person("chief", (city, Role.MUNICIPAL_CHIEF)),
        reviewer=person("reviewer", (own, Role.DISTRICT_REVIEWER)),
        stranger=person("stranger", (other, Role.DISTRICT_REVIEWER)),
    )


def sent(gateway, pattern) -> str:  # noqa: F811
    """A word of the newest short message that has one."""
    send()
    texts = [message["text"] for message in gateway.book.values()]
    return [found[1] for text in texts if (found := re.search(pattern, text))][-1]


def hand_in(client, gateway, **changes):  # noqa: F811
    """Through the pages; the answer that shows the tracking code."""
    assert client.post(START, stated(**changes)).url == CODE
    return client.post(CODE, {"code": sent(gateway, r"验证码(\d{6})")})


@pytest.fixture
def registration(bureau, gateway, client):  # noqa: F811
    assert hand_in(client, gateway).status_code == 201
    return UnitRegistration.objects.get()


def confirm(bureau, row, by=None):
    actor = acting(by or bureau.reviewer)
    with acting_as(actor.scope):
        return perform(row, "confirm", actor=actor, opinion=OPINION)


def test_nothing_is_stored_before_the_phone_is_proven(bureau, gateway, client):  # noqa: F811
    client.post(START, stated())
    assert client.post(CODE, {"code": "000000"}).status_code == 409
    assert UnitRegistration.objects.count() == 0
    answer = client.post(CODE, {"code": sent(gateway, r"验证码(\d{6})")})
    row = UnitRegistration.objects.get()
    assert (answer.status_code, "no-store" in answer["Cache-Control"]) == (201, True)
    assert re.fullmatch(r"RG\d{4}-\d{6}", row.number)
    code = re.search(r'id="tracking-code"[^>]*>(\w{8})<', answer.content.decode())[1]
    assert sent(gateway, r"查询码(\w{8})") == code
    assert {m["phone"] for m in gateway.book.values()} == {PHONE}


def test_the_contact_is_encrypted_and_stands_in_no_trail(registration):
    with connection.cursor() as cursor:
        cursor.execute("SELECT r::text FROM organizations_unitregistration r")
        stored = cursor.fetchone()[0]
        cursor.execute("SELECT a.before::text || a.after::text FROM core_auditentry a")
        trail = " ".join(row[0] for row in cursor.fetchall())
    assert (registration.phone, registration.email) == (PHONE, "sun@example.org")
    assert not [word for word in (PHONE, "sun@example.org") if word in stored + trail]
    assert "孙联系" not in trail
    assert AuditEntry.objects.get(verb="hand_in").actor_role == "anyone"


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({"uscc": "912102"}, "统一社会信用代码为 18 位", "must have 18 digits"),
        ({"uscc": code_of_a_unit(1)[:-1] + "!"}, "统一社会信用代码为 18 位", "must have 18 digits"),
        ({"phone": "0411-88888888"}, "手机号码", "A mobile number of mainland China"),
        ({"consent": ""}, "请勾选“个人信息处理同意”。", "Tick “Consent”."),
        ({"kind": "municipal_bureau"}, "请重新选择", "not among the choices"),
        ({"email": "nobody"}, "邮箱格式不正确", "no e-mail address"),
    ],
)
def test_bad_input_is_said_in_both_languages(bureau, client, changes, zh, en):
    for language, words in (("zh-hans", zh), ("en", en)):
        answer = client.post(START, stated(**changes), headers={"Accept-Language": language})
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Delivery.objects.count() == 0


def test_the_district_and_nobody_else_is_told_and_reads_it(bureau, registration):
    told = Notification.objects.filter(code="work_new").values_list("recipient_id", flat=True)
    assert list(told) == [bureau.reviewer.pk]
    for who, seen in ((bureau.reviewer, 1), (bureau.stranger, 0), (bureau.chief, 1)):
        actor = acting(who)
        with acting_as(actor.scope):
            assert UnitRegistration.objects.count() == seen
            assert UnitRegistration.objects.visible_to(actor).count() == seen


def test_it_is_found_by_its_number_and_the_unit_by_its_own(bureau, registration):
    assert found(UnitRegistration.objects.all(), registration.number).get() == registration
    unit = confirm(bureau, registration).unit
    assert found(Organization.objects.all(), unit.number).get() == unit


def test_confirmed_the_unit_stands_in_the_register_and_its_contact_comes_in(
    bureau, registration, gateway  # noqa: F811
):  # fmt: skip
    row = confirm(bureau, registration)
    unit = Organization.objects.get(uscc=code_of_a_unit(1))
    assert (unit.kind, unit.standing, unit.district.code) == ("enterprise", "none", "DL-06")
    assert (row.unit_id, row.answered_by_id) == (unit.pk, bureau.reviewer.pk)
    assert re.fullmatch(r"DL06-\d{4}", unit.number)
    guest = Client()
    link = sent(gateway, r"(/invitation/\S+/)")
    guest.get(link)
    account = {"name": "孙联系", "username": "sun", "password": PASSWORD, "again": PASSWORD}
    assert guest.post("/invitation/", account)["Location"] == "/start/"
    member = Membership.objects.get(user__username="sun")
    assert (member.role, member.organization_id) == ("enterprise_admin", unit.pk)
    assert guest.get("/workspace/").status_code == 200
    entry = AuditEntry.objects.get(verb="confirm")
    assert (entry.reason, entry.organization_id) == (OPINION, None)


def test_the_phone_is_shown_for_a_reason_and_the_record_tells_who_looked(bureau, registration):
    why = {"purpose": "contact_person", "explanation": "核对联系人", "session": "s"}
    asked = {"subject": "organizations.unitregistration", "ids": [registration.pk], **why}
    actor, stranger = acting(bureau.reviewer), acting(bureau.stranger)
    with acting_as(stranger.scope), pytest.raises(Refused):
        request_reveal(actor=stranger, fields=["phone"], **asked)
    with acting_as(actor.scope):
        reveal = request_reveal(actor=actor, fields=["phone"], **asked)
        assert (reveal.state, reveal.needs_grant) == ("granted", False)
        (shown,) = view(reveal, actor=actor, session="s", has_factor=True)
        assert [fact.value for fact in shown.facts] == [PHONE]
        told = history(registration, actor)[0]
    assert (told["verb"], told["reason"]) == ("已查看", reveal.number)
    row = confirm(bureau, registration)
    with acting_as(actor.scope):
        later = request_reveal(actor=actor, fields=["phone"], **{**asked, "ids": [row.pk]})
    assert later.needs_grant  # no case any more


def test_a_lost_link_is_sent_anew_and_the_old_one_is_dead(bureau, registration, gateway):  # noqa: F811
    row = confirm(bureau, registration)
    old = sent(gateway, r"(/invitation/\S+/)")
    actor = acting(bureau.reviewer)
    with acting_as(actor.scope):
        perform(row, "invite", actor=actor)
    assert Invitation.objects.count() == 1
    assert Client().get(old, follow=True).status_code == 409
    new = sent(gateway, r"(/invitation/\S+/)")
    assert Client().get(new, follow=True).status_code == 200
    unit = Organization.objects.get(pk=row.unit_id)
    person("inside", (unit, Role.ENTERPRISE_ADMIN))
    with acting_as(actor.scope), pytest.raises(Refused, match=r"已有成员"):
        perform(row, "invite", actor=actor)


def test_a_stranger_s_district_makes_nothing_of_it(bureau, registration):
    with pytest.raises(Refused) as refused:
        confirm(bureau, registration, by=bureau.stranger)
    assert refused.value.code == "not_allowed"
    with acting_as(acting(bureau.stranger).scope), connection.cursor() as cursor:
        cursor.execute("SELECT admit_unit(%s, '{}')", [registration.pk])
        assert cursor.fetchone() == (None,)
        cursor.execute("SELECT invite_administrator(%s, '{}')", [registration.pk])
        assert cursor.fetchone() == (None,)


def test_refused_the_applicant_reads_why_and_may_come_again(
    bureau, registration, gateway, client  # noqa: F811
):  # fmt: skip
    code = sent(gateway, r"查询码(\w{8})")
    actor = acting(bureau.reviewer)
    with acting_as(actor.scope):
        perform(registration, "refuse", actor=actor, **REASON)
    assert sent(gateway, r"未予办理：(\S+?)。") == "单位名称与信用代码不符"
    page = client.post(TRACK, {"code": code.lower(), "phone": PHONE}).content.decode()
    assert [word for word in ("未予登记", REASON["reason"]) if word not in page] == []
    assert hand_in(client, gateway).status_code == 201


def test_who_follows_it_sees_state_due_day_and_next_step_and_may_take_it_back(
    bureau, registration, gateway, client  # noqa: F811
):  # fmt: skip
    given = {"code": sent(gateway, r"查询码(\w{8})"), "phone": PHONE}
    page = client.post(TRACK, given).content.decode()
    due = f"{registration.reply_due_on:%Y-%m-%d}"
    assert [
        word for word in (registration.number, "已提交", due, "金州局") if word not in page
    ] == []
    page = client.post(TRACK, {**given, "withdraw": "1"}).content.decode()
    assert "已撤回" in page
    registration.refresh_from_db()
    assert registration.state == "withdrawn"
    assert client.post(TRACK, {**given, "withdraw": "1"}).status_code == 409


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_wrong_code_and_a_wrong_phone_get_the_same_answer(
    registration, gateway, client, language  # noqa: F811
):  # fmt: skip
    code = sent(gateway, r"查询码(\w{8})")
    wrong = ({"code": "ABCD2345", "phone": PHONE}, {"code": code, "phone": "13900000078"},
             {"code": code, "phone": "1"})  # fmt: skip
    pages = []
    for given in wrong:
        answer = client.post(TRACK, given, headers={"Accept-Language": language})
        assert answer.status_code == 409
        text = re.sub(r'value="[^"]*"', "", answer.content.decode())
        pages.append(text)
        assert not [w for w in (registration.name, registration.number, "孙") if w in text]
    assert len(set(pages)) == 1


def test_a_code_that_is_here_already_is_told_kindly_and_without_a_name(
    bureau, registration, gateway, client  # noqa: F811
):  # fmt: skip
    assert client.post(START, stated()).url == CODE
    again = client.post(CODE, {"code": sent(gateway, r"验证码(\d{6})")})
    assert (again.status_code, "已有登记待核对" in again.content.decode()) == (409, True)
    confirm(bureau, registration)
    person("sun", (Organization.objects.get(uscc=code_of_a_unit(1)), Role.ENTERPRISE_ADMIN))
    page = client.post(START, stated()).content.decode()
    assert [w for w in ("已登记", "金州局", "12333") if w not in page] == []
    assert "sun" not in page.replace("sun@example.org", "")


def test_one_address_and_one_phone_may_ask_only_so_often(bureau, client, settings):
    for _n in range(5):
        assert client.post(START, stated()).status_code == 302
    assert "验证码请求过于频繁" in client.post(START, stated()).content.decode()
    settings.API_RATES = {**settings.API_RATES, "registration": (1, 3600), "tracking": (0, 3600)}
    cache.clear()
    client.post(START, stated())
    assert "尝试次数过多" in client.post(START, stated()).content.decode()
    tried = client.post(TRACK, {"code": "ABCD2345", "phone": PHONE}).content.decode()
    assert "尝试次数过多" in tried


def test_silence_confirms_nothing_and_the_chief_hears_of_it(bureau, registration):
    move_to(12, days=30)
    with acting_as(SYSTEM):
        advance()
        deadlines.tell()
    told = Notification.objects.filter(code="deadline_over").values_list("recipient_id", flat=True)
    assert set(told) == {bureau.reviewer.pk, bureau.chief.pk}
    registration.refresh_from_db()
    assert registration.state == "submitted"


@pytest.mark.parametrize(
    ("entry", "finding", "code"),
    [
        (("大连海风制造有限公司", True), "agrees", ""),
        (("别家公司", True), "name_differs", "unit_name_differs"),
        (("大连海风制造有限公司", False), "struck_off", "unit_struck_off"),
        (None, "not_found", "unit_not_in_register"),
    ],
)
def test_what_the_business_register_says_binds_the_district(
    bureau, registration, entry, finding, code
):
    with acting_as(SYSTEM):
        advance()
    registration.refresh_from_db()
    assert registration.finding == "not_checked", "without a source nothing is assumed"
    known = entry and business_register.Entry(*entry)
    business_register.provide("测试登记库", lambda uscc: known)
    with acting_as(SYSTEM):
        advance()
    registration.refresh_from_db()
    assert (registration.finding, registration.found_in) == (finding, "测试登记库")
    if not code:
        assert confirm(bureau, registration).state == "confirmed"
        return
    with pytest.raises(Refused) as refused:
        confirm(bureau, registration)
    assert refused.value.code == code


def test_a_source_that_fails_leaves_it_unchecked(bureau, registration):
    def broken(uscc):
        raise OSError("no answer")

    business_register.provide("x", broken)
    with acting_as(SYSTEM):
        assert advance() == 0
    registration.refresh_from_db()
    assert registration.finding == "not_checked"


def test_the_database_itself_knows_one_open_registration_of_a_code(registration):
    copy = UnitRegistration.objects.get(pk=registration.pk)
    copy.pk, copy.number = None, "RG-copy"
    with pytest.raises(Error, match="registration_open_once"), transaction.atomic():
        copy.save(force_insert=True)
    registration.state = "confirmed"
    with pytest.raises(Error, match="registration_state_and_answer"), transaction.atomic():
        registration.save()


def test_of_many_registrations_of_one_credit_code_at_once_one_is_handed_in(real_login, monkeypatch):
    """Each with a phone of its own, over connections of their own."""
    cache.clear()
    with acting_as(ANON):
        district = District.objects.get(code="DL-06").pk
    monkeypatch.setattr(registrations, "is_right", lambda **given: True)
    tickets = []
    for n in range(8):
        facts = {**stated_without_form(district), "phone": f"1390000100{n}"}
        with acting_as(ANON):
            tickets.append(registrations.ask_code(facts=facts))
    gate = Barrier(len(tickets))

    def run(ticket):
        gate.wait()
        try:
            with acting_as(ANON):
                registrations.submit(ticket=ticket, typed="x")
        except Refused as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(tickets)) as pool:
        answers = sorted(pool.map(run, tickets))
    assert answers == ["", *["registration_open"] * 7]


def stated_without_form(district: int) -> dict:
    return {
        "kind": "enterprise", "name": "大连海风制造有限公司", "short_name": "海风制造",
        "uscc": code_of_a_unit(1), "district_id": district, "address": "路",
        "contact_name": "孙", "phone": PHONE, "email": "", "site": "https://training.example/",
    }  # fmt: skip
