"""The form of a transfer: which other class, and why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PLEASE_CHOOSE


class TransferForm(forms.Form):
    """`targets` are the classes that may be chosen."""

    target = forms.TypedChoiceField(label=_("To class"))
    grounds = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("The other side reads it. At most 500 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        by_number = {row.number: row for row in targets}
        field = self.fields["target"]
        field.choices = [("", PLEASE_CHOOSE), *((n, told(row)) for n, row in by_number.items())]
        field.coerce = by_number.__getitem__


def told(training_class) -> str:
    """A class with its first day, its place and its free seats."""
    words = {
        "name": training_class.name,
        "day": f"{training_class.starts_on:%Y-%m-%d}",
        "place": training_class.venue.name,
        "free": training_class.seats_free,
    }
    return _("%(name)s · from %(day)s · %(place)s · %(free)d free") % words
