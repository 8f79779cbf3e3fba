"""The developer's outbox: mails and short messages of a demo that has nowhere to send them."""

from django.conf import settings
from django.http import Http404
from django.utils import timezone
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
    lead = _("For demonstrations: what would go out by short message and e-mail.")
    columns = (
        Column("channel", _("Channel")),
        Column("text", _("Text"), value=lambda row: text_of(row, "zh-hans")),
        Column("recipient_id", _("Account"), is_numeric=True),
        Column("created_at", _("Time"), value=lambda row: f"{timezone.localtime(row.created_at):%m-%d %H:%M}"),
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

    def row_url(self, obj):
        return ""
