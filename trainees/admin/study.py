"""Online study in the bureau's admin: what is studied, and the ledger; read-only, people masked."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.admin import ScopedModelAdmin
from core.admin_site import site
from trainees.models import StudyItem, StudyRecord
from trainees.permissions import READERS


@admin.register(StudyItem, site=site)
class StudyItemAdmin(ScopedModelAdmin):
    """What the online sessions of classes are studied by."""

    roles = READERS
    icon = "play_lesson"
    will_come = _("Learning items appear here when an institution adds them to online sessions.")
    list_display = ("title", "session", "minutes", "state", "organization")
    list_filter = ("state", "district")
    search_fields = ("title",)
    list_select_related = ("session__training_class", "organization")
    fields = ("title", "session", "minutes", "body", "organization", "district")


@admin.register(StudyRecord, site=site)
class StudyRecordAdmin(ScopedModelAdmin):
    """Every stretch of study, whether it counts, and by which clause."""

    roles = READERS
    icon = "timer"
    will_come = _("Study records appear here when people study online.")
    list_display = (
        "day", "masked_name", "item", "minutes", "is_accepted", "verdict", "clause", "organization",
    )  # fmt: skip
    list_filter = ("is_accepted", "day", "district")
    search_fields = ("item__title",)
    list_select_related = ("enrolment", "item", "organization")
    fields = (
        "enrolment", "item", "begins_at", "ends_at", "minutes", "is_accepted", "verdict",
        "measured", "allowed", "clause", "organization", "district",
    )  # fmt: skip
    readonly_fields = ("masked_name", "minutes", "verdict")

    @admin.display(description=pgettext_lazy("person", "name"))
    def masked_name(self, record):
        return record.enrolment.masked_name

    @admin.display(description=_("minutes"))
    def minutes(self, record):
        return record.minutes

    @admin.display(description=_("reason"))
    def verdict(self, record):
        return record.verdict
