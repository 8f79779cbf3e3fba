"""The page that moves the demo clock."""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import Role
from core.forms import PLEASE_CHOOSE
from core.pages import FormPage
from core.tasks import ring_after_clock_move


class ClockForm(forms.Form):
    """How far to move, or to which moment."""

    STEPS = {
        "hour": timedelta(hours=1),
        "day": timedelta(days=1),
        "week": timedelta(days=7),
        "month": timedelta(days=30),
    }
    step = forms.ChoiceField(
        label=_("Move forward by"),
        required=False,
        choices=[
            ("", PLEASE_CHOOSE),
            ("hour", _("1 hour")),
            ("day", _("1 day")),
            ("week", _("1 week")),
            ("month", _("30 days")),
        ],
    )
    to = forms.DateTimeField(
        label=_("Or to this moment"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )

    def clean(self):
        data = super().clean()
        if data.get("to") and data["to"] <= clock.now():
            self.add_error("to", _("The clock only runs forward; choose a later moment."))
        elif not data.get("to") and not data.get("step") and not self.errors:
            raise forms.ValidationError(_("Choose a step or a moment."))
        return data

    def distance(self) -> timedelta:
        """How far the clock moves."""
        if self.cleaned_data["to"]:
            return self.cleaned_data["to"] - clock.now()
        return self.STEPS[self.cleaned_data["step"]]


class MoveClock(FormPage):
    """Demo and test only: pass days in a click, so that a class can be finished in one sitting."""

    face = "portal"
    roles = {Role.SYSTEM_ADMINISTRATOR}
    title = _("Move the clock")
    lead = _("For demonstrations: everything that time does happens at once.")
    submit_label = _("Move the clock")
    form_class = ClockForm
    success_url = "/clock/"
    success_message = _("The clock was moved.")

    def dispatch(self, request, *args, **kwargs):
        if settings.MODE == "production":
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def save(self, form):
        clock.move(actor=self.actor, by=form.distance())
        transaction.on_commit(ring_after_clock_move)
