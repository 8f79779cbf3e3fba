"""Pages that serve the reader: accessibility, and where to turn."""

from django.utils.translation import gettext_lazy as _

from core.pages import Page
from portal.contacts import contacts


class Accessibility(Page):
    face = "portal"
    template_name = "portal/accessibility.html"
    title = _("Accessibility")


class Complaints(Page):
    """Where to turn; nothing is taken here yet."""

    face = "portal"
    template_name = "portal/complaints.html"
    title = _("Complaints and advice")
    lead = _("Complaints are taken by phone, in person or by letter. This page takes none yet.")

    def get_context_data(self, **kwargs):
        rows = contacts()
        as_of, standing = min((row.as_of, row.standing) for row in rows)
        return super().get_context_data(contacts=rows, as_of=as_of, standing=standing, **kwargs)
