"""Personal data at rest: encrypted columns, keyed hashes to look values up, and new keys."""

from core.privacy.fields import EncryptedField, KeyedHashField
from core.privacy.keys import UnknownKeyError
from core.privacy.lookup import hash_many, hashes_of, keyed_hash, rekeyed
from core.privacy.packs import Pack, PackField, frames
from core.privacy.sealing import decrypt, encrypt, encrypt_many, seal, unseal

__all__ = [
    "EncryptedField",
    "KeyedHashField",
    "Pack",
    "PackField",
    "UnknownKeyError",
    "decrypt",
    "encrypt",
    "encrypt_many",
    "frames",
    "hash_many",
    "hashes_of",
    "keyed_hash",
    "rekeyed",
    "seal",
    "unseal",
]
