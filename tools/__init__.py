"""Set-up, checks, supervisor: what `make` calls; each runs as `python -m tools.<name>`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this line is for whoever runs an older Python
    sys.exit(
        "setup: Python 3.11 or newer is needed, this is "
        + sys.version.split()[0]
        + "; name another one: make PYTHON=python3.12 run"
    )
