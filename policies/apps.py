"""Policies: by what rule. Library, dated values and time limits, rule sets, decisions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("Policies")

    def ready(self):
        from policies import navigation  # noqa: F401 - registers links and sections
        from policies.services import (  # noqa: F401 - registers who performs the moves
            publication,
            rule_sets,
        )
