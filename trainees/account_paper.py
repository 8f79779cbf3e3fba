"""The learning account on paper: the person, the sums, everything on the line."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core import clock, timeline
from core.documents import make_pdf
from core.language import is_chinese
from core.refusals import Refused
from trainees.services.people import own_trainee

TEMPLATE = "documents/account.typ"


def account_pdf(actor) -> bytes:
    """A4 in the active language; the identity number masked. Raises Refused: not_allowed."""
    trainee = own_trainee(actor)
    if trainee is None:
        raise Refused("not_allowed")
    return make_pdf(TEMPLATE, content(actor, trainee))


def content(actor, trainee) -> dict:
    """Everything the layout prints, as text."""
    made = timezone.localtime(clock.now())
    return {
        "chinese": is_chinese(),
        "title": _("Learning account"),
        "facts": [
            [_("Name"), trainee.name],
            [_("Identity number"), trainee.masked_identity],
            [_("Home district"), str(trainee.district)],
            [_("Education"), trainee.get_education_display()],
        ],
        "figures": [[str(one.label), str(one.value)] for one in timeline.figures(actor)],
        "heads": [_("Day"), _("What"), _("Record"), _("State")],
        "entries": [
            [f"{one.on:%Y-%m-%d}", str(one.label), words(one), str(one.state)]
            for one in timeline.timeline(actor)
        ],
        "nothing": _("Nothing is recorded yet."),
        "made": _("Made from the record on %(at)s; the record in the platform decides.")
        % {"at": f"{made:%Y-%m-%d %H:%M}"},
    }


def words(entry) -> str:
    return " · ".join(filter(None, (entry.title, entry.text)))
