"""Personal data at rest: AES-256-GCM with key versions, and a keyed hash for lookup."""

import base64
import binascii
import hashlib
import hmac
import os
import zlib
from collections.abc import Sequence
from functools import cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

NONCE_BYTES = 12
FAST = 1  # level of compression: names and numbers shrink little more with patience


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
    return hmac.new(_lookup_key(), text.encode(), hashlib.sha256).hexdigest()


def _lookup_key() -> bytes:
    return hashlib.sha256(b"lookup" + next(iter(_keys().values()))).digest()


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


def encrypt_many(texts: Sequence[str]) -> list[str]:
    """`encrypt` for many values at a time: one cipher, one call for all nonces."""
    version, key = list(_keys().items())[-1]
    cipher, about, mark = AESGCM(key), version.encode(), f"{version}:"
    nonces = os.urandom(NONCE_BYTES * len(texts))
    return [mark + _sealed(cipher, about, nonces, n, t) if t else "" for n, t in enumerate(texts)]


def _sealed(cipher, about, nonces, number, text):
    nonce = nonces[number * NONCE_BYTES : (number + 1) * NONCE_BYTES]
    sealed = cipher.encrypt(nonce, text.encode(), about)
    return binascii.b2a_base64(nonce + sealed, newline=False).decode()


def hash_many(texts: Sequence[str]) -> list[str]:
    """`keyed_hash` for many values at a time."""
    key = _lookup_key()
    return [hmac.digest(key, text.encode(), "sha256").hex() if text else "" for text in texts]


def seal(content: bytes) -> bytes:
    """Bytes compressed and encrypted, with their key version before them; `unseal` gives them back.

    For packs of personal data that wait for a decision, such as the rows of a checked file.
    """
    version, key = list(_keys().items())[-1]
    nonce, about = os.urandom(NONCE_BYTES), version.encode()
    sealed = AESGCM(key).encrypt(nonce, zlib.compress(content, FAST), about)
    return about + b":" + nonce + sealed


def unseal(sealed: bytes) -> bytes:
    """What `seal` was given; raises cryptography's InvalidTag when it was tampered with."""
    version, body = bytes(sealed).split(b":", 1)
    key = _keys()[version.decode()]
    packed = AESGCM(key).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], version)
    return zlib.decompress(packed)
