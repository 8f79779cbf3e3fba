"""Secrets of a demo or test installation: made once, kept in VAR/secrets.json, never elsewhere."""

import base64
import fcntl
import json
import os
import secrets
from pathlib import Path

LOGINS = ("app_owner", "app_login", "app_system", "app_backup", "app_test")


def local_secrets(var):
    """The installation's own secrets as a dict; the first caller makes them.

    Keys: SECRET_KEY, FIELD_KEYS and `passwords`, one for each database login.
    """
    var = Path(var)
    file = var / "secrets.json"
    if not file.exists():
        var.mkdir(parents=True, exist_ok=True)
        with (var / "secrets.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not file.exists():
                _write(file, _fresh())
    return json.loads(file.read_text())


def _fresh():
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": f"1:{key}",
        "passwords": {login: secrets.token_urlsafe(24) for login in LOGINS},
    }


def _write(file, content):
    """Complete or not at all: a half-written file would lock the data away."""
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with open(draft, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as target:
        json.dump(content, target, indent=2)
    draft.rename(file)
