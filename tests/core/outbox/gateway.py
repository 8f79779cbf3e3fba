"""A short-message gateway that checks signatures, honours idempotency keys and keeps a book."""

import hashlib
import hmac
import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USER, SECRET = "training", "s3cret/+"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            self.answer(self.server.gateway.take(dict(self.headers), body))
        except OSError:
            """The other side was killed."""

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words):
        """Quiet."""

    def setup(self):
        super().setup()
        self.server.gateway.connections += 1


class Gateway:
    """`book` maps a key to what was sent under it, once; `asked` counts requests of a key.

    `stop_at` n makes the n-th new message wait: after it stands in the book (the answer is lost),
    or with `before_book` before.
    """

    def __init__(self):
        self.book, self.asked, self.connections = {}, Counter(), 0
        self.planned, self.stop_at, self.before_book = [], 0, False
        self.reached, self.go_on, self.lock = threading.Event(), threading.Event(), threading.Lock()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.gateway = self
        self.port = self.server.server_address[1]
        self.url = f"http://{USER}:s3cret%2F%2B@127.0.0.1:{self.port}/v1/messages"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, headers, body) -> int:
        if not is_signed(headers, body):
            return 401
        key = headers["Idempotency-Key"]
        with self.lock:
            self.asked[key] += 1
            if self.planned:
                return self.planned.pop(0)
            stops = key not in self.book and len(self.book) + 1 == self.stop_at
            if not (stops and self.before_book):
                self.book.setdefault(key, json.loads(body))
        if stops:
            self.reached.set()
            self.go_on.wait(30)
        return 200

    def settings(self) -> dict:
        return {
            "scheme": "http", "host": "127.0.0.1", "port": self.port, "path": "/v1/messages",
            "user": USER, "secret": SECRET,
        }  # fmt: skip

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()


def is_signed(headers, body) -> bool:
    """As docs/outbox.md describes it, written anew here."""
    signed = headers["X-Timestamp"].encode() + b"." + body
    wanted = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    return headers["X-Key-Id"] == USER and hmac.compare_digest(wanted, headers["X-Signature"])
