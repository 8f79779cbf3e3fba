"""`manage.py announce URL`: the last step of `make run`: first report, READY line, demo logins."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Have the report of the last quarter made, then say where the site is."

    def add_arguments(self, parser):
        parser.add_argument("url")

    def handle(self, **options):
        try:
            call_command("generate_report", "--last", "--wait")
        except CommandError as error:  # the site is usable without it
            self.stderr.write(f"the report of the last quarter was not made: {error}")
        self.stdout.write(f"READY {options['url']}")
        call_command("demo_logins")
        self.stdout.flush()
