"""`manage.py verify_report 2026Q3-v1`: whether a report is still what was frozen and signed."""

import re

from django.core.management.base import BaseCommand, CommandError

from core.refusals import Refused
from core.tenancy.owner import as_owner
from supervision.models import QuarterlyReport
from supervision.services import place_of
from supervision.verification import fault_of

NUMBER = re.compile(r"(?P<quarter>20\d\dQ[1-4])-v(?P<edition>\d{1,3})")


class Command(BaseCommand):
    help = "Compute the code of a report anew and compare it; exit code 1 says what differs."

    def add_arguments(self, parser):
        parser.add_argument("number", help="such as 2026Q3-v1")
        parser.add_argument(
            "--scope",
            default="",
            help="a district (DL-06) or the number of an institution; else the city",
        )

    def handle(self, **options):
        with as_owner():
            report = self.find(options["number"], options["scope"])
            fault = fault_of(report)
        if fault:
            raise CommandError(f"{report}: {fault}")
        self.stdout.write(f"{report} {report.get_state_display()}: fits, {report.figures_hash}")

    def find(self, number, scope) -> QuarterlyReport:
        match = NUMBER.fullmatch(number)
        if not match:
            raise CommandError(f"{number} is not the number of a report, such as 2026Q3-v1")
        try:
            place = place_of(scope)
        except Refused as refused:
            raise CommandError(refused.message) from None
        found = QuarterlyReport.objects.select_related("district", "organization").filter(
            quarter=match["quarter"], edition=int(match["edition"]), **place
        )
        if not found:
            raise CommandError(f"there is no report {number} {scope}".rstrip())
        return found[0]
