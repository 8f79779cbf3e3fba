"""Two records of one person, what they hold, and the steps of a merge, for the tests of merging."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core import clock
from core.access import Actor
from core.enums import Role
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from programs.models import Session, TrainingClass, Venue
from tests import world as laid_out
from tests.core.files.makers import pdf
from tests.teaching import make_teacher
from trainees.models import (
    AttendanceRecord,
    Employment,
    Enrolment,
    GroupMembership,
    Guardianship,
    KeyGroup,
    PersonMerge,
    StartUp,
    Trainee,
    Voucher,
)
from trainees.services.merging import propose_merge

OWN = ("trainees_personmerge", "trainees_mergedrecord")  # what a merge adds of its own
BESIDE = ("organizations_user", "core_storedfile", "programs_trainingclass", "programs_session")


def paper():
    return SimpleUploadedFile("证明.pdf", pdf(), "application/pdf")


def propose(side, *, kept=None, merged=None, **given) -> PersonMerge:
    """By the district's reviewer: the record with an account stays."""
    actor = laid_out.district_actor(side)
    ids = {"kept": (kept or side.trainee).pk, "merged": (merged or side.double).pk}
    with acting_as(actor.scope):
        return propose_merge(actor=actor, **{**ids, "reason": "同一人", "proof": paper(), **given})


def step(row, name, actor: Actor, **inputs) -> PersonMerge:
    with acting_as(actor.scope):
        own = PersonMerge.objects.visible_to(actor).get(pk=row.pk)
        return perform(own, name, actor=actor, **inputs)


def another_reviewer(city, name="second") -> Actor:
    """One more municipal reviewer."""
    with acting_as(OWNER):
        user = laid_out.member(name, f"市{name}", city.organization, Role.MUNICIPAL_REVIEWER)
    return Actor(user.pk, city.organization.pk, Role.MUNICIPAL_REVIEWER, city.district.pk, "city")


def state_of_tables() -> dict[str, list]:
    """Every row of the tables of trainees, and of those that stand beside them."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'trainees\\_%'"
            " AND relnamespace = 'public'::regnamespace"
        )
        tables = {name for (name,) in cursor.fetchall()} - set(OWN)
        found = {}
        for table in sorted(tables | set(BESIDE)):
            own = " WHERE purpose <> 'merge_proof'" if table == "core_storedfile" else ""
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t{own} ORDER BY 1")
            found[table] = [row for (row,) in cursor.fetchall()]
        return found


def owner_of(row) -> int:
    """Whose record it is now."""
    with acting_as(OWNER):
        return type(row).objects.get(pk=row.pk).trainee_user_id


def teacher_of(side, n):
    """Somebody else: nobody teaches in two places."""
    own = {"organization": side.organization, "district": side.district}
    return make_teacher(f"师{n}", **own)


def venue_of(side, n) -> Venue:
    own = {"organization": side.organization, "district": side.district}
    return Venue.objects.create(**own, name=f"教室{n}", address="路", places=60)


def another_class(side, n) -> TrainingClass:
    """A class at a time of its own, with one session that has not begun."""
    with acting_as(OWNER):
        row, session = (
            TrainingClass.objects.get(pk=side.training_class.pk),
            Session.objects.get(pk=side.session.pk),
        )
        row.pk, row.number, row.seats_taken = None, f"C9{n:02d}", 0
        row.save(force_insert=True)
        session.pk, session.training_class, session.state = None, row, "planned"
        session.starts_at += timedelta(days=10 * n)
        session.ends_at += timedelta(days=10 * n)
        session.teacher, session.venue = teacher_of(side, n), venue_of(side, n)
        session.save(force_insert=True)
        return row


def enrolled(side, person: Trainee, training_class, state="confirmed") -> Enrolment:
    with acting_as(OWNER):
        row = Enrolment.objects.get(pk=side.enrolment.pk)
        row.pk, row.state, row.training_class, row.name = None, state, training_class, person.name
        row.trainee, row.trainee_user_id = person, person.user_id
        row.save(force_insert=True)
        TrainingClass.objects.filter(pk=training_class.pk).update(seats_taken=1)
        return row


def attended(side, enrolment) -> AttendanceRecord:
    with acting_as(OWNER):
        row = AttendanceRecord.objects.get(pk=side.record.pk)
        row.pk, row.enrolment, row.trainee_user_id = None, enrolment, enrolment.trainee_user_id
        row.session = Session.objects.get(training_class_id=enrolment.training_class_id)
        row.save(force_insert=True)
        return row


def proven(side, person, code="graduate_year", n=1) -> GroupMembership:
    """A proof that holds today; its file is the person's."""
    with acting_as(OWNER):
        row, file = GroupMembership.objects.get(pk=side.group_proof.pk), side.group_file
        file = type(file).objects.get(pk=file.pk)
        file.pk, file.storage_name, file.trainee_user_id = None, f"{code}{n}", person.user_id
        file.id = type(file)._meta.pk.get_default()
        file.save(force_insert=True)
        row.pk, row.number, row.proof, row.group = (
            None,
            f"G-{n}",
            file,
            KeyGroup.objects.get(code=code),
        )
        row.trainee, row.trainee_user_id, row.state = person, person.user_id, "valid"
        row.valid_from, row.valid_until = clock.today(), clock.today() + timedelta(days=300)
        row.save(force_insert=True)
        return row


def with_voucher(side, person, n=1, state="claimed", enrolment=None) -> Voucher:
    with acting_as(OWNER):
        row = Voucher.objects.get(pk=side.voucher.pk)
        row.pk, row.number, row.state, row.ended_at = None, f"PQ-{n}", state, None
        row.held_at = row.verified_at = None
        row.enrolment = enrolment
        row.organization_id = enrolment.organization_id if enrolment else None
        row.trainee, row.trainee_user_id = person, person.user_id
        row.save(force_insert=True)
        return row


def employed(side, person, since, until=None) -> Employment:
    """In the enterprise of the side's worker; days before today."""
    with acting_as(OWNER):
        row = Employment.objects.get(pk=side.employment.pk)
        row.pk, row.trainee, row.trainee_user_id = None, person, person.user_id
        row.since = clock.today() - timedelta(days=since)
        row.until = clock.today() - timedelta(days=until) if until else None
        row.save(force_insert=True)
        return row


def founded(side, person) -> StartUp:
    """The business of the side's worker, linked by somebody else, too."""
    with acting_as(OWNER):
        row = StartUp.objects.get(pk=side.start_up.pk)
        row.pk, row.number, row.trainee_user_id = None, "CY-9", person.user_id
        row.save(force_insert=True)
        return row


def laden(side) -> list:
    """One record of every kind of the one that will be emptied."""
    person = side.double
    own = enrolled(side, person, another_class(side, 1))
    return [
        own,
        attended(side, own),
        proven(side, person),
        with_voucher(side, person, enrolment=own, state="held"),
        employed(side, person, 4000, 3900),
    ]


def no_wards(side) -> None:
    """The person of the side is nobody's guardian any more."""
    with acting_as(OWNER):
        own = Guardianship.objects.filter(guardian=side.trainee)
        own.update(state="ended", ended_at=clock.now())
