"""Signing in over HTTP: 100 lessons of 50 begin at once, all sign in within one minute.

None may be lost; the times stand beside those of the Django floor at the same pace. The product
runs as in production behind its proxy, with everything on: session, tenancy, code, audit, evidence.
"""

import json
import random
import tempfile
import time
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urlencode

import psycopg2

from benchmarks.enrolment import BEHIND_PROXY, TOKEN, floor_posts
from benchmarks.host import Host
from benchmarks.load import Request, drive
from dalian_training.servers import DATABASE_NAME
from tests.e2e.stack import ROOT, in_production
from trainees.rotating_code import rotating_code

LESSONS, LEARNERS, SECONDS, CLIENTS = 100, 50, 60, 32
EVERYBODY = LESSONS * LEARNERS


def run() -> dict:
    """Figures of floor and product, their ratio, and what stands in the database."""
    with tempfile.TemporaryDirectory() as var:
        host = Host(var, classes=1000, workers=EVERYBODY, **in_production())
        try:
            wanted = lay_out(host.product)
            floor = drive(
                host.floor_port, paced(floor_posts(range(EVERYBODY), 1000, 0)), clients=CLIENTS,
                parts=host.floor_parts(),
            )  # fmt: skip
            product = drive(
                host.product.port, paced(posts(host, wanted)), clients=CLIENTS,
                parts=host.product_parts(),
            )  # fmt: skip
            return {
                "floor": floor.figures(),
                "product": product.figures(),
                "p95 to the floor's": round(product.percentile(0.95) / floor.percentile(0.95), 2),
                "seconds": round(product.seconds, 1),
                "stored": stored(host),
                "lost": EVERYBODY - stored(host)["signed in"],
            }
        finally:
            host.close()


def lay_out(product) -> list:
    product.environment |= {"BENCH_LESSONS": str(LESSONS), "BENCH_LEARNERS": str(LEARNERS)}
    code = (ROOT / "benchmarks" / "lessons.py").read_text()
    printed = product.manage("shell", "-v", "0", "-c", code)
    wanted = json.loads(printed.strip().splitlines()[-1])
    random.Random(1).shuffle(wanted)
    return wanted


def paced(requests) -> Iterator[Request]:
    """Each at its moment of the minute, or later where the server is."""
    begun = time.perf_counter()
    for n, request in enumerate(requests):
        time.sleep(max(0.0, begun + n * SECONDS / EVERYBODY - time.perf_counter()))
        yield request


def posts(host, wanted) -> Iterator[Request]:
    """The form of the page, with the code that is on the screen at that moment."""
    keys = host.laid_out["sessions"]
    for record, worker, secret in wanted:
        code = rotating_code(SimpleNamespace(secret=secret), step=int(time.time()) // 30)
        body = {"record": record, f"{record}-code": code, "csrfmiddlewaretoken": TOKEN}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"__Host-session={keys[worker]}; __Host-csrf={TOKEN}",
            **BEHIND_PROXY,
        }
        yield Request("POST", "/account/attendance/", headers, urlencode(body))


def stored(host) -> dict:
    """What the database says."""
    line = psycopg2.connect(host.postgres.url(name=DATABASE_NAME))
    with line, line.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM trainees_attendancerecord WHERE state = 'signed_in'),"
            " (SELECT count(*) FROM trainees_checkin)"
        )
        found = cursor.fetchone()
    line.close()
    return dict(zip(("signed in", "check-ins"), found, strict=True))
