"""`manage.py verify_audit`: recomputes the sealed audit trail; exit code 1 names what does not fit.

The roots it prints bind everything before them. Kept elsewhere, they also show a trail whose end
was cut off or that was sealed anew as a whole: `--root 2026-11-24=<root>`.
"""

from datetime import date

from django.core.management.base import BaseCommand, CommandError

from core.audit.verification import verify
from core.tenancy.owner import as_owner


class Command(BaseCommand):
    help = "Recompute every audit entry and seal, and name the first that does not fit."

    def add_arguments(self, parser):
        parser.add_argument(
            "--root", action="append", default=[], help="a root kept elsewhere, as 2026-11-24=…"
        )

    def handle(self, **options):
        with as_owner():
            verdict = verify()
        if verdict.fault:
            raise CommandError(str(verdict.fault))
        for day, (root, entries) in verdict.days.items():
            self.stdout.write(f"{day} {root} {entries} entries")
        self.stdout.write(
            f"{verdict.entries} entries in {verdict.seals} seals fit,"
            f" {verdict.waiting} wait for their seal"
        )
        for kept in options["root"]:
            day, _, root = kept.partition("=")
            if verdict.days.get(date.fromisoformat(day), ("",))[0] != root:
                raise CommandError(f"day {day}: its root is another one than was kept")
