"""The calendar of a unit, a teacher and a district, by class, teacher and venue; also as .ics."""

from django import forms
from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS, Role
from core.pages import Page
from programs.calendars import MONTH, MOST, WEEK, Window, days_of, sessions_of
from programs.forms import WEEKDAYS
from programs.icalendar import calendar_of
from programs.models import Teacher, TrainingClass, Venue

LONGEST_KEY = 19  # digits of a bigint
NAMED = {"training_class": TrainingClass, "teacher": Teacher, "venue": Venue}


class CalendarFilter(forms.Form):
    """By class, teacher and venue; which view, which day.

    Offered are those with a session in the window, and the one that is asked for: whoever leafs on
    keeps the filter.
    """

    training_class = forms.ModelChoiceField(
        label=_("Class"),
        queryset=TrainingClass.objects.none(),
        required=False,
        empty_label=_("All"),
    )
    teacher = forms.ModelChoiceField(
        label=_("Teacher"), queryset=Teacher.objects.none(), required=False, empty_label=_("All")
    )
    venue = forms.ModelChoiceField(
        label=_("Venue"), queryset=Venue.objects.none(), required=False, empty_label=_("All")
    )
    view = forms.ChoiceField(
        label=_("View"), choices=((MONTH, _("Month")), (WEEK, _("Week"))), required=False
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, data, *, actor, sessions, names):
        super().__init__({**data.dict(), "view": data.get("view") or MONTH})
        for name in [name for name in NAMED if name not in names]:
            del self.fields[name]
        for name in names:
            held = Q(pk__in=sessions.order_by().values(name))
            asked = data.get(name, "")
            if asked.isdecimal() and len(asked) < LONGEST_KEY:
                held |= Q(pk=asked)
            self.fields[name].queryset = NAMED[name].objects.visible_to(actor).filter(held)

    def narrowed(self, sessions):
        """The sessions that are asked for; a name nobody knows filters nothing and is told."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name) for name in NAMED}
        return sessions.filter(**{name: row for name, row in asked.items() if row})


class CalendarPage(Page):
    """A month or a week: a table from Monday to Sunday, on phones a list of its days."""

    roles = UNIT_ADMINS | {Role.TEACHER}
    title = _("Calendar")
    template_name = "programs/calendar.html"
    url_name = "workspace:calendar"
    names_units = False

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.window = Window.asked(request.GET)

    def names(self) -> list[str]:
        """By what this actor looks: a teacher sees the own sessions alone."""
        return ["training_class"] if self.actor.role == Role.TEACHER else list(NAMED)

    def asked(self):
        """(form, the sessions that are asked for)."""
        seen = sessions_of(self.actor, self.window)
        if self.actor.role == Role.TEACHER:
            seen = seen.filter(is_announced=True)
        names = self.names()
        form = CalendarFilter(self.request.GET, actor=self.actor, sessions=seen, names=names)
        return form, form.narrowed(seen)

    def get(self, request, *args, **kwargs):
        if request.GET.get("as") != "ics":
            return super().get(request, *args, **kwargs)
        _form, sessions = self.asked()
        words = calendar_of(sessions, f"{self.title} {self.window.title}")
        response = HttpResponse(words, content_type="text/calendar; charset=utf-8")
        name = f"calendar-{self.window.begins:%Y%m%d}.ics"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def address(self, **changes) -> str:
        """The same calendar with another day, view or form."""
        query = self.request.GET.copy()
        for name, value in {"day": self.window.anchor.isoformat(), **changes}.items():
            query[name] = value
        return reverse(self.url_name, query=query)

    def session_url(self, session) -> str:
        return reverse("workspace:session-detail", args=[session.pk])

    def actions(self):
        url = self.address(**{"as": "ics"})
        return [{"label": _("Export as iCalendar (.ics)"), "url": url, "icon": "calendar-down"}]

    def get_context_data(self, **kwargs):
        form, asked = self.asked()
        found = list(asked[: MOST + 1])
        sessions = found[:MOST]
        for session in sessions:
            session.url = self.session_url(session)
            session.unit = session.organization.short_name if self.names_units else ""
        window = self.window
        return super().get_context_data(
            form=form,
            window=window,
            weeks=days_of(window, sessions),
            weekdays=[label for _n, label in WEEKDAYS],
            is_cut=len(found) > MOST,
            most=MOST,
            is_empty=not sessions,
            previous_url=self.address(day=window.previous.replace(day=1).isoformat())
            if window.view == MONTH
            else self.address(day=window.previous.isoformat()),
            next_url=self.address(day=window.following.isoformat()),
            today_url=self.address(day=""),
            **kwargs,
        )


class DistrictCalendar(CalendarPage):
    """The same of the whole district, for its reviewers."""

    face = "bureau"
    roles = frozenset({Role.DISTRICT_REVIEWER})
    title = _("Calendar of the district")
    url_name = "district-calendar"
    names_units = True

    def session_url(self, session) -> str:
        return reverse("admin:programs_session_change", args=[session.pk])
