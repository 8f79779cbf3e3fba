"""How words are put together: Chinese has punctuation of its own, 、；： without blanks."""

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from core.language import is_chinese


def with_colon(head: object, words: object) -> str:
    """A heading and what it is about: “教师：李娜”, "Teacher: Li Na"; the heading if no words."""
    return f"{head}{'：' if is_chinese() else ': '}{words}" if words else str(head)


def enumerated(items: Iterable) -> str:
    """Short things one after the other: “甲、乙”, "A, B"."""
    return ("、" if is_chinese() else ", ").join(map(str, items))


def itemised(items: Iterable) -> str:
    """Things that hold commas themselves: “甲，乙；丙”, "A, B; C"."""
    return ("；" if is_chinese() else "; ").join(map(str, items))


def either(items: Iterable) -> str:
    """Things of which one is wanted: “PDF、JPEG或PNG”, "PDF, JPEG or PNG"."""
    *first, last = map(str, items)
    return (
        _("%(first)s or %(last)s") % {"first": enumerated(first), "last": last} if first else last
    )


def sentences(*parts) -> str:
    """Sentences of which any may be missing or hold a link, as one text."""
    gap = "" if is_chinese() else " "
    return format_html_join(gap, "{}", ((part,) for part in parts if part))
