"""`manage.py demo_logins`: prints the logins of the demo data and their password."""

from django.core.management.base import BaseCommand

from core.tenancy.scope import AUTH, acting_as
from organizations.models import Membership, User
from portal.demo.people import PASSWORD, WORKERS


class Command(BaseCommand):
    help = "Print the demo logins."

    def handle(self, **options):
        with acting_as(AUTH):
            rows = list(
                Membership.objects.active()
                .exclude(user__password="!")
                .select_related("user", "organization")
                .order_by("organization__kind", "id")
            )
            first_worker = User.objects.filter(username="worker.1").exists()
        if not rows:
            self.stdout.write("No demo data here; `manage.py create_administrator` makes a login.")
            return
        width = max(len(row.user.username) for row in rows)
        self.stdout.write(f"Demo logins (password {PASSWORD}):")
        for row in rows:
            self.stdout.write(f"  {row.user.username:<{width}}  {row}")
        if first_worker:
            self.stdout.write(f"  {'worker.1 … worker.' + str(WORKERS):<{width}}  劳动者")
