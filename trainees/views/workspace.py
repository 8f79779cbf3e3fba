"""The institution's pages about its trainees: who is enrolled in a class, and one of them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.enums import UNIT_ADMINS
from core.pages import Column, DetailPage, Fact, ListPage
from policies.pages import has_decision
from trainees.models import AttendanceRecord, Enrolment
from trainees.services.completion import attendance_checks


class EnrolmentsOfClass(ListPage):
    """Who is enrolled in a class: names in clear, identity masked."""

    roles = UNIT_ADMINS
    model = Enrolment
    title = _("Roster")
    columns = (
        Column("name", _("Name")),
        Column("masked_identity", _("Identity number")),
        Column("phone", _("Phone")),
        Column("source", _("Source")),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("Nobody yet"),
        "text": _("Workers enrol themselves, or you import a roster."),
    }
    page_size = 60

    def get_queryset(self):
        of_class = super().get_queryset().filter(training_class__number=self.kwargs["number"])
        return of_class.order_by("enrolled_at", "id")

    def row_url(self, obj):
        return reverse("workspace:enrolment-detail", args=[obj.pk])

    def actions(self):
        url = reverse("workspace:roster-import", args=[self.kwargs["number"]])
        return [{"label": _("Import a roster"), "url": url, "icon": "upload", "tone": "primary"}]


class EnrolmentDetail(DetailPage):
    """One enrolment as the institution sees it."""

    roles = UNIT_ADMINS
    model = Enrolment
    slug_field = "pk"
    place = "enrolment"

    def get_queryset(self):
        return super().get_queryset().select_related("training_class", "key_group")

    def heading(self, obj):
        return obj.name

    def facts(self, obj):
        return [
            Fact(_("Class"), obj.training_class.name),
            Fact(_("Identity number"), obj.masked_identity),
            Fact(_("Phone"), obj.phone),
            Fact(_("Education"), obj.get_education_display()),
            Fact(_("Key group"), group_words(obj.key_group)),
            Fact(_("Source"), obj.get_source_display()),
            Fact(_("Remark"), obj.remark),
        ]

    def sections(self, obj):
        records = AttendanceRecord.objects.visible_to(self.actor).filter(enrolment=obj)
        records = records.select_related("session").order_by("session__starts_at")
        # the decision, once there is one, is a section of its own
        checks = [] if has_decision(obj, self.actor) else attendance_checks(obj)
        context = {"records": records, "checks": checks}
        return [
            {"title": _("Attendance"), "template": "trainees/attendance.html", "context": context}
        ]


def group_words(group) -> str:
    """A sensitive group is not named to institutions (roles, section 3)."""
    if group is None:
        return ""
    return str(_("group stated")) if group.is_sensitive else str(group)
