"""What the first start of the product makes, made once and copied for those who begin after it."""

import fcntl
import shutil
import subprocess

from django.conf import settings
from django.utils import timezone

from tests.e2e.parts import Parts
from tests.fingerprint import fingerprint, fingerprint_of_apps


def prepared(var, demo="0"):
    """Lay out `var` as a first start leaves it: migrated, with reference rows and static files."""
    made = settings.VAR / name_of(demo)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = made.with_suffix(".begun")
            for old in [begun, *(settings.VAR.glob(f"prepared_*_{demo}_*/"))]:
                shutil.rmtree(old, ignore_errors=True)
            if demo != "0":  # a city is laid out in a migrated database
                prepared(begun)
            Parts(begun, beside_servers=(), DEMO=demo).end_servers()
            begun.rename(made)
    # the server's files belong to a user of its own
    subprocess.run(["cp", "-a", made, var], check=True)
    return var


def name_of(demo) -> str:
    """A demo city is laid out around its day, by the code of all apps."""
    base = f"prepared_{fingerprint()}"
    return base if demo == "0" else f"{base}_{demo}_{fingerprint_of_apps()}_{timezone.localdate()}"
