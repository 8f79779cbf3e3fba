"""From an enrolment to what it was made by: an exception, or a transfer."""

from django.utils.translation import gettext_lazy as _

from core.admin_urls import record_url
from trainees.models import LateException, Transfer


def links_to_late(enrolment) -> list[dict]:
    """To the exception by which somebody came late."""
    late = LateException.objects.filter(enrolment=enrolment).first()
    if late is None:
        return []
    words = _("Late enrolment %(number)s") % {"number": late.number}
    return [{"label": words, "url": record_url(late), "tone": "plain"}]


def links_to_transfers(enrolment) -> list[dict]:
    """To the transfers by which somebody came or went."""
    rows = Transfer.objects.about(enrolment).exclude(new_enrolment=None).order_by("pk")
    return [
        {"label": words(row, enrolment), "url": record_url(row), "tone": "plain"} for row in rows
    ]


def words(row, enrolment) -> str:
    if row.new_enrolment_id == enrolment.pk:
        return _("Came from %(name)s") % {"name": row.enrolment.training_class.name}
    return _("Went to %(name)s") % {"name": row.target.name}
