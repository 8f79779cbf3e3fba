"""`manage.py load_reference`: districts, occupations, figures, limits, groups, the calendar.

Only what is missing is inserted, so a change made by the bureau is never overwritten. Runs as the
owner of the tables; it lives in the highest app because it calls all the lower ones.
"""

from django.core.management.base import BaseCommand
from django.db import transaction

from core.reference import load_calendar
from core.tenancy.owner import as_owner
from organizations.reference import load_districts, load_role_conflicts
from policies.reference import (
    link_clauses,
    load_library,
    load_limits,
    load_values,
    name_limits,
)
from programs.reference import load_occupations, load_rates, load_standards
from trainees.reference import load_key_groups

LOADERS = {
    "calendar days": load_calendar,
    "districts": load_districts,
    "role conflicts": load_role_conflicts,
    "documents and clauses": load_library,
    "dated values": load_values,
    "time limits": load_limits,
    "clauses linked": link_clauses,
    "time limits named": name_limits,
    "occupations": load_occupations,
    "lesson standards": load_standards,
    "subsidy rates": load_rates,
    "key groups": load_key_groups,
}


class Command(BaseCommand):
    help = "Insert the reference rows that are missing."

    def handle(self, **options):
        with as_owner(), transaction.atomic():
            counts = {name: load() for name, load in LOADERS.items()}
        if options["verbosity"]:
            new = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
            self.stdout.write(f"reference rows: {new or 'all there'}")
