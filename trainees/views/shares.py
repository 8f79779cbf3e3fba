"""Share links: the person's own pages, and the page a link opens."""

from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from core.devices import device_name
from core.enums import Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, Page, facts_of
from core.refusals import Refused, reason, remedy_of
from organizations.throttles import Shared as Rate
from organizations.throttles import check_rate
from trainees.forms.shares import ShareForm
from trainees.models import ShareLink
from trainees.services.shares import open_link, openings, share

WORKER = {Role.WORKER}
FRESH = "fresh_share"  # in the session until the page of the new link has shown it, once
MOST = 50
STATUS = {"share_unknown": 404, "share_expired": 410, "share_revoked": 410}
UNREAD = {
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "private, no-store",
}


def share_trail():
    account = (_("Learning account"), reverse("account:timeline"))
    return [account, (ShareList.title, reverse("account:share-list"))]


class ShareList(ListPage):
    face = "account"
    roles = WORKER
    model = ShareLink
    title = _("Share links")
    lead = _(
        "Show a part of your account to an employer or a school. You choose what and for how long, "
        "see who opened it, and can revoke it at any time."
    )
    columns = (
        Column("note", _("For whom"), value=lambda row: row.note or row.number),
        Column("scope", _("What is shown")),
        Column("valid_until", _("Valid until"), is_nowrap=True),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("Nothing shared yet"),
        "text": _("Make a link, send it to whom you like, and see here how often it was opened."),
    }

    def get_queryset(self):
        return super().get_queryset().select_related("enrolment__training_class")

    def trail(self):
        return share_trail()[:1]

    def actions(self):
        url = reverse("account:share-create")
        return [{"label": _("New link"), "url": url, "icon": "plus", "tone": "primary"}]


class ShareCreate(FormPage):
    face = "account"
    roles = WORKER
    title = _("New share link")
    lead = _(
        "Whoever has the link reads this part, with your name and number masked, without signing "
        "in. Each opening is noted for you."
    )
    submit_label = _("Make the link")
    success_message = ""
    form_class = ShareForm

    def trail(self):
        return share_trail()

    def save(self, form):
        row, token = share(actor=self.actor, **form.cleaned_data)
        self.request.session[FRESH] = [row.number, token]
        return row

    def cancel_url(self):
        return reverse("account:share-list")


class ShareDetail(DetailPage):
    """What is shown and until when; once, right after it was made, the link itself."""

    face = "account"
    roles = WORKER
    model = ShareLink

    def get_queryset(self):
        return super().get_queryset().select_related("enrolment__training_class")

    def trail(self):
        return share_trail()

    def heading(self, obj):
        return obj.note or obj.number

    def facts(self, obj):
        ended = ("revoked_at",) if obj.revoked_at else ()
        names = ("number", ("scope", _("What is shown")), "created_at", "valid_until", *ended)
        return [*facts_of(obj, names), Fact(_("Times opened"), openings(obj, self.actor).count())]

    def sections(self, obj):
        log = {
            "title": _("Who opened it"),
            "template": "trainees/share_log.html",
            "context": {"openings": [told(row) for row in openings(obj, self.actor)[:MOST]]},
        }
        return [*self.fresh(obj), log]

    def fresh(self, obj) -> list[dict]:
        number, token = self.request.session.get(FRESH, ("", ""))
        if number != obj.number:
            return []
        del self.request.session[FRESH]
        url = self.request.build_absolute_uri(reverse("shared", args=[token]))
        context = {"link": url, "until": obj.valid_until}
        return [
            {"title": _("Your link"), "template": "trainees/share_fresh.html", "context": context}
        ]


def told(entry) -> dict:
    """One opening: when, and with which device."""
    return {"at": timezone.localtime(entry.at), "device": entry.after.get("device", "")}


@method_decorator(never_cache, name="dispatch")
class SharedAccount(Page):
    """What a link opens, for anybody who has it; of a link that is over, that it is."""

    face = "portal"
    template_name = "trainees/shared.html"
    title = _("Shared learning account")

    def get(self, request, token):
        check_rate(request, Rate)
        try:
            shared = open_link(token, device=device_name(request.headers.get("User-Agent", "")))
        except Refused as refused:
            return self.over(refused)
        return self.unread(self.render_to_response(self.get_context_data(shared=shared)))

    def over(self, refused):
        """Why nothing is shown."""
        self.template_name = "trainees/share_over.html"
        context = self.get_context_data(
            why=reason(refused.code), day=refused.detail, remedy=remedy_of(refused.code)
        )
        return self.unread(self.render_to_response(context, status=STATUS[refused.code]))

    def unread(self, response):
        """Neither searched for, nor named to other sites, nor kept."""
        for name, value in UNREAD.items():
            response[name] = value
        return response
