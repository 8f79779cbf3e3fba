"""`manage.py create_administrator`: the first security administrator of an empty installation.

Everybody else is invited by that person, so no further one is made this way.
"""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from core.access import system_actor
from core.enums import Role
from core.tenancy.owner import as_owner
from organizations import services
from organizations.enums import OrganizationKind
from organizations.models import District, Membership, Organization

CITY = "DL-00"


class Command(BaseCommand):
    help = "Create the municipal bureau and its first security administrator."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--name", required=True, help="the person's name")
        parser.add_argument("--email", default="")
        parser.add_argument("--password", help="asked for when not given")

    def handle(self, **options):
        password = options["password"] or getpass("Password: ")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        with as_owner(), transaction.atomic():
            self.create(options, password)
        self.stdout.write(f"{options['username']} may sign in and invite others.")

    def create(self, options, password):
        actor = system_actor("installation")
        if Membership.objects.active().filter(role=Role.SECURITY_ADMINISTRATOR).exists():
            raise CommandError("A security administrator exists; ask that person to invite you.")
        bureau = self.bureau(actor)
        user = services.create_user(
            actor=actor,
            username=options["username"],
            name=options["name"],
            email=options["email"],
            password=password,
        )
        services.add_membership(
            actor=actor, user=user, organization=bureau, role=Role.SECURITY_ADMINISTRATOR
        )

    def bureau(self, actor):
        """The municipal bureau, made when the installation is empty."""
        found = Organization.objects.filter(kind=OrganizationKind.MUNICIPAL_BUREAU).first()
        if found:
            return found
        city = District.objects.filter(code=CITY).first()
        if city is None:
            raise CommandError("The districts are missing: run `manage.py load_reference` first.")
        return services.create_organization(
            actor=actor,
            kind=OrganizationKind.MUNICIPAL_BUREAU,
            name="大连市人力资源和社会保障局",
            name_en=city.bureau_en,
            short_name="市人社局",
            district=city,
        )
