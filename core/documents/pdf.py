"""Sets a template of `templates/` by Typst in Noto Sans SC, without fonts of the machine."""

import json
from io import BytesIO

import segno
import typst
from django.conf import settings
from django.template.loader import get_template

from core.refusals import Refused


def make_pdf(template: str, data: dict, *, pictures: dict[str, str] | None = None) -> bytes:
    """The PDF of a Typst template.

    The template reads `json(bytes(sys.inputs.data))`; `pictures` are SVGs it reads by their name
    as `bytes(sys.inputs.<name>)`. Data are text and numbers only: nothing of them is run.
    Raises Refused: file_unreadable when a font file is missing.
    """
    missing = [font for font in settings.FONT_FILES if not font.is_file()]
    if missing:
        raise Refused("file_unreadable", str(missing[0].name))
    return typst.compile(
        get_template(template).template.source.encode(),
        font_paths=sorted({str(font.parent) for font in settings.FONT_FILES}),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), **(pictures or {})},
    )


def qr_code(address: str) -> str:
    """An SVG of the QR code that leads to an address."""
    stream = BytesIO()
    segno.make(address, error="m").save(stream, kind="svg", scale=4, border=1)
    return stream.getvalue().decode()
