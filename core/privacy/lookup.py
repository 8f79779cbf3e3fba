"""Keyed hashes: a value is found by equality without being stored.

The hash of version n is HMAC-SHA-256 under key n of the hash of version n - 1; version 1 hashes
the text itself. So a new key needs no clear text: every stored hash, also one whose number is kept
nowhere, is hashed once more. Who has stolen an old key can do nothing with hashes of a newer one.
"""

import base64
import hmac
from collections.abc import Callable, Sequence
from functools import cache
from itertools import takewhile

from core.privacy.keys import lookup_keys


def keyed_hash(text: str) -> str:
    """The hash that is written now; empty stays empty.

    Version 1 is 64 hex digits, a later one `<version>:<43 characters of base64>`: 64 at most.
    """
    return _written(text, lookup_keys().current) if text else ""


def hashes_of(text: str) -> list[str]:
    """The hash under every listed version, the one that is written first.

    While hashes are being re-keyed a value may stand under any of them. `[]` for no text, which
    nothing must be found by.
    """
    return [_written(text, version) for version in _wanted()] if text else []


def hash_many(texts: Sequence[str]) -> list[str]:
    """For each text its `hashes_of`, joined by commas as listed functions take them."""
    found = iter(_hash_all([text for text in texts if text]))
    return [next(found) if text else "" for text in texts]


def _hash_all(texts):
    keys, stored = lookup_keys(), {}
    digests = [text.encode() for text in texts]
    for version in keys.ascending:
        digests = list(map(_macs(keys[version]), digests))
        stored[version] = [_stored(version, digest) for digest in digests]
    return map(",".join, zip(*(stored[version] for version in _wanted()), strict=True))


def _wanted() -> list[str]:
    """Versions in the order they are looked for: the one that writes, then the newest first."""
    keys = lookup_keys()
    return [keys.current, *(v for v in reversed(keys.ascending) if v != keys.current)]


def rekeyed(stored: str) -> str:
    """A stored hash under the version that is written now; never back to an older one."""
    keys = lookup_keys()
    version, digest = _read(stored) if stored else ("", b"")
    if not stored or int(version) >= int(keys.current):
        return stored
    for later in keys.ascending:
        if int(version) < int(later) <= int(keys.current):
            digest = _mac(later, digest)
    return _stored(keys.current, digest)


def _written(text, version):
    keys = lookup_keys()
    digest = text.encode()
    for step in takewhile(lambda step: int(step) <= int(version), keys.ascending):
        digest = _mac(step, digest)
    return _stored(version, digest)


def _mac(version, data):
    return _macs(lookup_keys()[version])(data)


@cache
def _macs(key: bytes) -> Callable[[bytes], bytes]:
    """HMAC-SHA-256 under one key, prepared once: `hmac.digest` prepares it for every value."""
    prepared = hmac.new(key, digestmod="sha256").copy

    def mac(data):
        made = prepared()
        made.update(data)
        return made.digest()

    return mac


def _stored(version, digest):
    if version == "1":
        return digest.hex()
    return f"{version}:{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def _read(stored):
    """(version, digest) of a stored hash."""
    if ":" not in stored:
        return "1", bytes.fromhex(stored)
    version, encoded = stored.split(":")
    return version, base64.urlsafe_b64decode(encoded + "=")
