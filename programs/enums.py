"""Codes of programmes, classes and sessions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TrainingType(models.TextChoices):
    """The four training types of the plan (measures 3 to 6)."""

    KEY_GROUP = "key_group", _("Key groups' employment skills")
    ENTERPRISE = "enterprise", _("Enterprise employees' upgrading")
    HIGH_SKILLED = "high_skilled", _("High-skilled personnel")
    ENTREPRENEURSHIP = "entrepreneurship", _("Entrepreneurship and innovation")


class CourseType(models.TextChoices):
    """Courses of entrepreneurship training, which have no occupation."""

    GYB = "GYB", _("Generate your business idea (GYB)")
    SYB = "SYB", _("Start your business (SYB)")
    IYB = "IYB", _("Improve your business (IYB)")
    ONLINE_SHOP = "online_shop", _("Online shop")


class ShortageGrade(models.TextChoices):
    SEVERE = "severe", _("Severe shortage")
    RELATIVE = "relative", _("Moderate shortage")
    GENERAL = "general", _("General shortage")


class CodeStatus(models.TextChoices):
    VERIFIED = "verified", _("Verified")
    TO_VERIFY = "to_verify", _("To be verified")


class ProgrammeState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    LISTED = "listed", _("Listed")
    REFUSED = "refused", _("Not listed")
    SUSPENDED = "suspended", _("Suspended")
    CLOSED = "closed", _("Closed")


class ClassState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    FILED = "filed", _("Filed, awaiting review")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Filing approved")
    OPEN = "open", _("Enrolling")
    RUNNING = "running", _("In progress")
    FINISHED = "finished", _("Lessons over")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")
    REFUSED = "refused", _("Filing refused")
    ARCHIVED = "archived", _("Archived")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("Not begun")
    OPEN = "open", _("Sign-in open")
    CLOSED = "closed", _("Over")
    SEALED = "sealed", _("Sealed")
    CANCELLED = "cancelled", _("Cancelled")


class QualificationState(models.TextChoices):
    """States of a teacher's qualification (workflow 2.1)."""

    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    VALID = "valid", _("Valid")
    SUSPENDED = "suspended", _("Suspended")
    EXPIRED = "expired", _("Expired")
    REFUSED = "refused", _("Not recognised")
    ENDED = "ended", _("Employment over")


class Agreement(models.TextChoices):
    """How a teacher agrees to stand for an institution."""

    ACCOUNT = "account", _("By the teacher's own account")
    PAPER = "paper", _("On a signed paper among the proof")


class Mode(models.TextChoices):
    OFFLINE = "offline", _("In person")
    ONLINE = "online", _("Online")


PUBLIC_STATES = (
    ClassState.OPEN,
    ClassState.RUNNING,
    ClassState.FINISHED,
    ClassState.COMPLETED,
    ClassState.ARCHIVED,
)
"""A class is public from the opening of its enrolment on."""


class PlanState(models.TextChoices):
    """States of a version of the annual plan (workflow 2.2)."""

    DRAFT = "draft", _("Draft")
    IN_CONSULTATION = "in_consultation", _("In consultation")
    APPROVED = "approved", _("Approved, not yet in force")
    PUBLISHED = "published", pgettext_lazy("plan", "Issued")
    SUPERSEDED = "superseded", _("Adjusted")
    CLOSED = "closed", _("Year closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class TargetIndicator(models.TextChoices):
    """The indicators of the report that a year can have a target for: each adds up over places."""

    PARTICIPATIONS = "I06", _("Training participations")
    COMPLETIONS = "I08", _("Completions")


class ChangeState(models.TextChoices):
    """States of a request to change a timetable that was approved (workflow 2.3)."""

    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Change refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")


class LineKind(models.TextChoices):
    """What one line of a change asks for."""

    REPLAN = "replan", _("Other time, teacher or venue")
    CANCEL = "cancel", _("Session is dropped")
    ADD = "add", _("Session is added")


class LessonKind(models.TextChoices):
    THEORY = "theory", _("Theory")
    PRACTICE = "practice", _("Practice")


class Measure(models.TextChoices):
    """What a lesson standard sets."""

    LESSONS = "lessons", _("Lessons at least")
    PRACTICE = "practice", _("Share of practice at least")
    ONLINE = "online", _("Share of online lessons at most")


class Stream(models.TextChoices):
    """The kinds of subsidy the demand catalogue shows."""

    TRAINING = "training_subsidy", _("Training subsidy")
    ENTREPRENEURSHIP = "entrepreneurship_subsidy", _("Subsidy of entrepreneurship training")


class RatePart(models.TextChoices):
    RATE = "rate", _("Rate")
    FLOAT = "float", _("Added for shortage")


class Setting(models.TextChoices):
    """Where an enterprise's employees are taught."""

    IN_HOUSE = "in_house", _("In the enterprise")
    INSTITUTION = "with_institution", _("With an institution")


class Payer(models.TextChoices):
    """Who pays the fee of a programme."""

    SUBSIDY = "subsidy", _("The subsidy")
    ENTERPRISE = "enterprise", _("The enterprise")
    TRAINEE = "trainee", _("The trainee")
    SHARED = "shared", _("Shared")


class DirectoryPart(models.TextChoices):
    """What the public directories are made of."""

    INSTITUTION = "institution", _("Institution")
    PROGRAMME = "programme", _("Programme")
    OCCUPATION = "occupation", _("Occupation")
    CLASS = "class", _("Class")
