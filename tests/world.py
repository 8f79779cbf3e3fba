"""Two tenants of two districts, with a row in every table for each; laid out by the owner.

What is private of a side carries the marker `密甲` or `密乙`, what is public `公甲` or `公乙`.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib import import_module
from pkgutil import iter_modules

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import Face, Role
from core.identifiers.documents import check_character
from core.models import (
    AuditSeal,
    CalendarDay,
    CalendarYear,
    ClockOffset,
    DataReveal,
    Delivery,
    IdempotentRequest,
    Job,
    MessageChoice,
    Notification,
    SendingHours,
    StoredFile,
)
from core.models.owned import owner_columns
from core.privacy import keyed_hash
from organizations.enums import OrganizationKind, Standing
from organizations.models import (
    ApiToken,
    Deputy,
    District,
    Invitation,
    KnownDevice,
    Membership,
    User,
)
from organizations.services import add_membership, create_organization
from policies.decisions import decide, store
from policies.models import PolicyDocument, RuleChange, RuleSet
from programs.models import Occupation, Programme, Session, TrainingClass, Venue
from supervision.models import (
    QuarterlyReport,
    ReportFigure,
    ReportPack,
    ReportReceipt,
    RestatementReason,
)
from tests import rows
from tests.replay import replayed
from tests.teaching import make_teacher
from trainees.completion_checks import COMPLETION, THRESHOLD, in_force
from trainees.models import AttendanceRecord, Enrolment, RosterImport, Trainee

ACTOR = system_actor("world")
LISTABLE = {"lessons": 32, "practice_lessons": 16}  # as the standard of an electrician wants it
SIDES = {"甲": ("DL-06", 1), "乙": ("DL-01", 2)}


@dataclass
class Side:
    """One tenant with everything that belongs to it."""

    mark: str
    district: District
    rows: dict = field(default_factory=dict)

    def __getattr__(self, name):
        try:
            return self.__dict__["rows"][name]
        except KeyError:
            raise AttributeError(name) from None


def make_world() -> dict[str, Side]:
    """Both sides and the city; returns them by their mark, and the city's users as `市`."""
    world = laid_out()
    for mark in SIDES:
        keep_files(world[mark])
    return world


@replayed
def laid_out() -> dict[str, Side]:
    dalian = District.objects.get(code="DL-00")
    city = create_organization(
        actor=ACTOR, kind=OrganizationKind.MUNICIPAL_BUREAU, name="市局", short_name="市局",
        name_en=dalian.bureau_en, district=dalian,
    )  # fmt: skip
    bureau = Side("市", city.district, {"organization": city})
    for role in CITY_STAFF:
        bureau.rows[role] = member(f"city.{role}", f"市{role}", city, role)
    ClockOffset.objects.get_or_create(pk=1)
    SendingHours.objects.get_or_create(pk=1)
    CalendarYear.objects.get_or_create(year=2099, standing="provisional", source="x")
    CalendarDay.objects.get_or_create(day=date(2099, 1, 1), kind="holiday", standing="official")
    AuditSeal.objects.get_or_create(
        pk=1, taken_at=clock.now(), after_id=0, from_xid=0, to_xid=1, next_xid=1, entries=[],
        hashes=b"", hash="x",
    )  # fmt: skip
    world = {mark: make_side(mark, code, n) for mark, (code, n) in SIDES.items()}
    report(bureau, city=True)
    rule_sets(bureau, world)
    return world | {"市": bureau}


def rule_sets(bureau, world):
    """A draft with a row, known to the city alone, and a set that everybody may read."""
    author, publisher = bureau.rows[Role.POLICY_AUTHOR], bureau.rows[Role.MUNICIPAL_CHIEF]
    document = PolicyDocument.objects.get(short="gen")
    own = {"document": document, "author": author, "edited_by": [author.pk]}
    draft = RuleSet.objects.create(**own, number="R-1", title="密甲规则集 密乙规则集")
    RuleChange.objects.create(
        rule_set=draft, kind="dated_value", code="min_age", figure=17, unit="years",
        clause=document.clauses.get(slug="1"), valid_from=date(2099, 1, 1),
    )  # fmt: skip
    RuleSet.objects.create(
        **own, number="R-2", title="公开规则集", state="published",
        report={"at": "", "rows": 0, "faults": []},
        published_at=clock.now(), published_by=publisher, known_from=clock.today(),
    )  # fmt: skip
    bureau.rows["rule_set"] = draft
    for side in world.values():
        side.rows["rule_set"] = draft


CITY_STAFF = (
    Role.MUNICIPAL_REVIEWER,
    Role.MUNICIPAL_CHIEF,
    Role.SECURITY_ADMINISTRATOR,
    Role.SYSTEM_ADMINISTRATOR,
    Role.POLICY_AUTHOR,
    Role.POLICY_PUBLISHER,
    Role.AUDITOR,
)


def member(username, name, organization, *roles) -> User:
    user = User.objects.create(username=username, name=name, password="!")
    for role in roles:
        add_membership(actor=ACTOR, user=user, organization=organization, role=role)
    return user


def make_side(mark, code, n) -> Side:
    side = Side(mark, District.objects.get(code=code))
    staff(side, n)
    arrangements(side, n)
    catalogue(side, n)
    people(side, n)
    report(side)
    work(side)
    for part in iter_modules(rows.__path__):
        import_module(f"tests.rows.{part.name}").lay_out(side, n)
    return side


def staff(side, n):
    """Organizations and who acts for them."""
    bureau = create_organization(
        actor=ACTOR, kind=OrganizationKind.DISTRICT_BUREAU, name=f"{side.mark}区局",
        short_name="区局", district=side.district,
    )  # fmt: skip
    school = create_organization(
        actor=ACTOR, kind=OrganizationKind.INSTITUTION, name=f"公{side.mark}学校",
        short_name="学校", district=side.district, standing=Standing.ACCREDITED,
        accredited_until=date(2099, 12, 31),
    )  # fmt: skip
    secret = f"密{side.mark}"
    side.rows |= {
        "bureau": bureau,
        "organization": school,
        "reviewer": member(f"reviewer.{n}", f"{secret}审核", bureau, Role.DISTRICT_REVIEWER),
        "admin": member(f"admin.{n}", f"{secret}管理", school, Role.INSTITUTION_ADMIN),
        "teacher_user": member(f"teacher.{n}", f"{secret}教师", school, Role.TEACHER),
    }


def arrangements(side, n):
    """An invitation and two deputies: of the institution, and of the bureau."""
    own = {"organization": side.organization, "district": side.district}
    now, today, secret = clock.now(), clock.today(), f"密{side.mark}"
    side.rows["invitation"] = Invitation.objects.create(
        **own, role=Role.TEACHER, name=f"{secret}受邀", email=f"invited{n}@example.org",
        token_hash=f"{n:064d}", sent_by=side.admin, sent_at=now, due_on=today,
    )  # fmt: skip
    side.rows["deputy_user"] = member(
        f"deputy.{n}", f"{secret}代理", side.organization, Role.BASE_MANAGER
    )
    colleague = member(f"colleague.{n}", f"{secret}同事", side.bureau, Role.EDITOR)
    for name, unit, of, by in (
        ("deputy", side.organization, side.admin, side.deputy_user),
        ("bureau_deputy", side.bureau, side.reviewer, colleague),
    ):
        both = [Membership.objects.get(user=user, organization=unit) for user in (of, by)]
        side.rows[name] = Deputy.objects.create(
            organization=unit, district=side.district, number=f"密{name[:2]}{n}", member=both[0],
            deputy=both[1], member_user=of, deputy_user=by, first_day=today,
            last_day=today + timedelta(days=7), proposed_by=side.admin, proposed_at=now,
        )  # fmt: skip
    side.rows["membership"] = Membership.objects.get(user=side.teacher_user)


def catalogue(side, n):
    """A public and a private programme and class, each with a session."""
    own = {"organization": side.organization, "district": side.district}
    now, today = clock.now(), clock.today()
    secret, public = f"密{side.mark}", f"公{side.mark}"
    side.rows["teacher"] = make_teacher(f"{secret}老师", **own, user=side.teacher_user)
    side.rows["venue"] = Venue.objects.create(**own, name=f"{public}教室", address="路", places=60)
    about = {"training_type": "key_group", "level": "5", "textbook": "书", "lessons": 8}
    about |= {"practice_lessons": 4}
    side.rows["programme"] = Programme.objects.create(
        **own, **about, number=f"P{n}01", name=f"{public}项目", state="listed", submitted_at=now,
        occupation=Occupation.objects.first(),
    )  # fmt: skip
    side.rows["draft_programme"] = Programme.objects.create(
        **own, **about | LISTABLE, number=f"P{n}02", name=f"{secret}项目",
        occupation=Occupation.objects.get(code="6-31-01-03"),
    )  # fmt: skip
    filed = {
        "undertaking": True, "filed_on": today, "filed_at": now, "filed_by": side.admin,
        "reply_due_on": today, "starts_on": today + timedelta(days=n), "ends_on": today,
    }  # fmt: skip
    run = {"programme": side.programme, "venue": side.venue, "seats": 9}
    side.rows["training_class"] = TrainingClass.objects.create(
        **own, **run, **filed, number=f"C{n}01", name=f"{public}班", state="open",
        is_announced=True, seats_taken=1,
    )  # fmt: skip
    side.rows["draft_class"] = TrainingClass.objects.create(
        **own, **run, number=f"C{n}02", name=f"{secret}班"
    )
    for name, row, shift in (("session", "training_class", 0), ("draft_session", "draft_class", 9)):
        starts_at = now + timedelta(hours=shift)
        side.rows[name] = Session.objects.create(
            **own, training_class=side.rows[row], ordinal=1, starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3), lessons=4, minutes=180, teacher=side.teacher,
            venue=side.venue, topic=f"{secret}课" if shift else "", is_announced=not shift,
            state="planned" if shift else "open",
        )  # fmt: skip


def people(side, n):
    """A worker with an enrolment, attendance, messages, and a roster file."""
    own = {"organization": side.organization, "district": side.district}
    now, secret = clock.now(), f"密{side.mark}"
    body = f"21020{n + 1}1970010{n}00{n}"
    number = body + check_character(body)
    user = User.objects.create(username=f"worker.{n}", name=f"{secret}学员", password="!")
    trainee = Trainee.objects.create(
        user=user, name=f"{secret}学员", document_type="citizen_id", identity_number=number,
        identity_hash=keyed_hash(number), birth_on=date(1970, 1, n), sex="male",
        phone=f"1380000000{n}", district=side.district, consent_version="t", registered_at=now,
    )  # fmt: skip
    enrolment = Enrolment.objects.create(
        **own, training_class=side.training_class, trainee=trainee, trainee_user=user,
        name=f"{secret}学员", masked_identity="x", source="self", enrolled_at=now,
    )  # fmt: skip
    side.rows |= {"worker": user, "trainee": trainee, "enrolment": enrolment}
    side.rows["record"] = AttendanceRecord.objects.create(
        **own, session=side.session, enrolment=enrolment, trainee_user=user
    )
    side.rows["roster"] = RosterImport.objects.create(
        **own, training_class=side.training_class, file_name=f"{secret}名册.xlsx",
        checked_at=now, checked_by=side.admin,
    )  # fmt: skip
    context = {"kind": "programme", "number": secret}
    for who in (side.admin, side.worker, side.reviewer):
        row = {"recipient_id": who.pk, "code": "record_approved", "context": context}
        Notification.objects.create(**row, created_at=now)
        Delivery.objects.create(**row, key=f"d{who.pk}", channel="email", due_at=now)
        MessageChoice.objects.create(recipient_id=who.pk, topic="record", channel="sms", is_on=True)
        KnownDevice.objects.create(user=who, token_hash="x", since=now)
    side.rows["reveal"] = DataReveal.objects.create(
        number=f"V2026-{n}", subject="trainees.trainee", subject_ids=[trainee.pk],
        fields=["phone"], purpose="verify_identity", explanation=f"{secret}事由",
        needs_grant=True, organization_id=side.bureau.pk, district_id=side.district.pk,
        requested_by_id=side.reviewer.pk, requested_role=Role.DISTRICT_REVIEWER,
        requested_at=now, session_digest="x", expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    programs_of(side, n)
    audit.record(ACTOR, "create", enrolment)
    facts = {"attended": 9, "scheduled": 10}
    decided = decide(COMPLETION, facts, {THRESHOLD: in_force(THRESHOLD, clock.today())})
    (side.rows["decision"],) = store([(enrolment, decided)])


def work(side):
    """A job with its file for the institution, the district and the worker."""
    now, secret = clock.now(), f"密{side.mark}"
    asked = {
        "": unit_actor(side),
        "district_": district_actor(side),
        "worker_": worker_actor(side),
    }
    for prefix, actor in asked.items():
        own = owner_columns(actor)
        stored = StoredFile.objects.create(
            **own, purpose="evidence", storage_name=f"{prefix}{secret}", size=1, sha256="x",
            original_name=f"{secret}文件.pdf", content_type="application/pdf", created_at=now,
        )  # fmt: skip
        side.rows[f"{prefix}file"] = stored
        side.rows[f"{prefix}job"] = Job.objects.create(
            **own, kind="export", language="zh-hans", output=stored, created_at=now,
            lease_until=now + timedelta(days=9),
        )  # fmt: skip


def keep_files(side):
    """What the stored files of a side hold; a test may have brought a storage of its own."""
    own = [row for row in side.rows.values() if isinstance(row, StoredFile)]
    for file in (*own, side.accreditation_paper.file, side.visit_photo.file):
        name = file.storage_name
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(f"%PDF-密{side.mark}".encode()))


def programs_of(side, n):
    """A token of everybody, and an answer kept for a repeated request."""
    now = clock.now()
    for who in (side.admin, side.worker, side.reviewer):
        token = ApiToken.objects.create(
            user=who, membership=Membership.objects.filter(user=who).first(), scopes=["write"],
            name=f"密{side.mark}程序", prefix=f"dlt_{who.pk}", digest=f"{who.pk}", created_at=now,
            expires_at=now + timedelta(days=9),
        )  # fmt: skip
        IdempotentRequest.objects.create(
            user_id=who.pk, actor="x", key=f"k{n}", fingerprint="f", created_at=now
        )
        side.rows.setdefault("token", token)


def report(side, *, city=False):
    """A report of this scope with a figure and a row."""
    scope = {"district": None, "organization": None}
    scopes = [("city", scope)] if city else [
        ("district", scope | {"district": side.district}),
        ("institution", scope | {"organization": side.organization}),
    ]  # fmt: skip
    for kind, place in scopes:
        made = QuarterlyReport.objects.create(
            quarter="2026Q1", scope=kind, **place, state="draft", run=1, figures_hash="x",
            as_of=clock.now(), generated_at=clock.now(),
        )  # fmt: skip
        own = {"report": made, "run": 1, **place}
        ReportFigure.objects.create(**own, indicator="I05", numerator=1, value=1)
        ReportPack.objects.create(
            **own, indicators=["I05"], parts=["numerator"], day_of=[1], amount_of=[0], size=1,
            kind="enrolment", object_ids=[1], labels=[f"密{side.mark}行"], days=[date(2026, 1, 2)],
            dim_district=side.district, dim_training_type="key_group",
        )  # fmt: skip
        side.rows[f"{kind}_report"] = made
        reader = reader_of(side, kind)
        ReportReceipt.objects.create(
            report=made, user=reader, name=f"密{side.mark}收", delivered_at=clock.now()
        )
        RestatementReason.objects.create(
            report=made, **place, indicator="I05", reason=f"密{side.mark}因", person=reader,
            person_name="审", stated_at=clock.now(),
        )  # fmt: skip


def reader_of(side, kind) -> User:
    """Somebody who receives a report of this scope."""
    if kind == "city":
        return side.rows[Role.MUNICIPAL_REVIEWER]
    return side.reviewer if kind == "district" else side.admin


def unit_actor(side, role=Role.INSTITUTION_ADMIN) -> Actor:
    user = side.teacher_user if role == Role.TEACHER else side.admin
    return Actor(user.pk, side.organization.pk, role, side.district.pk, Face.ORGANIZATION)


def agency_actor(side) -> Actor:
    role = Role.AGENCY_ADMIN
    return Actor(side.agency_admin.pk, side.agency.pk, role, side.district.pk, Face.ORGANIZATION)


def district_actor(side) -> Actor:
    role = Role.DISTRICT_REVIEWER
    return Actor(side.reviewer.pk, side.bureau.pk, role, side.district.pk, Face.DISTRICT)


def worker_actor(side) -> Actor:
    return Actor(user_id=side.worker.pk, role=Role.WORKER, face=Face.WORKER)


def city_actor(bureau, role=Role.MUNICIPAL_REVIEWER) -> Actor:
    organization = bureau.organization
    return Actor(bureau.rows[role].pk, organization.pk, role, organization.district_id, Face.CITY)
