"""Core: the four doors (access, workflow, audit, outbox) and what every app shares."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Basic settings")

    def ready(self):
        from core.migrated import note
        from core.registering import load
        from core.reveals import services  # noqa: F401 - names the services of its moves
        from core.tenancy.grants import apply_grants

        load(self.name)
        post_migrate.connect(apply_grants, sender=self)
        post_migrate.connect(note, sender=self)
