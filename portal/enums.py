"""Codes of announcements and stories."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditorialState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    IN_READING = "in_reading", _("In second reading")
    SCHEDULED = "scheduled", _("Awaiting its day")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")
    WITHDRAWN = "withdrawn", _("Taken down")


PUBLIC_STATES = (EditorialState.PUBLISHED, EditorialState.ARCHIVED)
APPROVED_STATES = (EditorialState.SCHEDULED, *PUBLIC_STATES)
WHOLE_STATES = (EditorialState.IN_READING, *APPROVED_STATES)
