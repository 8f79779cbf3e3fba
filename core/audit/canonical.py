"""An entry and a seal as bytes: the same for the same content, on every machine and release.

An entry is the JSON list of its columns as PostgreSQL writes them as text, times in UTC with
microseconds; nothing is left out, so no byte of a row can change unseen.
"""

import hashlib
import json

COLUMNS = (
    "actor_user_id", "actor_deputy_for", "actor_organization_id", "actor_role", "actor_name",
    "verb", "model", "object_id", "object_label", "before", "after", "reason_code", "reason",
    "organization_id", "district_id", "trainee_user_id",
)  # fmt: skip
AT = """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
SELECT = f"SELECT id, xid, at, ARRAY[id::text, xid::text, {AT}, " + ", ".join(
    f"{name}::text" for name in COLUMNS
)
SELECT += "] FROM core_auditentry"
HASH_BYTES = 32
LOCK = 7003  # one sealer at a time


def digest(content: list) -> bytes:
    """SHA-256 of a list of texts, numbers and nulls."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def seal_digest(seal) -> str:
    """64 hex digits over all of a seal, the one before included: the link of the chain."""
    content = [
        seal.pk, seal.taken_at.isoformat(), seal.after_id, seal.from_xid, seal.to_xid,
        seal.next_xid, list(seal.entries), bytes(seal.hashes).hex(), seal.previous,
    ]  # fmt: skip
    return digest(content).hex()
