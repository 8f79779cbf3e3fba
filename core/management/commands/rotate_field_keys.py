"""`manage.py rotate_field_keys`: brings every stored value under the current keys.

The product runs and writes meanwhile.

Before: list the new key first (`2:…,1:…`: known, not yet writing), restart all processes; then last
(`1:…,2:…`: writing), restart again; then this. Afterwards a field key that is old may be dropped; a
lookup key stays, each is hashed over by the next.
"""

import time

from django.core.management.base import BaseCommand, CommandError

from core.privacy.rotation import BATCH, UnreadableError, columns
from core.tenancy.owner import as_owner

PAUSE = 0.2  # seconds, for those who hold a row to finish
PASSES = 300


class Command(BaseCommand):
    help = (
        "Re-encrypt and re-key all personal data under the current keys; safe to stop and repeat."
    )

    def add_arguments(self, parser):
        parser.add_argument("--batch", type=int, default=BATCH, help="rows in one transaction")

    def handle(self, **options):
        with as_owner():
            try:
                done = {str(column): self.renew(column, options["batch"]) for column in columns()}
            except UnreadableError as error:
                raise CommandError(str(error)) from None
            left = sum(column.left() for column in columns())
        self.stdout.write(f"{sum(done.values())} values renewed")
        self.stdout.write(f"{left} values under old keys")
        if left:
            raise CommandError("Written by a process that knows the old keys alone: restart it.")

    def renew(self, column, batch) -> int:
        """All passes over one column; rows held by others are waited for."""
        done = 0
        for _ in range(PASSES):
            done += sum(column.renew(batch))
            if not column.left():
                break
            time.sleep(PAUSE)
        self.stdout.write(f"{column}: {done}")
        return done
