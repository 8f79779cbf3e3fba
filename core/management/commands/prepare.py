"""`manage.py prepare`: everything that stands between a running database and a running site.

Waits for the database, migrates, loads reference and (first use) demo data, collects static files:
all in one process, each step only when there is something to do, so that a second start is quick.
"""

import hashlib
import time

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor

from core.migrated import refuse_changed
from core.tenancy.grants import apply_grants

PATIENCE = 30  # seconds


class Command(BaseCommand):
    help = "Bring database and static files up to date."
    requires_system_checks = ()  # the checks would ask tables that are not there yet

    def handle(self, **options):
        connection = connections["owner"]
        wait_for(connection)
        executor = MigrationExecutor(connection)
        refuse_changed(connection, executor.loader)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", interactive=False, verbosity=options["verbosity"])
        else:
            apply_grants(sender=None, using="owner")  # they change without a migration
        call_command("load_reference", verbosity=0)
        if settings.DEMO_SIZE:
            call_command("seed_demo", if_empty=True)
        collect_static()
        connection.close()


def wait_for(connection):
    """Return once the database answers; raise CommandError when it does not in time."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as error:
            if time.monotonic() > end:
                reason = str(error).strip().splitlines()[0]
                raise CommandError(f"The database does not answer: {reason}") from None
            time.sleep(0.2)
        else:
            return


def collect_static():
    """Collect, hash and compress the static files if any of them has changed."""
    stamp, wanted = settings.STATIC_ROOT / ".fingerprint", static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


def static_fingerprint():
    """Changes with the name, size or time of any static file."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = storage.path(name)
            digest.update(f"{name} {storage.size(name)} {path} ".encode())
            digest.update(storage.get_modified_time(name).isoformat().encode())
    return digest.hexdigest()
