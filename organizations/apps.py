"""Organizations: who. Users, tenants, memberships, districts, and the access middleware."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("Organizations and people")

    def ready(self):
        from organizations import navigation  # noqa: F401 - hangs its links on the workspace
