"""`make bench`: runs the benchmarks, prints a table, keeps the figures in benchmarks/results/.

Names on the command line choose some of them. SCALE=small (the default) takes minutes.
"""

import json
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
ALL = ("enrolment", "sign_in", "class_list", "audit_seal", "import_roster", "export", "report")


def main(names):
    """One in this process; several each in a process of its own, so that none meets another's."""
    if len(names) == 1:
        run(*names)
        return
    for name in names or ALL:
        subprocess.run([sys.executable, "-m", "benchmarks", name], check=True)


def run(name):
    begun = time.monotonic()
    figures = import_module(f"benchmarks.{name}").run()
    print(f"\n{name} ({time.monotonic() - begun:.0f} s)")
    keep(name, figures)


def keep(name, figures):
    """Print the figures and keep them."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n")
    for line in table(figures):
        print(line)


def table(figures, indent="  "):
    """The figures as lines; nested ones below their name."""
    for name, value in figures.items():
        if isinstance(value, dict):
            yield f"{indent}{name}:"
            yield from table(value, indent + "  ")
        else:
            yield f"{indent}{name}: {value}"


if __name__ == "__main__":
    main(sys.argv[1:])
