"""The project: wiring only, no domain."""

from dalian_training.celery import app as celery_app

__all__ = ["celery_app"]
