"""Documents as PDF: a Typst template, its data, the house's font; amounts in capitals."""

from core.documents.amounts import in_capitals
from core.documents.letters import Letter, in_words, letter_pdf
from core.documents.pdf import make_pdf, qr_code

__all__ = ["Letter", "in_capitals", "in_words", "letter_pdf", "make_pdf", "qr_code"]
