"""Papers people hand in in the demo: each says on its face that it is invented."""

from django.core.files.uploadedfile import SimpleUploadedFile

from core import clock
from core.documents import Letter, letter_pdf


def invented_paper(title: str, words: str) -> SimpleUploadedFile:
    """A page of PDF under its title."""
    title = f"{title}（演示）"
    letter = Letter(
        title=title, number="演示", to="演示人员", sender="演示单位", on=clock.today(),
        paragraphs=(f"本页为演示内容，{words}均为虚构。",),
    )  # fmt: skip
    return SimpleUploadedFile(f"{title}.pdf", letter_pdf(letter), "application/pdf")
