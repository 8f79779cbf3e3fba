"""Kinds of dated values."""

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
