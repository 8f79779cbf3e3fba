"""Reads across programmes and classes: the search of the public pages."""

from django.db.models import Q

from organizations.models import Organization
from programs.models import Occupation, TrainingClass


def found(classes, text: str):
    """Classes whose number, name, occupation (Chinese, English, pinyin) or institution fits.

    Names are matched on the small reference tables; the classes themselves are found by equality,
    which keeps their indexes in use under row-level security.
    """
    text = text.strip()
    if not text:
        return classes
    occupations = Occupation.objects.filter(
        Q(zh__icontains=text) | Q(en__icontains=text) | Q(pinyin__startswith=text.lower())
    )
    units = Organization.objects.filter(Q(name__icontains=text) | Q(short_name__icontains=text))
    return classes.filter(
        Q(number=text.upper())
        | Q(name__contains=text)
        | Q(programme__occupation__in=list(occupations))
        | Q(organization__in=list(units))
    )


def waiting_for_district(actor):
    """Filings of the district that wait for an answer, the earliest due first."""
    return (
        TrainingClass.objects.visible_to(actor)
        .filter(state="filed")
        .order_by("reply_due_on", "filed_at")
    )
