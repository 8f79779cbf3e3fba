"""Programs: what. Occupations, programmes, classes, sessions, teachers, venues."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programmes and classes")

    def ready(self):
        from core.registering import load

        load(self.name)
        import programs.rule_rows  # noqa: F401 - registers its kinds of dated rows
