"""Known numbers in what leaves the product: exports, error pages, mails and short messages."""

import json

from django.utils.html import escape

from core import clock, exports
from core.admin_site import site
from core.exports import declaring
from core.messages import RecordRefused
from core.models import Delivery, Job
from core.outbox import notify
from core.tasks import run_job
from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations.queries import actor_for
from tests.core import canaries
from tests.core.outbox.conftest import NOON, move_to, send
from tests.core.test_canaries import OF_THE_CITY
from tests.sizes import size

# Institutions see the phones of their own trainees (roles, section 3).
ALLOWED = {("institution_admin", "enrolments"): canaries.PHONES}
FORMS = size(("xlsx",), ("csv", "xlsx"))


def users(planted) -> dict:
    """A user of every role that is laid out."""
    side, city = planted["甲"], planted["市"]
    return {
        "worker": side.worker, "institution_admin": side.admin, "teacher": side.teacher_user,
        "district_reviewer": side.reviewer,
        **{str(role): city.rows[role] for role in OF_THE_CITY},
    }  # fmt: skip


def names_of_exports() -> list[str]:
    """Every list that can be exported, those of the admin included."""
    changelists = [f"{declaring.ADMIN}{model._meta.label_lower}" for model in site._registry]
    own = [name for name in declaring._exports if not name.startswith("test_")]
    return sorted([*own, *changelists])


def exported(actor, name, form) -> bytes:
    """The file as the worker makes it."""
    with acting_as(actor.scope):
        job = exports.start(actor=actor, name=name, form=form)
        run_job.run(str(job.pk))
        done = Job.objects.select_related("output").get(pk=job.pk)
        assert (done.state, done.error) == ("done", ""), name
        with done.output.open() as stream:
            return stream.read()


def test_nothing_stands_in_an_export_of_any_role(planted, settings, tmp_path, record_counts):
    settings.MEDIA_ROOT = tmp_path
    made, leaks = [], []
    for role, user in users(planted).items():
        with acting_as(AUTH):
            actor = actor_for(user, "")
        for name in names_of_exports():
            with acting_as(actor.scope):
                roles = exports.export_of(name).roles
            if role not in roles:
                continue
            for form in FORMS:
                made.append((role, name))
                found = canaries.found_in(exported(actor, name, form))
                leaks += [(role, name, form, n) for n in found - ALLOWED.get((role, name), set())]
    record_counts(f"exports: {len(made)} files of {len(set(made))} lists and roles,"
                  f" {len(leaks)} canaries")  # fmt: skip
    assert leaks == []
    assert {("institution_admin", "enrolments"), ("institution_admin", "classes")} <= set(made)
    assert any(name.startswith(declaring.ADMIN) for _role, name in made)


def test_what_goes_out_holds_no_number_but_the_receiver_s_phone(
    planted,  # first: codes of registrations stay in the outbox
    mail_server,
    gateway,
    record_counts,
):
    with acting_as(OWNER):
        move_to(NOON)  # out of the hours in which short messages rest
        school = planted["甲"]
        notify(
            RecordRefused,  # by mail and by short message
            [school.worker.pk],
            about=school.training_class,
            kind="class",
            number=school.training_class.number,
            reason="document_missing",
            due=clock.today(),
        )
    send()
    assert gateway.book, "short messages went out"
    assert mail_server.accepted, "mails went out"
    words = [
        json.dumps({**sent, "phone": ""}, ensure_ascii=False) for sent in gateway.book.values()
    ]
    mails = [mail.as_string() + mail.get_content() for mail in mail_server.accepted]
    for place, texts in {"short messages": words, "mails": mails}.items():
        assert canaries.found_in("\n".join(texts).encode()) == set(), place
    phones = {sent["phone"] for sent in gateway.book.values()}
    assert phones & canaries.PHONES
    with acting_as(OWNER):
        kept = [delivery.secret for delivery in Delivery.objects.filter(state="sent")]
    assert set(kept) == {""}
    record_counts(f"sent for real: {len(words)} short messages, {len(mails)} mails: 0 canaries")


IDENTITY, PHONE, CARD = canaries.identity(1), canaries.phone(1), canaries.card(1)
ADDRESSES = (
    f"/classes/{PHONE}/", f"/{IDENTITY}/", f"/classes/?q={IDENTITY}&district={CARD}",
    f"/notices/{CARD}/", f"/institutions/{PHONE}/", f"/files/{IDENTITY}/",
    f"/api/v1/classes/{IDENTITY}/", f"/api/v1/classes/?district={CARD}&starts_after={PHONE}",
    f"/api/v1/jobs/{PHONE}/", f"/api/v1/nothing/{CARD}/",
)  # fmt: skip
BODIES = (
    ("/api/v1/enrolments/", {"training_class": IDENTITY, "voucher": CARD}),
    ("/api/v1/classes/", {"programme": PHONE, "name": "x", "venue": CARD, "seats": IDENTITY}),
    ("/api/v1/tokens/", {"username": PHONE, "password": IDENTITY, "days": CARD}),
)


def test_an_error_page_repeats_no_number(client, planted, monkeypatch, record_counts):
    """Whatever was asked with it: in the path, the query, or the body of a program's request."""
    client.raise_request_exception = False
    answers = []
    for user in (None, *users(planted).values()):
        with acting_as(AUTH):
            client.logout()
            if user:
                client.force_login(user)
        answers += [client.get(address) for address in ADDRESSES]
        answers += [client.post(address, body, "application/json") for address, body in BODIES]
    with monkeypatch.context() as broken:
        broken.setattr("portal.views.ClassList.get", fails, raising=False)
        failed = client.get(f"/classes/?q={IDENTITY}")
    assert failed.status_code == 500
    refused = [answer for answer in (*answers, failed) if answer.status_code >= 400]
    leaks = {
        (answer.request["PATH_INFO"], answer.status_code, number)
        for answer in refused
        for number in canaries.found_in(without_own_address(answer))
    }
    codes = sorted({answer.status_code for answer in refused})
    record_counts(f"error pages: {len(refused)} answers {codes}, {len(leaks)} canaries")
    assert leaks == set()
    assert {401, 404, 422, 500} <= set(codes)


def without_own_address(answer) -> bytes:
    """The page but for its own address, to which the choice of the language leads back."""
    return answer.content.replace(f'name="next" value="{escape(address_of(answer))}"'.encode(), b"")


def address_of(answer) -> str:
    query = answer.request["QUERY_STRING"]
    return answer.request["PATH_INFO"] + (f"?{query}" if query else "")


def fails(self, request, *args, **kwargs):
    raise ValueError(f"{IDENTITY} is in the words of an error")
