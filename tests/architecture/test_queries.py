"""Every list and every record asks as many queries for 50 rows as for one, and not many.

The pages are taken from the URLconf, the bureau's lists and records from the admin's registry. To
have 50 rows of everything, each row of the world is copied inside the test's transaction, whose
unique constraints are dropped for that: what a list shows need not make sense, only be many.
"""

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, reverse

from core.admin_site import site
from core.calendar import tables
from core.pages import DetailPage, ListPage
from core.tenancy.scope import OWNER, acting_as
from tests.entering import Entrance
from tests.isolation.routes import ROUTES
from tests.questions import is_question
from tests.sizes import size
from trainees.models.monthly import Monthly

MOST, COPIES = 15, size(9, 49)  # copies of each row
# One row, or reference rows that are the same in every world.
NOT_COPIED = {"ClockOffset", "SendingHours", "CalendarYear", "CalendarDay", "District", "User",
              "DirectoryEntry", "DatedValue", "TimeLimit", "Clause", "PolicyDocument",
              "RoleConflict", "AuditSeal", "Membership", "KeyGroup", "LessonStandard",
              "Occupation", "Organization", "SubsidyRate"}  # fmt: skip
NAMED = {
    "report-detail": ["2026Q1"],
    "report-rows": ["2026Q1", "I05"],
    "workspace:employee-detail": [1],
}
OF_A_TABLE = """
SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'x')
"""
PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass"
INDEXES = """
SELECT indexrelid::regclass::text FROM pg_index
WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary
"""


def pages(resolver, namespace="", route=""):
    """(name, view) of every page of the URLconf."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (namespace, pattern.namespace)))
            yield from pages(pattern, inner)
        elif issubclass(getattr(pattern.callback, "view_class", object), ListPage | DetailPage):
            name = f"{namespace}:{pattern.name}" if namespace else pattern.name
            yield name, pattern.callback


PAGES = dict(sorted(pages(get_resolver())))


@pytest.fixture
def enter(client, world):
    """Sign in as the first of the roles that anybody has in this world; None where nobody has."""
    entrance = Entrance(client, world)

    def sign_in(roles):
        role = next((role for role in entrance.users if roles is None or role in roles), None)
        return role and entrance.as_role(role)

    return sign_in


def addresses_of_pages(side):
    for name, callback in PAGES.items():
        arguments = ROUTES[name].arguments(side) if name in ROUTES else NAMED.get(name, [])
        roles = callback.view_initkwargs.get("roles", callback.view_class.roles)
        roles = [ROUTES[name].who] if name in ROUTES else roles
        yield reverse(name, args=arguments), roles


def addresses_of_the_admin():
    for model, model_admin in site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist"), model_admin.roles
        with acting_as(OWNER):
            rows = model_admin.model._base_manager.order_by("pk").values_list("pk", flat=True)
            for key in rows[:1]:
                yield reverse(f"{name}_change", args=[key]), model_admin.roles


def opened(enter, addresses) -> list[tuple]:
    """The pages that somebody of this world opens; each is warm afterwards."""
    found = []
    for address, roles in addresses:
        client = enter(roles)
        if client is not None and client.get(address).status_code == 200:
            found.append((address, roles))
    return found


def queries(enter, addresses) -> dict[str, list[str]]:
    """The queries each page asks."""
    found = {}
    for address, roles in addresses:
        client = enter(roles)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        found[address] = [query["sql"] for query in asked if is_question(query)]
    return found


def counts(found) -> dict[str, int]:
    return {address: len(asked) for address, asked in found.items()}


def differences(few, many) -> str:
    """The queries of the pages that ask more or fewer of them."""
    pages = [address for address in few if len(few[address]) != len(many[address])]
    return "\n".join(
        "\n".join([f"{address} asks {len(found[address])}:", *found[address]])
        for address in pages
        for found in (few, many)
    )


def multiply():
    """50 rows of everything, as far as rows are free to be copied."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for model in {*site._registry, *(view.view_class.model for view in PAGES.values())} - {
            None
        }:
            if model.__name__ not in NOT_COPIED:
                copy(cursor, model)


def copy(cursor, model):
    table = model._meta.db_table
    cursor.execute(PARTITIONS, [table])
    for part in (table, *(name for (name,) in cursor.fetchall())):
        unbind(cursor, part)
    columns = [f for f in model._meta.concrete_fields if not f.generated and not is_serial(f)]
    picked = ", ".join(copied(field) for field in columns)
    names = ", ".join(f'"{field.column}"' for field in columns)
    if issubclass(model, Monthly):  # whose key is made, not counted up by the column
        names, picked = f"id, {names}", f"new_key(now()), {picked}"
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {picked} FROM {table} t, generate_series(1, %s) n",
        [COPIES],
    )


def unbind(cursor, table) -> None:
    """Drop what makes rows differ."""
    cursor.execute(OF_A_TABLE, [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}" CASCADE')
    cursor.execute(INDEXES, [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP INDEX {name}")


def is_serial(field) -> bool:
    return isinstance(field, models.AutoField)


def copied(field) -> str:
    if isinstance(field, models.UUIDField) and field.primary_key:
        return "gen_random_uuid()"
    if isinstance(field, models.CharField) and field.unique:
        return f"left(t.\"{field.column}\", {field.max_length - 4}) || 'x' || n"
    return f't."{field.column}"'


@pytest.mark.parametrize("place", ["pages", "admin"])
def test_a_page_asks_as_many_queries_for_50_rows_as_for_one(
    world, enter, place, record_counts, monkeypatch
):
    monkeypatch.setattr(tables, "KEPT_SECONDS", 10**9)  # not read again in the middle
    asked = list(addresses_of_pages(world["甲"]) if place == "pages" else addresses_of_the_admin())
    pages = opened(enter, asked)
    queries(enter, pages)  # what is asked once for the process is kept by now
    few = queries(enter, pages)
    multiply()
    many = queries(enter, pages)
    changed = [page for page in pages if len(many[page[0]]) != len(few[page[0]])]
    many |= queries(enter, changed)
    assert counts(many) == counts(few), differences(few, many)
    assert {address: n for address, n in counts(many).items() if n > MOST} == {}
    unopened = {address for address, _roles in asked} - set(few)
    record_counts(
        f"{place}: {len(few)} lists and records, at most {max(counts(many).values())} queries;"
        f" not opened by anybody here: {sorted(unopened)}"
    )
