"""The public class search with 100,000 classes, warm, beside the floor's page of as many rows.

Each case twice: `kept` as most readers get it, and `fresh`, drawn for each of them. Budgets: at
most 6 queries; p50 at most twice the floor's; at most 15 KB compressed.
"""

import gzip
import json
import tempfile
import urllib.request
from urllib.parse import quote

from benchmarks.host import Host
from benchmarks.load import Request, drive

WORDS = {
    "a word": "焊工",
    "pinyin": "hangong",
    "first letters": "dljs",
    "two words": "焊工 金石",
    "a word of most classes": "职业",
    "a word of one class": "届77777期",
    "a word of none": "没有这样的班",
}
CASES = {
    "first page": "/classes/",
    **{f"search, {name}": f"/classes/?q={quote(text)}" for name, text in WORDS.items()},
    "district": "/classes/?district=DL-06",
    "district and seats": "/classes/?district=DL-06&has_seats=on",
    "occupation": "/classes/?occupation=6-18-02-04",
    "page 40": "/classes/?page=40",
    "last page": "/classes/?page=8333",
    "api": "/api/v1/classes/?limit=12",
    "api, district": "/api/v1/classes/?limit=12&district=DL-06",
    "api, a word": f"/api/v1/classes/?limit=12&q={quote('焊工')}",
}
WARM, TIMES, CLIENTS = 20, 200, 2
FAR = 200  # pages, by cursor
FRESH = "asked"  # a parameter nobody reads: an address with it is a page of its own
ASK = """
import json
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client(headers={"host": "localhost"})
cases, far = json.loads(%r), "/api/v1/classes/?limit=12"
for n in range(%d):
    page = client.get(far, REMOTE_ADDR=f"127.0.2.{n}").json()
    far = "/api/" + page["next"].partition("/api/")[2]
cases["api, far down"], queries = far, {}
for name, path in cases.items():
    client.get(path)
    fresh = path + ("&" if "?" in path else "?") + %r
    with CaptureQueriesContext(connection) as asked:
        assert client.get(fresh).status_code == 200, path
    queries[name] = len(asked)
print(json.dumps([cases, queries]))
"""


def run() -> dict:
    with tempfile.TemporaryDirectory() as var:
        host = Host(var, classes=100_000, workers=1)
        try:
            ask = ASK % (json.dumps(CASES), FAR, f"{FRESH}=0")
            printed = host.product.manage("shell", "-v", "0", "-c", ask)
            cases, queries = json.loads(printed.strip().splitlines()[-1])
            return {
                name: {"queries": queries[name], **case(host, path)} for name, path in cases.items()
            }
        finally:
            host.close()


def timed(host, site, paths):
    """From many addresses, because the API limits how often one of them may ask."""
    port = host.floor_port if site == "floor" else host.product.port
    asked = [Request("GET", path, {}, source=f"127.0.3.{n}") for n, path in enumerate(paths)]
    drive(port, asked[:WARM], clients=CLIENTS)
    return drive(port, asked[WARM:], clients=CLIENTS, parts=getattr(host, f"{site}_parts")())


def each_its_own(path) -> list[str]:
    """The address as often as it is asked, never twice the same."""
    sign = "&" if "?" in path else "?"
    return [f"{path}{sign}{FRESH}={n}" for n in range(WARM + TIMES)]


def read(host, path) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{host.product.port}{path}") as answer:
        return answer.read()


def case(host, path) -> dict:
    """A page drawn for each reader, and the same kept, both beside the floor's of that moment."""
    floor = timed(host, "floor", ["/classes"] * (WARM + TIMES))
    return {
        "compressed bytes": len(gzip.compress(read(host, path))),
        "floor": shown(floor.figures()),
        "fresh": beside(timed(host, "product", each_its_own(path)), floor),
        "kept": beside(timed(host, "product", [path] * (WARM + TIMES)), floor),
    }


def beside(page, floor) -> dict:
    figures, bare = page.figures(), floor.figures()
    spent = {part: figures["cpu_ms"][part] / bare["cpu_ms"][part] for part in ("web", "all")}
    return {
        **shown(figures),
        "p50 to the floor's": round(page.percentile(0.5) / floor.percentile(0.5), 2),
        "processor time to the floor's": {part: round(n, 2) for part, n in spent.items()},
    }


def shown(figures) -> dict:
    return {name: figures[name] for name in ("p50_ms", "p95_ms", "cpu_ms", "statuses")}
