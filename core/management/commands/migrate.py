"""`manage.py migrate`: as Django's, over the owner's connection: the web may change no table."""

from django.core.management.commands.migrate import Command as Migrate


class Command(Migrate):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
