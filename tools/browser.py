"""Find or get a Chromium for the browser tests, with a font that can show Chinese."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools.shell import PYTHON, VENV, attempt, die

# A browser without windows needs half the processor time for the same pages.
SHELLS = {"apt-get": "chromium-headless-shell", "dnf": "chromium-headless"}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PACKAGES = {
    "apt-get": (["update"], ["install", "-y", "--no-install-recommends"], "fonts-noto-cjk"),
    "dnf": ([], ["install", "-y"], "google-noto-sans-cjk-fonts"),
    "apk": ([], ["add", "--no-cache"], "font-noto-cjk"),
}
ASKED = VENV / ".browser-asked"  # the package manager was asked for one without windows
# What a headless browser needs to run as root, in a small container and without a network.
ARGUMENTS = (
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
    "--disable-gpu", "--font-render-hinting=none", "--in-process-gpu", "--lang=zh-CN",
    "--no-first-run",
)  # fmt: skip


def arguments():
    """Arguments for the browser; only root gives up the sandbox, which refuses root."""
    return [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def find():
    """Path of a usable browser: $BROWSER_PATH, the PATH, Playwright's download; None if none."""
    chosen = os.environ.get("BROWSER_PATH")
    if chosen:
        return chosen if _works(chosen) else None
    candidates = [*_on_path(SHELLS.values()), *_downloaded(), *_on_path(NAMES)]
    return next((path for path in candidates if _works(path)), None)


def install():
    """Make sure that `find` finds one: by the package manager as root, else Playwright's own."""
    if os.environ.get("BROWSER_PATH") and not find():
        die(f"BROWSER_PATH={os.environ['BROWSER_PATH']} is not a browser that starts")
    has_shell = os.environ.get("BROWSER_PATH") or _on_path(SHELLS.values())
    if not (has_shell or ASKED.exists()) and _manager() in SHELLS:
        _from_packages(SHELLS[_manager()])
        ASKED.touch()
    if not find():
        _from_packages("chromium")
    if not find():
        download = [PYTHON, "-m", "playwright", "install", "--only-shell", "chromium"]
        attempt("downloading Playwright's Chromium", download)
    if not find():
        die("no browser: install Chromium, or name one with BROWSER_PATH=/path/to/chromium")
    if not shows_chinese() and not _from_packages():
        print("setup: no Chinese font on this machine: screenshots will show boxes", flush=True)


def shows_chinese():
    """Whether the machine has a font for Chinese (assumed when fontconfig's tool is missing)."""
    if sys.platform != "linux" or not shutil.which("fc-list"):
        return True
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True).stdout.strip())


def _on_path(names):
    return [path for path in map(shutil.which, names) if path]


def _works(path):
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _downloaded():
    home = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright"
    shells = Path(home).glob("chromium*/chrome-*/*")
    return [
        str(path)
        for path in sorted(shells)
        if path.name in {"chrome", "headless_shell", "chrome-headless-shell"}
    ]


def _from_packages(*names):
    manager = _manager()
    if not manager:
        return False
    refresh, install_words, font = PACKAGES[manager]
    if refresh:
        attempt(f"{manager} {refresh[0]}", [manager, *refresh])
    what = ", ".join([*names, font])
    return attempt(f"installing {what} ({manager})", [manager, *install_words, *names, font])


def _manager():
    """The package manager of this machine, where we may use it."""
    if os.geteuid() != 0:
        return None
    return next((name for name in PACKAGES if shutil.which(name)), None)
