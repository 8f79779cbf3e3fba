"""Every route × every role × a foreign tenant's object × every method: nothing foreign is told."""

from itertools import product

import pytest
from django.apps import apps
from django.contrib.auth import SESSION_KEY
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.admin_site import site
from core.tenancy.scope import OWNER, acting_as
from tests import world as laid_out
from tests.entering import Entrance
from tests.isolation.routes import (
    API_NOT_OF_A_TENANT,
    API_OPEN_TO_ALL,
    API_ROUTES,
    EMPTY_FOR_OTHERS,
    NOT_OF_A_TENANT,
    OPEN_TO_ALL,
    ROUTES,
)
from tests.sizes import size

METHODS = ("get", "post", "put", "patch", "delete")
WRITING = size(1, len(METHODS))  # as how many roles a route is asked by each method that writes
MOVED_ROWS = size(1, 200)  # of a model
ROWS = size(20, 200)  # of a model, the newest: tenants' own come after what is the same for all
SEEN_ROWS = size(3, 200)  # of those, whose page the role may open
SHUT_ROWS = size(2, 200)  # where the kind of record is shut, whichever row it is
FOREIGN = "密乙"


def walk(resolver, namespace="", *, takes=False):
    """(name, takes arguments) of every named route; `takes` when a prefix already takes some."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (namespace, pattern.namespace)))
            yield from walk(pattern, inner, takes=takes or bool(pattern.pattern.converters))
        elif isinstance(pattern, URLPattern) and pattern.name:
            name = f"{namespace}:{pattern.name}" if namespace else pattern.name
            yield name, takes or bool(pattern.pattern.converters or pattern.pattern.regex.groups)


ALL = dict(sorted(walk(get_resolver())))
WITH_OBJECT = [name for name, takes in ALL.items() if takes]
WITHOUT_OBJECT = [name for name, takes in ALL.items() if not takes]
ADMIN_OBJECTS = [n for n in WITH_OBJECT if n.startswith("admin:") and n not in NOT_OF_A_TENANT]


@pytest.fixture
def enter(client, world):
    """Sign in as a role of side 甲, or of the city; `anyone` stays outside."""
    return Entrance(client, world).as_role


TENANT_ROLES = ("anyone", "worker", "institution_admin", "teacher", "district_reviewer")


def questions(name, names):
    """(role, its methods) to ask a route: GET as everybody, what writes as `WRITING` of them.

    Which those are turns with the method and the route: of five routes each pair is asked.
    """
    turn = list(names).index(name)
    for place, role in enumerate(TENANT_ROLES):
        yield (
            role,
            [
                method
                for n, method in enumerate(METHODS)
                if method == "get" or (place + n + turn) % len(TENANT_ROLES) < WRITING
            ],
        )


def test_five_routes_are_asked_by_every_method_as_every_role():
    asked = {
        (role, method)
        for name in list(API_ROUTES)[:5]
        for role, methods in questions(name, API_ROUTES)
        for method in methods
    }
    assert asked == set(product(TENANT_ROLES, METHODS))


def test_every_route_with_an_object_is_known():
    pages = set(WITH_OBJECT) - {name for name in WITH_OBJECT if name.startswith("api:")}
    unknown = pages - set(ROUTES) - NOT_OF_A_TENANT - set(ADMIN_OBJECTS)
    assert unknown == set(), "say in tests/isolation/routes.py (ROUTES) whose object they show"


def test_every_api_route_with_an_object_is_known():
    routes = {name for name in WITH_OBJECT if name.startswith("api:")}
    unknown = routes - set(API_ROUTES) - API_NOT_OF_A_TENANT
    assert unknown == set(), "say in tests/isolation/routes.py (API_ROUTES) whose object they show"
    assert set(API_ROUTES) | API_NOT_OF_A_TENANT == routes


@pytest.mark.parametrize("name", ROUTES)
def test_the_owner_sees_the_own_object(world, enter, name):
    route = ROUTES[name]
    answer = enter(route.who).get(reverse(name, args=route.arguments(world["甲"])))
    assert answer.status_code == 200
    assert route.marker.encode() in (answer.getvalue() if answer.streaming else answer.content)


@pytest.mark.parametrize("name", sorted(set(ROUTES) - OPEN_TO_ALL - EMPTY_FOR_OTHERS))
def test_a_foreign_object_is_not_there(world, enter, name, record_counts):
    address, asked = reverse(name, args=ROUTES[name].arguments(world["乙"])), 0
    for role, methods in questions(name, ROUTES):
        client = enter(role)
        for method in methods:
            answer = getattr(client, method)(address)
            assert FOREIGN not in answer.content.decode(errors="replace"), (role, method)
            expected = 302 if role == "anyone" else 404
            assert answer.status_code in (expected, 405), (role, method, answer.status_code)
            asked += 1
    record_counts(f"route {name}: {asked} foreign requests told nothing")


@pytest.mark.parametrize("name", sorted(EMPTY_FOR_OTHERS | OPEN_TO_ALL))
def test_what_is_open_to_all_shows_nothing_private(world, enter, name):
    address = reverse(name, args=ROUTES[name].arguments(world["乙"]))
    for role, methods in questions(name, ROUTES):
        client = enter(role)
        for method in methods:
            answer = getattr(client, method)(address)
            assert FOREIGN not in answer.content.decode(errors="replace"), (role, method)


@pytest.mark.parametrize("role", TENANT_ROLES)
def test_no_list_shows_a_foreign_row(world, enter, role):
    client = enter(role)
    for name in WITHOUT_OBJECT:
        answer = client.get(reverse(name))
        assert FOREIGN not in answer.content.decode(errors="replace"), name
        assert answer.status_code < 500, name
    assert (SESSION_KEY in client.session) == (role != "anyone"), "no route signs out by GET"


@pytest.mark.parametrize("name", ADMIN_OBJECTS)
def test_the_admin_shows_a_district_no_foreign_record(world, enter, name):
    model = next(m for m in site._registry if name.startswith(f"admin:{label_of(m)}_"))
    with acting_as(OWNER):
        keys = list(model.objects.order_by("-pk").values_list("pk", flat=True)[:ROWS])
        visible = set(
            model.objects.visible_to(laid_out.district_actor(world["甲"])).values_list(
                "pk", flat=True
            )
        )
    client = enter("district_reviewer")
    is_shut = "district_reviewer" not in site._registry[model].roles
    seen = [key for key in keys if key in visible][:SEEN_ROWS]
    others = [key for key in keys if key not in visible]
    for key in keys[:SHUT_ROWS] if is_shut else [*seen, *others]:
        answer = client.get(reverse(name, args=[key]))
        body = answer.content.decode(errors="replace")
        assert FOREIGN not in body, key
        if is_shut:
            assert answer.status_code in (403, 404), key  # the kind of record, not this one
        elif key not in visible:
            assert answer.status_code in (302, 404), key


def label_of(model) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}"


@pytest.mark.parametrize("form", ["", "report.pdf", "report.xlsx", "report.json"])
@pytest.mark.parametrize("role", TENANT_ROLES)
def test_a_foreign_report_is_not_there(world, enter, role, form):
    foreign = world["乙"]
    for scope in (foreign.district.code, foreign.organization.number):
        answer = enter(role).get(f"/reports/2026Q1/{form}?scope={scope}")
        assert answer.status_code == (302 if role == "anyone" else 404)


def test_one_s_own_report_shows_its_rows_and_no_foreign_ones(world, enter):
    own = world["甲"]
    for role, scope in (
        ("district_reviewer", own.district.code),
        ("institution_admin", own.organization.number),
    ):
        answer = enter(role).get(f"/reports/2026Q1/figures/I05/rows/?scope={scope}")
        assert "密甲行" in answer.content.decode()
        assert FOREIGN not in answer.content.decode()


PROCESSES = [model._meta.label for model in apps.get_models() if hasattr(model, "MOVES")]


@pytest.mark.parametrize("label", PROCESSES)
def test_a_move_of_a_foreign_record_is_not_there(world, enter, label):
    model = apps.get_model(label)
    foreign = [row for row in world["乙"].rows.values() if isinstance(row, model)]
    assert foreign, f"no row of {label}: lay one out in tests/rows/"
    for place, role in enumerate(TENANT_ROLES):
        client = enter(role)
        for row, (n, move) in product(foreign[:MOVED_ROWS], enumerate(model.MOVES)):
            address = reverse("move", args=[model._meta.label_lower, row.pk, move])
            for method in size(METHODS[(place + n) % 2 :][:1], METHODS):
                answer = getattr(client, method)(address)
                assert FOREIGN not in answer.content.decode(errors="replace")
                assert answer.status_code in (302 if role == "anyone" else 404, 405)


@pytest.mark.parametrize("name", [name for name, route in API_ROUTES.items() if route.who])
def test_the_api_shows_the_owner_the_own_record(world, enter, name):
    route = API_ROUTES[name]
    answer = enter(route.who).get(reverse(name, args=route.arguments(world["甲"])))
    assert answer.status_code == 200
    assert route.marker.encode() in (answer.getvalue() if answer.streaming else answer.content)


@pytest.mark.parametrize("name", API_ROUTES)
def test_the_api_has_no_foreign_record(world, enter, name, record_counts):
    address, asked = reverse(name, args=API_ROUTES[name].arguments(world["乙"])), 0
    for role, methods in questions(name, API_ROUTES):
        client = enter(role)
        for method in methods:
            answer = getattr(client, method)(address, content_type="application/json")
            assert FOREIGN not in answer.content.decode(), (role, method)
            assert answer.status_code in api_answers(name, role), (role, method, answer.content)
            asked += 1
    record_counts(f"route {name}: {asked} foreign requests told nothing")


def api_answers(name, role) -> tuple[int, ...]:
    """What a foreign address may answer: not there, or nobody is signed in; open ones may show."""
    if name in API_OPEN_TO_ALL:
        return (200, 401, 403, 404, 405, 409, 422)
    return (401, 404, 405) if role == "anyone" else (404, 405)


@pytest.mark.parametrize("path", ["/", "/figures/", "/figures/I05/rows/", ".json", ".xlsx", ".pdf"])
@pytest.mark.parametrize("role", TENANT_ROLES)
def test_the_api_has_no_foreign_report(world, enter, role, path):
    foreign = world["乙"]
    for scope in (foreign.district.code, foreign.organization.number):
        answer = enter(role).get(f"/api/v1/reports/2026Q1{path}?scope={scope}")
        assert answer.status_code == (401 if role == "anyone" else 404)


def test_the_api_makes_no_move_of_a_foreign_report(world, enter):
    for role in TENANT_ROLES:
        for move in world["乙"].district_report.MOVES:
            address = f"/api/v1/reports/2026Q1/moves/{move}/?scope={world['乙'].district.code}"
            answer = enter(role).post(address, {}, content_type="application/json")
            assert answer.status_code == (401 if role == "anyone" else 404)
