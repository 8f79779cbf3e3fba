"""`manage.py replay_decisions`: decides every stored decision again and compares the bytes."""

from django.core.management.base import BaseCommand, CommandError

from core.tenancy.owner import as_owner
from policies.decisions import replay
from policies.models import Decision


class Command(BaseCommand):
    help = "Decide stored decisions again; names those that come out differently."

    def add_arguments(self, parser):
        parser.add_argument("--process", help="only of this process, such as completion")
        parser.add_argument("--latest", type=int, help="only so many, the latest first")

    def handle(self, **options):
        with as_owner():
            rows = Decision.objects.order_by("-pk")
            if options["process"]:
                rows = rows.filter(process=options["process"])
            self.compare(rows[: options["latest"]] if options["latest"] else rows)

    def compare(self, rows):
        """Print each difference and the counts. Raises CommandError when there is one."""
        count = different = 0
        for decision in rows.iterator(chunk_size=500):
            count += 1
            again = replay(decision)
            if not again.same:
                different += 1
                self.stdout.write(f"{decision.pk}: {', '.join(again.differences)}")
        self.stdout.write(f"{count} decisions decided again, {different} differ")
        if different:
            raise CommandError("decisions differ")
