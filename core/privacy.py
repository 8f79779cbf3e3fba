"""Personal data at rest: AES-256-GCM with key versions, and a keyed hash for lookup."""

import base64
import hashlib
import hmac
import os
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12


@cache
def _keys() -> dict[str, bytes]:
    """Key version -> 32 bytes, from FIELD_KEYS (`1:<base64>,2:<base64>`); the last one writes."""
    pairs = (item.split(":", 1) for item in settings.FIELD_KEYS.split(","))
    return {version.strip(): base64.b64decode(key) for version, key in pairs}


def encrypt(text: str) -> str:
    """`<key version>:<base64 of nonce and ciphertext>`; empty stays empty."""
    if not text:
        return ""
    version, key = list(_keys().items())[-1]
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key).encrypt(nonce, text.encode(), version.encode())
    return f"{version}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """The clear text; raises cryptography's InvalidTag when the value was tampered with."""
    if not stored:
        return ""
    version, body = stored.split(":", 1)
    data = base64.b64decode(body)
    clear = AESGCM(_keys()[version]).decrypt(
        data[:NONCE_BYTES], data[NONCE_BYTES:], version.encode()
    )
    return clear.decode()


def keyed_hash(text: str) -> str:
    """64 hex digits to look a value up by equality without storing it; empty stays empty."""
    if not text:
        return ""
    key = hashlib.sha256(b"lookup" + next(iter(_keys().values()))).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


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
