"""Whether something that was made of this code, such as a database, still fits it."""

import hashlib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def fingerprint() -> str:
    """Changes whenever a migration, a role or a grant does."""
    files = sorted(
        [
            *ROOT.glob("*/migrations/*.py"),
            *(ROOT / "core" / "tenancy").rglob("*.py"),
            *ROOT.glob("*/data/*.csv"),
            *ROOT.glob("*/reference.py"),
            ROOT / "tests" / "reference_rows.py",
        ]
    )
    return digest_of(files)


def fingerprint_of_apps() -> str:
    """Changes whenever any code of an app does: a demo city is made by nearly all of it."""
    apps = (app.parent for app in ROOT.glob("*/apps.py"))
    return digest_of(sorted(file for app in apps for file in app.rglob("*.py")))


def digest_of(files) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()[:12]
