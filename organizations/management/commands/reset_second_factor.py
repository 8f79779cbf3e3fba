"""`manage.py reset_second_factor NAME`: for a last security administrator who lost the phone."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.access import system_actor
from core.enums import Role
from core.tenancy.owner import as_owner
from organizations.models import Membership
from organizations.services.safety import take_factor


class Command(BaseCommand):
    help = "Take away the second factor of a security administrator; recorded and told."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument(
            "--reason", required=True, help="why, and how the person was recognised"
        )

    def handle(self, **options):
        with as_owner(), transaction.atomic():
            found = (
                Membership.objects.live()
                .filter(user__username=options["username"], role=Role.SECURITY_ADMINISTRATOR)
                .select_related("user")
                .first()
            )
            if found is None:
                raise CommandError("Everybody else is helped by the security administrator.")
            take_factor(found, actor=system_actor("installation"), reason=options["reason"])
        self.stdout.write(f"{options['username']} signs in with the password and sets up anew.")
