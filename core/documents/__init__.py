"""Documents as PDF: a Typst template, its data, the house's font; amounts in capitals."""

from core.documents.amounts import in_capitals
from core.documents.pdf import make_pdf, qr_code

__all__ = ["in_capitals", "make_pdf", "qr_code"]
