"""The public class search with 100,000 classes, warm, beside the floor's page of as many rows.

Budgets: at most 6 queries; p50 at most twice the floor's; at most 15 KB compressed.
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
TIMES, CLIENTS = 100, 2
COUNT = """
import json
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client, found = Client(headers={"host": "localhost"}), {}
for path in json.loads('''%s'''):
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200, path
    found[path] = len(asked)
print(json.dumps(found))
"""


def run() -> dict:
    with tempfile.TemporaryDirectory() as var:
        host = Host(var, classes=100_000, workers=1)
        try:
            cases = CASES | {"api, page 200": far_page(host, "/api/v1/classes/?limit=12", 200)}
            printed = host.product.manage(
                "shell", "-v", "0", "-c", COUNT % json.dumps([*cases.values()])
            )
            queries = json.loads(printed.strip().splitlines()[-1])
            floor = timed(host.floor_port, "/classes")
            return {"floor": floor.figures()} | {
                name: {"queries": queries[path], **case(host, path, floor)}
                for name, path in cases.items()
            }
        finally:
            host.close()


def far_page(host, path, number) -> str:
    """The address of a page far down, by the cursors that lead there."""
    for _page in range(number):
        path = json.loads(read(host, path))["next"].partition("/api/")[2]
        path = f"/api/{path}"
    return path


def timed(port, path):
    drive(port, [Request("GET", path, {})] * 20, clients=CLIENTS)
    return drive(port, [Request("GET", path, {})] * TIMES, clients=CLIENTS)


def read(host, path) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{host.product.port}{path}") as answer:
        return answer.read()


def case(host, path, floor) -> dict:
    page = timed(host.product.port, path)
    figures = page.figures()
    return {
        **{name: figures[name] for name in ("p50_ms", "p95_ms", "statuses")},
        "compressed bytes": len(gzip.compress(read(host, path))),
        "p50 to the floor's": round(page.percentile(0.5) / floor.percentile(0.5), 2),
    }
