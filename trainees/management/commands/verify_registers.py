"""`manage.py verify_registers`: are sealed registers what was sealed? Exit code 1 names them."""

from django.core.management.base import BaseCommand, CommandError

from core.tenancy.owner import as_owner
from programs.enums import SessionState
from programs.models import Session
from trainees.services.attendance import unlike_their_hash


class Command(BaseCommand):
    help = "Recompute the hash of every sealed register, and name those that do not fit."

    def handle(self, **options):
        with as_owner():
            sealed = Session.objects.filter(state=SessionState.SEALED).count()
            wrong = unlike_their_hash()
        if wrong:
            names = ", ".join(f"{row.training_class.number}/{row.ordinal}" for row in wrong)
            raise CommandError(f"{len(wrong)} of {sealed} registers do not fit: {names}")
        self.stdout.write(f"{sealed} registers fit their hashes")
