"""Forms of the licensed scope: one line, and a whole scope that is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.forms import PLEASE_CHOOSE
from organizations.accreditation_forms import ChangeForm
from programs.enums import CourseType, TrainingType
from programs.filters import TAUGHT_LEVELS
from programs.models import Occupation
from programs.models.programme_terms import HIGH_LEVELS

NEW_LINES = 6


class LineFields:
    """Training type with an occupation and levels, or with a course."""

    def line_of(self, prefix="") -> dict:
        """What one line says, its empty sides left empty."""
        names = ("training_type", "occupation", "level", "course_type")
        given = {name: self.cleaned_data.get(f"{prefix}{name}") for name in names}
        return given | {n: given[n] or "" for n in names if n != "occupation"}

    def check_line(self, prefix="") -> None:
        """A course for entrepreneurship, an occupation and a level for everything else."""
        given = self.line_of(prefix)
        if given["training_type"] == TrainingType.ENTREPRENEURSHIP:
            self.cleaned_data |= {f"{prefix}occupation": None, f"{prefix}level": ""}
            if not given["course_type"]:
                self.add_error(f"{prefix}course_type", _("Choose the course of this training."))
            return
        self.cleaned_data[f"{prefix}course_type"] = ""
        for name in ("occupation", "level"):
            if not given[name]:
                words = _("This training type needs an occupation and a level.")
                self.add_error(f"{prefix}{name}", words)
        is_high = given["training_type"] == TrainingType.HIGH_SKILLED
        if is_high and given["level"] and given["level"] not in HIGH_LEVELS:
            self.add_error(f"{prefix}level", _("High-skilled training begins at level 3."))


def line_fields(actor) -> dict:
    """The fields of a line; an evaluation agency has occupations and levels alone."""
    fields = all_fields(actor)
    if actor.role == Role.AGENCY_ADMIN:
        fields = {name: fields[name] for name in ("occupation", "level")}
        for field in fields.values():
            field.required = True
    return {name: conditional(field) for name, field in fields.items()}


def conditional(field):
    """Needed or not by what else is answered: its label calls it neither."""
    field.is_needed = True
    return field


def all_fields(actor) -> dict:
    occupations = Occupation.objects.visible_to(actor).order_by("sort_key")
    types = [("", PLEASE_CHOOSE), *TrainingType.choices]
    return {
        "training_type": forms.ChoiceField(label=_("Training type"), choices=types),
        "occupation": forms.ModelChoiceField(
            label=_("Occupation"), queryset=occupations, required=False
        ),
        "level": forms.ChoiceField(
            label=_("Skill level"), choices=[("", PLEASE_CHOOSE), *TAUGHT_LEVELS], required=False
        ),
        "course_type": forms.ChoiceField(
            label=_("Course"),
            choices=[("", PLEASE_CHOOSE), *CourseType.choices],
            required=False,
            help_text=_("Only for entrepreneurship training."),
        ),
    }


class ScopeForm(LineFields, forms.Form):
    """One line more."""

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= line_fields(actor)

    def clean(self):
        super().clean()
        self.check_line()
        return self.cleaned_data


class ScopeChangeForm(LineFields, ChangeForm):
    """The lines there are, ticked, and room for new ones."""

    keep = forms.MultipleChoiceField(
        label=_("Lines you keep"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, lines, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.new_names: list[list[str]] = []
        self.lines = {str(each.pk): each for each in lines}
        self.fields["keep"].choices = [(key, str(each)) for key, each in self.lines.items()]
        self.fields["keep"].initial = list(self.lines)
        for n in range(1, NEW_LINES + 1):
            self.new_names.append([])
            for name, field in line_fields(actor).items():
                field.required = False
                field.label = _("New line %(n)d: %(what)s") % {"n": n, "what": field.label}
                self.fields[f"new{n}-{name}"] = field
                self.new_names[-1].append(f"new{n}-{name}")
        new = [name for names in self.new_names for name in names]
        self.order_fields(["keep", *new, "grounds", "file"])

    def new_lines(self):
        """For the template: the fields of each new line, and whether anything stands in them."""
        for names in self.new_names:
            cells = [self[name] for name in names]
            yield {"cells": cells, "is_open": any(cell.value() or cell.errors for cell in cells)}

    def clean(self):
        data = super().clean()
        for n in range(1, NEW_LINES + 1):
            if data.get(f"new{n}-training_type") or data.get(f"new{n}-occupation"):
                self.check_line(f"new{n}-")
                self.check_new(f"new{n}-")
        return self.cleaned_data

    def check_new(self, prefix: str) -> None:
        """A line that is there already is kept, not asked for once more."""
        wanted = self.line_of(prefix)
        for line in self.lines.values():
            if all(getattr(line, name) == value for name, value in wanted.items()):
                self.add_error(f"{prefix}level", _("The scope has this line already."))

    def kept(self) -> list:
        return [self.lines[key] for key in self.cleaned_data["keep"]]

    def added(self) -> list[dict]:
        lines = (self.line_of(f"new{n}-") for n in range(1, NEW_LINES + 1))
        return [each for each in lines if each["training_type"] or each["occupation"]]
