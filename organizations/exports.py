"""The exports of this app's lists."""

from django.utils.translation import gettext_lazy as _

from core import exports
from core.exports import Field
from organizations.enums import MEMBER_ADMINS
from organizations.filters import AccreditationFilter
from organizations.models import Accreditation

exports.declare(
    "accreditations",
    title=_("Accreditations"),
    model=Accreditation,
    filterset=AccreditationFilter,
    roles=MEMBER_ADMINS,
    fields=(
        Field("number", _("Number"), is_identifier=True),
        Field("licence_number", _("Licence number"), is_identifier=True),
        Field("licence_issuer", _("Licence issued by")),
        Field("licence_valid_until", _("Licence valid until")),
        Field("premises_address", _("Address of the premises")),
        Field("premises_area", _("Area in m²")),
        Field("state", _("State")),
        Field("reply_due_on", _("Reply due")),
        Field("valid_from", _("Valid from")),
        Field("valid_until", _("Valid until")),
    ),
)
