"""`manage.py seed_demo`: fills an empty database with the demo city; all of it is invented."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.tenancy.owner import as_owner
from portal.demo.seed import is_empty, seed
from portal.demo.sizes import SIZES


class Command(BaseCommand):
    help = "Fill an empty database with invented demo data."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="do nothing when data exists")
        chosen = settings.DEMO_SIZE or "large"
        parser.add_argument("--size", choices=SIZES, default=chosen, help=f"now {chosen}, by DEMO")

    def handle(self, **options):
        started = time.monotonic()
        with as_owner():
            if not is_empty():
                if options["if_empty"]:
                    return
                raise CommandError("The database is not empty: demo data is never mixed with real.")
            with transaction.atomic():
                counts = seed(SIZES[options["size"]])
        made = ", ".join(f"{count} {name}" for name, count in counts.items())
        self.stdout.write(f"demo data: {made} in {time.monotonic() - started:.1f} s (illustrative)")
