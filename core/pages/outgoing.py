"""The developer's outbox: mails and text messages of a demo that has nowhere to send them."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.models import Delivery, DeliveryState
from core.outbox.sending import text_of
from core.pages.parts import Column
from core.pages.views import ListPage


class Outgoing(ListPage):
    """Newest first, with their words; demo and test only."""

    face = "portal"
    roles = {Role.SYSTEM_ADMINISTRATOR}
    model = Delivery
    title = _("Outbox")
    lead = _("For demonstrations: what would go out by text message and e-mail.")
    columns = (
        Column("channel", _("Channel")),
        Column("text", _("Text"), value=lambda row: text_of(row, get_language())),
        Column("account", _("Account")),
        Column("created_at", _("Time")),
    )
    empty = {
        "title": _("Nothing was kept"),
        "text": _("Messages appear here within a minute while no channel is set up."),
    }

    def dispatch(self, request, *args, **kwargs):
        if settings.MODE == "production":
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        return super().get_queryset().filter(state=DeliveryState.KEPT)

    def rows(self, objects):
        """With the user names of the demo's accounts."""
        people = get_user_model().objects.filter(pk__in={row.recipient_id for row in objects})
        names = dict(people.values_list("pk", "username"))
        for row in objects:
            row.account = names.get(row.recipient_id, "")
        return super().rows(objects)

    def row_url(self, obj):
        return ""
