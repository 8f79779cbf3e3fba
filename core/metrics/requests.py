"""Counting requests: how many of each route, how they ended, how long they took.

django-prometheus labels its times with the method as it was sent, so that a visitor could make up
as many series as there are words; hence this short middleware.
"""

import os
import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
OWN = CollectorRegistry()  # of this process; several share the folder PROMETHEUS_MULTIPROC_DIR

ANSWERS = Counter(
    "training_requests",
    "Requests answered, by route, method and status.",
    ("route", "method", "status"),
    registry=OWN,
)
TIMES = Histogram(
    "training_request_seconds",
    "Time from the first middleware to the answer, by route.",
    ("route",),
    buckets=SECONDS,
    registry=OWN,
)


class MetricsMiddleware:
    """Outermost but for the request log: what it counts is what a visitor waited for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began = time.perf_counter()
        response = self.get_response(request)
        route = route_of(request)
        method = request.method if request.method in METHODS else "other"
        ANSWERS.labels(route, method, response.status_code).inc()
        TIMES.labels(route).observe(time.perf_counter() - began)
        return response


def route_of(request) -> str:
    """The name of the route; `none` for an address that is none, or that of a static file."""
    match = getattr(request, "resolver_match", None)
    return (match and match.view_name) or "none"


def all_processes() -> CollectorRegistry:
    """A registry that gives the figures of every web process of this host."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
    else:
        registry.register(OWN)
    return registry
