"""Every resource of the API, as its apps have registered them."""

from dalian_training.urls import APIS


def resources() -> dict:
    """Every resource of the API by its place in the addresses: `classes`, `enrolments`, …"""
    return {prefix: view for app in APIS for prefix, view in app.resources.items()}


def listed() -> dict:
    """Those with an address of their own: no part of another record."""
    return {f"/{prefix}/": view for prefix, view in resources().items() if "(" not in prefix}


def serializers() -> dict:
    """Every serializer of a resource by the resource's noun."""
    return {view.noun: view.serializer_class for view in resources().values()}
