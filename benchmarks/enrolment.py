"""Enrolments over HTTP: the product beside the Django floor and the limit of the database.

The product runs as in production behind its proxy, the floor as `startproject` leaves it.

Budgets: at least 0.6 of the floor over 1,000 classes and 0.5 on one; at most 14 ms of processor
time; p99 at 32 clients at most twice the floor's.
"""

import tempfile
from urllib.parse import urlencode

from benchmarks.host import Host
from benchmarks.load import Outcome, Request, drive, together
from tests.e2e.stack import in_production

TOKEN = "c" * 32
BEHIND_PROXY = {
    "Host": "localhost",
    "Referer": "https://localhost/",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "127.0.0.1",
}
ROUND, TURNS = 1200, 24  # enrolments of one case, and in how many turns
CLIENTS, CROWD = 8, 32
PLAN = (("one class", 1, CLIENTS), ("1,000 classes", 1000, CLIENTS), ("one class, 32", 1, CROWD))


def run() -> dict:
    """Figures by case: floor, product, their ratio, and the limit."""
    with tempfile.TemporaryDirectory() as var:
        host = Host(var, classes=1000, workers=ROUND * len(PLAN) + 200, **in_production())
        try:
            return {
                "warm-up": warm(host),
                **{name: case(host, n, *plan) for n, (name, *plan) in enumerate(PLAN)},
            }
        finally:
            host.close()


def warm(host) -> str:
    drive(host.product.port, posts(host, range(200), 1000), clients=4)
    drive(host.floor_port, floor_posts(range(200), 1000, 0), clients=4)
    return "200 each"


def case(host, n, classes, clients) -> dict:
    """Floor and product by turns, so that both meet the same moods of the machine; then pgbench."""
    mine = range(200 + n * ROUND, 200 + (n + 1) * ROUND)
    turns = [turn(host, mine[k::TURNS], classes, clients) for k in range(TURNS)]
    floor, product = (together(outcomes) for outcomes in zip(*turns, strict=True))
    return {
        "floor": floor.figures(),
        "product": product.figures(),
        "limit per second": host.limit(first=1, last=classes, seconds=5),
        "ratio to the floor": round(product.rate / floor.rate, 3),
        "p99 to the floor's": round(product.percentile(0.99) / floor.percentile(0.99), 2),
    }


def turn(host, people, classes, clients) -> tuple[Outcome, Outcome]:
    """The same people enrolled by the floor, then by the product."""
    floor = drive(
        host.floor_port, floor_posts(people, classes, 1), clients=clients, parts=host.floor_parts()
    )
    product = drive(
        host.product.port, posts(host, people, classes), clients=clients, parts=host.product_parts()
    )
    return floor, product


def floor_posts(people, classes, salt) -> list[Request]:
    return [Request("POST", f"/enrol/{1 + n % classes}/{n + salt * 1_000_000}", {}) for n in people]


def posts(host, people, classes) -> list[Request]:
    """Each worker enrols in one class by the form of the page."""
    body = urlencode({"consent": "on", "csrfmiddlewaretoken": TOKEN})
    keys, numbers = host.laid_out["sessions"], host.laid_out["classes"]
    return [
        Request(
            "POST",
            f"/account/enrol/{numbers[n % classes]}/",
            {
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"__Host-session={keys[n]}; __Host-csrf={TOKEN}",
                **BEHIND_PROXY,
            },
            body,
        )
        for n in people
    ]
