"""The set-based pieces give what their one-row sisters give."""

import base64
from datetime import date

import pytest
from cryptography.exceptions import InvalidTag
from django.db import ProgrammingError, connection, transaction

from core import audit
from core.models import AuditEntry
from core.privacy import decrypt, encrypt_many, hash_many, hashes_of, seal, unseal
from core.staging import staged
from core.tenancy.scope import OWNER, acting_as
from tests import world as laid_out

AWKWARD = [
    (1, "a\tb\nc\\d\r", date(2026, 1, 2)),
    (2, "", None),
    (3, None, None),
    (4, "\\N", None),
    (5, "张三 “名”", None),
]


def test_staged_rows_arrive_as_they_were_for_a_role_that_may_create_nothing(world):
    actor = laid_out.unit_actor(world["甲"])
    columns = {"n": "int", "words": "text", "day": "date"}
    with (
        acting_as(actor.scope),
        staged(columns, iter(AWKWARD)) as table,
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("app_organization",)
        cursor.execute(f"SELECT * FROM {table.as_string(cursor.cursor)} ORDER BY n")
        assert cursor.fetchall() == AWKWARD
        name = table.strings[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [name])
        assert cursor.fetchone() == (None,)


def test_rows_of_another_unit_are_refused_on_their_way_from_the_staging_table(world):
    mine, other = world["甲"], world["乙"]
    actor = laid_out.unit_actor(mine)
    rows = [(other.organization.pk, other.district.pk, "x")]
    columns = {"organization_id": "bigint", "district_id": "bigint", "name": "text"}
    with acting_as(actor.scope), staged(columns, rows) as table, connection.cursor() as cursor:
        name = table.as_string(cursor.cursor)
        insert = (
            "INSERT INTO programs_venue (organization_id, district_id, name, address, places)"
            f" SELECT organization_id, district_id, name, '', 1 FROM {name}"
        )
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            cursor.execute(insert)


def test_many_entries_are_what_single_ones_would_be(world):
    side = world["甲"]
    rows = [side.enrolment, world["乙"].enrolment]
    with acting_as(OWNER):
        before = [audit.columns(row) for row in rows]
        for row in rows:
            row.remark = "改"
        for row, old in zip(rows, before, strict=True):
            audit.record(laid_out.ACTOR, "one", row, before=old)
        audit.record_all(laid_out.ACTOR, "many", zip(rows, before, strict=True))
        names = [field.name for field in AuditEntry._meta.fields]
        names = [name for name in names if name not in {"id", "at", "verb"}]
        one, many = (
            list(AuditEntry.objects.filter(verb=verb).order_by("id").values(*names))
            for verb in ("one", "many")
        )
    assert one == many
    assert [entry["after"] for entry in many] == [{"remark": "改"}] * 2


def ring(*versions):
    keys = (base64.b64encode(bytes([n]) * 32).decode() for n in versions)
    return ",".join(f"{n}:{key}" for n, key in zip(versions, keys, strict=True))


@pytest.mark.parametrize("cipher", ["aes", "sm4"])
@pytest.mark.parametrize("versions", [(1,), (1, 2), (2, 1), (1, 3, 2)])
def test_many_values_are_encrypted_and_hashed_as_one_is(settings, cipher, versions):
    settings.FIELD_KEYS = settings.LOOKUP_KEYS = ring(*versions)
    settings.FIELD_CIPHER = cipher
    words = ["", "张三", "210202196001010017", "210202196001010017"]
    stored = encrypt_many(words)
    assert [decrypt(item) for item in stored] == words
    assert stored[2] != stored[3]
    assert [item.split(":")[0] for item in stored[1:]] == [f"{versions[-1]}.{cipher}"] * 3
    assert hash_many(words) == [",".join(hashes_of(word)) for word in words]


def test_a_pack_sealed_under_an_old_key_opens_while_the_key_is_listed(settings):
    settings.FIELD_KEYS = ring(1)
    sealed = seal(b"rows")
    settings.FIELD_KEYS, settings.FIELD_CIPHER = ring(1, 2), "sm4"
    assert unseal(sealed) == unseal(seal(b"rows")) == b"rows"


def test_a_sealed_pack_opens_unchanged_and_not_at_all_when_touched():
    content = "名册".encode() * 1000
    sealed = seal(content)
    assert unseal(sealed) == content
    assert len(sealed) < len(content)
    touched = bytearray(sealed)
    touched[-1] ^= 1
    with pytest.raises(InvalidTag):
        unseal(bytes(touched))
