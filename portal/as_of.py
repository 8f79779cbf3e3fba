"""What the pages of both directories share: the day asked for, the notice of it, the files."""

from datetime import date

from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from core import clock

FORMS = (("xlsx", _("Download as XLSX")), ("csv", _("Download as CSV")))


def asked_day(request) -> date | None:
    """The past day of the address; None for today, and for nonsense, which the form tells."""
    try:
        day = parse_date(request.GET.get("on", ""))
    except ValueError:
        return None
    return day if day and day < clock.today() else None


def notice(request, day) -> dict | None:
    """The banner of a past day, with the way back to today."""
    if day is None:
        return None
    query = request.GET.copy()
    query.pop("on", None)
    query.pop("page", None)
    today = f"{request.path}?{query.urlencode()}" if query else request.path
    return {"day": day, "today_url": today}


def files(request, url_name) -> list[dict]:
    """Buttons that download the list as it is filtered, for the day it is asked for."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return [
        {
            "label": label,
            "url": reverse(url_name, args=[form], query=asked),
            "icon": "file-export",
            "tone": "plain",
        }
        for form, label in FORMS
    ]
