"""Pictures: opened under limits and drawn anew, so that nothing but the picture is kept."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from core.refusals import Refused

MOST_PIXELS = 50_000_000  # what a good telephone takes; a bomb has many times more
LONGEST_SIDE = 4096
QUALITY = 90
DAMAGED = (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError,
           IndexError, OverflowError)  # fmt: skip
"""What Pillow's readers are known to raise for broken files; MemoryError is ours, not theirs."""


def redrawn(stream, kind) -> bytes:
    """The picture as a new file of the same type, upright, at most 4096 pixels a side.

    EXIF with its place, comments, colour profiles, hidden previews and anything behind the picture
    are gone. Raises Refused: upload_picture_too_large, upload_damaged.
    """
    stream.seek(0)
    try:
        with Image.open(stream, formats=(kind.name,)) as picture:
            check_pixels(picture.size)
            return encoded(upright(picture, kind), kind)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused("upload_picture_too_large") from None
    except DAMAGED:
        raise Refused("upload_damaged") from None


def check_pixels(size) -> None:
    """The header tells the size; nothing has been unpacked yet."""
    if size[0] * size[1] > MOST_PIXELS:
        raise Refused("upload_picture_too_large", f"{size[0]} × {size[1]} > {MOST_PIXELS:,}")


def upright(picture, kind):
    """The first frame in plain colours, turned as EXIF says, then without EXIF."""
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    turned = ImageOps.exif_transpose(picture)
    return turned.convert("RGB" if kind.name == "JPEG" else "RGBA")


def encoded(picture, kind) -> bytes:
    """The pixels alone, written by our own encoder."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, kind.name, quality=QUALITY)
    return out.getvalue()
