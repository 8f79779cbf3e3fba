"""Changes of an accreditation: asked for in the workspace, reported on by the district."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.admin_urls import record_url
from core.enums import Role
from core.pages import DetailPage, FormPage
from core.pages.parts import facts_of
from organizations.accreditation_forms import CHANGE_FORMS, ReportForm
from organizations.enums import MEMBER_ADMINS, ChangeKind
from organizations.models import AccreditationChange
from organizations.services.changes import report_change, request_change
from organizations.views.accreditation_parts import compared
from organizations.views.accreditations import OfAccreditation, accreditation_trail

# What the guards and services make of a unit's own request for an end.
CONSEQUENCES = {
    ChangeKind.SUSPENSION: (
        _("The municipal bureau decides. You can withdraw the request until then."),
        _("Once it is approved you can file no new programme and no new class; what runs goes on."),
        _("The unit leaves the public list; its page there says since when it is suspended."),
        _(
            "You cannot end the suspension yourself: ask the municipal bureau to resume the "
            "accreditation. Until then no change and no renewal can be requested, only removal."
        ),
        _("The accreditation still ends on its last day."),
    ),
    ChangeKind.REMOVAL: (
        _("The municipal bureau decides. You can withdraw the request until then."),
        _(
            "It can be approved only when the unit has no live class: each must be completed, "
            "archived, cancelled or refused."
        ),
        _("Once it is approved the licensed scope ends and you can file nothing more."),
        _("The removal is final and public: the page of the unit says since when it is removed."),
        _("To teach or evaluate again you have to apply for a new accreditation."),
    ),
}


class ChangeCreate(OfAccreditation, FormPage):
    """The form of one kind of change."""

    roles = MEMBER_ADMINS
    submit_label = _("Send the request")

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if kwargs["kind"] not in CHANGE_FORMS:
            raise Http404
        self.kind = ChangeKind(kwargs["kind"])

    @property
    def title(self):
        return self.kind.label

    @property
    def form_class(self):
        return CHANGE_FORMS[self.kind]

    def get_context_data(self, **kwargs):
        return super().get_context_data(consequences=CONSEQUENCES.get(self.kind, ()), **kwargs)

    def save(self, form):
        data = form.cleaned_data
        return request_change(
            self.object,
            actor=self.actor,
            kind=self.kind,
            wanted=form.wanted(),
            grounds=data["grounds"],
            upload=data["file"],
        )


class ChangeDetail(DetailPage):
    model = AccreditationChange
    roles = MEMBER_ADMINS
    place = "accreditation change"

    def get_queryset(self):
        return super().get_queryset().select_related("accreditation__organization")

    def trail(self):
        return accreditation_trail(self.object.accreditation)

    def heading(self, obj):
        return obj.get_kind_display()

    def crumb(self):
        return self.object.number

    def facts(self, obj):
        return facts_of(obj, ("number", "grounds", "requested_at", "reply_due_on", "decided_at"))

    def sections(self, obj):
        return change_parts(obj)


def change_parts(change) -> list[dict]:
    """What is wanted beside what is, and the proof."""
    return [part for part in (wanted_part(change), proof_part(change)) if part]


def wanted_part(change) -> dict | None:
    """What is wanted beside what is; None for kinds that change no fact."""
    rows = compared(change)
    return rows and {
        "title": _("What is wanted"),
        "template": "organizations/wanted.html",
        "context": {"rows": rows},
    }


def proof_part(change) -> dict:
    return {
        "title": _("Proof"),
        "template": "organizations/papers.html",
        "context": {"papers": change.papers.select_related("file"), "accreditation": None},
    }


class ChangeReport(FormPage):
    """The district writes what it saw at the new premises."""

    face = "bureau"
    roles = {Role.DISTRICT_REVIEWER}
    title = _("Report of the visit")
    form_class = ReportForm

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        seen = AccreditationChange.objects.visible_to(request.actor)
        self.object = get_object_or_404(seen, number=kwargs["number"])

    def initial(self):
        return {"report": self.object.report}

    def save(self, form):
        return report_change(self.object, actor=self.actor, report=form.cleaned_data["report"])

    def next_url(self, obj):
        return record_url(obj)

    def cancel_url(self):
        return record_url(self.object)


def report_url(change) -> str:
    return reverse("accreditation-change-report", args=[change.number])
