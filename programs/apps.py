"""Programs: what. Occupations, programmes, classes, sessions, teachers, venues."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programmes and classes")

    def ready(self):
        from programs import (  # noqa: F401 - registers clocks, lists, links, sections
            deadlines,
            exports,
            navigation,
        )
        from programs.services import (  # noqa: F401 - registers who performs the moves
            advance,
            classes,
            programmes,
            timetable,
        )
