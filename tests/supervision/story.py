"""One quarter of two districts, three institutions, five classes; laid out row by row.

Every row stands on one side of a rule: filed the day before the quarter, answered one day late,
signed in one second before its end, enrolled at its end, withdrawn before the start and on the
first day, listed as short on the filing date, cancelled.
"""

from datetime import date, datetime, timedelta

from django.utils import timezone

from core.access import system_actor
from core.enums import Role
from core.privacy import keyed_hash
from organizations.enums import OrganizationKind, Standing
from organizations.models import District, User
from organizations.services import add_membership, create_organization
from programs.models import Occupation, Programme, Session, Teacher, TrainingClass, Venue
from tests.presence import at_first
from tests.teaching import make_teacher
from trainees.models import AttendanceRecord, Enrolment, Trainee

ACTOR = system_actor("story")
QUARTER = "2026Q2"
NAMES = {"p1": "王大明", "p2": "李四", "p4": "欧阳小红", "p3": "赵三", "p5": "钱五", "p6": "孙六"}


def at(text) -> datetime:
    """`06-30T23:59:59` of 2026 in Dalian."""
    text = text if "T" in text else f"{text}T10:00:00"
    return timezone.make_aware(datetime.fromisoformat(f"2026-{text}"))


def day(text) -> date:
    return date.fromisoformat(f"2026-{text}")


class Story:
    """The rows by short names: institutions A B C, classes K1 to K5, persons p1 to p6."""

    def __init__(self):
        self.people = {name: person(name, n) for n, name in enumerate(sorted(NAMES), 1)}
        self.units = {
            "A": unit("甲校", "DL-06"),
            "B": unit("乙校", "DL-06"),
            "C": unit("丙校", "DL-01"),
        }
        listed, later, never = Occupation.objects.order_by("code")[:3]
        shortage(listed, "severe", day("04-01"))
        shortage(later, "severe", day("05-01"))
        shortage(never, "", None)
        self.k1 = filed("A", self, "K1", listed, "04-01", "04-03", "04-08", "04-20", "completed")
        self.k2 = filed("A", self, "K2", later, "03-31", "04-10", "04-08", "05-10", "running")
        self.k3 = filed(
            "B", self, "K3", None, "06-20", "06-30T23:59:59", "06-30", "06-30", "running"
        )
        self.k4 = filed("C", self, "K4", never, "05-05", "05-06", "05-12", "06-20", "cancelled")
        self.k5 = filed(
            "C", self, "K5", never, "04-02", "07-01T00:00:00", "07-02", "06-01", "completed"
        )
        self.enrol()
        self.teach()

    def enrol(self):
        first, begun = "04-20", "04-20T12:00:00"
        last, after = "06-30T23:59:59", "07-01T00:00:00"
        e = self.enrolled = {}
        e["1.1"] = enrolment(self, "p1", self.k1, "04-05", first, "completed", outcome="06-10")
        e["1.2"] = enrolment(self, "p2", self.k1, "04-05", first, "failed", outcome="06-10")
        e["1.3"] = enrolment(self, "p3", self.k1, "04-06", None, "withdrawn", withdrawn="04-10")
        e["1.4"] = enrolment(self, "p4", self.k1, "04-06", first, "withdrawn", withdrawn=begun)
        e["2.1"] = enrolment(self, "p1", self.k2, "03-31T23:59:59", "05-10", "attending")
        e["3.5"] = enrolment(self, "p5", self.k3, "06-25", last, "attending")
        e["3.6"] = enrolment(self, "p6", self.k3, "06-26", after, "attending")
        e["3.2"] = enrolment(self, "p2", self.k3, after, None, "confirmed")
        e["4.5"] = enrolment(self, "p5", self.k4, "05-10", None, "withdrawn", withdrawn="06-01")
        e["5.2"] = enrolment(self, "p2", self.k5, "05-20", "06-01", "completed", outcome=last)
        e["5.6"] = enrolment(self, "p6", self.k5, "05-20", "06-02", "completed", outcome=after)

    def teach(self):
        first = session(self.k1, 1, lessons=4, minutes=180, sealed="05-04")
        second = session(self.k1, 2, lessons=2, minutes=90, sealed="05-05", mode="online")
        late = session(self.k2, 1, lessons=8, minutes=360, sealed="07-01T00:00:00")
        third = session(self.k5, 1, lessons=6, minutes=270, sealed="06-30T23:59:59")
        session(self.k5, 2, lessons=6, minutes=270)
        session(self.k3, 1, lessons=8, minutes=360, state="closed")
        for row, key, minutes, state in (
            (first, "1.1", 180, "present"),
            (first, "1.2", 100, "partial"),
            (first, "1.4", 0, "absent"),
            (second, "1.1", 90, "present"),
            (second, "1.2", 0, "absent"),
            (second, "1.4", 0, "voided"),
            (late, "2.1", 360, "present"),
            (third, "5.2", 270, "present"),
            (third, "5.6", 200, "partial"),
        ):
            record(self, row, self.enrolled[key], minutes, state)


def unit(name, code):
    return create_organization(
        actor=ACTOR, kind=OrganizationKind.INSTITUTION, name=name, short_name=name,
        district=District.objects.get(code=code), standing=Standing.ACCREDITED,
        accredited_until=date(2099, 12, 31),
    )  # fmt: skip


def staff(role, name, kind, organization=None):
    """A member of the city's bureau, or of a given organization."""
    organization = organization or create_organization(
        actor=ACTOR, kind=kind, name=name, short_name=name,
        district=District.objects.get(code="DL-00"),
    )  # fmt: skip
    user = User.objects.create(username=f"{role}.{organization.pk}", name=name, password="!")
    add_membership(actor=ACTOR, user=user, organization=organization, role=role)
    return user


def administrator(unit):
    return staff(Role.INSTITUTION_ADMIN, f"{unit.name}管理员", "", unit)


def shortage(occupation, grade, since):
    occupation.shortage_grade, occupation.shortage_from = grade, since
    occupation.save()


def person(name, n):
    user = User.objects.create(username=name, name=NAMES[name], password="!")
    return Trainee.objects.create(
        user=user, name=NAMES[name], document_type="citizen_id", identity_number=str(n),
        identity_hash=keyed_hash(name), birth_on=date(1990, 1, 1), sex="male", consent_version="t",
        district=District.objects.get(code="DL-01"), registered_at=at("01-05"),
    )  # fmt: skip


def filed(letter, story, number, occupation, on, replied, due, starts, state):
    unit = story.units[letter]
    own = {"organization": unit, "district": unit.district}
    about = {"training_type": "entrepreneurship", "course_type": "SYB"}
    if occupation:
        kind, level = ("high_skilled", "3") if number == "K2" else ("key_group", "5")
        about = {"training_type": kind, "occupation": occupation, "level": level}
    programme = Programme.objects.create(
        **own, **about, number=f"P-{number}", name="项目", textbook="书", lessons=8,
        state="listed", submitted_at=at("01-05"),
    )  # fmt: skip
    venue = Venue.objects.create(**own, name=f"{number}教室", address="路", places=9)
    ended = {"completed": {"completed_at": at("06-30")}, "cancelled": {"cancelled_at": at("06-01")}}
    return TrainingClass.objects.create(
        **own, number=number, name="班", programme=programme, venue=venue, seats=9, state=state,
        undertaking=True, filed_on=day(on), filed_at=at(on), replied_at=at(replied),
        reply_due_on=day(due), starts_on=day(starts), ends_on=day(starts), **ended.get(state, {}),
    )  # fmt: skip


def enrolment(story, name, group, on, first, state, *, outcome=None, withdrawn=None):
    trainee = story.people[name]
    decided = {"attended_minutes": 1, "scheduled_minutes": 1, "threshold": 1} if outcome else {}
    return Enrolment.objects.create(
        training_class=group, organization=group.organization, district=group.district,
        trainee=trainee, trainee_user=trainee.user, name=trainee.name, masked_identity="2102**",
        source="self", state=state, enrolled_at=at(on), **decided,
        first_signed_in_at=at(first) if first else None,
        outcome_at=at(outcome) if outcome else None,
        withdrawn_at=at(withdrawn) if withdrawn else None,
    )  # fmt: skip


def session(group, ordinal, *, lessons, minutes, sealed=None, mode="offline", state="cancelled"):
    """The n-th day of a class; one that is not sealed counts nowhere."""
    own = {"organization": group.organization, "district": group.district}
    name = f"{group.number}老师"
    teacher = Teacher.objects.filter(**own, name=name).first() or make_teacher(name, **own)
    begins = at(f"{group.starts_on:%m-%d}") + timedelta(days=ordinal - 1)
    return Session.objects.create(
        **own, training_class=group, ordinal=ordinal, lessons=lessons, minutes=minutes, mode=mode,
        starts_at=begins, ends_at=begins + timedelta(minutes=minutes), teacher=teacher,
        venue=group.venue, state="sealed" if sealed else state,
        sealed_at=at(sealed) if sealed else None,
    )  # fmt: skip


def record(story, row, enrolled, minutes, state):
    AttendanceRecord.objects.create(
        organization=row.organization, district=row.district, session=row, enrolment=enrolled,
        trainee_user=enrolled.trainee_user, state=state, presence=at_first(row, minutes),
        signed_in_at=row.starts_at if minutes else None,
    )  # fmt: skip
