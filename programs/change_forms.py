"""The two forms of a request: which sessions, then what shall become of each."""

from operator import attrgetter

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programs.changing import PLANNED
from programs.checks.changing import OVER
from programs.enums import LineKind, Mode
from programs.forms import MOMENT
from programs.models import Teacher, Venue
from programs.services.classes import CHANGEABLE

MOST_ADDED = 5
LONGEST_KEY = 19  # digits
KINDS = [(kind.value, kind.label) for kind in (LineKind.REPLAN, LineKind.CANCEL)]
EXISTING = ("kind", "starts_at", "teacher", "venue", "holiday_reason")
NEW = (*PLANNED, "makes_up")


class ChooseForm(forms.Form):
    """The sessions a request is about, and how many shall be added."""

    sessions = forms.MultipleChoiceField(
        label=_("Sessions to change"), required=False, widget=forms.CheckboxSelectMultiple
    )
    add = forms.IntegerField(
        label=_("Sessions to add"), min_value=0, max_value=MOST_ADDED, initial=0
    )

    def __init__(self, *args, sessions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sessions"].choices = [(str(row.pk), named(row)) for row in sessions]

    def clean(self):
        data = super().clean()
        if not data.get("sessions") and not data.get("add"):
            raise forms.ValidationError(_("Choose a session, or add one."))
        return data


class ChangeForm(forms.Form):
    """For each chosen session and each new one a group of fields, and the reason of all."""

    def __init__(self, *args, actor, sessions, add, training_class, makes_up="", **kwargs):
        super().__init__(*args, **kwargs)
        self.training_class = training_class
        self.over = training_class.sessions.scheduled().filter(state__in=OVER).order_by("starts_at")
        is_key = makes_up.isdecimal() and len(makes_up) < LONGEST_KEY
        # All but the day of a make-up session is as in the one it makes up.
        self.pattern = self.over.filter(pk=makes_up).first() if is_key else None
        self.sessions = {f"s{row.pk}": row for row in sessions}
        self.new = [f"n{n}" for n in range(1, add + 1)]
        self.teachers = Teacher.objects.visible_to(actor).filter(is_active=True)
        self.venues = Venue.objects.visible_to(actor).filter(is_active=True)
        for prefix, row in self.sessions.items():
            self.add_fields(prefix, EXISTING, row)
        for prefix in self.new:
            self.add_fields(prefix, NEW, None)
        self.fields["reason"] = forms.CharField(
            label=_("Grounds of the request"),
            max_length=500,
            widget=forms.Textarea(attrs={"rows": 3}),
        )

    def add_fields(self, prefix, names, row):
        for name in names:
            self.fields[f"{prefix}-{name}"] = self.field(name, row)

    def field(self, name, row):
        """One field, filled with what holds now."""
        initial = getattr(row or self.pattern, name, None)
        if row is None and name in ("starts_at", "holiday_reason"):
            initial = None
        if name in TEXTS:
            label, most = TEXTS[name]
            return forms.CharField(label=label, max_length=most, required=False, initial=initial)
        if name in ("teacher", "venue"):
            label = _("Teacher") if name == "teacher" else _("Venue")
            rows = self.teachers if name == "teacher" else self.venues
            return forms.ModelChoiceField(label=label, queryset=rows, initial=initial)
        if name == "starts_at":
            at = timezone.localtime(initial) if initial else None
            return forms.DateTimeField(label=_("Begins"), widget=MOMENT, initial=at)
        return self.answers(initial)[name]()

    def answers(self, initial):
        """What else is asked, by name."""
        return {
            "kind": lambda: forms.ChoiceField(label=_("What shall happen"), choices=KINDS),
            "lessons": lambda: forms.IntegerField(
                label=_("Lessons"), min_value=1, max_value=8, initial=initial
            ),
            "mode": lambda: forms.ChoiceField(label=_("Mode"), choices=Mode, initial=initial),
            "makes_up": self.made_up,
        }

    def made_up(self):
        """Which session is made up; where the course is over nothing else is added."""
        field = forms.ModelChoiceField(
            label=_("Makes up"),
            queryset=self.over,
            required=self.training_class.state not in CHANGEABLE,
            empty_label=_("Nothing; a further session of the course"),
            initial=self.pattern,
            help_text=_(
                "Only whoever missed minutes of that session is expected; what is made up counts "
                "there, up to its length."
            ),
        )
        field.label_from_instance = attrgetter("title_and_time")
        return field

    def clean(self):
        """A session that is cancelled needs none of the other answers, right or wrong."""
        data = super().clean()
        for prefix in self.sessions:
            if data.get(f"{prefix}-kind") == LineKind.CANCEL:
                for name in EXISTING[1:]:
                    self.errors.pop(f"{prefix}-{name}", None)
        return data

    def groups(self):
        """For the template: heading and fields of each session."""
        for prefix, row in self.sessions.items():
            yield named(row), [self[f"{prefix}-{name}"] for name in EXISTING]
        for n, prefix in enumerate(self.new, 1):
            heading = _("New session %(n)d") % {"n": n}
            yield heading, [self[f"{prefix}-{name}"] for name in NEW]

    def wishes(self) -> list[dict]:
        """The lines as `request_change` takes them."""
        data = self.cleaned_data
        found = []
        for prefix, row in self.sessions.items():
            given = {name: data.get(f"{prefix}-{name}") for name in EXISTING}
            is_kept = given["kind"] != LineKind.CANCEL
            found.append(
                {**given, "session": row} if is_kept else {"kind": "cancel", "session": row}
            )
        for prefix in self.new:
            given = {name: data[f"{prefix}-{name}"] for name in NEW}
            found.append({**given, "kind": LineKind.ADD})
        return found


TEXTS = {
    "topic": (_("Topic"), 80),
    "holiday_reason": (_("Reason on a public holiday"), 120),
}


def named(row) -> str:
    """A session as it stands now."""
    return f"{row.title_and_time} · {row.teacher.name}"
