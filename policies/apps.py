"""Policies: by what rule. Library, dated values and time limits, rule sets, decisions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("Policies")

    def ready(self):
        """Whoever stands below and needs a time limit asks core, which asks here."""
        from core import limits
        from core.registering import load
        from policies.limits import cited
        from policies.queries import last_moment

        load(self.name)
        limits.provide(last_moment, cited)
