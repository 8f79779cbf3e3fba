"""`manage.py bootstrap_roles`: makes roles and database on a real server, or prints the SQL."""

import os

import psycopg2
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.tenancy.roles import LOGINS, bootstrap, sql_for_administrator

VARIABLES = {
    "app_owner": "DATABASE_OWNER_URL",
    "app_login": "DATABASE_URL",
    "app_system": "DATABASE_SYSTEM_URL",
    "app_backup": "DATABASE_BACKUP_PASSWORD",
}


class Command(BaseCommand):
    help = "Create the database roles and the database, or print the SQL for an administrator."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--sql", action="store_true", help="only print the SQL")
        parser.add_argument("--superuser-url", help="or the variable DATABASE_SUPERUSER_URL")

    def handle(self, **options):
        name = settings.DATABASES["default"]["NAME"]
        if options["sql"]:
            self.stdout.write(sql_for_administrator(name), ending="")
            return
        url = options["superuser_url"] or os.environ.get("DATABASE_SUPERUSER_URL")
        if not url:
            raise CommandError("Name the superuser: --superuser-url postgres://…, or use --sql.")
        try:
            bootstrap(url, name, self.passwords())
        except psycopg2.Error as error:
            raise CommandError(f"The server refused: {str(error).strip()}") from None
        self.stdout.write(f"database {name} with the roles {', '.join(LOGINS)}: ready")

    def passwords(self):
        """One for each login, from the URLs the product itself will use."""
        owner, default = settings.DATABASES["owner"], settings.DATABASES["default"]
        found = {
            "app_owner": owner["PASSWORD"],
            "app_login": default["PASSWORD"],
            "app_system": settings.SYSTEM_DATABASE["PASSWORD"],
            "app_backup": os.environ.get("DATABASE_BACKUP_PASSWORD"),
        }
        for login, password in found.items():
            if not password:
                raise CommandError(f"The password of {login} is missing: set {VARIABLES[login]}.")
        return found
