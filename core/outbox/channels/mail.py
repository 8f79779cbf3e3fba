"""E-mail: one SMTP connection for many letters, spoken step by step.

Up to the answer to RCPT the server cannot have accepted anything, so a fault there is retried.
A connection that breaks after DATA leaves open whether it did: the letter is not repeated.
"""

from smtplib import SMTPDataError, SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from core.outbox.channels import Busy, LeaseLost, Letter, Rejected, Unclear

PATIENCE = 20  # seconds for one answer of the server
DONE = range(200, 300)
NEVER = range(500, 600)


class MailLine:
    """An open connection to the mail server of EMAIL_URL."""

    def __init__(self):
        self.backend = EmailBackend(timeout=PATIENCE)

    def __enter__(self):
        self._open()
        return self

    def __exit__(self, *error):
        self.backend.close()

    def _open(self):
        try:
            self.backend.open()
        except (SMTPException, OSError) as error:
            raise Busy(named(error)) from None

    def send(self, letter: Letter) -> None:
        """Raises Busy, Rejected, Unclear, LeaseLost."""
        try:
            text = written(letter)
            self._begin(letter)
        except ValueError:  # no address at all: other than ASCII, or more than one line
            raise Rejected("address") from None
        self._hand_over(letter, text)

    def _begin(self, letter):
        """Name the receiver; some servers end a connection after so many letters."""
        try:
            self._name_receiver(letter)
        except SMTPServerDisconnected:
            self.backend.close()
            self._name_receiver_at_last(letter)

    def _name_receiver_at_last(self, letter):
        try:
            self._name_receiver(letter)
        except (SMTPException, OSError) as error:
            raise Busy(named(error)) from None

    def _name_receiver(self, letter):
        """MAIL and RCPT; afterwards the server waits for the text."""
        if self.backend.connection is None:
            self._open()
        server = self.backend.connection
        server.ehlo_or_helo_if_needed()
        answers = (server.mail(settings.DEFAULT_FROM_EMAIL)[0], server.rcpt(letter.address)[0])
        for code in answers:
            if code not in DONE:
                server.rset()
                raise refusal(code)

    def _hand_over(self, letter, text):
        """DATA: from here on the server may have accepted."""
        server = self.backend.connection
        try:
            letter.hand_over()
            code, _words = server.data(text)
        except LeaseLost:
            server.rset()
            raise
        except SMTPDataError as error:
            raise refusal(error.smtp_code) from None
        except (SMTPException, OSError) as error:
            self.backend.close()
            raise Unclear(named(error)) from None
        if code not in DONE:
            raise refusal(code)


def written(letter: Letter) -> bytes:
    """The mail as it goes over the wire; its Message-ID is the key of the delivery."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    mail = EmailMessage(
        letter.subject,
        letter.text,
        settings.DEFAULT_FROM_EMAIL,
        [letter.address],
        headers={"Message-ID": f"<{letter.key}@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    return mail.message().as_bytes(linesep="\r\n")


def refusal(code: int) -> Busy | Rejected:
    """A negative answer: 5xx is for good, 4xx and 421 are for now."""
    return Rejected(f"smtp {code}") if code in NEVER else Busy(f"smtp {code}")


def named(error: Exception) -> str:
    """A fault without the server's words: they may repeat the address."""
    code = getattr(error, "smtp_code", "")
    return f"smtp {code}".strip() if code else type(error).__name__
