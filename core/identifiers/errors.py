"""The one error of this package: a code of the refusal reasons and a sentence for people."""


class IdentifierError(ValueError):
    """An identifier that cannot be accepted.

    `code` is a refusal reason such as `id_checksum_failed`; `message` says what is wrong, why
    and what to do. It never repeats the value: messages end up in logs and mails.
    """

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message
