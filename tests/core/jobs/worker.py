"""The product's own Celery app, with the kinds of the tests: `celery -A tests.core.jobs.worker`."""

import os

import django
from django.conf import settings

django.setup()
settings.MEDIA_ROOT = os.environ["BARRIER_MEDIA"]

from dalian_training.celery import app  # noqa: E402 - the settings come first
from tests.core.jobs import declared  # noqa: E402

declared.stand_after_storing()
__all__ = ["app"]
