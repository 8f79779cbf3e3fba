"""Key rings read from the settings: version -> 32 bytes, in the order they are written there."""

import base64
from functools import cache

from django.conf import settings


class UnknownKeyError(KeyError):
    """A stored value names a key version that is in no setting any more."""

    def __str__(self):
        return f"key version {self.args[0]} is not configured"


class KeyRing(dict):
    """Version -> key; the version written last is the one new values are written under."""

    def __missing__(self, version):
        raise UnknownKeyError(version)

    @property
    def current(self) -> str:
        """The version that writes."""
        return next(reversed(self))

    @property
    def ascending(self) -> list[str]:
        """All versions by number, whichever of them writes."""
        return sorted(self, key=int)


@cache
def parsed(text: str) -> KeyRing:
    """The ring of `1:<base64>,2:<base64>`."""
    pairs = (item.split(":", 1) for item in text.split(","))
    return KeyRing((version.strip(), base64.b64decode(key)) for version, key in pairs)


def field_keys() -> KeyRing:
    """Keys of the encrypted columns."""
    return parsed(settings.FIELD_KEYS)


def lookup_keys() -> KeyRing:
    """Keys of the keyed hashes; made apart, so that a field key can be retired."""
    return parsed(settings.LOOKUP_KEYS)
