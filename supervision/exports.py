"""The exports of this app's lists."""

from django.utils.translation import gettext_lazy as _

from core import exports
from core.exports import Field
from supervision.filters import AppealFilter
from supervision.models import DecisionAppeal
from supervision.permissions import APPELLANTS

exports.declare(
    "appeals",
    title=_("Appeals"),
    model=DecisionAppeal,
    filterset=AppealFilter,
    roles=APPELLANTS,
    fields=(
        Field("number", _("Number"), is_identifier=True),
        Field("record_number", _("Number of the record"), is_identifier=True),
        Field("record_name", _("Record")),
        Field("decided_at", _("Decision delivered")),
        Field("ground", _("Ground")),
        Field("text", _("Why the decision is wrong")),
        Field("submitted_at", _("Time of submission")),
        Field("state", _("State")),
        Field("answered_at", _("Answered")),
        Field("answer", _("Reasons of the answer")),
    ),
)
