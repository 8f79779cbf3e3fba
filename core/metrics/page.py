"""`/metrics`: asked by a monitoring program inside the own network, directly."""

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpResponse
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from core.metrics.requests import all_processes
from core.metrics.work import WorkCollector

FORWARDED = ("X-Forwarded-For", "X-Real-Ip", "Forwarded")


@transaction.non_atomic_requests  # it answers without the database, too
@login_not_required
def metrics(request):
    """All figures as Prometheus text; 404 for whoever is not inside."""
    if not is_inside(request):
        raise Http404
    registry = all_processes()
    registry.register(WorkCollector())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def is_inside(request) -> bool:
    """Whether the asker's own address is of INSIDE_ADDRESSES.

    What a proxy passed on is from outside, whatever addresses it names: a visitor can write there.
    """
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a socket has none
        return False
    return any(address in network for network in settings.INSIDE_ADDRESSES)
