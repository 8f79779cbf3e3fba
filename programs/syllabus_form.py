"""The syllabus as it is written: a line for each unit, some empty ones below."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programs.enums import LessonKind, Mode

SPARE, MOST = 3, 60  # empty lines below what is there, or more of them; lines in all
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
        wanted += SPARE if "more" in self.data else 0
        self.count = min(max(wanted, 1), MOST)
        self.fields["lines"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        for n in range(1, self.count + 1):
            self.add_line(n, units[n - 1] if n <= len(units) else {})

    def as_written(self):
        """The same lines with what was typed into them, not judged."""
        self.full_clean()
        self.errors.clear()
        return self

    def add_line(self, n: int, unit: dict):
        fields = {
            "title": forms.CharField(max_length=80, required=False),
            "kind": forms.ChoiceField(choices=LessonKind, required=False),
            "mode": forms.ChoiceField(choices=Mode, required=False),
            "lessons": forms.IntegerField(min_value=1, max_value=MOST_LESSONS, required=False),
        }
        for name, field in fields.items():
            words = {"n": n, "what": COLUMNS[name]}
            field.label = gettext("Unit %(n)d: %(what)s") % words
            field.initial = unit.get(name)
            self.fields[f"{name}_{n}"] = field

    def lines_shown(self):
        """For the template: number of every line, and its cells with the names of their columns."""
        for n in range(1, self.count + 1):
            yield n, [(label, self[f"{name}_{n}"]) for name, label in COLUMNS.items()]

    @property
    def may_grow(self) -> bool:
        return self.count < MOST

    @property
    def lines_hidden(self):
        """How many lines there are, for the next answer: more than the one before had, maybe."""
        return format_html('<input type="hidden" name="lines" value="{}">', self.count)

    def sums(self) -> dict:
        """The lessons as they stand in the lines now, each where a script can keep it up."""
        written = [
            {name: self[f"{name}_{n}"].value() for name in COLUMNS}
            for n in range(1, self.count + 1)
        ]
        found = {
            "lessons": sum(map(number_in, written)),
            "practice": sum(number_in(u) for u in written if u["kind"] == LessonKind.PRACTICE),
            "online": sum(number_in(u) for u in written if u["mode"] == Mode.ONLINE),
        }
        html = '<span class="figure" data-sum="{}">{}</span>'
        return {name: format_html(html, name, figure) for name, figure in found.items()}

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


def number_in(unit: dict) -> int:
    """The lessons of a line, right or not yet."""
    given = str(unit["lessons"] or "").strip()
    return int(given) if given.isdecimal() and len(given) < 5 else 0
