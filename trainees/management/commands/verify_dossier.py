"""`manage.py verify_dossier C2026-000001-0001`: whether a class still is what was sealed."""

from django.core.management.base import BaseCommand, CommandError

from core.tenancy.owner import as_owner
from trainees.models import ClassDossier
from trainees.services.dossiers import faults


class Command(BaseCommand):
    help = "Hash every part of a class dossier anew; exit code 1 names what does not fit."

    def add_arguments(self, parser):
        parser.add_argument("number", help="the number of the class")

    def handle(self, **options):
        with as_owner():
            sealed = ClassDossier.objects.filter(training_class__number=options["number"])
            last = sealed.select_related("training_class").order_by("-version").first()
            if last is None:
                raise CommandError(f"there is no dossier of {options['number']}")
            found = faults(last.training_class)
        if found:
            raise CommandError(f"{last}: {', '.join(found)}")
        self.stdout.write(f"{last}: fits, {last.digest}")
