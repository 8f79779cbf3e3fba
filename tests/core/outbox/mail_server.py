"""A mail server that speaks enough of SMTP (RFC 5321) and keeps what it accepted."""

import socketserver
import threading
from email import message_from_bytes
from email.policy import default


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        book = self.server.book
        book.connections += 1
        self.say("220 test")
        while line := self.rfile.readline():
            verb = line.decode().strip().upper()
            if verb.startswith(("EHLO", "HELO")):
                self.say("250-test\r\n250 8BITMIME")
            elif verb.startswith("RCPT"):
                self.say(book.answer_to(line.decode()))
            elif verb == "DATA":
                self.say("354 go on")
                self.take(book)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 ok")

    def take(self, book):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        book.accept(message_from_bytes(b"".join(lines), policy=default))
        self.say("250 accepted")

    def say(self, words):
        try:
            self.wfile.write(f"{words}\r\n".encode())
        except OSError:
            """The other side was killed."""


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


class MailServer:
    """`accepted` holds the mails; `stop_at` n makes the n-th acceptance wait before its answer."""

    def __init__(self):
        self.accepted, self.connections, self.refusals = [], 0, {}
        self.stop_at, self.reached, self.go_on = 0, threading.Event(), threading.Event()
        self.server = Server(("127.0.0.1", 0), Session)
        self.server.book = self
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer_to(self, line) -> str:
        """To RCPT: a refusal that was planned for an address, else 250."""
        return next((words for part, words in self.refusals.items() if part in line), "250 ok")

    def accept(self, mail):
        self.accepted.append(mail)
        if len(self.accepted) == self.stop_at:
            self.reached.set()
            self.go_on.wait(30)

    def keys(self) -> list[str]:
        return [mail["Message-ID"].strip("<>").split("@")[0] for mail in self.accepted]

    def close(self):
        self.go_on.set()
        self.server.shutdown()
        self.server.server_close()
