"""Kinds and states of policies: documents, dated values, rule sets, decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Parameter(models.TextChoices):
    """What a dated value sets."""

    ATTENDANCE_THRESHOLD = "attendance_threshold", _("Attendance threshold")
    ONLINE_SHARE_CAP = "online_share_cap", _("Cap on online lessons")
    LESSON_MINUTES = "lesson_minutes", _("Minutes of a lesson")
    LESSONS_PER_DAY_MAX = "lessons_per_day_max", _("Most lessons in a day")
    CLASS_SIZE_MAX = "class_size_max", _("Largest class")
    MIN_AGE = "min_age", _("Lowest age")


class Unit(models.TextChoices):
    SHARE = "share", _("share")
    MINUTES = "minutes", _("minutes")
    LESSONS = "lessons", _("lessons")
    PERSONS = "persons", _("persons")
    YEARS = "years", _("years")


UNIT_OF = {
    Parameter.ATTENDANCE_THRESHOLD: Unit.SHARE,
    Parameter.ONLINE_SHARE_CAP: Unit.SHARE,
    Parameter.LESSON_MINUTES: Unit.MINUTES,
    Parameter.LESSONS_PER_DAY_MAX: Unit.LESSONS,
    Parameter.CLASS_SIZE_MAX: Unit.PERSONS,
    Parameter.MIN_AGE: Unit.YEARS,
}


class DocumentStatus(models.TextChoices):
    IN_FORCE = "in_force", _("in force")
    SUPERSEDED = "superseded", _("superseded")
    REPEALED = "repealed", _("repealed")


class Standing(models.TextChoices):
    """Whether the text was taken from a document or made up to show how it works."""

    ILLUSTRATIVE = "illustrative", _("illustrative")
    DOCUMENTED = "documented", _("documented")


class RuleSetState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    VALIDATED = "validated", _("Validated")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Result(models.TextChoices):
    """What became of one step of a decision."""

    PASSED = "passed", _("met")
    FAILED = "failed", _("not met")
    OPEN = "open", _("not checked")


class Outcome(models.TextChoices):
    """What a decision says as a whole."""

    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    UNDECIDED = "undecided", _("Undecided")
