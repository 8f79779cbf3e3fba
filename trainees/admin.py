"""People, enrolments and attendance in the bureau's admin: masked, read-only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import SETTINGS_READERS, ScopedModelAdmin
from core.admin_site import site
from core.enums import CASE_READERS, Role
from trainees.models import AttendanceRecord, Enrolment, KeyGroup, Trainee

READERS = CASE_READERS | {Role.DISTRICT_REVIEWER}
SECRETS = ("identity_number", "identity_hash", "phone")


@admin.register(Trainee, site=site)
class TraineeAdmin(ScopedModelAdmin):
    """Residents of the district; identity and phone are masked."""

    roles = READERS
    icon = "groups"
    list_display = ("name", "masked_identity", "district", "education", "registered_at")
    list_filter = ("district", "education")
    search_fields = ("name",)
    list_select_related = ("district",)
    exclude = ("user", *SECRETS)
    readonly_fields = ("masked_identity", "masked_phone")

    @admin.display(description=_("identity number"))
    def masked_identity(self, trainee):
        return trainee.masked_identity

    @admin.display(description=_("phone"))
    def masked_phone(self, trainee):
        return trainee.masked_phone


@admin.register(Enrolment, site=site)
class EnrolmentAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "how_to_reg"
    list_display = ("name", "masked_identity", "training_class", "enrolled_at", "state")
    list_filter = ("state", "source", "district")
    search_fields = ("name", "training_class__number")
    list_select_related = ("training_class",)
    exclude = ("trainee", "trainee_user", "phone")


@admin.register(AttendanceRecord, site=site)
class AttendanceRecordAdmin(ScopedModelAdmin):
    roles = READERS
    icon = "fact_check"
    list_display = ("enrolment", "session", "state", "signed_in_at", "signed_out_at", "minutes")
    list_filter = ("state", "source")
    list_select_related = ("enrolment__training_class", "session__training_class")
    exclude = ("trainee_user",)


@admin.register(KeyGroup, site=site)
class KeyGroupAdmin(ScopedModelAdmin):
    roles = SETTINGS_READERS
    icon = "diversity_3"
    list_display = ("code", "zh", "en", "default_validity_months", "is_sensitive", "is_active")
    list_filter = ("is_sensitive", "is_active")
