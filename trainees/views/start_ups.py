"""Businesses people start: linked and followed up by the founder, by the institution, in sums."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import Column, DetailPage, Fact, FormPage, ListPage, Page, facts_of
from core.pages.views import move_url
from core.workflow import available_moves
from organizations.enums import Finding
from trainees.enums import FollowUpState, StartUpState
from trainees.filters import StartUpFilter
from trainees.forms.start_ups import BusinessForm
from trainees.models import Enrolment, StartUp, StartUpFollowUp
from trainees.permissions import READERS
from trainees.services.start_ups import link_business, may_link, reply_due
from trainees.start_up_figures import months, start_ups, total, years
from trainees.views.facts import link_to
from trainees.views.times import shown_time

WORKER = {Role.WORKER}


def link_action(enrolment) -> list[dict]:
    """The way to link the own business, for who has attended a start-up course."""
    if not may_link(enrolment):
        return []
    url = reverse("account:business-link", args=[enrolment.pk])
    return [{"label": _("Link my business"), "url": url, "icon": "building-store"}]


def business_facts(enrolment, page: str) -> list[Fact]:
    """The businesses linked to an enrolment, each leading to its page."""
    rows = enrolment.start_ups.filter(state=StartUpState.LINKED)
    return [
        Fact(_("Business"), link_to(reverse(page, args=[row.number]), row.name)) for row in rows
    ]


class BusinessLink(FormPage):
    """Code, name and day of the business licence."""

    face = "account"
    roles = WORKER
    title = _("Link my business")
    lead = _(
        "You have started a business after this course? Link it by its credit code: it stands in "
        "your learning account, and you are asked later how it goes."
    )
    form_class = BusinessForm
    submit_label = _("Link the business")
    success_message = _("The business is linked.")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        own = Enrolment.objects.visible_to(request.actor).select_related(
            "training_class__programme"
        )
        self.enrolment = get_object_or_404(own, pk=kwargs["pk"])

    def trail(self):
        return [
            (_("My classes"), reverse("account:enrolment-list")),
            (self.enrolment.training_class.name, self.cancel_url()),
        ]

    def save(self, form):
        return link_business(self.enrolment, actor=self.actor, **form.cleaned_data)

    def next_url(self, obj):
        return reverse("account:business-detail", args=[obj.number])

    def cancel_url(self):
        return reverse("account:enrolment-detail", args=[self.enrolment.pk])


class StartUpDetail(DetailPage):
    """What the licence and the register say, and each follow-up with what was recorded."""

    model = StartUp
    roles = UNIT_ADMINS
    enrolment_page = "workspace:enrolment-detail"

    def get_queryset(self):
        along = ("enrolment__training_class", "organization")
        return super().get_queryset().select_related(*along)

    def trail(self):
        return [(StartUpList.title, reverse("workspace:start-up-list"))]

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        course = link_to(
            reverse(self.enrolment_page, args=[obj.enrolment_id]), obj.enrolment.training_class.name
        )
        return [
            *facts_of(obj, ("number", "uscc", "registered_on")),
            *self.founder(obj),
            Fact(_("Course"), course),
            *register_facts(obj),
        ]

    def founder(self, obj) -> list[Fact]:
        return [Fact(_("Founder"), obj.enrolment.name)]

    def sections(self, obj):
        rows = list(obj.follow_ups.order_by("month"))
        for row in rows:
            row.start_up = obj
            row.in_time_until = reply_due(row)
            row.moves = [
                {
                    "label": move.label,
                    "url": move_url(row, name, self.request.path),
                    "tone": move.tone,
                }
                for name, move in available_moves(row, self.actor).items()
            ]
        title, template = _("Follow-up"), "trainees/follow_ups.html"
        return [{"title": title, "template": template, "context": {"follow_ups": rows}}]


class OwnBusiness(StartUpDetail):
    """The founder's own."""

    face = "account"
    roles = WORKER
    enrolment_page = "account:enrolment-detail"

    def trail(self):
        course = self.object.enrolment
        url = reverse(self.enrolment_page, args=[course.pk])
        return [
            (_("My classes"), reverse("account:enrolment-list")),
            (course.training_class.name, url),
        ]

    def founder(self, obj):
        return []


def register_facts(obj) -> list[Fact]:
    """What the business register says, of which day, and under which name."""
    if obj.finding == Finding.NOT_CHECKED:
        return [Fact(_("Business register"), obj.get_finding_display())]
    name = [Fact(_("Name in the register"), obj.found_name)] if obj.found_name else []
    looked = f"{obj.found_in} · {shown_time(obj.found_at)}"
    return [
        Fact(_("Business register"), obj.get_finding_display()),
        *name,
        Fact(_("Source"), looked),
    ]


def follow_up_words(business) -> str:
    """The follow-up that waits, or the last thing recorded."""
    rows = sorted(business.follow_ups.all(), key=lambda row: row.month)
    due = [row for row in rows if row.state == FollowUpState.DUE]
    known = [row for row in rows if row.state in (FollowUpState.ALIVE, FollowUpState.CLOSED)]
    found = (due or known[-1:] or rows)[:1]
    return " · ".join(f"{row.month_words}: {row.get_state_display()}" for row in found)


class StartUpList(ListPage):
    """The businesses after the unit's courses, those to be followed up first."""

    model = StartUp
    roles = UNIT_ADMINS
    title = _("Start-ups")
    lead = _("Businesses your trainees have linked. When they are due, you record how they go.")
    columns = (
        Column("name", _("Business")),
        Column("enrolment.name", _("Founder")),
        Column("registered_on", _("Registered on"), is_nowrap=True),
        Column("finding", _("Business register")),
        Column("number", _("Follow-up"), value=follow_up_words),
        Column("state", _("State"), is_badge=True),
    )
    filterset_class = StartUpFilter
    empty = {
        "title": _("No business yet"),
        "text": _("A business appears here when a trainee links it by its credit code."),
    }

    def get_queryset(self):
        waits = StartUpFollowUp.objects.filter(start_up=OuterRef("pk"), state=FollowUpState.DUE)
        rows = super().get_queryset().select_related("enrolment__training_class")
        return rows.prefetch_related("follow_ups").order_by(Exists(waits).desc(), "-pk")


class StartUpSums(Page):
    """Businesses opened, alive and jobs made, by institution, for the bureau."""

    face = "bureau"
    roles = READERS
    template_name = "trainees/start_up_sums.html"
    title = _("Start-ups by institution")
    lead = _(
        "Businesses people linked after start-up courses. One with several founders counts once "
        "for an institution; one the register has struck off or does not know is not alive."
    )

    def trail(self):
        return [(_("Start-ups"), reverse("admin:trainees_startup_changelist"))]

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("year", "")
        known = years()
        year = int(asked) if asked in {str(one) for one in known} else None
        compared = months()
        rows = start_ups(compared, year)
        return super().get_context_data(
            rows=rows, total=total(rows), months=compared, years=known, year=year, **kwargs
        )
