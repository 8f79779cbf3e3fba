"""The versions of a timetable, for whoever sees its class's changes."""

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.pages import DetailPage, Fact
from programs.changing import slots_of
from programs.models import TimetableVersion
from programs.views.classes import class_trail

READERS = UNIT_ADMINS | CASE_READERS | {Role.DISTRICT_REVIEWER}


class VersionPage(DetailPage):
    """What the timetable said in one version."""

    face = "own"
    roles = READERS
    model = TimetableVersion

    def get_object(self):
        seen = self.get_queryset().select_related("training_class", "change")
        wanted = {
            "training_class__number": self.kwargs["number"],
            "version": self.kwargs["version"],
        }
        found = seen.filter(**wanted).first()
        if found is None:
            raise Http404
        return found

    def trail(self):
        return class_trail(self.object.training_class) if self.worn == "workspace" else []

    def heading(self, obj):
        return _("Version %(version)d of the timetable") % {"version": obj.version}

    def facts(self, obj):
        found = [
            Fact(_("Class"), f"{obj.training_class.number} {obj.training_class.name}"),
            Fact(_("Holds from"), obj.holds_from),
        ]
        return [*found, Fact(_("Change"), obj.change.number)] if obj.change else found

    def sections(self, obj):
        template = "programs/version.html"
        return [
            {"title": _("Timetable"), "template": template, "context": {"slots": slots_of(obj)}}
        ]
