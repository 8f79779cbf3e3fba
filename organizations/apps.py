"""Organizations: who. Users, tenants, memberships, districts, and the access middleware."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    name = "organizations"
    verbose_name = _("Organizations and people")

    def ready(self):
        """Before data is shown in clear, whoever has a second factor proves it again."""
        from core.reveals import second_factor
        from organizations.accounts import second_factor_address

        second_factor(second_factor_address)
