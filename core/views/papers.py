"""A paper as the answer to a request: made on demand, kept nowhere."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from core.documents import Letter, letter_pdf


def paper(letter: Letter, name: str) -> HttpResponse:
    """The PDF of a letter, to be saved under a name."""
    return pdf_answer(letter_pdf(letter), name)


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF, to be saved under a name."""
    return saved_as(content, "application/pdf", f"{name}.pdf")


def saved_as(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file made on demand, to be saved under its full name; no cache may keep it."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
