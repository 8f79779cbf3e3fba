"""New keys while people work: nothing is lost, everybody is found, no old key is left."""

import base64
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core.privacy import UnknownKeyError, decrypt, encrypt, hashes_of, keyed_hash, rekeyed
from core.privacy.rotation import columns
from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations.accounts import AccountAdapter
from organizations.models import District, User
from tests.rosters import identity
from tests.sizes import size
from trainees.models import Trainee
from trainees.services.people import Person, find_or_make

PEOPLE, BATCH = size(60, 600), size(7, 50)
WRITERS, READERS = 4, 2


def key(n):
    return base64.b64encode(bytes([n]) * 32).decode()


OLD, BOTH, NEW = f"1:{key(1)}", f"1:{key(1)},2:{key(2)}", f"2:{key(2)}"


@pytest.fixture
def old_keys(settings):
    settings.FIELD_KEYS, settings.LOOKUP_KEYS, settings.FIELD_CIPHER = OLD, OLD, "aes"
    return settings


@pytest.fixture
def new_keys(settings):
    def change():
        settings.FIELD_KEYS, settings.LOOKUP_KEYS = BOTH, BOTH

    return change


def person(n):
    with acting_as(OWNER):
        home = District.objects.get(code="DL-06").pk
    return Person("citizen_id", identity(n), f"学员{n}", f"1370001{n:04d}", home)


def register(n):
    with acting_as(AUTH):
        return find_or_make(person(n))


@pytest.fixture
def people(old_keys, transactional_db):
    for n in range(PEOPLE):
        register(n)


def rotate(capsys):
    call_command("rotate_field_keys", batch=BATCH)
    return capsys.readouterr().out


def test_every_value_and_hash_is_renewed_and_read_with_the_new_key_alone(
    people, new_keys, settings, capsys, record_counts
):
    new_keys()
    out = rotate(capsys)
    assert f"trainees_trainee.identity_number: {PEOPLE}" in out
    assert f"organizations_user.phone_hash: {PEOPLE}" in out
    assert out.splitlines()[-1] == "0 values under old keys"
    settings.FIELD_KEYS = NEW  # the old field key can go
    with acting_as(OWNER):
        found = {row.name: (row.identity_number, row.phone) for row in Trainee.objects.all()}
        hashes = set(Trainee.objects.values_list("identity_hash", flat=True))
    wanted = {p.name: (p.number, p.phone) for p in map(person, range(PEOPLE))}
    assert found == wanted
    assert hashes == {keyed_hash(number) for number, _phone in wanted.values()}
    assert "0 values renewed" in rotate(capsys)
    record_counts(f"rotation: {4 * PEOPLE} values renewed, 0 under old keys")


def test_a_person_is_found_before_during_and_after(people, new_keys, capsys):
    before = register(3)
    new_keys()
    assert register(3)[:2] == before[:2]  # still under the old hash
    with acting_as(AUTH):
        assert AccountAdapter().get_user_by_phone(person(3).phone).pk == before[1]
    rotate(capsys)
    assert register(3)[:2] == before[:2]
    with acting_as(AUTH):
        assert AccountAdapter().get_user_by_phone(person(3).phone).pk == before[1]
    with acting_as(OWNER):
        assert Trainee.objects.count() == PEOPLE


def test_two_who_write_under_different_keys_make_one_record(people, settings, capsys):
    """Halfway through a restart: all know both keys, some write the old one."""
    first = register(PEOPLE + 1)
    settings.FIELD_KEYS = settings.LOOKUP_KEYS = f"2:{key(2)},1:{key(1)}"
    assert register(PEOPLE + 1)[:2] == first[:2]
    assert register(PEOPLE + 2)[2] is True
    settings.FIELD_KEYS = settings.LOOKUP_KEYS = BOTH
    assert register(PEOPLE + 2)[2] is False


def test_who_writes_and_reads_meanwhile_loses_and_misses_nothing(
    people, new_keys, capsys, record_counts
):
    new_keys()
    with acting_as(OWNER):
        keys = list(Trainee.objects.order_by("pk").values_list("pk", flat=True))
    stop, written, read, missed = threading.Event(), {}, [0] * READERS, []

    def write(number, turn):
        """Change the phone of one of an own share of the people."""
        own = keys[number::WRITERS]
        pk, phone = own[turn % len(own)], f"139{number}{turn:07d}"
        with acting_as(OWNER), transaction.atomic():
            row = Trainee.objects.select_for_update().get(pk=pk)
            row.phone = phone
            row.save()
        written[pk] = phone
        return turn + 1 < len(own)

    def look(number, turn):
        """Find a person by number and read it."""
        wanted = identity(turn % PEOPLE)
        with acting_as(OWNER):
            found = Trainee.objects.filter(identity_hash__in=hashes_of(wanted))
            if [row.identity_number for row in found] != [wanted]:
                missed.append(turn)
        read[number] += 1
        return turn < PEOPLE

    def run(step, number):
        turn = 0
        try:
            while step(number, turn) or not stop.is_set():
                turn += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(write, n)) for n in range(WRITERS)]
    threads += [threading.Thread(target=run, args=(look, n)) for n in range(READERS)]
    for thread in threads:
        thread.start()
    out = rotate(capsys)
    stop.set()
    for thread in threads:
        thread.join()
    assert out.splitlines()[-1] == "0 values under old keys"
    with acting_as(OWNER):
        stored = dict(Trainee.objects.values_list("pk", "phone"))
        left = sum(column.left() for column in columns())
    assert (stored, missed, left) == (written, [], 0)
    record_counts(
        f"rotation beside {WRITERS} writers and {READERS} readers: {len(stored)} last writes kept,"
        f" {sum(read)} reads, {len(missed)} missed, {left} old values"
    )


def test_a_rotation_that_was_stopped_goes_on(people, new_keys, capsys):
    new_keys()
    with acting_as(OWNER):
        column = next(c for c in columns() if str(c) == "trainees_trainee.phone")
        passing = column.renew(BATCH)
        assert (next(passing), next(passing)) == (BATCH, BATCH)
        passing.close()
        assert column.left() == PEOPLE - 2 * BATCH
    assert f"trainees_trainee.phone: {PEOPLE - 2 * BATCH}" in rotate(capsys)


def test_a_value_no_key_opens_is_named_and_not_shown(people, new_keys, settings, superuser):
    superuser.execute("SELECT min(id) FROM trainees_trainee")
    (pk,) = superuser.fetchone()
    superuser.execute("UPDATE trainees_trainee SET phone = '9.aes:AAAA' WHERE id = %s", [pk])
    new_keys()
    with pytest.raises(CommandError, match=f"trainees_trainee.phone of row {pk}"):
        call_command("rotate_field_keys")


def test_another_cipher_is_a_rotation_too(people, settings, capsys):
    settings.FIELD_CIPHER = "sm4"
    assert rotate(capsys).splitlines()[-1] == "0 values under old keys"
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT split_part(identity_number, ':', 1) FROM trainees_trainee")
        assert cursor.fetchall() == [("1.sm4",)]
        assert Trainee.objects.get(name="学员5").identity_number == person(5).number


def test_a_stale_row_does_not_bring_an_old_hash_back(people, new_keys, capsys):
    with acting_as(OWNER):
        stale = User.objects.get(phone_hash=keyed_hash(person(1).phone))
        new_keys()
        rotate(capsys)
        stale.save()
        assert User.objects.get(pk=stale.pk).phone_hash == keyed_hash(person(1).phone)


def test_a_hash_goes_on_from_the_one_before_and_never_back(settings):
    settings.LOOKUP_KEYS = OLD
    first = keyed_hash("13700000001")
    settings.LOOKUP_KEYS = BOTH
    second = keyed_hash("13700000001")
    assert (rekeyed(first), rekeyed(second)) == (second, second)
    assert hashes_of("13700000001") == [second, first]
    settings.LOOKUP_KEYS = f"2:{key(2)},1:{key(1)}"
    assert hashes_of("13700000001") == [first, second]
    assert rekeyed(second) == second
    assert hashes_of("") == []


def test_a_key_that_is_gone_is_named(settings):
    settings.FIELD_KEYS = OLD
    stored = encrypt("13700000001")
    settings.FIELD_KEYS = NEW
    with pytest.raises(UnknownKeyError, match="key version 1 is not configured"):
        decrypt(stored)
