"""People with known numbers come in through the product's own doors, over HTTP as anybody would."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.tasks import system_send_outbox
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from programs.models import TrainingClass
from supervision.models import QuarterlyReport
from tests import world as laid_out
from tests.core import canaries
from tests.registering import register as registered
from trainees.models import Enrolment, RosterImport

PASSWORD = "a-long-test-password"


def plant(client) -> dict:
    """They register, stand in rosters, enrol, name accounts, sign in by phone; gives the sides."""
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
    assert registered(client, form)["Location"] == "/account/"
    enrolled = client.post(f"/account/enrol/{side.training_class.number}/", {"consent": "on"})
    assert enrolled.status_code == 302
    account = {"account_type": "personal_card", "number": canaries.card(n), "holder": f"雀{n}"}
    assert client.post("/account/bank-account/new/", account).status_code == 302
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
