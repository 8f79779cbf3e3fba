"""Set-up for `make run`, `test` and `prove`: packages, front-end files, catalogues, browser.

Standard library only, because it runs before anything is installed. Stamps make it cheap to repeat.
"""

import fcntl
import sys
from concurrent.futures import ThreadPoolExecutor

from tools import browser, catalogues, front_end, python_packages
from tools.shell import ROOT


def main():
    """Set up for running (`base`), also for testing (`test`), also for full proofs (`prove`)."""
    purpose = sys.argv[1]
    testing = purpose != "base"
    with (ROOT / ".setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` at once wait for each other
        with ThreadPoolExecutor() as beside:
            packages = beside.submit(python_packages.install, testing=testing)
            front_end.install(purpose=purpose, packages=packages)
            packages.result()
        catalogues.install()
        if testing:
            browser.install()


if __name__ == "__main__":
    main()
