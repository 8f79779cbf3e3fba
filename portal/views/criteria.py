"""Who can get into the directory: criteria, papers, steps and time limits, open to everybody."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import clock
from core.pages import Page
from organizations.criteria import APPLICANTS, criteria_of, papers_of
from organizations.progress import STEPS, limits_of


class Criteria(Page):
    """Every criterion with how it is looked at, for each kind of unit."""

    face = "portal"
    template_name = "portal/criteria.html"
    title = _("How to be accredited")
    lead = _("Any unit that meets the criteria is accredited; every answer has its reasons.")

    def trail(self):
        return [(_("Training institutions"), reverse("institution-list"))]

    def get_context_data(self, **kwargs):
        kinds = [
            {"kind": kind, "criteria": criteria_of(kind), "papers": papers_of(kind)}
            for kind in APPLICANTS
        ]
        return super().get_context_data(
            kinds=kinds,
            steps=[{"label": label, "stage": "ahead"} for label, _states in STEPS],
            limits=limits_of(clock.today()),
            **kwargs,
        )
