"""One FilterSet for each list: pages and API filter alike."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from trainees.enums import AttendanceState, EnrolmentState
from trainees.models import AttendanceRecord, Enrolment


class EnrolmentFilter(filters.FilterSet):
    """Enrolments by state, and of one class."""

    state = filters.ChoiceFilter(label=_("State"), choices=EnrolmentState)
    training_class = filters.CharFilter(label=_("Class"), field_name="training_class__number")

    class Meta:
        model = Enrolment
        fields: tuple = ()


class AttendanceFilter(filters.FilterSet):
    """Attendance by state, and of one session."""

    state = filters.ChoiceFilter(label=_("State"), choices=AttendanceState)
    session = filters.NumberFilter(label=_("Session"), min_value=1, max_value=2**63 - 1)

    class Meta:
        model = AttendanceRecord
        fields: tuple = ()
