"""The learning account: one's life of learning on one line, with the sums on top."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import timeline
from core.enums import Role
from core.pages import Page
from core.pages.registry import sections
from core.pages.views import PAGE_SIZE, paginate
from trainees.services.people import own_trainee


class TimelineForm(forms.Form):
    """Which kind and which year."""

    kind = forms.ChoiceField(label=_("What"), required=False)
    year = forms.ChoiceField(label=_("Year"), required=False)

    def __init__(self, *args, years, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in timeline.kinds()]
        self.fields["kind"].choices = [("", _("Everything")), *kinds]
        self.fields["year"].choices = [("", _("All years")), *((str(y), str(y)) for y in years)]


class Timeline(Page):
    """Newest first, by kind and year; what apps hang on the place `timeline` stands above."""

    face = "account"
    roles = {Role.WORKER}
    at_counter = True
    template_name = "trainees/timeline.html"
    title = _("Learning account")
    lead = _("Your training, hours, results, vouchers and groups, for life.")

    def actions(self):
        if self.actor.helper or own_trainee(self.actor) is None:
            return []
        return [
            {"label": _("Share a part"), "url": reverse("account:share-list"), "icon": "share"},
            {
                "label": _("Download everything"),
                "url": reverse("account:take-out"),
                "icon": "file-download",
            },
            {
                "label": _("Something is wrong"),
                "url": reverse("account:correction-list"),
                "icon": "pencil",
            },
        ]

    def chosen(self, rows):
        """The rows the form asks for, and the form."""
        years = sorted({row.on.year for row in rows}, reverse=True)
        form = TimelineForm(self.request.GET or None, years=years)
        asked = form.cleaned_data if form.is_valid() else {}
        kind, year = asked.get("kind"), asked.get("year")
        fits = [
            row
            for row in rows
            if (not kind or row.kind == kind) and (not year or str(row.on.year) == year)
        ]
        return fits, form

    def get_context_data(self, **kwargs):
        rows = timeline.timeline(self.actor)
        fits, form = self.chosen(rows)
        shown, page = paginate(self.request, fits, PAGE_SIZE)
        return super().get_context_data(
            figures=timeline.figures(self.actor),
            entries=shown,
            page=page,
            filter={"form": form} if rows else None,
            sections=sections("timeline", self.request),
            empty=self.nothing(is_new=not rows),
            **kwargs,
        )

    def nothing(self, *, is_new) -> dict:
        if not is_new:
            return {}
        return {
            "title": _("Nothing here yet"),
            "text": _("Enrol in a class: from then on your training is kept here for life."),
            "url": reverse("class-list"),
            "label": _("Find a class"),
        }
