"""Deliveries and the hours of text messages in the bureau's admin: no persons, no words."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _

from core.admin.scoped import NamedFilter, ScopedModelAdmin
from core.admin_site import site
from core.enums import Role
from core.models import Delivery, DeliveryState, SendingHours
from core.outbox.kinds import kinds
from core.outbox.repair import STUCK, send_again
from core.punctuation import with_colon
from core.refusals import Refused

OPEN = (DeliveryState.WAITING, DeliveryState.SENDING)
KEEPERS = {Role.SYSTEM_ADMINISTRATOR}


class MessageFilter(NamedFilter):
    """Kinds of messages by their names, those that go out of the product."""

    title = _("message")
    parameter_name = "code"

    def lookups(self, request, model_admin):
        return [(kind.code, str(kind)) for kind in kinds().values() if kind.channels != ("app",)]


@admin.register(Delivery, site=site)
class DeliveryAdmin(ScopedModelAdmin):
    """What went out and what is stuck; who was told is not shown."""

    roles = KEEPERS
    icon = "outgoing_mail"
    list_display = ("created_at", "kind", "channel", "state", "attempts", "next_try", "error")
    list_filter = ("state", "channel", MessageFilter)
    fields = (
        "kind", "channel", "state", "attempts", "created_at", "next_try", "expires_at", "error",
    )  # fmt: skip
    readonly_fields = ("kind", "next_try")
    waiting_label = _("Messages that could not be delivered")

    @admin.display(description=_("message"), ordering="code")
    def kind(self, delivery):
        return str(kinds().get(delivery.code, delivery.code))

    @admin.display(description=_("next attempt"), ordering="due_at")
    def next_try(self, delivery):
        """None for what has ended."""
        return delivery.due_at if delivery.state in OPEN else None

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
            messages.error(request, with_colon(delivery, refused.message))
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
