"""How Chinese text is read: the key names are sorted by, and the letters they are found by."""

import re
import unicodedata
from functools import lru_cache

RUN = re.compile("[\u3007\u3400-\u9fff\U00020000-\U0003ffff]+")  # of Chinese characters
NUMBER = re.compile("[0-9]+")
DIGITS = 6  # numbers sort by their value: 第2期 before 第10期
TONES = "12345"
KEPT_RUNS = 20_000
# Places of the city that the dictionary reads otherwise.
LOCAL = {"长海": "cháng hǎi", "长山": "cháng shān", "朝阳": "cháo yáng"}


def plain(text: str) -> str:
    """Small letters, full-width forms made plain."""
    return unicodedata.normalize("NFKC", text).lower()


@lru_cache(1)
def reader():
    """Pypinyin's reading of a run, with our places.

    Its dictionary takes 60 MB and a second: a process that only searches does without.
    """
    from pypinyin import Style, lazy_pinyin, load_phrases_dict

    load_phrases_dict({word: [[s] for s in said.split()] for word, said in LOCAL.items()})
    toned = {"style": Style.TONE3, "neutral_tone_with_five": True}
    return lambda run: lazy_pinyin(run, errors=list, **toned)


@lru_cache(KEPT_RUNS)
def syllables(run: str) -> tuple[str, ...]:
    """The syllables of Chinese characters with their tones, one each: `da4`, `lian2`.

    A character of several readings is read as its phrase wants it: 长春 `chang2`, 校长 `zhang3`.
    """
    return tuple(reader()(run))


def sort_key(text: str) -> str:
    """What a name is sorted by: syllable, tone, character, one character after the other.

    大连 stands before 大学, 西安 before 先进, and names that begin alike stand together.
    """
    numbered = NUMBER.sub(lambda found: found[0].zfill(DIGITS), plain(text))
    return RUN.sub(lambda found: "".join(_keys(found[0])), numbered).strip()


def _keys(run):
    return map("{}{} ".format, syllables(run), run)


def full_pinyin(text: str) -> str:
    """大连师范 gives `dalianshifan`; what is not Chinese stands as it is."""
    return RUN.sub(lambda found: "".join(_letters(found[0])), plain(text))


def initials(text: str) -> str:
    """大连师范 gives `dlsf`; what is not Chinese stands as it is."""
    return RUN.sub(lambda found: "".join(said[0] for said in _letters(found[0])), plain(text))


def _letters(run):
    return [said.rstrip(TONES) for said in syllables(run)]
