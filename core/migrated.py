"""Whether the tables were made by the migrations that are here.

Before the first release a migration may be changed in place; a database made by its earlier text
would seem up to date and fail later. So the database keeps a digest of every migration it has run,
as the comment on Django's own table of migrations.
"""

import hashlib
import inspect
import json
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader

TABLE = "django_migrations"
LIBRARIES = "site-packages"  # their migrations never change in place


def note(using="owner", **_signal) -> None:
    """Keep the digests of all that is applied; the receiver of `post_migrate`."""
    connection = connections[using]
    with connection.cursor() as cursor:
        kept = json.dumps(digests(MigrationLoader(connection)))
        cursor.execute(f"COMMENT ON TABLE {TABLE} IS %s", [kept])


def refuse_changed(connection, loader: MigrationLoader) -> None:
    """Raise CommandError that names what has changed since this database ran it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [TABLE])
        kept = json.loads(cursor.fetchone()[0] or "{}")
    changed = [name for name, digest in digests(loader).items() if kept.get(name) != digest]
    if changed:
        raise CommandError(
            f"The database was made by an earlier state of the project: {', '.join(changed)} "
            "changed since. Before the first release nothing leads from one to the other: keep "
            "what you need of it and begin anew, with another VAR (`make run VAR=…`) or an empty "
            "database."
        )


def digests(loader: MigrationLoader) -> dict[str, str]:
    """`app.name` and digest of every applied migration of ours."""
    found = {}
    for key in sorted(loader.applied_migrations.keys() & loader.disk_migrations.keys()):
        path = Path(inspect.getfile(type(loader.disk_migrations[key])))
        if LIBRARIES not in path.parts:
            found[".".join(key)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
