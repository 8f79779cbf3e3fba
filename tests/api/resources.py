"""Every resource of the API, as its apps have registered them."""

from core.api.resources import Resource
from core.api.serializers import Shown
from dalian_training.urls import APIS


def resources() -> dict:
    """Every resource of the API by its place in the addresses: `classes`, `enrolments`, …"""
    return {prefix: view for app in APIS for prefix, view in app.resources.items()}


def listed() -> dict:
    """Lists of records with an address of their own: no part of another record."""
    return {
        f"/{prefix}/": view
        for prefix, view in resources().items()
        if "(" not in prefix and issubclass(view, Resource)
    }


def serializers() -> dict:
    """Every serializer of records by the resource's noun."""
    return {
        view.noun: view.serializer_class
        for view in resources().values()
        if issubclass(view.serializer_class, Shown)
    }
