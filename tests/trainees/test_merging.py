"""Two records of one person: proposed, merged, undone; who may, what moves, what leads where."""

from datetime import date, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import Error, IntegrityError, connection, transaction

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.identifiers.documents import check_character
from core.models import AuditEntry, Notification
from core.privacy import hashes_of, keyed_hash
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from organizations.models import User
from policies.decisions import failed
from programs.models import Programme, TrainingClass
from tests import world as laid_out
from tests.trainees import merged as steps
from tests.trainees.merged import owner_of, propose, state_of_tables, step
from trainees import comparing, merging
from trainees.checks import enrolment_checks
from trainees.conflicts import WORDS
from trainees.deadlines import merge_replies
from trainees.eligibility import own_subsidy, subject_today
from trainees.list_checks import list_facts
from trainees.models import (
    Employment,
    Enrolment,
    GroupMembership,
    MergedRecord,
    PersonMerge,
    ReferenceEntry,
    ReferenceList,
    Trainee,
    Voucher,
)
from trainees.services import merging as service
from trainees.services.people import Person, find_or_make, own_trainee, register_worker
from trainees.services.phones import ask_at_counter, renew


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def city(world):
    return laid_out.city_actor(world["市"])


@pytest.fixture
def second(world):
    return steps.another_reviewer(world["市"])


def code_of(act) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


def told(user_id, code) -> int:
    with acting_as(OWNER):
        return Notification.objects.filter(recipient_id=user_id, code=code).count()


def person(side, **changes) -> Trainee:
    """One more record of the district."""
    with acting_as(OWNER):
        n = Trainee.objects.count()
        user = User.objects.create(username=f"extra{n}", name="某人", password="!")
        facts = {
            "name": "某人", "document_type": "citizen_id", "identity_number": f"n{n}",
            "identity_hash": keyed_hash(f"n{n}"), "birth_on": date(1991, 1, n), "sex": "male",
            "district": side.district, "consent_version": "t", "registered_at": clock.now(),
        }  # fmt: skip
        return Trainee.objects.create(user=user, **{**facts, **changes})


def test_every_record_moves_and_every_one_goes_back(side, city, second):
    records = steps.laden(side)
    before = state_of_tables()
    row = propose(side)
    assert (row.state, row.number[:6]) == ("proposed", "RH2026"), "both records are marked by it"
    assert told(city.user_id, "work_new") == 1
    done = step(row, "merge", city)
    assert (done.state, done.records) == ("merged", 5)
    assert {owner_of(one) for one in records} == {side.worker.pk}
    with acting_as(OWNER):
        emptied = Trainee.objects.get(pk=side.double.pk)
        assert (emptied.merged_into_id, emptied.user.is_active) == (side.trainee.pk, False)
        assert Enrolment.objects.get(pk=records[0].pk).trainee_id == side.trainee.pk
        kinds = {one.table_name for one in MergedRecord.objects.filter(merge=row)}
    assert kinds == {
        "trainees_enrolment", "trainees_attendancerecord", "trainees_groupmembership",
        "trainees_voucher", "trainees_employment", "core_storedfile", "trainees_trainee",
        "organizations_user",
    }  # fmt: skip
    assert told(side.worker.pk, "records_merged") == 1
    assert told(side.reviewer.pk, "record_approved") == 2, "one stands there already"
    step(row, "undo", second, reason="系两个人")
    assert state_of_tables() == before
    with acting_as(OWNER):
        undone = Notification.objects.filter(code="person_state", context__number=row.number)
        assert {one.recipient_id for one in undone} == {side.worker.pk, side.double.user_id}
        assert {one.context["state"] for one in undone} == {"Merge undone"}, "kept in English"


def test_the_city_owes_an_answer_by_a_day(side, city):
    row = propose(side)
    due = service.reply_due(row)
    with acting_as(SYSTEM):
        assert list(merge_replies(due - timedelta(days=1))) == []
        (owed,) = merge_replies(due)
    assert (owed.number, owed.on, city.user_id in owed.owners) == (row.number, due, True)
    step(row, "merge", city)
    with acting_as(SYSTEM):
        assert list(merge_replies(due)) == [], "answered"


def test_every_step_and_every_record_stand_in_the_trail(side, city, second):
    records = steps.laden(side)
    row = propose(side)
    step(row, "merge", city)
    step(row, "undo", second, reason="系两个人")
    with acting_as(OWNER):
        entries = AuditEntry.objects.filter(model="trainees.personmerge", object_id=row.pk)
        assert [e.verb for e in entries.order_by("id")] == ["submit", "merge", "undo"]
        assert all("facts" not in e.after for e in entries)
        followed = AuditEntry.objects.filter(verb="follow_person").order_by("id")
        assert len(followed) == 2 * len(records)
        first = followed.get(model="trainees.enrolment", trainee_user_id=side.worker.pk)
    assert first.before["trainee_id"] == side.double.pk
    assert first.after["trainee_id"] == side.trainee.pk


def test_what_was_made_since_stays_with_the_record_that_was_kept(side, city, second):
    records = steps.laden(side)
    row = propose(side)
    step(row, "merge", city)
    new = steps.enrolled(side, side.trainee, steps.another_class(side, 2))
    step(row, "undo", second, reason="系两个人")
    assert owner_of(new) == side.worker.pk
    assert {owner_of(one) for one in records} == {side.double.user_id}


def test_a_record_goes_with_the_one_it_hangs_on(side, city, second):
    """Attendance made since with its enrolment; a voucher used since with the enrolment it pays."""
    own = steps.enrolled(side, side.double, steps.another_class(side, 1))
    voucher = steps.with_voucher(side, side.double)
    row = propose(side)
    step(row, "merge", city)
    with acting_as(OWNER):
        own.refresh_from_db()
    record = steps.attended(side, own)
    new = steps.enrolled(side, side.trainee, steps.another_class(side, 2))
    with acting_as(OWNER):
        voucher.refresh_from_db()
        voucher.enrolment, voucher.organization_id = new, new.organization_id
        voucher.save()
    step(row, "undo", second, reason="系两个人")
    assert owner_of(record) == owner_of(own) == side.double.user_id
    assert owner_of(voucher) == owner_of(new) == side.worker.pk


def test_sd33_whoever_proposed_does_not_decide(side, city):
    row = propose(side)
    for actor in (as_reviewer_of_the_city(side, city), as_deputy(city, side.reviewer.pk)):
        assert code_of(lambda: step(row, "merge", actor)).code == "same_reviewer"  # noqa: B023
        assert code_of(lambda: step(row, "refuse", actor, reason="x")).code == "same_reviewer"  # noqa: B023


def as_reviewer_of_the_city(side, city) -> Actor:
    """The officer who proposed, in another membership."""
    return Actor(side.reviewer.pk, city.organization_id, city.role, city.district_id, Face.CITY)


def as_deputy(city, member) -> Actor:
    return Actor(
        city.user_id, city.organization_id, city.role, city.district_id, Face.CITY,
        deputy_for=member,
    )  # fmt: skip


def test_sd34_whoever_merged_does_not_undo(side, city, second):
    row = propose(side)
    step(row, "merge", city)
    assert code_of(lambda: step(row, "undo", city, reason="x")).code == "same_reviewer"
    deputy = as_deputy(second, city.user_id)
    assert code_of(lambda: step(row, "undo", deputy, reason="x")).code == "same_reviewer"
    assert step(row, "undo", second, reason="x").state == "undone"


def test_nobody_decides_about_the_own_record(side, city):
    row = propose(side)
    oneself = Actor(side.worker.pk, city.organization_id, city.role, city.district_id, Face.CITY)
    assert code_of(lambda: step(row, "merge", oneself)).code == "same_reviewer"


def test_the_database_refuses_the_same_person_twice(side, city):
    row = propose(side)
    decided = {"decided_by_id": side.reviewer.pk, "decided_at": row.proposed_at, "state": "refused"}
    refuses("merge_decided_by_another", lambda: of(row).update(**decided))
    step(row, "merge", city)
    undone = {"undone_by_id": city.user_id, "undone_at": row.proposed_at, "state": "undone"}
    refuses("merge_undone_by_another", lambda: of(row).update(**undone))


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("merge_decided_by_somebody", {"state": "merged", "undo_until": date(2099, 1, 1)}),
        ("merge_of_two", {"merged_id": None}),
    ],
)
def test_a_merge_is_of_two_and_decided_by_somebody(side, name, changes):
    row = propose(side)
    changes = {key: row.kept_id if value is None else value for key, value in changes.items()}
    refuses(name, lambda: of(row).update(**changes))


def of(row):
    return PersonMerge.objects.filter(pk=row.pk)


def refuses(name, act) -> None:
    """The database does, whoever asks."""
    with acting_as(OWNER), pytest.raises(IntegrityError, match=name), transaction.atomic():
        act()


@pytest.mark.parametrize("function", ["merge_people", "unmerge_people"])
def test_plain_sql_moves_nothing_for_the_wrong_person(side, city, function):
    """SD33 and SD34 once more, in the functions that write."""
    row = propose(side)
    actor = as_reviewer_of_the_city(side, city)
    if function == "unmerge_people":
        step(row, "merge", city)
        actor = city
    before = state_of_tables()
    with (
        acting_as(actor.scope),
        pytest.raises(Error, match="of somebody else"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT {function}(%s)", [row.pk])
    assert state_of_tables() == before


def test_no_other_role_may_run_them(side):
    row = propose(side)
    for actor in (
        laid_out.district_actor(side),
        laid_out.worker_actor(side),
        laid_out.unit_actor(side),
    ):
        with (
            acting_as(actor.scope),
            pytest.raises(Error, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT merge_people(%s)", [row.pk])


def test_an_emptied_record_stays_empty(side, city):
    steps.laden(side)
    step(propose(side), "merge", city)
    with acting_as(OWNER), pytest.raises(IntegrityError, match="was merged"), transaction.atomic():
        Employment.objects.filter(trainee=side.trainee).update(
            trainee=side.double, trainee_user_id=side.double.user_id
        )
    other = steps.another_class(side, 3)
    with pytest.raises(IntegrityError, match="was merged"), transaction.atomic():
        steps.enrolled(side, side.double, other)


def test_a_pair_that_was_refused_is_not_proposed_again(side, city):
    row = propose(side)
    assert code_of(lambda: propose(side)).code == "merge_known"
    step(row, "refuse", city, reason="两个不同的人")
    assert told(side.reviewer.pk, "merge_refused") == 1
    for ids in ({}, {"kept": side.double, "merged": side.trainee}):
        assert code_of(lambda: propose(side, **ids)).code == "merge_known"  # noqa: B023


def test_one_that_was_withdrawn_may_be_proposed_again(side):
    row = propose(side)
    assert step(row, "withdraw", laid_out.district_actor(side)).state == "withdrawn"
    assert propose(side).state == "proposed"


def test_a_record_is_not_merged_with_itself_nor_with_one_out_of_reach(side, world):
    assert code_of(lambda: propose(side, merged=side.trainee)).code == "merge_same_record"
    elsewhere = world["乙"].trainee
    assert code_of(lambda: propose(side, merged=elsewhere)).code == "not_allowed"
    foreign = {"kept": elsewhere, "merged": world["乙"].double}
    assert code_of(lambda: propose(side, **foreign)).code == "not_allowed"


def test_somebody_of_another_district_is_found_by_the_number_of_the_document(side, world):
    other, actor = world["乙"].trainee, laid_out.district_actor(side)
    number = other.identity_number
    with acting_as(actor.scope):
        found = service.find_other(
            side.trainee, actor=actor, document_type="citizen_id", number=number
        )
    assert found == (other.pk, ",".join(hashes_of(number)))
    assert propose(side, merged=other, numbers=found[1]).merged_id == other.pk
    with acting_as(OWNER):
        entry, about = AuditEntry.objects.filter(verb="look_up").order_by("pk")
        assert about.object_id == str(other.pk), "an auditor finds who was looked up"
    assert (entry.after, number in f"{vars(entry)}") == ({"is_found": True}, False)


CONFLICTS = [
    ("same_class", lambda s, a, b: [steps.enrolled(s, b, s.training_class)]),
    ("overlap", lambda s, a, b: [overlapping(s, b)]),
    ("vouchers", lambda s, a, b: [steps.with_voucher(s, p, n) for n, p in enumerate((a, b))]),
    ("group", lambda s, a, b: [steps.proven(s, p, n=n) for n, p in enumerate((a, b))]),
    ("employment", lambda s, a, b: [steps.employed(s, b, 9999)]),
    ("business", lambda s, a, b: [steps.founded(s, b)]),
    ("account", lambda s, a, b: [made_member(s, b)]),
]


def overlapping(side, person) -> Enrolment:
    row = steps.enrolled(side, person, steps.another_class(side, 0))
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=side.enrolment.pk).update(state="attending")
    return row


def made_member(side, person):
    with acting_as(OWNER):
        laid_out.add_membership(
            actor=laid_out.ACTOR,
            user=person.user,
            organization=side.organization,
            role=Role.TEACHER,
        )


@pytest.mark.parametrize(("code", "lay_out"), CONFLICTS, ids=[code for code, _lay in CONFLICTS])
def test_a_conflict_is_shown_and_keeps_them_apart(side, city, code, lay_out):
    lay_out(side, side.trainee, side.double)
    row, before = propose(side), state_of_tables()
    with acting_as(laid_out.district_actor(side).scope):
        found = comparing.conflicts_of(side.trainee.pk, side.double.pk)
    assert [words.partition("：")[0] for words in found] == [str(WORDS[code])]
    answer = code_of(lambda: step(row, "merge", city))
    assert (answer.code, answer.detail) == ("merge_conflict", found[0])
    assert state_of_tables() == before


def test_the_one_that_keeps_an_open_merge_is_not_emptied(side, city):
    steps.no_wards(side)
    first, third = propose(side), person(side)
    onward = propose(side, kept=third, merged=side.trainee)
    step(first, "merge", city)
    assert "撤销" in code_of(lambda: step(onward, "merge", city)).detail


def test_who_is_a_guardian_is_the_record_that_stays(side, city):
    row = propose(side, kept=side.double, merged=side.trainee)
    with pytest.raises(Refused) as refused:
        step(row, "merge", city)
    assert (refused.value.code, "监护人" in refused.value.message) == ("merge_conflict", True)
    steps.no_wards(side)
    assert step(row, "merge", city).state == "merged"


def test_pointers_are_one_step_long_and_come_back(side, city, second):
    """After the first is final the kept record may itself be emptied; undone, all is as it was."""
    steps.no_wards(side)
    first, third = propose(side), person(side)
    step(first, "merge", city)
    settle(first)
    before = state_of_tables()
    onward = propose(side, kept=third, merged=side.trainee)
    step(onward, "merge", city)
    with acting_as(OWNER):
        leads = Trainee.objects.filter(pk__in=(side.trainee.pk, side.double.pk))
        assert set(leads.values_list("merged_into_id", flat=True)) == {third.pk}
    step(onward, "undo", second, reason="x")
    assert state_of_tables() == before


def settle(row) -> int:
    with acting_as(OWNER):
        last = PersonMerge.objects.get(pk=row.pk).undo_until
    with time_machine.travel(f"{last + timedelta(days=1)}T01:00:00+08:00"), acting_as(SYSTEM):
        return service.advance()


def test_it_can_be_undone_for_ninety_days_and_is_final_then(side, city, second):
    row = step(propose(side), "merge", city)
    with acting_as(OWNER):
        assert row.undo_until == clock.today() + timedelta(days=90)
    with acting_as(SYSTEM):
        assert service.advance() == 0
    late = f"{row.undo_until + timedelta(days=1)}T12:00:00+08:00"
    with time_machine.travel(late):
        answer = code_of(lambda: step(row, "undo", second, reason="x"))
    assert (answer.code, answer.detail) == ("merge_undo_over", f"{row.undo_until}")
    assert settle(row) == 1
    assert code_of(lambda: step(row, "undo", second, reason="x")).code == "wrong_state"
    with acting_as(OWNER):
        assert Trainee.objects.get(pk=side.double.pk).merged_into_id == side.trainee.pk


# ---- what leads to the record that stays


def as_stated(trainee, phone="13500009999") -> Person:
    return Person(
        trainee.document_type, trainee.identity_number, trainee.name, phone, trainee.district_id
    )


@pytest.fixture
def permit(side) -> Trainee:
    """The second record, with a number that passes the check of its document."""
    with acting_as(OWNER):
        number = "83000019900101123" + check_character("83000019900101123")
        Trainee.objects.filter(pk=side.double.pk).update(
            identity_number=number, identity_hash=keyed_hash(number)
        )
        return Trainee.objects.get(pk=side.double.pk)


def test_the_number_of_the_emptied_record_leads_to_the_kept_one(side, city, permit):
    step(propose(side), "merge", city)
    unit = laid_out.unit_actor(side)
    with acting_as(unit.scope), connection.cursor() as cursor:
        assert find_or_make(as_stated(permit)) == (side.trainee.pk, side.worker.pk, False)
        cursor.execute(
            "SELECT trainee_id, user_id FROM match_people(%s, %s, %s)",
            [[permit.document_type], [permit.identity_hash], [permit.name]],
        )
        assert cursor.fetchall() == [(side.trainee.pk, side.worker.pk)]
    with acting_as(AUTH):
        answer = code_of(
            lambda: register_worker(person=as_stated(permit), username="again", password="x")
        )
    assert answer.code == "duplicate_person"


def test_at_the_counter_either_document_will_do(side, city, permit):
    actor = laid_out.district_actor(side)

    def ask(person):
        with acting_as(actor.scope):
            return ask_at_counter(
                person, actor=actor, number=permit.identity_number, phone="13911112222"
            )

    assert code_of(lambda: ask(side.trainee)).code == "id_type_unsupported"
    step(propose(side), "merge", city)
    assert ask(side.trainee)


def test_a_phone_of_the_closed_account_is_taken_over_by_its_owner(side, city):
    phone = "13911112222"
    with acting_as(OWNER):
        User.objects.filter(pk=side.double.user_id).update(phone_hash=keyed_hash(phone))
    row = propose(side)
    step(row, "merge", city)
    with acting_as(laid_out.worker_actor(side).scope):
        renew(side.trainee, phone, "")
    with acting_as(OWNER):
        assert User.objects.get(phone_hash=keyed_hash(phone)).pk == side.worker.pk


def test_a_phone_renewed_since_goes_back_with_nobody_elses_record(side, city, second):
    own = steps.enrolled(side, side.double, steps.another_class(side, 1))
    row = propose(side)
    step(row, "merge", city)
    with acting_as(laid_out.worker_actor(side).scope):
        renew(side.trainee, "13911112222", "")
    with acting_as(OWNER):
        assert Enrolment.objects.get(pk=own.pk).phone == "13911112222"
    step(row, "undo", second, reason="x")
    with acting_as(OWNER):
        assert Enrolment.objects.get(pk=own.pk).phone == side.double.phone


def test_a_list_that_names_the_other_document_is_about_the_person(side, city, permit):
    """A list knows people by one document; the record that stays was made by another."""
    document = {"document_type": permit.document_type, "identity_hash": permit.identity_hash}
    with acting_as(OWNER):
        newest = ReferenceList.objects.filter(kind="detained").latest("as_of")
        ReferenceEntry.objects.create(reference_list=newest, **document)
    assert not is_listed(side)
    step(propose(side), "merge", city)
    assert is_listed(side)


def is_listed(side) -> bool:
    with acting_as(laid_out.worker_actor(side).scope):
        return list_facts(side.trainee, clock.today())["detained"]["is_on"]


def test_what_somebody_is_entitled_to_follows_the_records(side, city, second):
    """A class for a key group: refused without its proof, open while the proof is theirs."""
    worker = laid_out.worker_actor(side)
    with acting_as(OWNER):
        Programme.objects.filter(pk=side.programme.pk).update(key_groups=["graduate_year"])
        Voucher.objects.filter(pk=side.voucher.pk).delete()
    steps.proven(side, side.double)
    training_class = steps.another_class(side, 1)

    def failures() -> set:
        with acting_as(worker.scope):
            row = TrainingClass.objects.select_related("programme").get(pk=training_class.pk)
            found = enrolment_checks(worker, own_trainee(worker), row)
            return {check.code for check in failed(found)}

    before = failures()
    assert "group_proof_missing" in before
    row = propose(side)
    step(row, "merge", city)
    assert failures() == before - {"group_proof_missing"}
    step(row, "undo", second, reason="x")
    assert failures() == before


def test_the_subsidy_is_decided_by_all_records_of_the_person(side, city, second):
    """The same for what is paid for whom, as the page answers it."""
    worker = laid_out.worker_actor(side)
    steps.proven(side, side.double)
    with acting_as(OWNER):
        GroupMembership.objects.filter(pk=side.group_proof.pk).update(state="withdrawn")

    def refused_for() -> list[str]:
        with acting_as(worker.scope):
            found = own_subsidy(worker, subject_today("6-18-02-04", "4"), "")
        return [failure.code for failure in found.of("failed")]

    assert refused_for() == ["group_proof_missing"]
    row = propose(side)
    step(row, "merge", city)
    assert refused_for() == []
    step(row, "undo", second, reason="x")
    assert refused_for() == ["group_proof_missing"]


def test_after_the_undo_it_leads_to_its_own_again(side, city, second, permit):
    row = propose(side)
    step(row, "merge", city)
    step(row, "undo", second, reason="x")
    with acting_as(laid_out.unit_actor(side).scope):
        assert find_or_make(as_stated(permit)) == (permit.pk, permit.user_id, False)


def test_the_emptied_account_is_signed_out_and_told_where_to_go(side, city, second, client):
    with acting_as(AUTH):
        user = User.objects.get(pk=side.double.user_id)
        user.set_password("a-long-password")
        user.save()
    given = {"login": user.username, "password": "a-long-password"}
    client.post("/login/", given)
    assert client.get("/account/").status_code == 200
    row = propose(side)
    step(row, "merge", city)
    assert client.get("/account/").status_code == 302
    with acting_as(OWNER):
        assert not UserSession.objects.filter(user=user).exists()
    page = client.post("/login/", given, follow=True).content.decode()
    assert "此账号已停用" in page
    assert "合并" in page
    step(row, "undo", second, reason="x")
    client.post("/login/", given)
    assert client.get("/account/").status_code == 200


def test_a_phone_both_state_signs_in_to_the_kept_account(side, city, second):
    """The earlier account had it; nobody is left without a way in."""
    phone = keyed_hash("13700001111")
    with acting_as(OWNER):
        Trainee.objects.filter(pk__in=(side.trainee.pk, side.double.pk)).update(phone_hash=phone)
        User.objects.filter(pk=side.double.user_id).update(phone_hash=phone)
    before, row = state_of_tables(), propose(side)
    step(row, "merge", city)
    with acting_as(OWNER):
        assert User.objects.get(phone_hash=phone).pk == side.worker.pk
    step(row, "undo", second, reason="x")
    assert state_of_tables() == before


# ---- the database knows what moves; nothing is forgotten


STAYS = {
    "policies_decision": "a decision is kept as it was made",
}


def test_every_table_of_people_is_told_and_the_rest_stays_for_a_reason(db):
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("SELECT name::text FROM tables_of_people()")
        moving = {name for (name,) in cursor.fetchall()}
        cursor.execute("""
            SELECT DISTINCT conrelid::regclass::text FROM pg_constraint
            JOIN pg_attribute a ON attrelid = conrelid AND attnum = ANY (conkey)
            WHERE contype = 'f' AND conparentid = 0 AND attname = 'trainee_user_id'""")
        naming = {name for (name,) in cursor.fetchall()}
        cursor.execute("""
            SELECT DISTINCT a.attrelid::regclass::text FROM pg_attribute a
            JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
                AND c.relnamespace = 'public'::regnamespace
            WHERE a.attname = 'trainee_id'""")
        with_person = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'stands_with_the_kept'"
        )
        guarded = {name for (name,) in cursor.fetchall()}
    assert moving == set(merging.kinds()), "tell it in apps.py: trainees.merging.moves"
    assert naming - moving == set(STAYS)
    assert guarded == with_person, "StandsWithTheKept in a migration"
