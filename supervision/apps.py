"""Supervision: is it true. Quarterly supervision reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = _("Supervision")

    def ready(self):
        from core.registering import load
        from core.workflow import attach
        from programs.models import AnnualPlanVersion
        from supervision import (
            indicators,  # noqa: F401 - registers them
            results,
        )

        load(self.name)
        attach(AnnualPlanVersion, "close", effect=results.freeze)
