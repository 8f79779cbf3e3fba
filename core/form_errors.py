"""What a form says of a wrong input: the words of the product in place of Django's own.

Django's words name neither the field nor what to do. An error that a form of ours raises itself
stays as it is: only Django's very messages are told anew.
"""

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from core.punctuation import with_colon

CHOSEN = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple)


class HouseField(BoundField):
    """A field of a form whose errors are told in the words of the product.

    A field with a long label, such as a consent, may have a `short_label` for its errors.
    """

    @property
    def short_label(self) -> str:
        return str(getattr(self.field, "short_label", self.label))

    @property
    def errors(self):
        found = super().errors
        if not found:
            return found
        told = [reworded(self, error) for error in found.as_data()]
        return type(found)(told, error_class=found.error_class, renderer=found.renderer)

    @property
    def summary(self) -> list[str]:
        """Its errors as they stand on top of the form: each names the field, once."""
        name = self.short_label
        return [error if name in error else with_colon(name, error) for error in self.errors]


def reworded(field: HouseField, error: ValidationError) -> ValidationError:
    """The error in words of our own; one that is not Django's as it is."""
    for theirs, ours in WORDS:
        if error.message is theirs:
            return ValidationError(ours(field, error.params or {}), code=error.code)
    return error


def missing(field, params) -> str:
    """What to do with a field that was left empty."""
    widget, name = field.field.widget, {"label": field.short_label}
    if isinstance(widget, forms.CheckboxInput):
        return _("Tick “%(label)s”.") % name
    if isinstance(widget, forms.FileInput):
        return _("Choose a file for “%(label)s”.") % name
    if isinstance(widget, CHOSEN):
        return _("Choose “%(label)s”.") % name
    return _("Fill in “%(label)s”.") % name


def too_small(field, params) -> str:
    return bounds(params.get("limit_value"), getattr(field.field, "max_value", None))


def too_large(field, params) -> str:
    return bounds(getattr(field.field, "min_value", None), params.get("limit_value"))


def bounds(least, most) -> str:
    """Between what a number must lie."""
    limits = {"least": least, "most": most}
    if most is None:
        return _("It must be %(least)s or more.") % limits
    if least is None:
        return _("It must be %(most)s or less.") % limits
    return _("It must be from %(least)s to %(most)s.") % limits


def too_long(field, params) -> str:
    return _("At most %(most)d characters; there are %(now)d.") % {
        "most": params["limit_value"], "now": params["show_value"]
    }  # fmt: skip


def no_mail(field, params) -> str:
    return _("This is no e-mail address. Write it as name@example.com.")


def no_whole_number(field, params) -> str:
    return _("Write a whole number in digits.")


def no_number(field, params) -> str:
    return _("Write a number in digits.")


def no_day(field, params) -> str:
    return _("This is no date. Write it as 2027-03-31.")


def no_time(field, params) -> str:
    return _("This is no time of the day. Write it as 09:00.")


def no_moment(field, params) -> str:
    return _("This is no date with a time. Write it as 2027-03-31 09:00.")


def no_choice(field, params) -> str:
    return _("This is not among the choices. Choose again.")


def no_content(field, params) -> str:
    return _("The file is empty. Choose another one.")


def digits(words):
    """The words of a limit on digits, once somebody reads them."""
    return lambda field, params: words() % {"most": params["max"]}


def of(field_class, code):
    """Django's own message of a kind of field."""
    return field_class.default_error_messages[code]


DIGITS = validators.DecimalValidator.messages
WORDS = (
    (of(forms.Field, "required"), missing),
    (validators.MinValueValidator.message, too_small),
    (validators.MaxValueValidator.message, too_large),
    (validators.MaxLengthValidator.message, too_long),
    (validators.EmailValidator.message, no_mail),
    (of(forms.IntegerField, "invalid"), no_whole_number),
    (of(forms.DecimalField, "invalid"), no_number),
    (DIGITS["max_digits"], digits(lambda: _("At most %(most)s digits."))),
    (DIGITS["max_whole_digits"], digits(lambda: _("At most %(most)s digits before the point."))),
    (DIGITS["max_decimal_places"], digits(lambda: _("At most %(most)s decimal places."))),
    (of(forms.DateField, "invalid"), no_day),
    (of(forms.TimeField, "invalid"), no_time),
    (of(forms.DateTimeField, "invalid"), no_moment),
    (of(forms.ChoiceField, "invalid_choice"), no_choice),
    (of(forms.MultipleChoiceField, "invalid_choice"), no_choice),
    (of(forms.ModelChoiceField, "invalid_choice"), no_choice),
    (of(forms.ModelMultipleChoiceField, "invalid_choice"), no_choice),
    (of(forms.FileField, "empty"), no_content),
)
