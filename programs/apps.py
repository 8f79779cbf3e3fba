"""Programs: what. Occupations, programmes, classes, sessions, teachers, venues, licensed scopes."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"
    verbose_name = _("Programmes and classes")

    def ready(self):
        """What the licensed scope says to moves, and who may see a teacher's number in clear."""
        import programs.rule_rows  # noqa: F401 - registers its kinds of dated rows
        from core.registering import load
        from core.reveals import open_case, revealable
        from core.workflow import attach
        from organizations.models import Accreditation, AccreditationChange
        from organizations.papers import facts_by
        from programs import reveals
        from programs.models import Teacher
        from programs.services import scope

        load(self.name)
        revealable(Teacher, *reveals.FIELDS)
        open_case(Teacher, reveals.is_being_recognised)
        attach(Accreditation, "submit", guard=scope.scope_is_listed)
        attach(Accreditation, "accredit", guard=scope.scope_is_listed, effect=scope.scope_begins)
        attach(Accreditation, "expire", effect=scope.scope_ends)
        attach(Accreditation, "remove", effect=scope.scope_ends)
        attach(
            AccreditationChange,
            "approve",
            guard=scope.change_is_possible,
            effect=scope.scope_changes,
        )
        facts_by(scope.scope_facts)
