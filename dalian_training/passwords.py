"""Secrets of a demo or test installation: made once, kept in VAR/secrets.json, never elsewhere."""

import base64
import fcntl
import hashlib
import json
import os
import secrets
from pathlib import Path

LOGINS = ("app_owner", "app_login", "app_system", "app_backup", "app_test")


def local_secrets(var):
    """The installation's own secrets as a dict; the first caller makes them.

    Keys: SECRET_KEY, FIELD_KEYS, LOOKUP_KEYS and `passwords`, one for each database login.
    """
    var = Path(var)
    file = var / "secrets.json"
    if not file.exists():
        var.mkdir(parents=True, exist_ok=True)
        with (var / "secrets.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                _write(file, _fresh())
    content = json.loads(file.read_text())
    return content if "LOOKUP_KEYS" in content else content | {"LOOKUP_KEYS": _first(content)}


def _fresh():
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": _fresh_key(),
        "LOOKUP_KEYS": _fresh_key(),
        "passwords": {login: secrets.token_urlsafe(24) for login in LOGINS},
    }


def _fresh_key():
    return f"1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _first(content):
    """The lookup key of an installation from before lookup keys were secrets of their own."""
    key = base64.b64decode(content["FIELD_KEYS"].split(",")[0].partition(":")[2])
    return f"1:{base64.b64encode(hashlib.sha256(b'lookup' + key).digest()).decode()}"


def _write(file, content):
    """Complete or not at all: a half-written file would lock the data away."""
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with open(draft, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as target:
        json.dump(content, target, indent=2)
    draft.rename(file)
