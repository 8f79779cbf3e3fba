"""Pages of announcements and stories: lists, one of them, and its preview before it is out."""

from django.conf import settings
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.access import ANYONE
from core.enums import Role
from core.pages import ListPage, Page
from portal.enums import EditorialState
from portal.filters import AnnouncementFilter, StoryFilter
from portal.models import Announcement, Story
from portal.queries import classes_of_trade, taken_down_at

READERS = {Role.EDITOR, Role.MUNICIPAL_CHIEF, Role.AUDITOR}
NEWEST = 3
FURTHER = 5
GONE = 410


def news(actor) -> dict:
    """For the home page: the newest announcements, and the newest story."""
    return {
        "announcements": Announcement.objects.visible_to(actor).fresh()[:NEWEST],
        "story": Story.objects.visible_to(actor).fresh().with_names().first(),
    }


class AnnouncementList(ListPage):
    """What was announced, the newest first; archived ones among them."""

    face = "portal"
    template_name = "portal/announcements.html"
    model = Announcement
    title = _("Announcements")
    filterset_class = AnnouncementFilter
    page_size = 12
    empty = {
        "title": _("No announcement fits"),
        "text": _("Change or clear the filters and search again."),
    }

    def get_queryset(self):
        return super().get_queryset().newest_first()

    def rows(self, objects):
        return objects


class StoryList(AnnouncementList):
    """People and their trades, the newest first."""

    template_name = "portal/stories.html"
    model = Story
    title = _("Stories of craftsmen")
    lead = _("People of Dalian tell how they learned their trade.")
    filterset_class = StoryFilter
    empty = {
        "title": _("No story fits"),
        "text": _("Change or clear the filters and search again."),
    }

    def get_queryset(self):
        return super().get_queryset().with_names()


class AnnouncementDetail(Page):
    """One announcement as the public reads it; one that was taken down says so."""

    face = "portal"
    template_name = "portal/announcement.html"
    model = Announcement
    above = AnnouncementList
    list_url = "announcement-list"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.piece = self.rows().filter(number=kwargs["number"]).first()

    def rows(self):
        return self.model.objects.visible_to(self.actor).newest_first()

    def trail(self):
        return [(self.above.title, reverse(self.list_url))]

    def crumb(self):
        return self.kwargs["number"]

    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs) if self.piece else self.taken_down()

    def taken_down(self):
        """That it was there and is no longer, without a word of it; 404 for all else."""
        at = taken_down_at(self.model, self.kwargs["number"])
        if at is None:
            raise Http404
        context = super().get_context_data(at=at, list_url=reverse(self.list_url))
        context["title"] = _("Taken down")
        return TemplateResponse(self.request, "portal/taken_down.html", context, status=GONE)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(piece=self.piece, further=self.further(), **kwargs)
        return context | {"title": self.piece.title}

    def further(self):
        """Others that are public, the newest first."""
        public = self.model.objects.visible_to(ANYONE).fresh()
        return public.exclude(pk=self.piece.pk)[:FURTHER]


class StoryDetail(AnnouncementDetail):
    """One story, and the classes in which the trade is learned now."""

    template_name = "portal/story.html"
    model = Story
    above = StoryList
    list_url = "story-list"

    def rows(self):
        return super().rows().with_names()

    def get_context_data(self, **kwargs):
        trade = self.piece.occupation
        classes = classes_of_trade(trade, self.actor) if trade else 0
        return super().get_context_data(classes=classes, **kwargs)


class Previewed:
    """The public page before it is out, in the language of its address, for who works on it."""

    roles = READERS

    def rows(self):
        """Nothing is to come of what was taken down."""
        return super().rows().exclude(state=EditorialState.WITHDRAWN)

    def dispatch(self, request, *args, **kwargs):
        language = kwargs["language"]
        if language not in dict(settings.LANGUAGES) or not self.piece:
            raise Http404
        with translation.override(language):
            response = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        response.headers["Content-Language"] = language
        return response

    def get_context_data(self, **kwargs):
        return super().get_context_data(preview=self.languages(), **kwargs)

    def languages(self) -> list[dict]:
        """The links from one language to the other: code, name, url."""
        name = self.request.resolver_match.view_name
        return [
            {"code": code, "name": label, "url": reverse(name, args=[self.piece.number, code])}
            for code, label in settings.LANGUAGES
        ]


class AnnouncementPreview(Previewed, AnnouncementDetail):
    """An announcement in any state."""


class StoryPreview(Previewed, StoryDetail):
    """A story in any state."""
