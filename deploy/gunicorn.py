"""The web server: `gunicorn dalian_training.wsgi --config deploy/gunicorn.py`.

Its processes keep the figures of /metrics in files they all read. A process takes the file of a
free place, not of its own number: one that follows another counts on in the same file, so there
are never more files than processes.
"""

import gc
import os
import shutil
import sys
from itertools import count
from pathlib import Path

from gunicorn import glogging

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from dalian_training import environment, logs  # found by the line above

bind = os.environ.get("BIND", "0.0.0.0:8000")
# One more than there are processors: while one waits for the database another works; more only push
# each other out of the processors' caches (measured in docs/performance.md).
workers = int(os.environ.get("WEB_CONCURRENCY") or len(os.sched_getaffinity(0)) + 1)
preload_app = True  # the code once in memory, shared by the workers
control_socket_disable = True
timeout = 120
graceful_timeout = 30
# The sign of life that a worker gives with each request is no work for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
max_requests = 5000  # a worker is made anew now and then, at different moments
max_requests_jitter = 500
loglevel = "warning"

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # of this host or container alone, never shared by several
PLACE = "WEB_PLACE"  # in the environment: this file is read again when the server is told to reload


def folder_of_this_run():
    """A folder for the figures of this master; those of masters that are gone are removed."""
    base = Path(environment.text("METRICS_FOLDER") or environment.var() / "metrics")
    base.mkdir(parents=True, exist_ok=True)
    for other in base.iterdir():
        if not Path(f"/proc/{other.name}").exists():
            shutil.rmtree(other, ignore_errors=True)
    own = base / str(os.getpid())
    own.mkdir(exist_ok=True)
    return str(own.resolve())


def pre_fork(server, worker):
    """Give the new process a place no living one has."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(str(n) for n in count() if str(n) not in taken)


def post_fork(server, worker):
    os.environ[PLACE] = worker.place


def when_ready(server):
    """What is loaded by now stays: no worker's garbage collector looks through it again."""
    gc.collect()
    gc.freeze()


class Logger(glogging.Logger):
    """The server's own lines; the line of a request is the application's (request_log.py)."""

    access_log_enabled = False  # else it gathers the facts of every request and throws them away


logger_class = Logger
logconfig_dict = logs.configuration(environment.log_format())
logconfig_dict["loggers"]["gunicorn.error"] = {"handlers": ["console"], "propagate": False}

os.environ.update({FOLDER: folder_of_this_run(), PLACE: "master"})
from prometheus_client import values  # noqa: E402 - reads the folder when it is imported

values.ValueClass = values.MultiProcessValue(lambda: os.environ[PLACE])
