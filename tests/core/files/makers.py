"""Files made for the tests: honest ones, and the kinds that must not come in."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

PLACE = {1: "N", 2: (38.0, 55.0, 0.0), 3: "E", 4: (121.0, 37.0, 0.0)}  # Dalian


def upload(name, data):
    return SimpleUploadedFile(name, data)


def picture(form="JPEG", size=(80, 40), **options) -> bytes:
    out = io.BytesIO()
    mode = "RGB" if form == "JPEG" else "RGBA"
    Image.new(mode, size, (200, 30, 30)).save(out, form, **options)
    return out.getvalue()


def picture_with_place() -> bytes:
    """A photograph that tells where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x010F] = "密甲相机"
    exif[0x0112] = 6
    exif.get_ifd(0x8825).update(PLACE)
    return picture(exif=exif, comment=b"secret-comment") + b"<?php hidden behind ?>"


def png_chunk(kind, data) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side=30_000) -> bytes:
    """A file of a few hundred bytes that says it has 900 million pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            png_chunk(b"IHDR", header),
            png_chunk(b"IDAT", zlib.compress(b"\0" * 1000)),
            png_chunk(b"IEND", b""),
        )
    )


def png_text_bomb() -> bytes:
    """A small picture whose comment unpacks to 100 MB."""
    whole = picture("PNG")
    comment = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 100_000_000))
    return whole[:33] + comment + whole[33:]


def pdf(change=None, **options) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def script():
    return DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
    )


def add_script(writer):
    writer.root_object[NameObject("/OpenAction")] = script()


def add_page_script(writer):
    """Not in the catalogue: an action on opening a page."""
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script()})


def add_launch(writer):
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch")})
    writer.root_object[NameObject("/OpenAction")] = action


def add_attachment(writer):
    writer.add_attachment("x.exe", b"MZ")


def add_form_script(writer):
    stream = DecodedStreamObject()
    stream.set_data(b"<xdp/>")
    form = DictionaryObject({NameObject("/XFA"): ArrayObject([stream])})
    writer.root_object[NameObject("/AcroForm")] = form


def packed_script() -> bytes:
    """JavaScript in a compressed object stream, where no search of the bytes finds it."""
    inner = b"<< /S /JavaScript /JS (app.alert(1)) >>"
    catalog = b"<< /Type /Catalog /Pages 4 0 R /OpenAction 5 0 R >>"
    pages = b"<< /Type /Pages /Kids [6 0 R] /Count 1 >>"
    page = b"<< /Type /Page /Parent 4 0 R /MediaBox [0 0 9 9] >>"
    return object_stream_pdf([(3, catalog), (4, pages), (5, inner), (6, page)])


def object_stream_pdf(objects) -> bytes:
    body, index = b"", []
    for number, text in objects:
        index.append(f"{number} {len(body)}")
        body += text + b" "
    head = " ".join(index).encode() + b" "
    packed = zlib.compress(head + body)
    out = b"%PDF-1.5\n"
    stream_at = len(out)
    out += (
        b"1 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n"
        % (len(objects), len(head), len(packed))
    ) + packed + b"\nendstream\nendobj\n"  # fmt: skip
    table_at = len(out)
    rows = [struct.pack(">BIH", 0, 0, 65535), struct.pack(">BIH", 1, stream_at, 0)]
    rows.append(struct.pack(">BIH", 1, table_at, 0))
    rows += [struct.pack(">BIH", 2, 1, place) for place in range(len(objects))]
    table = zlib.compress(b"".join(rows))
    out += (
        b"2 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root 3 0 R /Filter /FlateDecode"
        b" /Length %d >>\nstream\n" % (len(rows), len(table))
    ) + table + b"\nendstream\nendobj\n"  # fmt: skip
    return out + b"startxref\n%d\n%%%%EOF\n" % table_at


def encrypted(writer):
    writer.encrypt("geheim")
