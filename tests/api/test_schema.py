"""Every operation of the schema, called with what the schema allows, by every role.

No 5xx and no answer the schema does not describe. `SCHEMA_EXAMPLES` sets how many per operation.
"""

import os
import re

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.tenancy.scope import OWNER, acting_as
from tests.isolation.routes import API_ROUTES
from tests.sizes import IS_FULL, size

EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", size("1", "2")))
ROLES = size(
    ("anyone", "institution_admin", "district_reviewer"),
    ("anyone", "worker", "institution_admin", "district_reviewer", "municipal_reviewer"),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROUNDS = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


REPORT = "/api/v1/reports/2026Q1"
REPORTS = tuple(
    REPORT + rest for rest in ("/", "/moves/submit/", "/figures/", "/figures/I05/rows/", ".json")
)  # named by quarter and scope, so not in the list of routes
PARAMETER = re.compile(r"\\{(\w+)\\}")


def addresses(side) -> list[str]:
    """Addresses of records that are there, one for each route with an object."""
    routes = API_ROUTES.items()
    return [*(reverse(name, args=route.arguments(side)) for name, route in routes), *REPORTS]


def known(there, path) -> dict:
    """The parameters with which a path of the schema is the address of a record that is there."""
    pattern = re.compile(PARAMETER.sub(r"(?P<\1>[^/]+)", re.escape(path)))
    found = [match.groupdict() for address in there if (match := pattern.fullmatch(address))]
    assert found or "{" not in path, f"{path}: no record in tests/isolation/routes.py (API_ROUTES)"
    return found[0] if found else {}


@pytest.fixture(autouse=True)
def one_connection():
    """The requests share the test's own transaction, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_in_the_schema(program, side, role, settings, record_counts):
    settings.API_RATES = dict.fromkeys(settings.API_RATES, (10**6, 60))
    cache.clear()
    schema = schemathesis.openapi.from_wsgi("/api/v1/schema/", get_wsgi_application())
    headers, there, faults, calls = program(role).headers, addresses(side), [], 0
    for found in schema.get_all_operations():
        operation = found.ok()
        named = known(there, operation.path)
        for parameters in (named, {}) if named and asks_unknown(role) else (named,):
            calls += call(operation, parameters, headers, faults)
    record_counts(f"schema as {role}: {calls} calls, {len(faults)} faults")
    assert faults == []


def asks_unknown(role) -> bool:
    """Whether addresses of no record are asked as well: in small only as one who may do much."""
    return IS_FULL or role == "institution_admin"


def call(operation, parameters, headers, faults) -> int:
    """Call one operation with examples of the schema; each effect is rolled back."""
    done = 0

    @ROUNDS
    @given(case=operation.as_strategy())
    def run(case):
        nonlocal done
        done += 1
        case.path_parameters = {**(case.path_parameters or {}), **parameters}
        with transaction.atomic():
            answer = case.call(headers=headers)
            transaction.set_rollback(True)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:  # all of them are told together
            told = [str(fault)[:700] for fault in group.exceptions]
            faults.append((operation.label, answer.status_code, told))

    with acting_as(OWNER):
        run()
    return done
