"""One FilterSet for each list: pages, API and export filter alike."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from trainees.enums import AttendanceState, EnrolmentState, GroupState, VoucherState
from trainees.models import AttendanceRecord, Enrolment, GroupMembership, Voucher


class EnrolmentFilter(filters.FilterSet):
    """Enrolments by class number and state."""

    training_class = filters.CharFilter(
        field_name="training_class__number", widget=forms.HiddenInput
    )
    state = filters.ChoiceFilter(label=_("State"), choices=EnrolmentState)

    class Meta:
        model = Enrolment
        fields = ("training_class", "state")


class OwnEnrolmentFilter(filters.FilterSet):
    """A worker's own classes, by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=EnrolmentState)

    class Meta:
        model = Enrolment
        fields = ("state",)


class GroupFilter(filters.FilterSet):
    """Proofs of key groups by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=GroupState)

    class Meta:
        model = GroupMembership
        fields = ("state",)


class VoucherFilter(filters.FilterSet):
    """Vouchers by state."""

    state = filters.ChoiceFilter(label=_("State"), choices=VoucherState)

    class Meta:
        model = Voucher
        fields = ("state",)


class AttendanceFilter(filters.FilterSet):
    """Attendance by state, and of one session."""

    state = filters.ChoiceFilter(label=_("State"), choices=AttendanceState)
    session = filters.NumberFilter(label=_("Session"), min_value=1, max_value=2**63 - 1)

    class Meta:
        model = AttendanceRecord
        fields: tuple = ()
