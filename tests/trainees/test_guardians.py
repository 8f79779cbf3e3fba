"""Guardians of minors: asked by a link, their consent, what it opens, and how it ends."""

import json
from datetime import date, timedelta

import pytest
from django.db import transaction

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.identifiers.documents import check_character
from core.models import AuditEntry, Delivery
from core.refusals import Refused
from core.reveals.queries import look_of, looks_at
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations.models import District, User
from programs.models import TrainingClass
from tests import rosters
from tests import world as laid_out
from tests.registering import register
from tests.trainees.test_groups import proof
from tests.trainees.test_roster_sets import check
from tests.trainees.test_seat_race import newcomer
from tests.trainees.test_waiting import full_class, join, move, now_of, system_advances, told
from trainees import consents
from trainees.guardian_checks import guardian_rules, own_guardian_facts
from trainees.models import Enrolment, Guardianship, IncomeStatement
from trainees.services import guardian_following, guardians, incomes
from trainees.services.people import Person, own_trainee, register_worker
from trainees.services.roster import import_roster

SITE, PHONE = "https://dalian.example/", "13711112222"
PASSWORD = "a-long-password"
PARENT = "学员1"  # the name of newcomer(1)


@pytest.fixture
def side(db):
    """A class a month ahead with two free seats; what was laid out of age has ended."""
    made = full_class()
    system_follows()
    return made


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


def born(years: int, days: int = 0) -> date:
    """Who is exactly so old today, and some days older."""
    with acting_as(OWNER):
        today = clock.today()
    return date(today.year - years, today.month, min(today.day, 28)) - timedelta(days=days)


def minor_number(years=17, order=101) -> str:
    body = f"210202{born(years):%Y%m%d}{order:03d}"
    return body + check_character(body)


def minor(years=17, order=101, name="李小明") -> Actor:
    """Somebody of so many years who has just registered."""
    with acting_as(AUTH):
        home = District.objects.get(code="DL-06").pk
        person = Person(
            "citizen_id", minor_number(years, order), name, f"1360000{order:04d}", home,
            consented=True,
        )  # fmt: skip
        user = register_worker(person=person, username=f"m{order}", password=PASSWORD)
    return Actor(user_id=user.pk, role=Role.WORKER, face=Face.WORKER)


@pytest.fixture
def ward(side):
    return minor()


@pytest.fixture
def parent(side):
    return newcomer(1)


def ask(ward, name=PARENT, phone=PHONE) -> str:
    """The token of the link that went out."""
    with acting_as(ward.scope):
        guardians.ask_guardian(actor=ward, name=name, phone=phone, site=SITE)
    with acting_as(OWNER):
        sent = Delivery.objects.filter(code="guardian_request").latest("created_at")
        words = json.loads(sent.secret)
    assert (sent.channel, words["to"]) == ("sms", phone)
    return words["link"].removeprefix(f"{SITE}guardian/").strip("/")


def consent(token, parent, relation="parent", paper=None) -> Guardianship:
    with acting_as(parent.scope):
        return guardians.give_consent(token, actor=parent, relation=relation, paper=paper)


def agreed(ward, parent) -> Guardianship:
    return consent(ask(ward), parent)


def refused(step, *given, **named) -> Refused:
    with pytest.raises(Refused) as caught:
        step(*given, **named)
    return caught.value


def system_follows() -> int:
    with acting_as(SYSTEM):
        return guardian_following.advance()


def state(row) -> str:
    with acting_as(OWNER):
        return type(row).objects.get(pk=row.pk).state


def classes(row, actor):
    with acting_as(actor.scope):
        return guardians.look_at_ward(Guardianship.objects.get(pk=row.pk), actor=actor)


# ---- enrolling


def test_a_minor_reads_what_is_missing_why_and_where(side, ward):
    answer = refused(join, ward, side)
    (failure,) = answer.errors
    assert answer.code == "guardian_consent_missing"
    assert failure.detail == "今天17周岁；满18周岁后无需他人同意"
    assert "民法典" in failure.clause
    assert failure.clause_url.endswith("/19/")
    assert "我的监护人" in answer.remedy


def test_with_the_consent_the_minor_enrols_and_the_evidence_is_named(side, ward, parent):
    row = agreed(ward, parent)
    assert (row.state, row.relation, row.consent_version) == ("consented", "parent", "G2026-11")
    assert row.purposes == ["training", "personal_data", "withdrawal"]
    assert now_of(join(ward, side)) == ["confirmed"]
    assert [words["state"] for words in told(ward, "guardianship_state")] == ["Consented"]


def test_whoever_is_of_age_costs_no_query_more(parent, django_assert_max_num_queries):
    with clock.kept(), acting_as(parent.scope), transaction.atomic():
        trainee = own_trainee(parent)
        guardian_rules()
        with django_assert_max_num_queries(0):
            assert own_guardian_facts(parent, trainee) == {"is_minor": False}


def test_a_seat_that_is_offered_is_not_taken_without_the_consent(side, ward, parent):
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(has_waiting_list=True)
    row = agreed(ward, parent)
    seated = [join(newcomer(n), side) for n in (2, 3)]
    waiting = join(ward, side)
    move(seated[0], "withdraw", worker_of(seated[0]), reason="有事")
    system_advances()
    assert now_of(waiting) == ["offered"]
    with acting_as(parent.scope):
        perform(row, "take_back", actor=parent, reason="x")
    assert refused(move, waiting, "accept", ward).code == "guardian_consent_missing"
    consent(ask(ward, "学员4"), newcomer(4))
    move(waiting, "accept", ward)
    assert now_of(waiting) == ["confirmed"]


def worker_of(enrolment) -> Actor:
    return Actor(user_id=enrolment.trainee_user_id, role=Role.WORKER, face=Face.WORKER)


def test_somebody_turns_eighteen_on_the_birthday(side):
    assert now_of(join(minor(18), side)) == ["confirmed"]


def test_the_own_income_stands_in_the_place_of_a_consent_until_it_is_set_aside(side, ward):
    with acting_as(ward.scope):
        row = incomes.state_income(actor=ward, employer="小吃摊", since=date(2026, 1, 1))
        again = {"actor": ward, "employer": "x", "since": date(2026, 1, 1)}
        assert refused(incomes.state_income, **again).code == "wrong_state"
    assert row.version == consents.OWN_INCOME
    assert now_of(join(ward, side)) == ["confirmed"]
    officer = laid_out.district_actor(side)
    with acting_as(officer.scope):
        seen = IncomeStatement.objects.visible_to(officer).get(pk=row.pk)
        assert perform(seen, "set_aside", actor=officer, reason="无收入来源").state == "set_aside"
    assert [words["state"] for words in told(ward, "person_state")] == ["Set aside"]
    with acting_as(OWNER):
        Enrolment.objects.filter(trainee_user_id=ward.user_id).update(
            state="withdrawn", withdrawn_at=clock.now()
        )
    assert refused(join, ward, side).code == "guardian_consent_missing"


def test_below_sixteen_nobody_states_an_own_income(side):
    child = minor(15)
    with acting_as(child.scope):
        given = {"actor": child, "employer": "x", "since": date(2026, 1, 1)}
        assert refused(incomes.state_income, **given).code == "own_income_too_young"


# ---- asking and answering


def test_an_adult_needs_nobody(side, parent):
    assert refused(ask, parent).code == "guardian_not_needed"


def test_one_request_is_open_at_a_time_and_three_are_sent_a_day(side, ward):
    for _n in range(2):
        ask(ward)
        assert refused(ask, ward).code == "guardian_asked"
        with acting_as(ward.scope):
            open_one = Guardianship.objects.get(state="invited", trainee_user_id=ward.user_id)
            perform(open_one, "cancel", actor=ward)
    with acting_as(ward.scope):
        phone = "13600000101"
        own = {"actor": ward, "name": PARENT, "phone": phone, "site": SITE}
        assert refused(guardians.ask_guardian, **own).code == "guardian_not_suitable"
    ask(ward)
    with acting_as(ward.scope):
        perform(Guardianship.objects.get(state="invited", trainee_user_id=ward.user_id),
                "cancel", actor=ward)  # fmt: skip
    assert refused(ask, ward).code == "too_many_codes"


def test_the_link_stands_in_the_message_alone_and_dies_with_the_request(side, ward, parent):
    token = ask(ward)
    with acting_as(OWNER):
        row = Guardianship.objects.latest("pk")
        assert token not in str(vars(row))
        trail = AuditEntry.objects.filter(model="trainees.guardianship", object_id=str(row.pk))
        assert [entry.verb for entry in trail] == ["send"]
        assert not any(secret in str(trail[0].after) for secret in (token, PHONE, PARENT))
    assert guardians.asked_by(token).ward == "李*明"
    with acting_as(ward.scope):
        perform(row, "cancel", actor=ward)
    assert refused(consent, token, parent).code == "invitation_expired"
    assert refused(guardians.asked_by, "made-up").code == "invitation_expired"


WAYS_OUT = {
    "another name": "请用与邀请姓名一致的账号登录；姓名填错的，请被监护人撤回后重新邀请。",
    "a minor": "请另行邀请成年的监护人。",
    "the ward": "请由监护人本人的账号答复。",
}


@pytest.mark.parametrize("who", WAYS_OUT)
def test_not_everybody_with_the_link_is_a_guardian(side, ward, parent, who):
    others = {"another name": newcomer(2), "a minor": minor(17, 102, "学员1"), "the ward": ward}
    token = ask(ward, name="李小明" if who == "the ward" else PARENT)
    answer = refused(consent, token, others[who])
    assert (answer.code, answer.remedy) == ("guardian_not_suitable", WAYS_OUT[who])
    with acting_as(OWNER):
        row = Guardianship.objects.latest("pk")
        assert (row.state, row.guardian_user_id) == ("invited", None)


def test_nobody_answers_without_the_link(side, ward, parent):
    ask(ward)
    with acting_as(OWNER):
        row = Guardianship.objects.latest("pk")
        row.guardian_user_id = parent.user_id
    with acting_as(parent.scope):
        assert Guardianship.objects.visible_to(parent).count() == 0
        assert refused(perform, row, "consent", actor=parent).code == "not_allowed"


def test_a_guardian_declines_and_another_one_is_asked(side, ward, parent):
    token = ask(ward)
    with acting_as(parent.scope):
        assert guardians.decline_request(token, actor=parent).state == "declined"
    assert [words["state"] for words in told(ward, "guardianship_state")] == ["Declined"]
    assert consent(ask(ward, "学员2"), newcomer(2)).state == "consented"


def test_two_parents_agree_but_nobody_twice(side, ward, parent):
    agreed(ward, parent)
    assert consent(ask(ward, "学员2"), newcomer(2)).state == "consented"
    assert refused(consent, ask(ward), parent).code == "guardian_not_suitable"


def test_nobody_answers_for_a_fortnight(side, ward, time_machine):
    ask(ward)
    row = Guardianship(pk=latest())
    with acting_as(OWNER):
        now = clock.now()
    time_machine.move_to(now + timedelta(days=14))
    assert (system_follows(), state(row)) == (0, "invited")
    time_machine.move_to(now + timedelta(days=15))
    assert (system_follows(), state(row)) == (1, "expired")


def latest() -> int:
    with acting_as(OWNER):
        return Guardianship.objects.latest("pk").pk


# ---- what the guardian sees and is told


def test_the_guardian_sees_the_classes_and_the_ward_sees_the_look(side, ward, parent):
    row = agreed(ward, parent)
    assert classes(row, parent) == []
    join(ward, side)
    (found,) = classes(row, parent)
    training_class = side.training_class
    assert (found.number, found.state, found.starts_on) == (
        training_class.number, "confirmed", training_class.starts_on,
    )  # fmt: skip
    assert (found.institution, found.place[:2]) == (side.organization.name, side.venue.name[:2])
    with acting_as(ward.scope):
        looks = [look_of(entry) for entry in looks_at(ward)]
    assert [(look.role, look.fields) for look in looks] == [("您的监护人", ["您参加的班期"])] * 2


def test_nobody_else_sees_them(side, ward, parent):
    row = agreed(ward, parent)
    join(ward, side)
    for stranger in (newcomer(3), ward):
        with acting_as(stranger.scope):
            assert guardians.classes_of_ward(row) == []
    with acting_as(parent.scope):
        assert Enrolment.objects.count() == 0, "no row of the ward's, only the listed function"


def test_the_guardian_is_told_what_the_ward_is_told_once_and_from_the_consent_on(
    side, ward, parent
):
    row = agreed(ward, parent)
    enrolment = join(ward, side)
    for _n in range(2):
        system_follows()
    told_now = told(parent, "ward_news")
    assert [(words["name"], words["state"]) for words in told_now] == [
        ("李*明", "Enrolment confirmed")
    ]
    move(enrolment, "withdraw", ward, reason="有事")
    system_follows()
    states = {words["state"] for words in told(parent, "ward_news")}
    assert states == {"Enrolment confirmed", "Enrolment withdrawn"}
    assert row.ward_url == f"/account/wards/{row.number}/"


# ---- the end


def test_a_consent_is_taken_back_for_the_future_and_what_is_chosen_ends(side, ward, parent):
    row = agreed(ward, parent)
    enrolment = join(ward, side)
    with acting_as(parent.scope):
        assert [item.enrolment for item in guardians.not_begun(row)] == [enrolment.pk]
        with pytest.raises(Refused) as strange:
            perform(row, "take_back", actor=parent, reason="x", withdraw=[side.enrolment.pk])
        assert strange.value.code == "not_allowed"
        perform(row, "take_back", actor=parent, reason="家里有事", withdraw=[enrolment.pk])
    assert classes(row, parent) == []
    assert (system_follows(), now_of(enrolment)) == (1, ["withdrawn"])
    assert (system_follows(), len(told(ward, "enrolment_withdrawn"))) == (0, 1)
    with acting_as(OWNER):
        entry = AuditEntry.objects.filter(model="trainees.enrolment", verb="withdraw").latest("at")
        assert (entry.actor_name, entry.reason) == ("guardians", "家里有事")
    assert refused(join, ward, side).code == "guardian_consent_missing"


def test_what_is_not_chosen_goes_on(side, ward, parent):
    row = agreed(ward, parent)
    enrolment = join(ward, side)
    with acting_as(parent.scope):
        perform(row, "take_back", actor=parent, reason="家里有事")
    assert (system_follows(), now_of(enrolment)) == (0, ["confirmed"])


def test_it_ends_on_the_eighteenth_birthday_and_both_are_told(side, ward, parent, time_machine):
    row = agreed(ward, parent)
    with acting_as(OWNER):
        now, today = clock.now(), clock.today()
    ahead = born(17).replace(year=today.year + 1) - today
    time_machine.move_to(now + ahead - timedelta(days=1))
    assert (system_follows(), state(row)) == (0, "consented")
    time_machine.move_to(now + ahead)
    assert (system_follows(), state(row)) == (1, "ended")
    assert [words["state"] for words in told(parent, "guardianship_state")] == ["Ended"]
    assert {words["state"] for words in told(ward, "guardianship_state")} == {"Consented", "Ended"}


# ---- rosters


def roster_row(name, number) -> tuple:
    return (name, "居民身份证", number, "13600000101", "", "", "", "")


def test_a_minor_without_consent_is_refused_by_row_and_with_it_imported(side, school, ward, parent):
    rows = [*rosters.people(2), roster_row("李小明", minor_number())]
    with acting_as(school.scope):
        found = check(side, school, rows)
    assert [(e["row"], e["code"]) for e in found.errors if e["row"]] == [
        (4, "guardian_consent_missing")
    ]
    row = agreed(ward, parent)
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(seats=9)
    with acting_as(school.scope):
        good = check(side, school, rows)
        assert good.good_count == 3
    with acting_as(parent.scope):
        perform(row, "take_back", actor=parent, reason="x")
    with acting_as(school.scope), pytest.raises(Refused) as caught:
        import_roster(good, actor=school)
    assert [failure.code for failure in caught.value.errors] == ["guardian_consent_missing"]
    consent(ask(ward, "学员2"), newcomer(2))
    with acting_as(school.scope):
        assert import_roster(good, actor=school).imported_count == 3


# ---- the pages


def entered(client, actor):
    with acting_as(AUTH):
        user = User.objects.get(pk=actor.user_id)
    client.post("/login/", {"login": user.username, "password": PASSWORD})
    return client


def test_a_guardian_answers_on_the_pages_and_both_find_it(client, settings, tmp_path, side, ward):
    settings.MEDIA_ROOT = tmp_path
    newcomer(1)
    page = entered(client, ward).get(f"/account/enrol/{side.training_class.number}/")
    assert '"/account/guardian/"' in page.content.decode()
    answer = client.post("/account/guardian/new/", {"name": PARENT, "phone": PHONE})
    assert answer.status_code == 302
    with acting_as(OWNER):
        sent = Delivery.objects.filter(code="guardian_request").latest("created_at")
    link = json.loads(sent.secret)["link"].removeprefix("http://testserver")
    client.post("/logout/")
    assert client.get(link).url == "/guardian/"
    asked = client.get("/guardian/").content.decode()
    assert ("李*明" in asked, "李小明" in asked, "登录后答复" in asked) == (True, False, True)
    client.post("/login/?next=/guardian/", {"login": "w1", "password": PASSWORD})
    given = {"relation": "parent", "consent": "on", "paper": proof()}
    done = client.post("/guardian/", given)
    number = Guardianship(pk=latest())
    with acting_as(OWNER):
        number = Guardianship.objects.get(pk=latest()).number
    assert done.url == f"/account/wards/{number}/"
    shown = client.get(done.url).content.decode()
    assert "被监护人尚未报名" in shown
    assert client.get(f"/papers/guardianships/{number}/").status_code == 200
    assert "李*明" in client.get("/account/").content.decode()
    client.post("/logout/")
    entered(client, ward)
    assert "您可以报名" in client.get("/account/guardian/").content.decode()
    assert client.get(f"/papers/guardianships/{number}/").status_code == 404


def test_a_minor_who_registers_is_led_to_the_guardian(client, side):
    with acting_as(OWNER):
        home, number = District.objects.get(code="DL-06").pk, minor_number(16, 104)
    given = {
        "name": "王小红", "document_type": "citizen_id", "number": number,
        "phone": "13612340001", "district": home, "username": "xiaohong",
        "password": "a-very-Long-pass-9", "consent": "on",
    }  # fmt: skip
    answer = register(client, given, "/register/?next=/classes/")
    assert answer.url == "/account/guardian/"
    page = client.get("/account/").content.decode()
    assert "报名前需要监护人同意" in page
