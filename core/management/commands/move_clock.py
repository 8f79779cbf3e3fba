"""`manage.py move_clock`: moves the clock of a demo or a test forward."""

from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from core import clock
from core.access import system_actor
from core.tasks import ring_after_clock_move
from core.tenancy.owner import as_owner


class Command(BaseCommand):
    help = "Move the clock forward (demo and tests only)."

    def add_arguments(self, parser):
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--days", type=int)
        where.add_argument("--hours", type=int)
        where.add_argument("--to", help="local time, such as 2026-12-01T09:00")

    def handle(self, **options):
        with as_owner(), transaction.atomic():
            distance = self.distance(options)
            if distance <= timedelta():
                raise CommandError("The clock only runs forward.")
            clock.move(actor=system_actor("move_clock"), by=distance)
            now = clock.now()
        ring_after_clock_move()
        self.stdout.write(f"The clock shows {timezone.localtime(now):%Y-%m-%d %H:%M}.")

    def distance(self, options):
        if not options["to"]:
            return timedelta(days=options["days"] or 0, hours=options["hours"] or 0)
        try:
            moment = datetime.fromisoformat(options["to"])
        except ValueError:
            raise CommandError(
                f"{options['to']} is not a local time like 2026-12-01T09:00"
            ) from None
        aware = moment if moment.tzinfo else timezone.make_aware(moment)
        return aware - clock.now()
