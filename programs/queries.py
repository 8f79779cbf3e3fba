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
    return classes.filter(
        Q(number=text.upper())
        | Q(name__contains=text)
        | Q(programme__occupation__in=occupations_called(text))
        | Q(organization__in=units_called(text))
    )


def found_programmes(programmes, text: str):
    """Programmes whose number, name, occupation or institution fits, as `found` for classes."""
    text = text.strip()
    if not text:
        return programmes
    return programmes.filter(
        Q(number=text.upper())
        | Q(name__contains=text)
        | Q(occupation__in=occupations_called(text))
        | Q(organization__in=units_called(text))
    )


def occupations_called(text: str) -> list[Occupation]:
    """Occupations whose Chinese or English name holds the text, or whose pinyin begins so."""
    named = Q(zh__icontains=text) | Q(en__icontains=text) | Q(pinyin__startswith=text.lower())
    return list(Occupation.objects.filter(named | Q(code=text)))


def units_called(text: str) -> list[Organization]:
    """Organizations whose name or short name holds the text."""
    named = Q(name__icontains=text) | Q(short_name__icontains=text)
    return list(Organization.objects.filter(named))


def waiting_for_district(actor):
    """Filings of the district that wait for an answer, the earliest due first."""
    return (
        TrainingClass.objects.visible_to(actor)
        .filter(state="filed")
        .order_by("reply_due_on", "filed_at")
    )
