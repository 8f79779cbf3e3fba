"""The two refusals inside the engine: of a cell, and of a file as a whole."""


class CellRefused(ValueError):
    """A cell's value is not acceptable; a parser raises it with a code and a sentence.

    Any ValueError with `code` and `message` serves as well, `IdentifierError` among them.
    """

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code
        self.message = message


class FileRefused(Exception):
    """A file cannot be read; `code` is a key of `messages.FILE`, `details` fill its words."""

    def __init__(self, code, **details):
        super().__init__(code, details)
        self.code = code
        self.details = details
