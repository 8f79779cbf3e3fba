"""`manage.py generate_report 2026Q3`: has the system worker make a quarterly report."""

import time

from celery.exceptions import TimeoutError as TooLate
from django.core.management.base import BaseCommand, CommandError
from kombu.exceptions import OperationalError

from core import clock
from core.refusals import Refused
from core.tenancy.scope import AUTH, acting_as
from supervision.periods import Quarter
from supervision.tasks import system_schedule_and_generate

PATIENCE = 300  # seconds
WORDS = "{number} {scope} {state}, {figures} figures ({seconds:.1f} s)"


class Command(BaseCommand):
    help = "Have the system worker make the report of a quarter."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("quarter", nargs="?", help="such as 2026Q3")
        what.add_argument("--last", action="store_true", help="the last full quarter")
        parser.add_argument(
            "--scope",
            default="",
            help="a district (DL-06) or the number of an institution; else all",
        )
        parser.add_argument("--wait", action="store_true", help="until it is made")

    def handle(self, **options):
        quarter = options["quarter"] or self.last()
        try:
            Quarter.parse(quarter)
            result = system_schedule_and_generate.delay(quarter, options["scope"])
        except Refused as refused:
            raise CommandError(refused.message) from None
        except OperationalError as error:
            raise CommandError(f"The broker does not answer: {error}") from None
        if options["wait"]:
            self.wait(result)

    def last(self) -> str:
        with acting_as(AUTH):
            return str(Quarter.last_full(clock.today()))

    def wait(self, result):
        """Print what the worker made, or why it could not."""
        started = time.monotonic()
        try:
            made = result.get(timeout=PATIENCE)
        except TooLate:
            raise CommandError(
                f"No report after {PATIENCE} s; is a system worker running?"
            ) from None
        except Exception as error:  # noqa: BLE001 - whatever the worker raised
            raise CommandError(f"The report failed: {error}") from None
        seconds = time.monotonic() - started
        self.stdout.write(WORDS.format(**made, seconds=seconds))
