"""`make run` ends when it is asked to, however often it is asked at once."""

import signal
import subprocess
import sys

from tests.e2e.stack import ROOT

# In a terminal Ctrl-C reaches make and the program; then make ends, and that is a signal, too.
ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP) * 300
PROGRAM = """
from tools.supervisor import Supervisor
supervisor = Supervisor()
print("watching", flush=True)
supervisor.watch()
input()
print("stopped", flush=True)
"""


def test_many_signals_at_once_stop_it_as_one_does():
    for _turn in range(3):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            assert process.stdout.readline() == "watching\n"
            for number in ASKED:
                process.send_signal(number)
            said, _errors = process.communicate("\n", timeout=20)
            assert (said, process.returncode) == ("stopped\n", 0)
        finally:
            process.kill()
