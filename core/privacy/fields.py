"""Model fields of personal data. Rotation finds them by their class, in every app."""

from django.db import models

from core.privacy.keys import lookup_keys
from core.privacy.lookup import rekeyed
from core.privacy.sealing import current_header, decrypt, encrypt


class EncryptedField(models.TextField):
    """Text that is clear in Python and encrypted in the database; never filtered by."""

    def from_db_value(self, value, expression, connection):
        return value if value is None else decrypt(value)

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value if value is None else encrypt(value)

    def get_lookup(self, lookup_name):
        """Only `isnull`: an encrypted value differs every time, a filter would find nothing."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def renewed(self, stored: str) -> str:
        """The same value under the current key."""
        return encrypt(decrypt(stored))

    def outdated(self, column: str) -> tuple[str, str]:
        """SQL and parameter: the stored value is under an old key or another cipher."""
        return f"NOT starts_with({column}, %s)", f"{current_header()}:"


class KeyedHashField(models.CharField):
    """A keyed hash (`keyed_hash`) to look a value up by; filter with `__in=hashes_of(text)`."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def get_db_prep_save(self, value, connection):
        """A row read before its hash was re-keyed does not bring the old hash back."""
        value = rekeyed(value) if isinstance(value, str) else value
        return super().get_db_prep_save(value, connection)

    def renewed(self, stored: str) -> str:
        """The same hash under the current key."""
        return rekeyed(stored)

    def outdated(self, column: str) -> tuple[str, str]:
        """SQL and parameter: the stored hash is under an older key than the one that writes."""
        version = f"CASE WHEN {column} LIKE '%%:%%' THEN split_part({column}, ':', 1) ELSE '1' END"
        return f"({version})::int < %s", int(lookup_keys().current)
