"""Text a trigram index finds: Chinese by the character, also by pinyin, English by the letter.

Whether pg_trgm sees a Chinese character at all depends on the server's locale, and two characters
make no trigram. So each character is stored as its code (`开` is `u5f00`): then one index answers
any part of a Chinese, pinyin or English text, on every server.
"""

import re
import unicodedata

from pypinyin import Style, lazy_pinyin

HAN = re.compile(r"[\u3400-\u9fff]")
SHORTEST = 2


def encoded(text: str) -> str:
    """The text in small letters, full-width forms made plain, each Chinese character as code."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return HAN.sub(lambda found: f"u{ord(found[0]):04x}", plain)


def searchable(*texts: str, spelled: str) -> str:
    """What is stored: all texts, and of `spelled` also the pinyin and its first letters."""
    syllables = "".join(lazy_pinyin(spelled))
    initials = "".join(lazy_pinyin(spelled, style=Style.FIRST_LETTER))
    return encoded("\n".join((spelled, syllables, initials, *texts)))


def terms(text: str) -> list[str]:
    """What each word of a question is looked for as; at most six, of at least two signs."""
    words = [encoded(word) for word in text.split()[:6]]
    return [word for word in words if len(word) >= SHORTEST]
