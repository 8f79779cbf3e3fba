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
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file).encode() + file.read_bytes())
    return digest.hexdigest()[:12]
