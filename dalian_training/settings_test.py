"""Settings of the test suite: servers of its own below VAR/test, the login `app_test`."""

import os
from pathlib import Path

if os.environ.get("MODE") != "test":  # a process started by a test inherits what is set here
    os.environ["VAR"] = str(Path(os.environ.get("VAR") or "var") / "test")
    os.environ["MODE"] = "test"
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL", "REDIS_URL"):
        os.environ.pop(name, None)  # a test must never meet somebody's real data

from dalian_training import servers
from dalian_training.settings import *  # noqa: F403 - the settings of the product, then changes

# Each xdist worker has its own broker and cache, so that no worker takes another's tasks.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
CELERY_BROKER_URL = CELERY_RESULT_BACKEND = servers.broker_url(2 * _worker)
CACHES["default"]["LOCATION"] = servers.redis_url(2 * _worker + 1)  # noqa: F405

PUBLIC_PAGES_KEPT = 0  # no test sees what another one was shown

DATABASES["default"] |= servers.database("DATABASE_TEST_URL", "app_test")  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - databases are dropped between runs
# What a test may take for a replica; none is one by itself.
_follower = {"TEST": {"MIRROR": "default"}, "ATOMIC_REQUESTS": False}
DATABASES["follower"] = {**DATABASES["default"], **_follower}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, for tests only
STORAGES["staticfiles"] = {  # noqa: F405 - no collectstatic before the tests
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
