"""The virtual environment `.venv` and the locked Python packages in it."""

import hashlib
import os
import shutil
import sys

from tools.shell import BIN, PYTHON, ROOT, VENV, attempt, call, die

REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / ".stamp"


def install(*, testing):
    """Make `.venv` hold the packages of `base.txt`, or of `test.txt`, which includes them."""
    wanted = "test" if testing else "base"
    if _holds(wanted) or (not testing and _holds("test")):
        return
    _make_venv()
    STAMP.unlink(missing_ok=True)
    install_lock(wanted)
    STAMP.write_text(_stamp(wanted))


def install_lock(name):
    """Install `requirements/<name>.txt`: wheels only, every one checked against its hash."""
    lock = REQUIREMENTS / f"{name}.txt"
    strict = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", lock]
    call(f"installing the Python packages of {lock.name}", [*_installer(), *strict])


def _stamp(name):
    lock = (REQUIREMENTS / f"{name}.txt").read_bytes()
    return f"{name} {hashlib.sha256(sys.version.encode() + lock).hexdigest()}"


def _holds(name):
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == _stamp(name)


def _installer():
    uv = shutil.which("uv") if os.environ.get("USE_UV") else None
    if uv:
        return [uv, "pip", "install", "--python", PYTHON]
    if (BIN / "pip").exists():
        return [PYTHON, "-m", "pip", "install"]
    return [sys.executable, "-m", "pip", "--python", PYTHON, "install"]


def _make_venv():
    if PYTHON.exists() and (BIN / "pip").exists():
        return
    command = [sys.executable, "-m", "venv", "--clear"]
    if attempt("creating .venv", [*command, VENV]):
        return
    if _may_install_venv() and attempt("creating .venv again", [*command, VENV]):
        return
    # Debian's python3 without python3-venv: an outside pip can fill a .venv that has none
    bare = attempt("creating .venv without pip", [*command, "--without-pip", VENV])
    outside_pip = attempt("looking for pip", [sys.executable, "-m", "pip", "--version"])
    if not (bare and outside_pip):
        die("this Python has neither venv nor pip; install the package python3-venv and repeat")


def _may_install_venv():
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    attempt("apt-get update", ["apt-get", "update"])
    return attempt("installing python3-venv", ["apt-get", "install", "-y", "python3-venv"])
