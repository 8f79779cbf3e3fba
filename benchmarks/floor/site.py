"""A bare Django site: one view enrols, one lists. No session, tenancy, rules, audit or outbox.

Run as `gunicorn benchmarks.floor.site --workers 2` with FLOOR_DATABASE, a libpq address.
"""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

PAGE = Engine(dirs=[str(Path(__file__).parent)])

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
    ROOT_URLCONF=__name__,
    SECRET_KEY="floor",
)
django.setup()

ENROL = "INSERT INTO enrolment (class_id, person_id, name) VALUES (%s, %s, %s) RETURNING id"
AUDIT = "INSERT INTO audit (at, verb, object_id, after) VALUES (now(), 'enrol', %s, %s)"
TELL = "INSERT INTO message (person_id, code, context, created_at) VALUES (%s, %s, %s, now())"
LIST = """
SELECT c.number, c.name, o.name, d.name, c.starts_on, c.seats, c.taken FROM class c
JOIN organization o ON o.id = c.organization_id JOIN district d ON d.id = c.district_id
WHERE c.is_public ORDER BY c.starts_on DESC, c.id LIMIT 12
"""


def enrol(request, class_id, person_id):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE class SET taken = taken + 1 WHERE id = %s AND taken < seats", [class_id]
        )
        if not cursor.rowcount:
            return HttpResponse(status=409)
        cursor.execute(ENROL, [class_id, person_id, "somebody"])
        made = cursor.fetchone()[0]
        cursor.execute(AUDIT, [made, '{"state": "confirmed"}'])
        cursor.execute(TELL, [person_id, "enrolment_confirmed", '{"class": "C"}'])
    return HttpResponse(status=201)


def classes(request):
    with connection.cursor() as cursor:
        cursor.execute(LIST)
        rows = cursor.fetchall()
        cursor.execute("SELECT id, name FROM district ORDER BY id")
        districts = cursor.fetchall()
    page = PAGE.get_template("classes.html").render(Context({"rows": rows, "districts": districts}))
    return HttpResponse(page)


urlpatterns = [
    path("enrol/<int:class_id>/<int:person_id>", enrol),
    path("classes", classes),
]
application = get_wsgi_application()
