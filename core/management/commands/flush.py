"""`manage.py flush`: as Django's, for a login that may become the owner (the tests')."""

from django.core.management.commands.flush import Command as Flush

from core.tenancy.scope import OWNER, acting_as


class Command(Flush):
    def handle(self, **options):
        with acting_as(OWNER):
            super().handle(**options)
