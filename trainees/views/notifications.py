"""Messages in the product, for workers and units alike."""

from django.http import HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Notification
from core.pages import ListPage


class Notifications(ListPage):
    """Newest first; opening the page shows what is new, a button marks all as read."""

    model = Notification
    template_name = "trainees/notifications.html"
    title = _("Messages")
    empty = {"title": _("No messages"), "text": _("Messages for you appear here.")}

    def row_url(self, obj):
        return obj.link

    def post(self, request, *args, **kwargs):
        unread = Notification.objects.visible_to(self.actor).filter(read_at__isnull=True)
        unread.update(read_at=clock.now())
        return HttpResponseRedirect(request.path)
