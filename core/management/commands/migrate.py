"""`manage.py migrate`: as Django's, over the owner's connection: the web may change no table."""

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from core.migrated import refuse_changed


class Command(Migrate):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")

    def handle(self, *args, **options):
        connection = connections[options["database"]]
        refuse_changed(connection, MigrationLoader(connection))
        super().handle(*args, **options)
