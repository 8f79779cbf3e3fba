"""What both embedded servers need from the system: users, sockets, locks, process states."""

import ctypes
import fcntl
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

SERVICE_USER = "dalian_embedded"
ENVIRONMENT = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
PR_SET_PDEATHSIG = 1
DEAD = {"Z", "X", None}


class Refused(SystemExit):
    """A server cannot be started; the message is one line for the person at the keyboard."""


def socket_directory(var):
    """The folder for the sockets of one VAR: short, because a socket's path may hold 107 bytes.

    It depends on VAR alone, so that every process of the product computes the same one.
    """
    return Path("/tmp") / f"dalian-{hashlib.sha256(str(var).encode()).hexdigest()[:10]}"


def claim(directory, *, owner=None, mode=0o700):
    """Make a folder that belongs to us or to `owner`; somebody else's folder is refused."""
    directory.mkdir(mode=mode, parents=True, exist_ok=True)
    allowed = {os.geteuid(), owner.pw_uid if owner else os.geteuid()}
    if directory.is_symlink() or directory.lstat().st_uid not in allowed:
        raise Refused(f"{directory} belongs to somebody else")
    if owner:
        os.chown(directory, owner.pw_uid, owner.pw_gid)
    directory.chmod(mode)


@contextmanager
def locked(path):
    """Two starters of one data folder wait for each other; the kernel drops a dead one's lock."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def process_state(pid):
    """One letter of /proc; Z is a dead process that nobody has reaped; None when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return None


def service_user():
    """The system user PostgreSQL runs as when we are root, which it refuses; None otherwise."""
    if os.geteuid() != 0:
        return None
    if not _exists(SERVICE_USER) and shutil.which("useradd"):
        options = ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        subprocess.run(["useradd", *options, SERVICE_USER], check=False, capture_output=True)
    return pwd.getpwnam(SERVICE_USER if _exists(SERVICE_USER) else "nobody")


def _exists(name):
    return name in {entry.pw_name for entry in pwd.getpwall()}


def as_user(command, user, *, paths=()):
    """The command and the subprocess arguments that run it as `user` (None: as ourselves).

    Below a private folder of root the user could not even reach its own files: there the command
    keeps the one capability that opens the way, by util-linux's setpriv.
    """
    command = [str(part) for part in command]
    if user is None:
        return command, {}
    if all(_reachable(path, user) for path in paths):
        return command, {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return [*_with_passage(user, paths), *command], {}


def _reachable(path, user):
    probe = ["test", "-r", str(path), "-a", "-x", str(path)]
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    return subprocess.run(probe, check=False, cwd="/", **who).returncode == 0


def _with_passage(user, paths):
    prefix = [
        "setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups",
        "--inh-caps=+dac_override", "--ambient-caps=+dac_override",
        "--securebits=+no_setuid_fixup",  # else access(2) would not look at the capability
        "--pdeathsig=keep",
    ]  # fmt: skip
    probe = [*prefix, "test", "-r", str(paths[0])]
    if shutil.which("setpriv") and subprocess.run(probe, capture_output=True).returncode == 0:
        return prefix
    blocked = next(path for path in paths if not _reachable(path, user))
    raise Refused(
        f"{blocked} cannot be reached by the system user {user.pw_name} that PostgreSQL runs as; "
        "move the project out of the private folder, or run make as an ordinary user"
    )


def follow_parent(stop_signal=signal.SIGTERM):
    """A `preexec_fn`: the kernel sends `stop_signal` to the child when its parent dies."""
    parent = os.getpid()

    def ask_kernel():
        if sys.platform != "linux":
            return
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel
