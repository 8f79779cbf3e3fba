"""Messages in the product, and by which channels else one wants them; for every face."""

import django_filters as filters
from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.models import Notification
from core.models.outbox import ChoiceChannel
from core.outbox.choices import choices_of, choose, offered
from core.outbox.kinds import Topic, codes
from core.pages.context import FACES
from core.pages.registry import sections
from core.pages.views import FormPage, ListPage

PREFIXES = {"account": "account:", "workspace": "workspace:", "portal": ""}


def page_of(face: str, name: str) -> str:
    """The address of a page that every face has."""
    return reverse(PREFIXES[face] + name)


@login_required
def own_inbox(request):
    """The messages of the face one acts in."""
    face = FACES.get(request.actor.face, "portal")
    return HttpResponseRedirect(page_of(face, "notifications"))


class InboxFilter(filters.FilterSet):
    """What is new, and what it is about."""

    new = filters.BooleanFilter(
        label=_("Unread only"),
        field_name="read_at",
        lookup_expr="isnull",
        widget=forms.CheckboxInput,
        method="only_new",
    )
    topic = filters.ChoiceFilter(
        label=pgettext_lazy("message", "Topic"), choices=Topic, method="of_topic"
    )

    class Meta:
        model = Notification
        fields: tuple = ()

    def only_new(self, queryset, name, value):
        return queryset.filter(read_at__isnull=True) if value else queryset

    def of_topic(self, queryset, name, value):
        return queryset.filter(code__in=codes(topic=value))


class Inbox(ListPage):
    """Newest first. Opening a message marks it as read and leads to what it is about."""

    model = Notification
    template_name = "messages/inbox.html"
    title = _("Messages")
    filterset_class = InboxFilter
    empty = {"title": _("No messages"), "text": _("Messages for you appear here.")}

    def row_url(self, obj):
        return obj.link

    def actions(self):
        url = page_of(self.face, "notification-settings")
        return [{"label": _("Choose channels"), "url": url, "icon": "settings", "tone": "plain"}]

    def post(self, request, *args, **kwargs):
        """`open` names one message; without it all are marked."""
        own = Notification.objects.visible_to(self.actor)
        key = request.POST.get("open")
        if not key:
            own.filter(read_at__isnull=True).update(read_at=clock.now())
            return HttpResponseRedirect(request.get_full_path())
        form = KeyForm({"key": key})
        message = get_object_or_404(own, pk=form.cleaned_data["key"] if form.is_valid() else None)
        own.filter(pk=message.pk, read_at__isnull=True).update(read_at=clock.now())
        return HttpResponseRedirect(message.link or request.get_full_path())


class KeyForm(forms.Form):
    """The key of a message as it comes back from the page."""

    key = forms.UUIDField()


class ChoicesForm(forms.Form):
    """For each channel the topics that are wanted."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for channel in ChoiceChannel:
            self.fields[channel.value] = forms.MultipleChoiceField(
                label=channel.label,
                required=False,
                choices=[(topic.value, topic.label) for topic in offered(channel)],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields[ChoiceChannel.DIGEST].help_text = _(
            "One e-mail in the morning with the messages of the last day you have not read."
        )


class Choices(FormPage):
    """SMS and e-mail by topic; what the law wants told is always sent."""

    title = _("Notification settings")
    lead = _(
        "All messages can be read here on the platform. Choose what you also want by text "
        "message and e-mail. Sign-in codes, security events, refusals, clawbacks, sanctions and "
        "revoked certificates are always sent."
    )
    form_class = ChoicesForm
    template_name = "messages/channels.html"

    def initial(self):
        return {channel: sorted(topics) for channel, topics in choices_of(self.actor).items()}

    def save(self, form):
        choose(actor=self.actor, wanted=form.cleaned_data)

    def next_url(self, obj):
        return self.request.path

    def cancel_url(self):
        return page_of(self.face, "notifications")

    def get_context_data(self, **kwargs):
        """Where the messages go to, by the app that keeps the addresses."""
        return super().get_context_data(sections=sections("channels", self.request), **kwargs)
