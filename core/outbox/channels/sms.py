"""Text messages by an HTTP gateway: a signed JSON POST that carries an idempotency key.

What is sent, how it is signed and what the answers mean stands in docs/outbox.md. The gateway
honours the key, so a request whose answer was lost is simply repeated.
"""

import hashlib
import hmac
import json
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection

from core.outbox.channels import Busy, Letter, Rejected
from core.outbox.kinds import SIGNATURE, short_words

PATIENCE = 10  # seconds for connecting and for the answer
SENT = {200, 201, 202}
REFUSED = {400, 410, 413, 422}  # this message or number; anything else is the gateway's own state


class SmsLine:
    """A connection to the gateway of SMS_URL, kept alive over a batch."""

    def __init__(self, *, scheme, host, port, path, user, secret):
        kind = HTTPSConnection if scheme == "https" else HTTPConnection
        self.connection = kind(host, port, timeout=PATIENCE)
        self.path, self.user, self.secret = path, user, secret

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.connection.close()

    def send(self, letter: Letter) -> None:
        """Raises Busy, Rejected, LeaseLost."""
        body = written(letter)
        letter.hand_over()
        try:
            self.connection.request("POST", self.path, body, self._headers(letter.key, body))
            answer = self.connection.getresponse()
            answer.read()
        except (HTTPException, OSError) as error:
            self.connection.close()
            raise Busy(type(error).__name__) from None
        check(answer.status)

    def _headers(self, key: str, body: bytes) -> dict[str, str]:
        sent_at = str(int(time.time()))
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "X-Key-Id": self.user,
            "X-Timestamp": sent_at,
            "X-Signature": signature(self.secret, sent_at, body),
        }


def written(letter: Letter) -> bytes:
    """The body of the request: template code and parameters, and the text they make."""
    message = {
        "phone": letter.address,
        "template": f"{letter.kind.code}.{letter.language}",
        "parameters": short_words(letter.context, letter.language),
        "sign_name": SIGNATURE.strip("【】"),
        "text": letter.text,
    }
    return json.dumps(message, ensure_ascii=False).encode()


def signature(secret: str, sent_at: str, body: bytes) -> str:
    """HMAC-SHA-256 in hex over the time, a full stop and the body."""
    return hmac.new(secret.encode(), f"{sent_at}.".encode() + body, hashlib.sha256).hexdigest()


def check(status: int) -> None:
    """Sent, refused for good, or to be tried again."""
    if status in REFUSED:
        raise Rejected(f"gateway {status}")
    if status not in SENT:
        raise Busy(f"gateway {status}")
