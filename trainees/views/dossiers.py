"""A class dossier, for the unit and the bureau: what was sealed, whether it fits, the package."""

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.pages import DetailPage, Fact
from core.views.papers import saved_as
from programs.views.classes import class_trail
from trainees.models import ClassDossier
from trainees.services.dossiers import broken, verified, zipped

ZIP = "application/zip"
READERS = UNIT_ADMINS | CASE_READERS | {Role.DISTRICT_REVIEWER}


def latest(actor, number) -> ClassDossier:
    """The last entry of a class the actor sees. Raises 404."""
    if actor.role not in READERS:
        raise Http404
    seen = ClassDossier.objects.visible_to(actor).filter(training_class__number=number)
    found = seen.select_related("training_class").order_by("-version").first()
    if found is None:
        raise Http404
    return found


class DossierPage(DetailPage):
    """Each part with its hash, compared with the records when the page is opened."""

    face = "own"
    roles = READERS
    model = ClassDossier

    def get_object(self):
        return latest(self.actor, self.kwargs["number"])

    @cached_property
    def parts(self):
        """Compared once for the page."""
        return verified(self.object)

    def trail(self):
        return class_trail(self.object.training_class) if self.worn == "workspace" else []

    def heading(self, obj):
        return _("Class dossier")

    def facts(self, obj):
        unfit = (part.name for part in self.parts if not part.fits)
        found = [*broken(obj.training_class), *unfit]
        says = _("Everything fits what was sealed.") if not found else ", ".join(found)
        return [
            Fact(_("Class"), f"{obj.training_class.number} {obj.training_class.name}"),
            Fact(_("Entry"), obj.version),
            Fact(_("Sealed"), obj.sealed_at),
            Fact(_("Checksum (SHA-256)"), format_html("<code>{}</code>", obj.digest)),
            Fact(_("Does not fit") if found else _("Verified now"), says),
        ]

    def object_actions(self, obj):
        url = reverse("class-dossier-package", args=[obj.training_class.number])
        label = _("Download the package")
        return [{"label": label, "url": url, "icon": "file-zip", "tone": "primary"}]

    def sections(self, obj):
        context = {"parts": self.parts}
        title = gettext_lazy("Parts")
        return [{"title": title, "template": "trainees/dossier.html", "context": context}]


@require_safe
def package(request, number):
    """Manifest and parts as they were sealed, in one ZIP file; no cache may keep it."""
    return saved_as(zipped(latest(request.actor, number)), ZIP, f"{number}-dossier.zip")
