"""The signature of a device: ECDSA over P-256 with SHA-256, as browsers make it (WebCrypto)."""

import base64
import binascii

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key

HALF = 32  # bytes of r and of s


def public_key(text: str) -> ec.EllipticCurvePublicKey | None:
    """A key in the form `spki`, base64; None for anything else."""
    try:
        found = load_der_public_key(base64.b64decode(text, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return None
    is_ours = isinstance(found, ec.EllipticCurvePublicKey) and found.curve.name == "secp256r1"
    return found if is_ours else None


def is_signed(key: ec.EllipticCurvePublicKey, words: str, signature: str) -> bool:
    """Whether the key has signed these words; `signature` is r and s in base64."""
    try:
        raw = base64.b64decode(signature, validate=True)
        if len(raw) != 2 * HALF:
            return False
        r, s = int.from_bytes(raw[:HALF]), int.from_bytes(raw[HALF:])
        key.verify(encode_dss_signature(r, s), words.encode(), ec.ECDSA(hashes.SHA256()))
    except (ValueError, binascii.Error, InvalidSignature):
        return False
    return True
