"""Programs: what. Occupations, programmes, classes, sessions, teachers, venues."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programmes and classes")

    def ready(self):
        """Who may see a teacher's number in clear, and when a case of theirs is open."""
        from core.registering import load
        from core.reveals import open_case, revealable
        from programs import reveals
        from programs.models import Teacher

        load(self.name)
        revealable(Teacher, *reveals.FIELDS)
        open_case(Teacher, reveals.is_being_recognised)
