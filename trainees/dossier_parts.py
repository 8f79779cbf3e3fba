"""What a class dossier is made of: each part as canonical JSON, the same for the same records.

A part holds no key of an account or person: records of one person that are put together, or a key
that is rotated, leave it as it was sealed.
"""

import hashlib
import json
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q

from core import audit
from core.models import AuditEntry
from policies.models import Decision
from programs.models import Session, TimetableVersion, TrainingClass
from trainees.models import AttendanceRecord, CompletionCertificate, Enrolment

PERSONS = {"trainee_id", "trainee_user_id", "person_id", "scored_by_id"}
NAMED = ("name", "masked_identity")
AUDITED = (TrainingClass, Session, Enrolment)


def canonical(content) -> str:
    """JSON without spaces, keys in order: the same text for the same content."""
    return json.dumps(
        content,
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def parts_of(training_class, at: datetime) -> dict[str, list]:
    """File name → rows of each part, as the class stood at a moment. Some ten queries."""
    enrolments = list(Enrolment.objects.filter(training_class=training_class).order_by("pk"))
    sessions = list(Session.objects.filter(training_class=training_class).order_by("pk"))
    ids = [row.pk for row in enrolments]
    records = AttendanceRecord.objects.filter(session__in=sessions).order_by("session", "pk")
    versions = TimetableVersion.objects.filter(training_class=training_class).order_by("version")
    certificates = CompletionCertificate.objects.filter(enrolment__in=ids).order_by("number")
    filed = TrainingClass.objects.select_related("programme").get(pk=training_class.pk)
    return {
        "filing.json": [plain(filed), plain(filed.programme)],
        "timetable.json": [
            {"version": row.version, "holds_from": row.holds_from, "sessions": row.sessions}
            for row in versions
        ],
        "sessions.json": [plain(row) for row in sessions],
        "roster.json": [plain(row) | {n: getattr(row, n) for n in NAMED} for row in enrolments],
        "attendance.json": [plain(row) for row in records],
        "certificates.json": [
            {"number": row.number, "enrolment_id": row.enrolment_id, "issued_at": row.issued_at}
            | {"facts": row.facts}
            for row in certificates
        ],
        "decisions.json": decisions(training_class, ids, at),
        "audit.json": entries(training_class, sessions, enrolments, at),
    }


def plain(row) -> dict:
    return {name: value for name, value in audit.columns(row).items() if name not in PERSONS}


def decisions(training_class, ids, at) -> list[dict]:
    """What was decided about the class and its enrolments, by the digest of each."""
    about = about_records(TrainingClass, [training_class.pk])
    about |= about_records(Enrolment, ids)
    names = ("id", "process", "version", "object_id", "decided_at", "outcome", "reason", "digest")
    return list(Decision.objects.filter(about, decided_at__lt=at).order_by("pk").values(*names))


def entries(training_class, sessions, enrolments, at) -> list[dict]:
    """The keys of the audit trail's entries, whose own seal proves what they say."""
    about = Q()
    for model, rows in zip(AUDITED, ([training_class], sessions, enrolments), strict=True):
        about |= about_records(model, [str(row.pk) for row in rows])
    return list(AuditEntry.objects.filter(about, at__lt=at).order_by("pk").values("id", "verb"))


def about_records(model, keys) -> Q:
    """What is kept about some records of a model."""
    return Q(model=model._meta.label_lower, object_id__in=keys)
