"""Known numbers planted through the real doors stand in clear nowhere they do not belong."""

import io
import logging
import logging.config
from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import clock
from core.admin_site import site
from core.models import Notification
from core.tasks import system_send_outbox
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from dalian_training import logs
from programs.models import TrainingClass
from supervision.models import QuarterlyReport
from tests import world as laid_out
from tests.core import canaries
from tests.isolation.routes import NOT_OF_A_TENANT, ROUTES
from tests.isolation.test_routes import ALL as ROUTES_BY_NAME
from trainees.models import Enrolment, RosterImport, Trainee

FACES = {
    "account": {"worker"},
    "workspace": {"institution_admin", "teacher"},
    "admin": {"district_reviewer", *laid_out.CITY_STAFF},
}
PDF_READERS = ("institution_admin", "district_reviewer")
PASSWORD = "a-long-test-password"

# What may stand in clear, and why (roles and clear text: institutions see the phones of their own
# trainees; who sent a file gets its bad rows back to correct them).
ALLOWED = {
    ("institution_admin", "workspace:enrolment-detail"): canaries.PHONES,
    ("institution_admin", "workspace:class-enrolments"): canaries.PHONES,
    ("institution_admin", "workspace:roster-errors"): canaries.IN_FILE,
}  # fmt: skip


@pytest.fixture
def logged(settings):
    """What is logged as JSON and, with everything libraries say, as plain lines."""
    stream = io.StringIO()
    wanted = logs.configuration("json")
    wanted["handlers"]["console"]["stream"] = stream
    wanted["handlers"]["plain"] = {
        "class": "logging.StreamHandler", "formatter": "plain", "stream": stream,
    }  # fmt: skip
    wanted["root"] = {"handlers": ["console", "plain"], "level": "INFO"}
    logging.config.dictConfig(wanted)
    yield stream
    logging.config.dictConfig(settings.LOGGING)


@pytest.fixture
def planted(client, refilled, transactional_db, logged):
    """People register, stand in rosters, enrol and sign in by phone, over HTTP as anybody would."""
    with acting_as(OWNER):
        sides = laid_out.make_world()
        side = sides["甲"]
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=side.training_class.pk).update(
            starts_on=first, ends_on=first, seats=50
        )
    for n in canaries.REGISTERED:
        register(client, side, n)
    import_roster(client, side)
    with acting_as(OWNER):
        side.rows["enrolment"] = Enrolment.objects.get(
            trainee__name="雀1", training_class=side.training_class
        )
        side.rows["roster"] = RosterImport.objects.filter(state="checked").latest("pk")
        QuarterlyReport.objects.update(figures_hash="0" * 64)
        side.rows["worker"] = side.enrolment.trainee_user
    with acting_as(SYSTEM):
        system_send_outbox()
    return sides


def register(client, side, n):
    """An account of one's own, enrolled in a class, then in again by phone."""
    form = {
        "name": f"雀{n}", "document_type": "citizen_id", "number": canaries.identity(n),
        "phone": canaries.phone(n), "district": side.district.pk, "education": "",
        "email": f"bird{n}@example.com", "username": f"bird.{n}", "password": PASSWORD,
        "consent": "on",
    }  # fmt: skip
    assert client.post("/register/", form).status_code == 302
    enrolled = client.post(f"/account/enrol/{side.training_class.number}/", {"consent": "on"})
    assert enrolled.status_code == 302
    client.post("/logout/")
    signed_in = client.post("/login/", {"login": canaries.phone(n), "password": PASSWORD})
    assert signed_in.status_code == 302
    client.post("/logout/")


def import_roster(client, side):
    """Once imported with its good rows, once left after the dry run."""
    with acting_as(AUTH):
        client.force_login(side.admin)
    address = f"/workspace/classes/{side.training_class.number}/roster/"
    for decision in ("import", None):
        file = SimpleUploadedFile("名册.xlsx", canaries.workbook())
        page = client.post(address, {"file": file}).headers["Location"]
        if decision:
            assert client.post(page, {"decision": decision}).status_code == 302
    with acting_as(AUTH):
        client.logout()


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
        texts = [str(row) + row.link + row.key for row in Notification.objects.all()]
    mails = "\n".join(f"{m.subject} {m.body} {m.to} {m.extra_headers}" for m in mail.outbox)
    places = {
        "database dump": canaries.dump(),
        "logs": logged.getvalue().encode(),
        "broker, task arguments and cache": canaries.broker(),
        "messages in the product": "\n".join(texts).encode(),
        "mails": mails.encode(),
    }
    for place, data in places.items():
        record_counts(nothing(place, data))


def test_nothing_stands_on_a_page_or_in_a_file_of_any_role(client, planted, record_counts):
    side, city = planted["甲"], planted["市"]
    people = {
        "anyone": None, "worker": side.worker, "institution_admin": side.admin,
        "teacher": side.teacher_user, "district_reviewer": side.reviewer,
        **{str(role): city.rows[role] for role in laid_out.CITY_STAFF},
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
            if role not in FACES.get(name.partition(":")[0], people) or name.endswith("_add"):
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
            for key in model.objects.order_by("-pk").values_list("pk", flat=True)[:2]:
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
