"""The feed of announcements (Atom), in the language its reader asks for."""

from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from portal.models import Announcement

MOST = 20


class AnnouncementFeed(Feed):
    """What is published and not archived, the newest first."""

    feed_type = Atom1Feed

    def get_object(self, request):
        """Who asks: the public."""
        return request.actor

    def title(self):
        return _("Announcements · Dalian Vocational Training Service")

    def subtitle(self):
        return _("News about vocational training in Dalian.")

    def link(self):
        return reverse("announcement-list")

    def items(self, actor):
        return Announcement.objects.visible_to(actor).fresh()[:MOST]

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return escape(item.summary)

    def item_link(self, item):
        return item.public_url

    def item_author_name(self, item):
        return item.publisher

    def item_pubdate(self, item):
        """The first minute of its day; the minute of the timetable tells nobody anything."""
        return timezone.make_aware(datetime.combine(item.publish_on, time()))

    def item_updateddate(self, item):
        return item.published_at
