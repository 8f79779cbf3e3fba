"""A person's whole account taken out, and the same account in an empty instance."""

import json
from datetime import timedelta
from pathlib import Path

import jsonschema
import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from core import timeline
from core.models import Job
from core.portable import portables, reasons
from core.refusals import Refused
from core.tasks import run_job
from core.tenancy.scope import AUTH, OWNER, acting_as
from organizations.models import User
from programs.models import Session
from tests import world as laid_out
from tests.presence import proven
from trainees.jobs import as_json
from trainees.models import AttendanceRecord, Trainee
from trainees.services.take_in import take_in
from trainees.services.take_out import account_of
from trainees.timeline import hours_proven

DOCS = Path(__file__).resolve().parents[2] / "docs"
SCHEMA = json.loads((DOCS / "learning-account.schema.json").read_text(encoding="utf-8"))
# What every instance has before anybody uses it.
KEPT = (
    "organizations_district", "programs_occupation", "trainees_keygroup", "programs_lessonstandard",
    "core_calendar", "core_clockoffset", "core_sendinghours", "policies_", "django_",
    "organizations_roleconflict", "core_audit",
)  # fmt: skip


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def person(side):
    """What somebody has completed was announced."""
    with acting_as(OWNER):
        type(side.draft_class).objects.filter(pk=side.draft_class.pk).update(is_announced=True)
    return laid_out.worker_actor(side)


def taken(person) -> dict:
    with acting_as(person.scope):
        return json.loads(as_json(person))


def shown(person) -> dict:
    """What the account page is made of, without the keys of this instance."""
    with acting_as(person.scope):
        entries = [
            {name: value for name, value in vars(one).items() if name != "url"}
            for one in timeline.timeline(person)
        ]
        return {"entries": entries, "figures": timeline.figures(person)}


def empty():
    """Everything of people and units is gone, as where nobody has begun."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        tables = [m._meta.db_table for m in apps.get_models() if m._meta.managed]
        gone = [name for name in tables if not name.startswith(KEPT)]
        cursor.execute(f"TRUNCATE {', '.join(gone)} CASCADE")


def test_the_account_is_the_same_in_an_empty_instance(side, person):
    account, before = taken(person), shown(person)
    assert before["entries"]
    name = side.trainee.name
    empty()
    with acting_as(OWNER):
        trainee = take_in(account)
        there = laid_out.Actor(user_id=trainee.user_id, role="worker", face="worker")
    assert shown(there) == before
    with acting_as(there.scope):
        own = Trainee.objects.get(user_id=there.user_id)
        again = account_of(there)
    assert (own.name, own.identity_number) == (name, side.trainee.identity_number)
    kinds = ("trainees.enrolment", "trainees.attendancerecord", "trainees.correctionrequest")
    assert {k: len(again["records"][k]) for k in kinds} == {
        k: len(account["records"][k]) for k in kinds
    }


def test_what_was_made_up_counts_there_as_it_counted_here(side, person):
    """The lesson that was missed comes along, though the person was never expected in it."""
    with acting_as(OWNER):
        made = Session.objects.get(pk=side.session.pk)
        made.pk, made.ordinal, made.makes_up_id = None, 7, side.session.pk
        made.starts_at, made.ends_at = (
            at + timedelta(days=9) for at in (made.starts_at, made.ends_at)
        )
        made.save(force_insert=True)
        Session.objects.filter(pk=side.session.pk).update(minutes=60)
        AttendanceRecord.objects.filter(pk=side.record.pk).update(session=made)
        proven(side.record, 90)
        found = hours_proven(person, "").value
    account = taken(person)
    empty()
    with acting_as(OWNER):
        trainee = take_in(account)
        there = laid_out.Actor(user_id=trainee.user_id, role="worker", face="worker")
        assert (found, hours_proven(there, "").value) == (1, 1)


def test_it_is_read_into_an_empty_instance_alone_and_in_a_known_version(person, tmp_path):
    account = taken(person)
    for given, code in (
        (account, "account_not_empty"),
        ({**account, "version": 99}, "account_file_unreadable"),
        ({}, "account_file_unreadable"),
    ):
        with acting_as(OWNER), pytest.raises(Refused) as answer:
            take_in(given)
        assert answer.value.code == code


def test_the_command_reads_a_file(person, tmp_path, capsys):
    file = tmp_path / "account.json"
    file.write_text(json.dumps(taken(person), cls=DjangoJSONEncoder), encoding="utf-8")
    empty()
    call_command("import_account", str(file))
    assert capsys.readouterr().out.startswith("imported: ")


def test_the_file_is_as_it_is_documented_and_names_no_officer(side, person):
    account = taken(person)
    jsonschema.validate(account, SCHEMA)
    with acting_as(OWNER):
        names = set(User.objects.exclude(pk=person.user_id).values_list("name", flat=True))
    text = json.dumps(account, ensure_ascii=False)
    assert [name for name in names if name and name in text] == []
    assert "token_hash" not in text


def test_no_table_about_people_is_forgotten():
    """Whatever names an account or a person is taken, or left out for a reason."""
    about = {
        model._meta.db_table
        for model in apps.get_models()
        if any(names_a_person(field) for field in model._meta.concrete_fields)
    }
    told = {one.model._meta.db_table for one in portables().values()} | reasons().keys()
    assert sorted(about - told) == [], "say in an app's portables.py whether it is taken"


def names_a_person(field) -> bool:
    plain = ("recipient_id", "trainee_user_id", "user_id", "assignee_id")
    to = field.related_model._meta.label if field.related_model else ""
    return to in ("organizations.User", "trainees.Trainee") or field.attname in plain


@pytest.mark.parametrize(("form", "head"), [("pdf", b"%PDF"), ("json", b"{")])
def test_a_person_asks_on_the_page_and_downloads_the_file(side, client, form, head):
    with acting_as(AUTH):
        client.force_login(side.worker)
    answer = client.post("/account/take-out/", {"form": form})
    job = answer.url.rstrip("/").rpartition("/")[2]
    actor = laid_out.worker_actor(side)
    with acting_as(actor.scope):
        run_job.run(job)
        done = Job.objects.select_related("output").get(pk=job)
    assert done.state == "done"
    file = client.get(done.output.get_absolute_url())
    assert b"".join(file.streaming_content)[: len(head)] == head


def test_nobody_without_a_record_takes_anything(side):
    officer = laid_out.district_actor(side)
    with acting_as(officer.scope), pytest.raises(Refused):
        account_of(officer)
