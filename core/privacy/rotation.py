"""New keys for what is stored: every encrypted, hashed or packed column of every model.

Each batch is one short transaction that locks its rows; a row somebody else holds is skipped and
taken in the next pass. What is left to do is read from the values themselves, so a rotation that
was stopped goes on where it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import connection, models, transaction

from core.privacy.fields import EncryptedField, KeyedHashField
from core.privacy.packs import PackField

BATCH = 500


class UnreadableError(Exception):
    """A stored value that no listed key opens; it names table and row, never the value."""


@dataclass(frozen=True)
class Column:
    """One encrypted, hashed or packed column.

    Its SQL is built from names of models, never from input.
    """

    model: type[models.Model]
    field: EncryptedField | KeyedHashField | PackField

    def __str__(self):
        return f"{self.table}.{self.field.column}"

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> models.Field:
        return self.model._meta.pk

    @property
    def condition(self) -> tuple[str, object]:
        """SQL and parameter of the rows that are left."""
        outdated, parameter = self.field.outdated(self.field.column)
        return f"{self.field.column} <> '' AND {outdated}", parameter

    def left(self) -> int:
        """How many values are under old keys."""
        condition, parameter = self.condition
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self.table} WHERE {condition}", [parameter])  # noqa: S608
            return cursor.fetchone()[0]

    def renew(self, batch=BATCH) -> Iterator[int]:
        """One pass over the table; gives the number of values after each committed batch."""
        last, batch = None, min(batch, getattr(self.field, "most_at_once", batch))
        while True:
            with transaction.atomic():
                rows = self._locked(last, batch)
                self._write(rows)
            if not rows:
                return
            last = rows[-1][0]
            yield len(rows)

    def _locked(self, last, batch):
        """The next rows (key, stored value) nobody else holds."""
        condition, parameter = self.condition
        key, values = self.key.column, [parameter]
        if last is not None:
            condition, values = f"{condition} AND {key} > %s", [parameter, last]
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {key}, {self.field.column} FROM {self.table} WHERE {condition}"  # noqa: S608
                f" ORDER BY {key} LIMIT %s FOR UPDATE SKIP LOCKED",
                [*values, batch],
            )
            return cursor.fetchall()

    def _write(self, rows):
        """Write a batch in one statement."""
        keys, values = [], []
        for key, stored in rows:
            try:
                values.append(self.field.renewed(stored))
            except (InvalidTag, KeyError, ValueError) as error:
                raise UnreadableError(f"{self} of row {key}: {error!r}") from None
            keys.append(key)
        kind, written = self.key.rel_db_type(connection), self.field.db_type(connection)
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self.table} t SET {self.field.column} = new.value"  # noqa: S608
                f" FROM unnest(%s::{kind}[], %s::{written}[]) AS new (key, value)"
                f" WHERE t.{self.key.column} = new.key",
                [keys, values],
            )


def columns() -> list[Column]:
    """Every column of personal data, from the app registry."""
    kinds = (EncryptedField, KeyedHashField, PackField)
    return [
        Column(model, field)
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, kinds)
    ]
