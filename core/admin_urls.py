"""Addresses of the bureau's admin: a kind's list, and the page of a record."""

from functools import cache

from django.urls import reverse


@cache
def changelist_url(model) -> str:
    """The address of a kind's list; every page of the admin names them all."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def record_url(row) -> str:
    """The page of a record in the bureau's admin."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
