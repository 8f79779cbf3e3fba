"""What the first start of the product makes, made once and copied for those who begin after it."""

import fcntl
import shutil
import subprocess

from django.conf import settings

from tests.e2e.parts import Parts
from tests.fingerprint import fingerprint


def prepared(var):
    """Lay out `var` as a first start leaves it: migrated, with reference rows and static files."""
    made = settings.VAR / f"prepared_{fingerprint()}"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            begun = made.with_suffix(".begun")
            shutil.rmtree(begun, ignore_errors=True)
            Parts(begun, beside_servers=()).end_servers()
            begun.rename(made)
    # the server's files belong to a user of its own
    subprocess.run(["cp", "-a", made, var], check=True)
    return var
