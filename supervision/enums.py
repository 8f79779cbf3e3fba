"""Codes of quarterly supervision reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReportState(models.TextChoices):
    SCHEDULED = "scheduled", _("Scheduled")
    GENERATING = "generating", _("Being generated")
    DRAFT = "draft", _("For review")
    SUBMITTED = "submitted", _("Submitted")
    LOCKED = "locked", _("Locked")
    RESTATED = "restated", _("Restated")
    FAILED = "failed", _("Failed")


class ReportScope(models.TextChoices):
    CITY = "city", _("Whole city")
    DISTRICT = "district", _("District")
    INSTITUTION = "institution", _("Institution")


class Section(models.TextChoices):
    A = "A", _("A. Classes")
    B = "B", _("B. Training")


class IndicatorUnit(models.TextChoices):
    COUNT = "count", _("count")
    SHARE = "share", _("share")


class Part(models.TextChoices):
    NUMERATOR = "numerator", _("Numerator")
    DENOMINATOR = "denominator", _("Denominator")


class AppealState(models.TextChoices):
    SUBMITTED = "submitted", _("Appeal submitted")
    IN_REVIEW = "in_review", _("In reconsideration")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")
    REFUSED = "refused", _("Not taken up")
    WITHDRAWN = "withdrawn", _("Taken back")


class AppealGround(models.TextChoices):
    FACTS = "facts", _("The facts are wrong or incomplete")
    RULE = "rule", _("The rule was applied wrongly, or the wrong one")
    PROCEDURE = "procedure", _("The procedure was not kept")
    NEW_PROOF = "new_proof", _("New proof changes the picture")
