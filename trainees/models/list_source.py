"""From where a list is asked by HTTP: when it was asked last, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, to
from trainees.enums import FetchFault, FetchOutcome
from trainees.list_kinds import choices
from trainees.permissions import LIST_READERS


class ListSource(ScopedModel):
    """One kind of list that has an address; the system worker keeps it.

    Address and secret stand in the environment alone. `leased_until` and `attempt` say whose the
    fetch is that runs now; `failures` counts those since the last answer.
    """

    VISIBLE = to(LIST_READERS, everything)
    AUDIT_HIDDEN = ("leased_until", "attempt", "due_at")

    kind = models.CharField(_("list"), max_length=24, choices=choices, unique=True)
    due_at = models.DateTimeField(_("asked next"))
    leased_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempt = models.PositiveIntegerField(default=0, editable=False)
    asked_at = models.DateTimeField(_("asked last"), null=True, blank=True)
    outcome = models.CharField(
        _("what came of it"), max_length=10, choices=FetchOutcome, blank=True
    )
    fault = models.CharField(_("fault"), max_length=20, choices=FetchFault, blank=True)
    detail = models.CharField(_("details"), max_length=80, blank=True)
    failures = models.PositiveIntegerField(_("failed in a row"), default=0)

    class Meta:
        verbose_name = _("address of a list")
        verbose_name_plural = _("addresses of lists")
        ordering = ["kind"]
        constraints = [
            models.CheckConstraint(
                name="list_source_fault_of_a_failure",
                condition=models.Q(outcome=FetchOutcome.FAILED) ^ models.Q(fault=""),
            )
        ]

    def __str__(self):
        return str(self.get_kind_display())
