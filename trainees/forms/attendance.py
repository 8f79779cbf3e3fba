"""Forms of checking in, and of corrections of attendance."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.files.fields import UploadField
from trainees.distance import Place, place_of
from trainees.enums import AttendanceSource

HIDDEN = {"required": False, "widget": forms.HiddenInput}


class CodeForm(forms.Form):
    """The code on the teacher's screen; the place comes along where the device tells it."""

    code = forms.CharField(
        label=_("Code on the teacher's screen"),
        max_length=6,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    latitude = forms.FloatField(min_value=-90, max_value=90, **HIDDEN)
    longitude = forms.FloatField(min_value=-180, max_value=180, **HIDDEN)
    accuracy = forms.FloatField(min_value=0, max_value=10_000_000, **HIDDEN)
    scanned = forms.BooleanField(**HIDDEN)

    def place(self) -> Place | None:
        """Where the device says it is."""
        return place_of(self.cleaned_data)

    def source(self) -> str:
        is_scanned = self.cleaned_data.get("scanned")
        return AttendanceSource.QR if is_scanned else AttendanceSource.CODE


class AttendanceCorrectionForm(forms.Form):
    """From when until when somebody was in a session, and what shows it."""

    begins_at = forms.TimeField(
        label=_("Was there from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    ends_at = forms.TimeField(
        label=_("Was there until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    grounds = forms.CharField(
        label=_("What happened"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = UploadField(
        label=_("Evidence"),
        purpose="attendance_evidence",
        help_text=_("For instance a photo of the paper list, or a note of the teacher."),
    )

    def instants(self, session) -> dict[str, datetime]:
        """The hours on the day of the session."""
        day = timezone.localtime(session.starts_at).date()
        return {
            name: timezone.make_aware(datetime.combine(day, self.cleaned_data[name]))
            for name in ("begins_at", "ends_at")
        }
