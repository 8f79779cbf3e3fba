"""Instants on pages of attendance."""

from django.utils import timezone


def shown_time(moment) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
