"""The reader's language: Chinese, unless another one is active; and short texts kept in one."""

import csv
import re
from functools import cache
from pathlib import Path

from django.apps import apps
from django.utils.translation import get_language
from django.utils.translation import gettext as _

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def is_chinese(language: str | None = None) -> bool:
    """Whether a language, the active one by default, is Chinese."""
    return (language or get_language() or "zh").startswith("zh")


def in_language(zh: str, en: str) -> str:
    """The text in the reader's language, or in the only one there is."""
    return (zh or en) if is_chinese() else (en or zh)


def told(text: str) -> str:
    """A short text of the reference rows, stored in one language, as the reader reads it.

    The words of both languages stand in `data/words.csv` of the apps. What is not there stays as
    it is; to a reader of English its language is told.
    """
    to_english, to_chinese = words()
    if is_chinese():
        return to_chinese.get(text, text)
    if text in to_english or not CHINESE.search(text):
        return to_english.get(text, text)
    return _("%(text)s (in Chinese)") % {"text": text}


@cache
def words() -> tuple[dict[str, str], dict[str, str]]:
    """What the apps' short texts are called: by the Chinese, and by the English text."""
    pairs = [
        (row["zh"], row["en"])
        for app in apps.get_app_configs()
        for row in words_of(Path(app.path) / "data" / "words.csv")
    ]
    return dict(pairs), {en: zh for zh, en in pairs}


def words_of(file: Path) -> list[dict[str, str]]:
    if not file.exists():
        return []
    with file.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))
