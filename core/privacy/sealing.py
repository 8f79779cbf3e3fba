"""Sealing one value: AES-256-GCM, or SM4-GCM (GB/T 32907) where FIELD_CIPHER says `sm4`.

Stored: `<key version>.<cipher>:<base64 of nonce, ciphertext and tag>`. The words before the colon
are authenticated with the value, so a stored value cannot be passed off as another version's.
Values of before ciphers were named carry the version alone and are AES.
"""

import base64
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from core.privacy.keys import field_keys

NONCE_BYTES = 12
TAG_BYTES = 16
SM4_KEY_BYTES = 16


class SM4GCM:
    """The interface of `AESGCM`, for SM4; its 16-byte key is derived from the 32-byte field key."""

    def __init__(self, key):
        derive = HKDF(SHA256(), SM4_KEY_BYTES, salt=None, info=b"field encryption with SM4-GCM")
        self.key = algorithms.SM4(derive.derive(key))

    def encrypt(self, nonce, clear, header):
        sealing = Cipher(self.key, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(header)
        return sealing.update(clear) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce, sealed, header):
        if len(sealed) < TAG_BYTES:
            raise InvalidTag
        body, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
        opening = Cipher(self.key, modes.GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(header)
        return opening.update(body) + opening.finalize()


CIPHERS = {"aes": AESGCM, "sm4": SM4GCM}


@cache
def _cipher(name, key):
    return CIPHERS[name](key)


def current_header() -> str:
    """What a value written now begins with, up to the colon."""
    return f"{field_keys().current}.{settings.FIELD_CIPHER}"


def encrypt(text: str) -> str:
    """The stored form of a text under the current key and cipher; empty stays empty."""
    if not text:
        return ""
    header = current_header()
    version, _, name = header.partition(".")
    nonce = os.urandom(NONCE_BYTES)
    cipher = _cipher(name, field_keys()[version])
    sealed = cipher.encrypt(nonce, text.encode(), header.encode())
    return f"{header}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """The clear text, whichever listed key and cipher sealed it.

    Raises cryptography's InvalidTag when the value was tampered with, UnknownKeyError when its
    key is listed no more.
    """
    if not stored:
        return ""
    header, body = stored.split(":", 1)
    version, _, name = header.partition(".")
    data = base64.b64decode(body)
    cipher = _cipher(name or "aes", field_keys()[version])
    return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], header.encode()).decode()
