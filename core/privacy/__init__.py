"""Personal data at rest: encrypted columns, keyed hashes to look values up, and new keys."""

from core.privacy.fields import EncryptedField, KeyedHashField
from core.privacy.keys import UnknownKeyError
from core.privacy.lookup import hashes_of, keyed_hash, rekeyed
from core.privacy.sealing import decrypt, encrypt

__all__ = [
    "EncryptedField",
    "KeyedHashField",
    "UnknownKeyError",
    "decrypt",
    "encrypt",
    "hashes_of",
    "keyed_hash",
    "rekeyed",
]
