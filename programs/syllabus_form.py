"""The syllabus as it is written: a line for each unit, some empty ones below."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.enums import LessonKind, Mode

SPARE, MOST = 6, 60  # empty lines below what is there; lines in all
MOST_LESSONS = 500  # of a unit
COLUMNS = {
    "title": _("What is taught"),
    "kind": _("Theory or practice"),
    "mode": _("Mode"),
    "lessons": _("Lessons"),
}


class SyllabusForm(forms.Form):
    """Lines in their order; a line without a title and without lessons is left out."""

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.data.get("lines", "") if self.is_bound else ""
        wanted = int(asked) if asked.isdecimal() and len(asked) < 4 else len(units) + SPARE
        self.count = min(max(wanted, 1), MOST)
        lines = forms.IntegerField(widget=forms.HiddenInput, initial=self.count, required=False)
        self.fields["lines"] = lines
        for n in range(1, self.count + 1):
            self.add_line(n, units[n - 1] if n <= len(units) else {})

    def add_line(self, n: int, unit: dict):
        fields = {
            "title": forms.CharField(max_length=80, required=False),
            "kind": forms.ChoiceField(choices=LessonKind, required=False),
            "mode": forms.ChoiceField(choices=Mode, required=False),
            "lessons": forms.IntegerField(min_value=1, max_value=MOST_LESSONS, required=False),
        }
        for name, field in fields.items():
            field.label = f"{n} · {COLUMNS[name]}"
            field.initial = unit.get(name)
            self.fields[f"{name}_{n}"] = field

    def lines_shown(self):
        """For the template: number of every line, and its cells with the names of their columns."""
        for n in range(1, self.count + 1):
            yield n, [(label, self[f"{name}_{n}"]) for name, label in COLUMNS.items()]

    def clean(self):
        data = super().clean()
        for n in range(1, self.count + 1):
            title, lessons = data.get(f"title_{n}"), data.get(f"lessons_{n}")
            if title and lessons is None and not self.has_error(f"lessons_{n}"):
                self.add_error(f"lessons_{n}", _("Say how many lessons this unit has."))
            if lessons and not title:
                self.add_error(f"title_{n}", _("Say what is taught in this unit."))
        return data

    def units(self) -> list[dict]:
        """What was written, in its order."""
        data = self.cleaned_data
        return [
            {
                "title": data[f"title_{n}"],
                "kind": data[f"kind_{n}"] or LessonKind.THEORY,
                "mode": data[f"mode_{n}"] or Mode.OFFLINE,
                "lessons": data[f"lessons_{n}"],
            }
            for n in range(1, self.count + 1)
            if data.get(f"title_{n}")
        ]
