"""The project: wiring only, no domain."""

import gc

# Loading Django makes 600,000 objects that stay, and a page some thousands that go by themselves:
# Python's own threshold of 700 looks for cycles in vain, a fifth of the time a process takes to
# start. Set before anything is loaded, as every process of ours loads this first.
gc.set_threshold(10_000)

from dalian_training.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
