"""Deliveries and the hours of short messages in the bureau's admin: no persons, no words."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from core.admin.scoped import ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from core.models import Delivery, SendingHours
from core.outbox.repair import STUCK, send_again
from core.refusals import Refused

KEEPERS = {Role.SYSTEM_ADMINISTRATOR}


@admin.register(Delivery, site=site)
class DeliveryAdmin(ScopedModelAdmin):
    """What went out and what is stuck; who was told is not shown."""

    roles = KEEPERS
    icon = "outgoing_mail"
    list_display = ("created_at", "code", "channel", "state", "attempts", "due_at", "error")
    list_filter = ("state", "channel", "code")
    fields = ("code", "channel", "state", "attempts", "created_at", "due_at", "expires_at", "error")

    def waiting(self, actor):
        """What needs a person."""
        return Delivery.objects.visible_to(actor).filter(state__in=STUCK)

    def get_actions(self, request):
        return {"send_again": (again, "send_again", _("Send again"))}


def again(model_admin, request, queryset):
    """Put the chosen deliveries back into the queue."""
    done = 0
    for delivery in queryset:
        try:
            send_again(delivery, actor=request.actor)
            done += 1
        except Refused as refused:
            messages.error(request, f"{delivery}: {refused.message}")
    if done:
        messages.success(request, _("Done for %(count)d records.") % {"count": done})


@admin.register(SendingHours, site=site)
class SendingHoursAdmin(ScopedModelAdmin):
    """Quiet hours end and begin with these."""

    roles = KEEPERS
    editable_by = KEEPERS
    icon = "bedtime"
    list_display = ("__str__", "morning", "evening")
    fields = ("morning", "evening")
