"""What stands before the product in production: HTTPS, the header that says so, compression."""

import gzip
import http.client
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

HOP = {"connection", "transfer-encoding", "keep-alive"}
PACKED = ("text/", "application/json", "image/svg+xml")  # as Caddy's `encode` does


def certificate(folder):
    """A certificate for localhost of our own making; returns the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "localhost.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


class Proxy:
    """`Proxy(port, folder)` answers at `url` with what the product says on that port."""

    def __init__(self, port, folder):
        handler = type("Handler", (Forward,), {"upstream": port})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate(folder))
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class Forward(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream = 0

    def pack(self, answer, body):
        """The body as it goes out, and the headers that tell of it."""
        is_bare = answer.headers.get("Content-Encoding") is None
        is_text = answer.headers.get_content_type().startswith(PACKED)
        if not (body and is_bare and is_text and "gzip" in self.headers.get("Accept-Encoding", "")):
            return body, {}
        return gzip.compress(body, 5), {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}

    def forward(self):
        length = int(self.headers.get("Content-Length") or 0)
        headers = {k: v for k, v in self.headers.items() if k.lower() not in HOP}
        headers["X-Forwarded-Proto"] = "https"
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=30)
        connection.request(self.command, self.path, self.rfile.read(length), headers)
        answer = connection.getresponse()
        body, about = self.pack(answer, answer.read())
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {*HOP, "content-length"}:
                self.send_header(name, value)
        for name, value in {**about, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        connection.close()

    do_GET = do_POST = do_HEAD = forward  # noqa: N815 - the library's names

    def log_message(self, *args):
        """Nobody reads it."""
