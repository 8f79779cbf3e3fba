"""Logging: plain lines for people, or one JSON object a line for a log collector."""

import structlog


def configuration(log_format):
    """Django's LOGGING for `plain` or `json`; everything goes to standard error."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"plain": _plain(), "json": _json()},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": log_format}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        # the web server's own access log says the same; a refusal is an answer, not an event
        "loggers": {"django.request": {"level": "ERROR"}},
    }


def _plain():
    return {"format": "{levelname} {name}: {message}", "style": "{"}


def _json():
    steps = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": steps,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    }
