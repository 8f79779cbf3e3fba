"""Addresses of the API, joined from the resources every app declares in its `api.py`."""

from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from core.api.docs import nothing_here, schema


def addresses(*apps) -> list:
    """The addresses below `/api/v1/`: of the resources, of files, of the schema."""
    router = SimpleRouter()
    for app in apps:
        for prefix, resource in app.resources.items():
            router.register(prefix, resource, resource.noun)
    files = [
        re_path(pattern, view, name=name)
        for app in apps
        for pattern, view, name in getattr(app, "files", ())
    ]
    rest = re_path(r"^(?P<rest>.*)$", nothing_here, name="nothing-here")
    return [*files, path("schema/", schema, name="schema"), *router.urls, rest]
