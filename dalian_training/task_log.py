"""One log line for every task: which, for which request, its result, how long; no argument."""

import time
from contextlib import contextmanager

import structlog

logger = structlog.get_logger("dalian_training.tasks")


def request_header() -> dict:
    """The id of the request or task that asks, to travel with a message."""
    bound = structlog.contextvars.get_contextvars()
    return {"request_id": bound["request_id"]} if "request_id" in bound else {}


@contextmanager
def logged(task):
    """Bind task and asking request for every line below, then write `task` or `task_failed`.

    The error itself is logged with its trace by Celery.
    """
    request, began = task.request, time.perf_counter()
    names = {"task": task.name, "task_id": request.id, **asked_by(request)}
    with structlog.contextvars.bound_contextvars(**names):
        try:
            yield
        except BaseException as error:
            logger.warning("task_failed", error=type(error).__name__, **duration(began))
            raise
        logger.info("task", **duration(began))


def asked_by(request) -> dict:
    """The id of the request that asked; a task of the timetable has none."""
    asked = getattr(request, "request_id", None)
    return {"request_id": asked} if asked else {}


def duration(began) -> dict:
    return {"duration_ms": round((time.perf_counter() - began) * 1000, 1)}
