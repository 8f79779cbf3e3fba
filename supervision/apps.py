"""Supervision: is it true. Quarterly supervision reports."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = _("Supervision")

    def ready(self):
        from supervision import (  # noqa: F401 - registers clocks, links, services, indicators
            deadlines,
            indicators,
            navigation,
            services,
        )
