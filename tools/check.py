"""`make check`: format, lint, import law, migrations, translations; all run, then the verdict."""

import os
import subprocess
import sys
import time

from tools.shell import BIN, PYTHON, ROOT

CHECKS = {
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
    "lint": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "import law": [PYTHON, BIN / "lint-imports", "--no-logo"],
    # it asks the database which migrations ran, and there is none here: not worth a warning
    "migrations": [
        PYTHON, "-W", "ignore::RuntimeWarning", "manage.py", "makemigrations", "--check",
        "--dry-run",
    ],
    "translations": [PYTHON, "tools/translations.py"],
}  # fmt: skip


def main():
    """Run every check; exit code 1 if one found something."""
    failed = [name for name, command in CHECKS.items() if not passes(name, command)]
    if failed:
        sys.exit(f"check: failed: {', '.join(failed)}")


def passes(name, command):
    """Run one check, show its words only when it found something."""
    started = time.monotonic()
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "dalian_training.settings_test"}
    done = subprocess.run(
        [str(word) for word in command], cwd=ROOT, env=env, capture_output=True, text=True
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"check: {name}: {verdict} ({time.monotonic() - started:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    main()
