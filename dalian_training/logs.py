"""Logging: plain lines for people, or one JSON object a line for a log collector.

No query string, no body, no argument of a statement or task is logged: only what is named here and
plain texts and numbers a caller adds. The last wall masks every number that could be a person's.
"""

import logging
import re

import structlog

NUMBERS = re.compile(
    r"(?<!\d)(?:"
    r"\d(?:[ -]?\d){16}[ -]?[\dXx]"  # citizen's number of 18, written with or without gaps
    r"|\d(?:[ -]?\d){14,18}"  # one of 15, and cards of 16 to 19
    r"|1[3-9]\d(?:[ -]?\d){8}"  # mobile phone
    r")(?!\d)"
)
ROW = re.compile(r"(?m)^(?:DETAIL|CONTEXT): .*$")  # PostgreSQL shows the row it refuses
MASK = "***"
OURS = frozenset({"timestamp", "request_id", "task_id", "level", "logger"})
INNER = frozenset({"_record", "_from_structlog", "exc_info"})  # the formatter's own
PLAIN = (str, int, float, bool, type(None))


def configuration(log_format):
    """Django's LOGGING for `plain` or `json`; everything goes to standard error."""
    _configure_structlog()
    is_json = log_format == "json"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": {"()": PlainFormatter}, "json": _json()},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": log_format}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            # one line a request, for a collector; people at a terminal have the web server's
            "dalian_training.requests": {"level": "INFO" if is_json else "ERROR"},
            "dalian_training.tasks": {"level": "INFO" if is_json else "WARNING"},
            # the request log tells of an error with its trace; a refusal is an answer, not an event
            "django.request": {"level": "CRITICAL"},
        },
    }


def redact(text: str) -> str:
    """The text without numbers of persons and without the rows PostgreSQL quotes in errors."""
    return NUMBERS.sub(MASK, ROW.sub("DETAIL: left out", text))


def redact_event(logger, method, event: dict) -> dict:
    """The last step before a line is written: nothing that could be a person's number passes."""
    return {name: value if name in OURS else _redacted(value) for name, value in event.items()}


def _redacted(value):
    if isinstance(value, bool) or value is None:
        return value
    clean = redact(str(value))
    return value if clean == str(value) else clean


def keep_plain(logger, method, event: dict) -> dict:
    """Drop what a library adds as an object: requests with their query, arguments of tasks."""
    return {k: v for k, v in event.items() if k in INNER or isinstance(v, PLAIN)}


class PlainFormatter(logging.Formatter):
    """`LEVEL logger: message`, with the trace of an error below."""

    def __init__(self):
        super().__init__("{levelname} {name}: {message}", style="{")

    def format(self, record):
        return redact(super().format(record))


SHARED = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)


def _configure_structlog():
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _json():
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*SHARED, structlog.stdlib.ExtraAdder()],
        "processors": [
            keep_plain,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redact_event,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
