"""Another system that gives lists over HTTP, as docs/lists.md describes it, and keeps a book."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SECRET = "Bearer s3cret"
SHOWN_BEFORE_BREAK = 20  # bytes


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server.lists
        parts = urlsplit(self.path)
        cursor = parse_qs(parts.query).get("cursor", [""])[0]
        status, body = server.answer(self.headers.get("Authorization"), cursor)
        try:
            self.give(server, status, body)
        except OSError:
            """The other side has gone."""

    def give(self, server, status, body):
        packed = gzip.compress(body) if server.packs else body
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(packed)))
        if server.packs:
            self.send_header("Content-Encoding", "gzip")
        if status in {301, 302}:
            self.send_header("Location", server.url + "elsewhere")
        self.end_headers()
        if server.breaks:
            self.wfile.write(packed[:SHOWN_BEFORE_BREAK])
            self.close_connection = True
            return
        self.wfile.write(packed)

    def log_message(self, *words):
        """Quiet."""


class ListServer:
    """`rows` come in pages of `size`; `planned` statuses come first; `asked` are the cursors.

    `changes` go over what a page says of the whole, from the page of `from_page` on.
    """

    def __init__(self, kind="pensioner", rows=(), size=2, as_of="", source="市社保中心"):
        self.about = {"kind": kind, "as_of": as_of, "source": source}
        self.rows, self.size, self.planned, self.asked = list(rows), size, [], []
        self.changes, self.from_page = {}, 0
        self.breaks, self.packs, self.body = False, False, None
        self.stop_at, self.reached, self.go_on = -1, threading.Event(), threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.lists = self
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/lists/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, secret, cursor) -> tuple[int, bytes]:
        if secret != SECRET:
            return 401, b"{}"
        self.asked.append(cursor)
        if self.planned:
            return self.planned.pop(0), b'{"note": "number 21020219300101001X"}'
        number = int(cursor or 0)
        if number == self.stop_at:
            self.reached.set()
            self.go_on.wait(60)
        return 200, self.body if self.body is not None else self.page(number)

    def page(self, number) -> bytes:
        start = number * self.size
        has_more = start + self.size < len(self.rows)
        page = {
            **self.about,
            "total": len(self.rows),
            "rows": self.rows[start : start + self.size],
            "next": str(number + 1) if has_more else None,
            **(self.changes if number >= self.from_page else {}),
        }
        return json.dumps(page, ensure_ascii=False).encode()

    def settings(self) -> dict:
        return {self.about["kind"]: {"url": self.url, "authorization": SECRET}}

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()
