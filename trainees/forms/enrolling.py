"""Forms of a worker who asks, enrols and signs in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PLEASE_CHOOSE, ConsentField
from programs.enums import CourseType
from programs.filters import TAUGHT_LEVELS
from programs.models import Occupation
from trainees.models import KeyGroup

READ_OUT = _(
    "Read out and agreed at the counter: the person takes part in person, in all sessions, and all "
    "statements are true."
)


class ConsentForm(forms.Form):
    """The one thing to tick when enrolling."""

    consent = ConsentField(
        short_label=_("Undertaking"),
        label=_("I take part in person, in all sessions, and my statements are true."),
    )

    def __init__(self, *args, is_read_out=False, **kwargs):
        """At the counter the undertaking is read out, and the officer ticks."""
        super().__init__(*args, **kwargs)
        if is_read_out:
            self.fields["consent"].label = READ_OUT


class EnrolForm(ConsentForm):
    """With a voucher that is good for the class, whether it is used."""

    uses_voucher = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args, voucher, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["uses_voucher"]
        field.label = _("Use voucher %(number)s for this class") % {"number": voucher.number}
        self.order_fields(["uses_voucher", "consent"])


class EligibilityForm(forms.Form):
    """What somebody wants to learn, as one of which group."""

    subject = forms.ChoiceField(label=_("What you want to learn"))
    level = forms.ChoiceField(
        label=_("Level"),
        choices=[("", "–"), *TAUGHT_LEVELS],
        required=False,
        help_text=_("Of an occupation; start-up courses have none."),
    )
    group = forms.ModelChoiceField(
        label=_("Key group"),
        queryset=KeyGroup.objects.filter(is_active=True),
        to_field_name="code",
        required=False,
        empty_label=_("Whichever I have proven"),
        help_text=_("A group counts once your home district has confirmed it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        occupations = [(row.code, str(row)) for row in Occupation.objects.order_by("code")]
        self.fields["subject"].choices = [
            ("", PLEASE_CHOOSE),
            (_("Occupations"), occupations),
            (_("Start-up courses"), CourseType.choices),
        ]

    def clean(self):
        """An occupation is asked for at a level, a course has none."""
        data = super().clean()
        subject, is_course = data.get("subject"), data.get("subject") in CourseType.values
        if is_course:
            data["level"] = ""
        elif subject and not data.get("level"):
            self.add_error("level", _("Choose the level you want to reach."))
        return data


class GroupChoiceForm(forms.Form):
    """As one of which group somebody asks about a class."""

    group = EligibilityForm.base_fields["group"]
