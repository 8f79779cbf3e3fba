"""Real servers, one database per worker cloned from a template, and who acts in a test."""

import ast
import fcntl
import gc
import os
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadScopeScheduling

from tests import reference_rows
from tests.fingerprint import fingerprint
from tests.sizes import IS_FULL

# A busy machine is slow now and then; how long an example takes proves nothing.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent
# The products of browser, fault and deployment tests, by the fixtures that ask for them.
PRODUCTS = {
    "demo_city": "demo_city", "demo_site": "demo_city", "product": "beginning", "parts": "parts",
    "machine": "machine",
}  # fmt: skip


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, worker_id):
    """A database of its own for every worker; migrations run only when they have changed."""
    from django.conf import settings

    from core.tenancy.roles import superuser_cursor
    from dalian_training.embedded import Postgres
    from dalian_training.embedded.keeper import use

    servers = use(settings.VAR)
    superuser = Postgres(settings.VAR).url()
    template, name = f"template_{fingerprint()}", f"test_{worker_id}_{os.getpid()}"
    with superuser_cursor(superuser, "postgres") as cursor, django_db_blocker.unblock():
        with (settings.VAR / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            make_template(cursor, superuser, template)
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        cursor.execute(f"ALTER DATABASE {name} OWNER TO app_owner")
        cursor.execute(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        cursor.execute(
            f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO app_login, app_system, app_test"
        )
        connect_to(name)
        with put_back_after_commits(superuser, name):
            yield
        connect_to(None)
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    servers.close()


def make_template(cursor, superuser, template) -> None:
    """Roles, tables and reference rows, once for each state of the migrations."""
    from django.core.management import call_command

    from core.tenancy.roles import bootstrap, superuser_cursor
    from dalian_training.environment import own_secrets

    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datistemplate", [template])
    if cursor.fetchone():
        return
    cursor.execute(f"DROP DATABASE IF EXISTS {template}")
    bootstrap(superuser, template, own_secrets()["passwords"], testing=True)
    connect_to(template)
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    connect_to(None)
    with superuser_cursor(superuser, template) as inside:
        reference_rows.keep(inside)
    cursor.execute(f"ALTER DATABASE {template} IS_TEMPLATE true")


@contextmanager
def put_back_after_commits(superuser, name):
    """A test that commits is followed by the reference rows instead of by empty tables."""
    from core.tenancy.roles import superuser_cursor

    with superuser_cursor(superuser, name) as cursor, pytest.MonkeyPatch.context() as patch:
        statements = reference_rows.statements_to_put_back(cursor)
        patch.setattr(
            TransactionTestCase, "_fixture_teardown", lambda _case: cursor.execute(statements)
        )
        yield


def connect_to(name) -> None:
    """Point both aliases at a database; None only closes them."""
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].close()
        if name:
            connections[alias].settings_dict["NAME"] = name


@pytest.fixture(autouse=True)
def chinese(settings):
    """Every test begins in the language of the product, whatever the one before has spoken."""
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def owner(db):
    """The test acts as the owner of the tables: to lay out data; policies let it see all."""
    from core.tenancy.scope import OWNER, acting_as

    with acting_as(OWNER):
        yield


@pytest.fixture
def world(db):
    """Two tenants and the city, with a row in every table; see `tests/world.py`."""
    from core.tenancy.scope import OWNER, acting_as
    from tests.world import make_world

    with acting_as(OWNER):
        return make_world()


@pytest.fixture
def side(world):
    """The tenant most tests act for."""
    return world["甲"]


@pytest.fixture
def real_login(transactional_db):
    """Threads, live server, worker: connections log in as `app_login`, as in production."""
    from django.conf import settings
    from django.db import connections

    default = connections["default"]
    before = {key: default.settings_dict[key] for key in ("USER", "PASSWORD")}
    from dalian_training.environment import own_secrets

    default.close()
    default.settings_dict.update(USER="app_login", PASSWORD=own_secrets()["passwords"]["app_login"])
    yield settings
    default.close()
    default.settings_dict.update(before)


@pytest.fixture
def record_counts(record_property):
    """Print what a proof counted at the end of the run, also from an xdist worker."""
    return lambda words: record_property("counted", words)


def pytest_collection_modifyitems(items):
    """A test that counts what it proves is a proof: `-m proof` chooses them.

    What starts the whole product takes minutes and begins first: nobody then waits for it at the
    end.
    """
    items.sort(key=lambda item: not {"e2e", "deploy"} & {*item.path.parts})
    for item in items:
        if "record_counts" in getattr(item, "fixturenames", ()):
            item.add_marker("proof")


class Scheduling(LoadScopeScheduling):
    """Modules that share a product run in one process."""

    def _split_scope(self, nodeid):
        module = super()._split_scope(nodeid)
        return product_of(module) or module


@cache
def product_of(module: str) -> str:
    """The product the tests of a module ask for, if any: one process starts it once for all."""
    if not module.startswith(("tests/e2e/", "tests/deploy/")):
        return ""
    steps = ast.walk(ast.parse((ROOT / module).read_text()))
    functions = [step for step in steps if isinstance(step, ast.FunctionDef)]
    asked = {argument.arg for function in functions for argument in function.args.args}
    asked -= {function.name for function in functions}  # a product of the module's own
    return next((PRODUCTS[name] for name in PRODUCTS if name in asked), "")


def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log) if config.getvalue("dist") == "loadscope" else None


def pytest_collection_finish(session):
    """What is loaded by now stays; looking through it again and again for garbage takes time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000)


def pytest_terminal_summary(terminalreporter):
    """The counts of the proofs; at full size they are also kept, under proofs/."""
    lines = [f"proof: {words}" for words in counted(terminalreporter.stats.values())]
    for line in lines:
        terminalreporter.write_line(line)
    if IS_FULL and lines:
        kept = ROOT / "proofs" / "figures.txt"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text("\n".join(sorted(lines)) + "\n")


def counted(outcomes):
    """What each proof counted."""
    for reports in outcomes:
        for report in reports:
            for name, words in getattr(report, "user_properties", []):
                if name == "counted" and getattr(report, "when", "") == "call":
                    yield words


@pytest.fixture
def superuser(transactional_db, settings):
    """A cursor of the cluster's superuser: no policy, no grant and no trigger stops it."""
    from psycopg2 import connect

    from dalian_training.embedded import Postgres

    name = settings.DATABASES["default"]["NAME"]
    connection = connect(Postgres(settings.VAR).url(name=name))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
    connection.close()
