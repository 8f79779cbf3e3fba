"""Bank accounts: one in use, replaced and not deleted, sealed, confirmed after a roster."""

import time

import pytest
from django.db import IntegrityError, connection, transaction

from core.access import Actor
from core.enums import Face, Role
from core.models import AuditEntry, Notification
from core.refusals import Refused
from core.reveals.registry import revealable_of
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from programs.models import TrainingClass
from tests import rosters
from tests import world as laid_out
from tests.trainees.test_guardians import agreed, entered, minor
from tests.trainees.test_roster_sets import check
from tests.trainees.test_seat_race import newcomer
from tests.trainees.test_waiting import full_class
from trainees import banks
from trainees.enums import NameCheck
from trainees.models import BankAccount, Trainee
from trainees.services import accounts
from trainees.services.roster import import_roster, undo_roster

CARD, OTHER, WRONG = "6217000000000000012", "6212260000000001230", "6217000000000000013"
NEW = "/account/bank-account/new/"


@pytest.fixture
def side(db):
    return full_class()


@pytest.fixture
def school(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def person(side):
    return newcomer(1)


def state(actor, number=CARD, holder="学员1", **given) -> BankAccount:
    kind = given.pop("account_type", "personal_card")
    with acting_as(actor.scope):
        return accounts.set_account(
            actor=actor, account_type=kind, number=number, holder=holder, **given
        )


def refused(step, *given, **named) -> Refused:
    with pytest.raises(Refused) as caught:
        step(*given, **named)
    return caught.value


def own(actor) -> list[tuple]:
    with acting_as(actor.scope):
        rows = BankAccount.objects.visible_to(actor).order_by("pk")
        return [(row.masked_number, row.state) for row in rows]


def persons(row) -> int:
    with acting_as(OWNER):
        return BankAccount.objects.with_persons().get(pk=row.pk).persons


# ---- stating one


def test_a_card_tells_its_bank_and_the_last_digits_are_all_that_is_shown(person):
    row = state(person, f"{CARD[:4]} {CARD[4:]}")
    assert (row.bank, row.masked_number, str(row)) == (
        "中国建设银行", "****0012", "中国建设银行 ****0012",
    )  # fmt: skip
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(b)::text FROM trainees_bankaccount b ORDER BY id DESC")
        assert CARD not in cursor.fetchone()[0]
        trail = AuditEntry.objects.filter(model="trainees.bankaccount", object_id=str(row.pk))
        assert [entry.verb for entry in trail] == ["set_account"]
        assert {"number", "number_hash", "holder_name"} & set(trail[0].after) == set()


@pytest.mark.parametrize(
    ("number", "given", "code"),
    [
        (WRONG, {}, "account_invalid"),
        ("621700000000001", {}, "account_invalid"),
        (CARD, {"holder": "别人"}, "bank_name_mismatch"),
        ("123456789", {"account_type": "passbook"}, "input_missing"),
    ],
)
def test_what_cannot_be_an_own_account_is_refused(person, number, given, code):
    assert refused(state, person, number, **given).code == code
    assert own(person) == []


def test_a_passbook_has_no_check_digit_and_its_bank_is_typed(person):
    assert state(person, WRONG, account_type="passbook", bank="大连银行").bank == "大连银行"


def test_another_account_ends_the_one_before_and_the_owner_is_told(person):
    state(person)
    state(person, OTHER)
    assert own(person) == [("****0012", "ended"), ("****1230", "in_use")]
    with acting_as(OWNER):
        told = Notification.objects.filter(recipient_id=person.user_id, code="security_event")
        assert {row.context["kind"] for row in told} == {"Bank account changed"}
        assert not any(number[-4:] in str(row.context) for row in told for number in (CARD, OTHER))


def test_a_minor_may_use_an_account_of_the_guardian_while_the_consent_stands(side):
    ward, parent = minor(), newcomer(1)
    assert refused(state, ward).code == "bank_name_mismatch"
    row = agreed(ward, parent)
    assert state(ward).guardianship_id == row.pk
    with acting_as(parent.scope):
        perform(row, "take_back", actor=parent, reason="x")
    assert refused(state, ward, OTHER).code == "bank_name_mismatch"


def test_the_database_keeps_one_in_use(person):
    row = state(person)
    row.pk = None
    with acting_as(OWNER), transaction.atomic(), pytest.raises(IntegrityError):
        row.save(force_insert=True)


# ---- who reads it


def test_a_number_of_several_people_is_counted_and_names_nobody(side, person):
    row = state(person)
    assert persons(row) == 1
    other = newcomer(2)
    second = state(other, holder="学员2")
    assert (persons(row), persons(second)) == (2, 2)
    with acting_as(person.scope):
        assert BankAccount.objects.visible_to(person).count() == 1
    state(other, OTHER, holder="学员2")
    assert persons(row) == 1


def test_only_a_reconciler_may_ask_for_the_number():
    kind = revealable_of("trainees.bankaccount")
    asking = [role for role in Role if kind.fields_for(role)]
    assert asking == [Role.FINANCE_RECONCILER]


def test_an_inspector_and_an_institution_see_no_account(side, person, school):
    state(person)
    for role, face in ((Role.INSPECTOR, Face.CITY), (Role.FINANCE_RECONCILER, Face.CITY)):
        actor = Actor(side.reviewer.pk, side.bureau.pk, role, side.district.pk, face)
        with acting_as(actor.scope):
            found = BankAccount.objects.visible_to(actor).filter(trainee_user_id=person.user_id)
            assert found.count() == (role == Role.FINANCE_RECONCILER)
    with acting_as(school.scope), pytest.raises(Exception, match="permission denied"):
        BankAccount.objects.count()


def test_neither_a_program_nor_the_common_page_changes_one(person):
    row = state(person)
    with acting_as(person.scope):
        assert refused(perform, row, "end", actor=person).code == "not_allowed"


# ---- what the bank says


def test_without_a_source_nothing_counts_as_checked(person):
    row = state(person)
    with acting_as(SYSTEM):
        assert accounts.check_names() == 0
    assert row.name_check == NameCheck.NOT_CHECKED


@pytest.mark.parametrize(
    ("answer", "found"),
    [(True, "agrees"), (False, "differs"), (None, "unknown"), (OSError("away"), "not_checked")],
)
def test_what_the_bank_says_is_kept_and_asked_again_where_it_says_nothing(person, answer, found):
    row = state(person)
    asked = []

    def bank(number, name):
        asked.append((number, name))
        if isinstance(answer, OSError):
            raise answer
        return answer

    banks.provide("演示银行", bank)
    try:
        with acting_as(SYSTEM):
            accounts.check_names()
    finally:
        banks.provide("", None)
    with acting_as(OWNER):
        row.refresh_from_db()
    assert asked[-1] == (CARD, "学员1")
    assert (row.name_check, row.checked_in) == (found, "" if found == "not_checked" else "演示银行")


# ---- rosters


def roster_account(name) -> BankAccount | None:
    with acting_as(OWNER):
        found = BankAccount.objects.filter(trainee__name=name, source="roster")
        return found.first()


def test_a_roster_states_accounts_which_the_people_confirm(side, school):
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(seats=99)
    bare = (*rosters.person(2)[:6], "", "")
    with acting_as(school.scope):
        import_roster(check(side, school, [*rosters.people(2), bare]), actor=school)
    row = roster_account("学员0")
    assert (row.state, row.number, row.holder_name) == ("stated", rosters.card(0), "学员0")
    assert (row.name_check, row.bank) == ("not_checked", "中国建设银行")
    assert roster_account("学员2") is None
    actor = Actor(row.trainee_user_id, role=Role.WORKER, face=Face.WORKER)
    with acting_as(actor.scope):
        assert accounts.confirm_account(row, actor=actor).state == "in_use"
    assert own(actor) == [(row.masked_number, "in_use")]


def test_a_roster_leaves_alone_what_people_have_said_themselves(side, school, person):
    state(person)
    with acting_as(OWNER):
        number = Trainee.objects.get(user_id=person.user_id).identity_number
    row = ("学员1", "居民身份证", number, "13500000001", "", "", OTHER, "")
    with acting_as(school.scope):
        import_roster(check(side, school, [row]), actor=school)
    assert own(person) == [("****0012", "in_use")]


def test_an_import_that_is_undone_takes_its_accounts_and_its_people_along(side, school):
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(seats=99)
        before = Trainee.objects.count(), BankAccount.objects.count()
    with acting_as(school.scope):
        roster = import_roster(check(side, school, rosters.people(3)), actor=school)
        undo_roster(roster, actor=school)
    with acting_as(OWNER):
        assert (Trainee.objects.count(), BankAccount.objects.count()) == before


def test_a_card_that_fails_its_check_digit_is_told_by_row(side, school):
    row = (*rosters.person(0)[:6], WRONG, "")
    with acting_as(school.scope):
        found = check(side, school, [row])
    assert [(e["row"], e["code"]) for e in found.errors] == [(2, "account_invalid")]


# ---- the pages


def test_a_change_needs_a_fresh_proof(client, side, person, monkeypatch):
    entered(client, person)
    given = {"account_type": "personal_card", "number": CARD, "holder": "学员1"}
    answer = client.post(NEW, given)
    page = client.get(answer.url).content.decode()
    assert ("****0012" in page, CARD in page) == (True, False)
    away = time.time() + 3600
    monkeypatch.setattr(time, "time", lambda: away)
    answer = client.post(NEW, given | {"number": OTHER})
    assert "reauthenticate" in answer.url
    with acting_as(OWNER):
        row = BankAccount.objects.get(trainee_user_id=person.user_id)
    for move in ("confirm", "end"):
        at = f"/account/bank-account/{row.pk}/{move}/"
        assert "reauthenticate" in client.get(at).url


def test_the_form_says_what_is_wrong_beside_the_field(client, side, person):
    entered(client, person)
    given = {"account_type": "personal_card", "number": WRONG, "holder": "别人"}
    answer = client.post(NEW, given)
    assert answer.status_code == 409
    assert "请与银行卡或存折逐位核对" in answer.content.decode()


def test_nobody_opens_the_pages_of_another_account(client, side, person):
    row = state(person)
    entered(client, newcomer(2))
    for part in ("", "confirm/", "end/"):
        assert client.get(f"/account/bank-account/{row.pk}/{part}").status_code == 404


def test_an_account_to_confirm_is_the_first_thing_one_reads(client, side):
    with acting_as(AUTH):
        client.force_login(side.worker)
    assert "****0001" in client.get("/account/").content.decode()
