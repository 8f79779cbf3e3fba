"""`manage.py import_account FILE`: a learning account into an empty instance."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refused
from core.tenancy.owner import as_owner
from trainees.services.take_in import take_in


class Command(BaseCommand):
    help = "Read a learning account (JSON) into an instance that has no people yet."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, **options):
        try:
            account = json.loads(options["file"].read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from None
        try:
            with as_owner():
                trainee = take_in(account)
        except Refused as refused:
            raise CommandError(refused.message) from None
        self.stdout.write(f"imported: {trainee}")
