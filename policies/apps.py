"""Policies: by what rule. Dated values and time limits."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("Policies")

    def ready(self):
        from core import limits
        from policies.queries import last_moment

        limits.provide(last_moment)
