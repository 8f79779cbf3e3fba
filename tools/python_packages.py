"""The virtual environment `.venv` and the locked Python packages in it."""

import hashlib
import os
import shutil
import subprocess
import sys
from ast import literal_eval

from tools.shell import BIN, PYTHON, ROOT, VENV, attempt, call, clean_environment, die

REQUIREMENTS = ROOT / "requirements"
STAMP = VENV / ".stamp"
UV = ("pip", "install", "--python", PYTHON, "--compile-bytecode")
PIP_SETTINGS = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
}


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
    """Install `requirements/<name>.txt`: wheels only, every one checked against its hash.

    By uv, which takes a fifth of the time; where it finds no packages, as behind a mirror that only
    pip is told of in a way we do not know, by pip.
    """
    lock = REQUIREMENTS / f"{name}.txt"
    strict = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "-r", lock]
    what = f"installing the Python packages of {lock.name}"
    if _get_uv() and attempt(what, [BIN / "uv", *UV, *strict], env=_uv_environment()):
        return
    call(f"{what} by pip", [*_pip(), *strict])


def _get_uv():
    if (BIN / "uv").exists():
        return True
    lock = REQUIREMENTS / "uv.txt"
    return attempt("installing uv", [*_pip(), "--require-hashes", "--no-deps", "-r", lock])


def _uv_environment():
    """What pip is told of indexes and certificates, in the words of uv."""
    # as pip does: from whichever index has it; what arrives is checked against its hash
    told = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    command = [*_pip_itself(), "config", "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    for section in ("global", "install", ":env:"):  # what is said later counts
        for setting, ours in PIP_SETTINGS.items():
            if f"{section}.{setting}" in lines:
                told[ours] = " ".join(literal_eval(lines[f"{section}.{setting}"]).split())
    return told | clean_environment()


def _stamp(name):
    lock = (REQUIREMENTS / f"{name}.txt").read_bytes()
    return f"{name} {hashlib.sha256(sys.version.encode() + lock).hexdigest()}"


def _holds(name):
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == _stamp(name)


def _pip():
    return [*_pip_itself(), "install"]


def _pip_itself():
    if (BIN / "pip").exists():
        return [PYTHON, "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", PYTHON]


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
