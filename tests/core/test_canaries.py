"""Known numbers planted through the real doors stand in clear nowhere they do not belong."""

import pytest
from django.urls import reverse

from core.admin_site import site
from core.enums import Role
from core.models import Delivery, Notification
from core.outbox.sending import text_of
from core.tenancy.scope import AUTH, OWNER, acting_as
from tests import world as laid_out
from tests.core import canaries
from tests.core.planting import PASSWORD
from tests.isolation.routes import NOT_OF_A_TENANT, ROUTES
from tests.isolation.test_routes import ALL as ROUTES_BY_NAME
from tests.sizes import size
from trainees.models import Trainee

FACES = {
    "account": {"worker"},
    "workspace": {"institution_admin", "teacher"},
    "admin": {"district_reviewer", *laid_out.CITY_STAFF},
}
OF_THE_CITY = size((Role.SYSTEM_ADMINISTRATOR,), laid_out.CITY_STAFF)
RECORDS = size(1, 2)  # of each model, whose page is opened
# Who opens the pages of no face and the API in the small run.
READERS_OF_THE_REST = size({"anyone", "worker", "institution_admin"}, set())
PDF_READERS = ("institution_admin", "district_reviewer")

# What may stand in clear, and why (roles and clear text: institutions see the phones of their own
# trainees; who sent a file gets its bad rows back to correct them).
ALLOWED = {
    ("institution_admin", "workspace:enrolment-detail"): canaries.PHONES,
    ("institution_admin", "workspace:class-enrolments"): canaries.PHONES,
    ("institution_admin", "workspace:roster-errors"): canaries.IN_FILE,
    # the API: the same people, and a worker the own number (roles, section 3)
    ("institution_admin", "api:enrolment-list"): canaries.PHONES,
    ("institution_admin", "api:enrolment-detail"): canaries.PHONES,
    ("worker", "api:enrolment-list"): {canaries.phone(1)},
    ("worker", "api:enrolment-detail"): {canaries.phone(1)},
}  # fmt: skip


def letter(delivery) -> str:
    """What goes out, beside the address of the receiver."""
    words = text_of(delivery, "zh-hans")
    return f"{delivery.key} {words} {delivery.link} {delivery.error}"


def nothing(place, data) -> str:
    """Assert that no canary is in the data; a line for the summary."""
    assert data, f"{place}: there was nothing to look at"
    assert canaries.found_in(data) == set(), place
    return f"{place}: 0 of {len(canaries.ALL)} canaries in {len(data):,} bytes"


def test_the_canaries_are_really_there_and_the_search_finds_them(planted):
    with acting_as(OWNER):
        stored = set(Trainee.objects.values_list("identity_number", flat=True))
    assert {canaries.identity(n) for n in (1, 2, 3, 4, 5)} <= stored
    assert canaries.found_in(canaries.workbook()) == canaries.IN_FILE
    assert canaries.found_in(b"x 159 4118 8071 y") == {canaries.phone(1)}


def test_nothing_stands_in_a_dump_a_log_the_broker_the_cache_or_a_message(
    planted, logged, record_counts
):
    with acting_as(OWNER):
        texts = [str(row) + row.link for row in Notification.objects.all()]
        letters = [letter(delivery) for delivery in Delivery.objects.exclude(channel="app")]
    places = {
        "database dump": canaries.dump(),
        "logs": logged.getvalue().encode(),
        "broker, task arguments and cache": canaries.broker(),
        "messages in the product": "\n".join(texts).encode(),
        "mails and short messages": "\n".join(letters).encode(),
    }
    for place, data in places.items():
        record_counts(nothing(place, data))


def test_nothing_stands_on_a_page_or_in_a_file_of_any_role(client, planted, record_counts):
    side, city = planted["甲"], planted["市"]
    people = {
        "anyone": None, "worker": side.worker, "institution_admin": side.admin,
        "teacher": side.teacher_user, "district_reviewer": side.reviewer,
        **{str(role): city.rows[role] for role in OF_THE_CITY},
    }  # fmt: skip
    seen, leaks, opened = 0, [], set()
    written = {address for _name, address in addresses(side) if ".pdf" in address}
    for role, user in people.items():
        with acting_as(AUTH):
            client.logout()
            if user:
                client.force_login(user)
        for name, address in addresses(side):
            if address in written and role not in PDF_READERS:
                continue  # the same document for every reader; making it takes seconds
            readers = FACES.get(name.partition(":")[0], READERS_OF_THE_REST or people)
            if role not in readers or name.endswith("_add"):
                continue  # another face's pages; tests/isolation proves that they are not there
            answer = client.get(address)
            data = b"".join(answer.streaming_content) if answer.streaming else answer.content
            seen += 1
            opened |= {name} if answer.status_code == 200 else set()
            found = canaries.found_in(data) - ALLOWED.get((role, name), set())
            leaks += [(role, name, address, number) for number in sorted(found)]
    record_counts(f"pages and files: {seen} answers of {len(people)} roles, {len(leaks)} canaries")
    assert leaks == []
    assert {"admin:trainees_trainee_change", "account:privacy", "report-download"} <= opened


def addresses(side):
    """(route, address) of every page and file that can be asked for, for the own records."""
    for name, takes in ROUTES_BY_NAME.items():
        if not takes:
            yield name, reverse(name)
        elif name in ROUTES:
            yield name, reverse(name, args=ROUTES[name].arguments(side))
    with acting_as(OWNER):
        for model in site._registry:
            label = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
            for key in model.objects.order_by("-pk").values_list("pk", flat=True)[:RECORDS]:
                yield label, reverse(label, args=[key])
    for scope in (side.district.code, side.organization.number):
        for form in ("", "report.pdf", "report.xlsx", "report.json"):
            yield (
                "report-download" if form else "report-detail",
                f"/reports/2026Q1/{form}?scope={scope}",
            )
        yield "report-rows", f"/reports/2026Q1/figures/I05/rows/?scope={scope}"
    assert {"report-detail", "report-rows", "report-download"} <= NOT_OF_A_TENANT


@pytest.mark.parametrize("name", [canaries.phone(1), canaries.identity(1), f"w{canaries.phone(1)}"])
def test_nobody_takes_a_number_of_theirs_as_user_name(client, db, name):
    """It would stand in clear in the account, the trail and the lists of users."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
    form = {
        "name": "雀", "document_type": "citizen_id", "number": canaries.identity(1),
        "phone": canaries.phone(1), "district": side.district.pk, "education": "", "email": "",
        "username": name, "password": PASSWORD, "consent": "on",
    }  # fmt: skip
    answer = client.post("/register/", form)
    assert answer.status_code == 422
    assert "username" in answer.context["form"].errors
