"""Kinds and states of policies: documents, dated values, rule sets, decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Unit(models.TextChoices):
    SHARE = "share", _("share")
    MINUTES = "minutes", _("minutes")
    LESSONS = "lessons", _("lessons")
    PERSONS = "persons", _("persons")
    YEARS = "years", _("years")
    MONTHS = "month", _("months")
    DAYS = "calendar_day", _("calendar days")
    TIMES = "times", _("times")
    METRES = "metres", _("metres")
    SECONDS = "seconds", _("seconds")
    FOLD = "fold", _("× normal speed")
    POINTS = "points", _("points")
    CNY_PERSON = "CNY/person", _("CNY per person")
    CNY_PERSON_YEAR = "CNY/year", _("CNY per person and year")
    CNY_DAY = "CNY/day", _("CNY a day")


class Parameter(models.TextChoices):
    """What a dated value sets: its code, its unit, its name."""

    ATTENDANCE_THRESHOLD = "attendance_threshold", Unit.SHARE, _("Attendance threshold")
    ATTENDANCE_GRADUATES = (
        "attendance_threshold_graduates", Unit.SHARE,
        _("Attendance threshold of conversion training for graduates"),
    )  # fmt: skip
    COMPLETION_PASS_MARK = "completion_pass_mark", Unit.POINTS, _("Pass mark of the final test")
    ONLINE_SHARE_CAP = "online_share_cap", Unit.SHARE, _("Cap on online lessons")
    LESSON_MINUTES = "lesson_minutes", Unit.MINUTES, _("Minutes of a lesson")
    LESSONS_PER_DAY_MAX = "lessons_per_day_max", Unit.LESSONS, _("Maximum lessons per day")
    RECHECKS = "rechecks_session", Unit.TIMES, _("Re-checks in a session")
    RECHECK_MINUTES = "recheck_minutes", Unit.MINUTES, _("Time to answer a re-check")
    VENUE_RADIUS = "venue_radius", Unit.METRES, _("Distance from the venue that is not flagged")
    CLASS_SIZE_MAX = "class_size_max", Unit.PERSONS, _("Maximum class size")
    MIN_AGE = "min_age", Unit.YEARS, _("Minimum age")
    MAJORITY_AGE = "majority_age", Unit.YEARS, _("Age of majority")
    OWN_INCOME_AGE = "own_income_age", Unit.YEARS, _("Age from which the own income counts")
    CONTRACT_MONTHS = "contract_months", Unit.MONTHS, _("Shortest training contract")
    APPRENTICESHIP_4 = (
        "apprenticeship_subsidy_4", Unit.CNY_PERSON_YEAR, _("Apprenticeship subsidy, level 4"),
    )  # fmt: skip
    APPRENTICESHIP_3 = (
        "apprenticeship_subsidy_3", Unit.CNY_PERSON_YEAR, _("Apprenticeship subsidy, level 3"),
    )  # fmt: skip
    COUNT_LIMIT_CALENDAR_YEAR = (
        "count_limit_calendar_year", Unit.TIMES, _("Subsidies in a calendar year at most"),
    )  # fmt: skip
    COUNT_LIMIT_ROLLING = (
        "count_limit_rolling", Unit.TIMES, _("Subsidies in a rolling window at most"),
    )  # fmt: skip
    COUNT_WINDOW_ROLLING = (
        "count_window_rolling", Unit.MONTHS, _("Rolling window of subsidies"),
    )  # fmt: skip
    LIVING_ALLOWANCE = "living_allowance_day", Unit.CNY_DAY, _("Living allowance")
    UPGRADE_5 = "upgrade_subsidy_5", Unit.CNY_PERSON, _("Upgrade subsidy, level 5")
    UPGRADE_4 = "upgrade_subsidy_4", Unit.CNY_PERSON, _("Upgrade subsidy, level 4")
    UPGRADE_3 = "upgrade_subsidy_3", Unit.CNY_PERSON, _("Upgrade subsidy, level 3")
    UPGRADE_INSURED_MONTHS = (
        "upgrade_insured_months", Unit.MONTHS, _("Months insured before an upgrade subsidy"),
    )  # fmt: skip
    UPGRADE_LIMIT = (
        "upgrade_limit_calendar_year", Unit.TIMES,
        _("Upgrade subsidies in a calendar year at most"),
    )  # fmt: skip
    EVALUATION_5 = "evaluation_subsidy_5", Unit.CNY_PERSON, _("Evaluation subsidy, level 5")
    EVALUATION_4 = "evaluation_subsidy_4", Unit.CNY_PERSON, _("Evaluation subsidy, level 4")
    EVALUATION_3 = "evaluation_subsidy_3", Unit.CNY_PERSON, _("Evaluation subsidy, level 3")
    EVALUATION_LIMIT = (
        "evaluation_limit_lifetime", Unit.TIMES, _("Evaluation subsidies in a lifetime at most"),
    )  # fmt: skip
    START_UP_MONTHS = "start_up_months", Unit.MONTHS, _("Follow-up of a start-up")
    START_UP_INTERVAL = (
        "start_up_interval", Unit.MONTHS, _("Months between two follow-ups of a start-up"),
    )  # fmt: skip
    SHARE_DAYS_MAX = "share_days_max", Unit.DAYS, _("Days a share link is valid at most")
    SHARE_DAYS_USUAL = "share_days_usual", Unit.DAYS, _("Days a share link is usually valid")
    LIST_DAYS_PENSIONER = (
        "list_days_pensioner", Unit.DAYS, _("Pensioners: days a list counts"),
    )  # fmt: skip
    LIST_DAYS_ESTABLISHMENT = (
        "list_days_establishment", Unit.DAYS, _("Staff on establishment: days a list counts"),
    )  # fmt: skip
    LIST_DAYS_STUDENT = (
        "list_days_student", Unit.DAYS, _("Students: days a list counts"),
    )  # fmt: skip
    LIST_DAYS_DECEASED = (
        "list_days_deceased", Unit.DAYS, _("Deaths: days a list counts"),
    )  # fmt: skip
    LIST_DAYS_DETAINED = (
        "list_days_detained", Unit.DAYS, _("Detained people: days a list counts"),
    )  # fmt: skip
    LIST_DAYS_INSURED = (
        "list_days_insured", Unit.DAYS, _("Insured persons: days a list counts"),
    )  # fmt: skip
    LIST_DAYS_UNEMPLOYED = (
        "list_days_unemployed", Unit.DAYS, _("Registered unemployed: days a list counts"),
    )  # fmt: skip
    LIST_DAYS_GRADUATE = (
        "list_days_graduate", Unit.DAYS, _("Graduates: days a list counts"),
    )  # fmt: skip
    LIST_DAYS_LOW_INCOME = (
        "list_days_low_income", Unit.DAYS, _("Minimum living allowance: days a list counts"),
    )  # fmt: skip
    LIST_DAYS_BUSINESS = (
        "list_days_business", Unit.DAYS, _("Business register: days a list counts"),
    )  # fmt: skip

    STUDY_GAP = "study_gap_max", Unit.SECONDS, _("Study: longest gap between heartbeats")
    STUDY_SPEED = "study_speed_max", Unit.FOLD, _("Study: highest playback speed")
    STUDY_DRIFT = "study_drift_max", Unit.SECONDS, _("Study: how far the player may be ahead")
    STUDY_IDLE = "study_idle_max", Unit.MINUTES, _("Study: longest time without a touch")
    STUDY_DAY = "study_day_max", Unit.MINUTES, _("Study: most minutes of a day")
    STUDY_REGULAR = (
        "study_regular_beats", Unit.TIMES, _("Study: heartbeats in a row that may be regular"),
    )  # fmt: skip
    STUDY_SPREAD = (
        "study_regular_spread", Unit.SECONDS, _("Study: spread of regular heartbeats"),
    )  # fmt: skip

    def __new__(cls, code, unit):
        member = str.__new__(cls, code)
        member._value_, member.unit = code, unit
        return member


class DocumentStatus(models.TextChoices):
    IN_FORCE = "in_force", pgettext_lazy("document", "In force")
    SUPERSEDED = "superseded", pgettext_lazy("document", "Superseded")
    REPEALED = "repealed", pgettext_lazy("document", "Repealed")


class Standing(models.TextChoices):
    """Whether the text was taken from a document or made up to show how it works."""

    ILLUSTRATIVE = "illustrative", _("Illustrative")
    DOCUMENTED = "documented", _("Documented")


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
    """What the checks of a decision say as a whole; an officer's answer is a move of the record."""

    GRANTED = "granted", _("Checks passed")
    REFUSED = "refused", _("Checks not passed")
    UNDECIDED = "undecided", _("Undecided")
