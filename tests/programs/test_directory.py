"""What the directories said on a day equals what was seen on it, whoever changed what and how."""

from random import Random

import pytest
from django.db import Error, connection, transaction

from core.access import ANYONE
from core.tenancy.scope import ANON, OWNER, Scope, acting_as
from organizations.enums import UNITS
from organizations.models import Accreditation, Organization
from programs.catalogue_filters import DemandFilter
from programs.models import (
    AccreditationScope,
    DirectoryEntry,
    Occupation,
    Programme,
    TrainingClass,
)
from tests.isolation.matrix import ROLES
from tests.programs.edits import LIST, Edits, later, today
from tests.programs.published import PUBLISHED
from tests.sizes import size

DAYS, EDITS, SEEDS = size(4, 30), size(9, 12), size(2, 4)


class Public:
    """Who asks for the catalogue; all of its lines, whatever fits on a page."""

    actor = ANYONE


def seen(client, day=None) -> dict:
    """What the public reads in both directories, for a past day or of today."""
    on = {"on": day.isoformat()} if day else {}
    pages = list(pages_of(client, on))
    numbers = [row.number for page in pages for row in page["objects"]]
    asked = DemandFilter(on, queryset=DirectoryEntry.objects.all(), request=Public)
    with acting_as(ANON):
        demand = asked.lines()
    return {
        "list": [
            tuple(str(cell["value"]) for cell in row["cells"])
            for page in pages
            for row in page["rows"]
        ],
        "units": {number: unit(client, number, on) for number in numbers},
        "catalogue": [
            (row.what, row.level, row.name, row.lessons, row.grade, row.programmes, row.classes)
            for row in demand
        ],
    }


def pages_of(client, on):
    """What is on every page of the list."""
    number, goes_on = 1, True
    while goes_on:
        page = client.get(LIST, on | {"page": number}).context
        number, goes_on = number + 1, page["page"]["next_url"]
        yield page


def unit(client, number, on) -> tuple:
    """The page of a unit: its facts, scope and programmes."""
    page = client.get(f"{LIST}{number}/", on).context
    facts = [(str(label), value) for label, value in page["facts"]]
    return facts, page["scope"], page["programmes"]


def offered() -> dict[tuple, tuple]:
    """{line of the catalogue: (programmes, open classes)} as the tables have it now."""
    found = {}
    rows = Programme.objects.current().select_related("occupation")
    for row in rows:
        found.setdefault(line_of(row), [0, 0])[0] += 1
    for row in TrainingClass.objects.open().select_related("programme__occupation"):
        found.setdefault(line_of(row.programme), [0, 0])[1] += 1
    return {line: tuple(counts) for line, counts in found.items()}


def line_of(programme) -> tuple:
    if programme.course_type:
        return programme.course_type, ""
    return programme.occupation.code, programme.level


def live() -> list[tuple]:
    """The list as the tables have it now, put together without a directory."""
    units = Organization.objects.accredited().filter(kind__in=UNITS).select_related("district")
    return [
        (
            row.name, row.get_kind_display(), row.district.zh, row.address,
            str(Programme.objects.current().filter(organization=row).count()),
            str(TrainingClass.objects.open().filter(organization=row).count()),
            f"{row.accredited_until:%Y-%m-%d}",
        )
        for row in units.order_by("sort_key", "number")
    ]  # fmt: skip


def scopes() -> dict[str, list]:
    """The scope of each unit as the tables have it now: occupation and level, or course."""
    rows = AccreditationScope.objects.on(today()).select_related("occupation", "organization")
    found: dict = {}
    for row in rows:
        what = f"{row.occupation.zh} · {row.get_level_display()}"
        found.setdefault(row.organization.number, set()).add(what)
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_every_day_reads_as_it_was_seen(world, client, seed, record_counts):
    random, seen_on = Random(seed), {}
    with acting_as(OWNER):
        edits = Edits(random, world)
    for _ in range(DAYS):
        with acting_as(OWNER):
            edits.make(EDITS)
            rows, held = live(), scopes()
            grades = {row.code: grade(row) for row in Occupation.objects.all()}
            numbers = offered()
        copy = seen_on[today()] = seen(client)
        assert copy["list"] == rows
        for number, (_facts, scope, _programmes) in copy["units"].items():
            assert {name for _kind, names in scope for name in names} == held.get(number, set())
        assert all(line[4] == grades.get(line[0], "") for line in copy["catalogue"])
        assert all(line[5:] == numbers.get(line[:2], (0, 0)) for line in copy["catalogue"])
        later(random.randint(1, 3))
    for day, copy in seen_on.items():
        assert seen(client, day) == copy
    with acting_as(OWNER):
        follow = without_gaps()
    record_counts(f"directories: {len(seen_on)} days read as seen, {follow} versions follow")


def grade(row) -> str:
    """The shortage grade as the list of occupations has it now."""
    return row.shortage_grade if row.shortage_from and row.shortage_from <= today() else ""


def without_gaps() -> int:
    """Each version begins where the one before ends, and one of each number stands."""
    ends: dict = {}
    rows = list(DirectoryEntry.objects.order_by("shown_from", "pk"))
    for row in rows:
        key = row.part, row.number
        assert ends.get(key, row.shown_from) == row.shown_from
        ends[key] = row.shown_to
    assert set(ends.values()) == {None}
    return len(rows)


def test_every_published_column_makes_a_version_also_by_raw_sql(world, owner):
    later()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    before = DirectoryEntry.objects.count()
    for table, change in PUBLISHED:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {change}")
            assert DirectoryEntry.objects.count() > before, (table, change)
            transaction.set_rollback(True)


def test_what_one_transaction_changes_on_a_day_is_one_version(world, owner):
    school = world["甲"].organization
    later()
    for address in ("一", "二", "三"):
        Organization.objects.filter(pk=school.pk).update(address=address)
    Accreditation.objects.filter(organization=school).update(licence_number="新号")
    versions = DirectoryEntry.objects.filter(number=school.number).order_by("shown_from")
    assert [(row.address, row.facts["licence_number"]) for row in versions] == [
        ("", "人社民2100000号"),
        ("三", "新号"),
    ]


def test_seats_classes_drafts_and_people_do_not_touch_a_directory(world, owner):
    side = world["甲"]
    before = list(DirectoryEntry.objects.order_by("pk").values())
    later()
    type(side.training_class).objects.update(seats_taken=2)
    side.enrolment.save()
    Accreditation.objects.filter(pk=side.application.pk).update(licence_number="草稿")
    Programme.objects.filter(pk=side.draft_programme.pk).update(name="草稿")
    side.programme.save()
    Organization.objects.get(pk=side.organization.pk).save()
    assert list(DirectoryEntry.objects.order_by("pk").values()) == before


CHANGES = (
    "UPDATE programs_directoryentry SET facts = '{}'",
    "UPDATE programs_directoryentry SET shown_from = shown_from - interval '1 day'",
    "UPDATE programs_directoryentry SET shown_to = now() + interval '1 day' WHERE id % 2 = 0",
    "DELETE FROM programs_directoryentry",
    """INSERT INTO programs_directoryentry (part, number, unit, is_listed, facts, sort_key,
        search_text, shown_from, xid)
    VALUES ('institution', 'X', 'X', true, '{}', '', '', '2020-01-01', 0)""",
)


@pytest.mark.parametrize("role", [*ROLES, "app_system"])
def test_no_role_of_the_product_writes_an_entry(world, role):
    for statement in CHANGES:
        with (
            pytest.raises(Error, match="permission denied"),
            transaction.atomic(),
            acting_as(Scope(role, 1, 1, 1)),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_writes_history_anew():
    """What is committed is changed in its end alone, and versions follow each other."""
    with acting_as(OWNER):
        before = list(DirectoryEntry.objects.order_by("pk").values())
        again = (
            "INSERT INTO programs_directoryentry (part, number, unit, is_listed, facts, sort_key,"
            " search_text, shown_from, xid) SELECT part, number, unit, true, '{}', '', '',"
            " shown_from - interval '1 day', 0 FROM programs_directoryentry LIMIT 1"
        )
        for statement in (*CHANGES[:2], CHANGES[3], again):
            with (
                pytest.raises(Error, match=r"directory|without a gap"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
        assert list(DirectoryEntry.objects.order_by("pk").values()) == before
        assert len(before) == Occupation.objects.count()
