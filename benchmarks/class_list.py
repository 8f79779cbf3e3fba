"""The public class search with 100,000 classes, warm, beside the floor's page of the same rows.

Budgets: at most 6 queries; p50 at most twice the floor's; at most 15 KB compressed.
"""

import gzip
import tempfile
import urllib.request

from benchmarks.host import Host
from benchmarks.load import Request, drive

CASES = {
    "first page": "/classes/",
    "words": "/classes/?q=%E7%84%8A%E5%B7%A5",
    "pinyin": "/classes/?q=hangong",
    "district and seats": "/classes/?district=DL-06&has_seats=on",
    "page 40": "/classes/?page=40",
}
TIMES, CLIENTS = 150, 2


def run() -> dict:
    with tempfile.TemporaryDirectory() as var:
        host = Host(var, classes=100_000, workers=1)
        try:
            floor = timed(host.floor_port, "/classes")
            return {"floor": floor.figures()} | {
                name: case(host, path, floor) for name, path in CASES.items()
            }
        finally:
            host.close()


def timed(port, path):
    drive(port, [Request("GET", path, {})] * 20, clients=CLIENTS)
    return drive(port, [Request("GET", path, {})] * TIMES, clients=CLIENTS)


def case(host, path, floor) -> dict:
    page = timed(host.product.port, path)
    with urllib.request.urlopen(f"http://127.0.0.1:{host.product.port}{path}") as answer:
        compressed = len(gzip.compress(answer.read()))
    return {
        **page.figures(),
        "compressed bytes": compressed,
        "p50 to the floor's": round(page.percentile(0.5) / floor.percentile(0.5), 2),
    }
