"""Brings typed identifiers into one form before they are checked."""

import re
import unicodedata

SEPARATORS = re.compile(r"[\s\-\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")


def compact(text):
    """Return `text` without spaces, hyphens and invisible marks, full-width letters narrowed."""
    if text.isascii() and text.isalnum():
        return text  # what nearly every cell of a file is: nothing to take away
    return SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
