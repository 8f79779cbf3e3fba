"""A bare Django project as anybody would begin it: one view enrols, one lists, by the ORM.

The middleware of `startproject`, and nothing of the product: no tenancy, rules, audit trail or
outbox. Run as `gunicorn benchmarks.floor.site --workers 2` with FLOOR_DATABASE and its address.
"""

import os
from pathlib import Path

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": os.environ["FLOOR_DATABASE"],
            "HOST": os.environ["FLOOR_HOST"],
            "USER": "postgres",
            "PASSWORD": os.environ["FLOOR_PASSWORD"],
            "CONN_MAX_AGE": None,
        }
    },
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [str(Path(__file__).parent)],
        }
    ],
    ROOT_URLCONF="benchmarks.floor.urls",
    SECRET_KEY="floor",
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
