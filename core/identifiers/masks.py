"""Masks of personal data: what everybody sees until a purpose is given and recorded."""

import re

from core.identifiers.normalise import compact

STAR = "*"
NAME_PARTS = re.compile(r"[^\s·•・‧.]+")
LATIN = re.compile(r"[\u0000-\u024f\u1e00-\u1eff]+")
FULL_LENGTH = 18
PHONE_LENGTH = 11
SHORTEST_SHOWN_ACCOUNT = 9


def mask_name(name):
    """Return 张*三, 李*, 买**·吐** or J*** S****: never more than the outer characters.

    A Chinese name keeps its first and, from three characters on, its last character; a name
    of several parts and a Latin name keep the first letter of each part.
    """
    name = name.strip()
    parts = NAME_PARTS.findall(name)
    if len(parts) > 1 or LATIN.fullmatch(name):
        return NAME_PARTS.sub(lambda part: _keep_first(part[0]), name)
    return _keep_outer(name) if len(name) > 2 else _keep_first(name)


def mask_identity(number, *, public=False):
    """Return 210202********0010, on public notices 2102**********0010."""
    number = compact(number).upper()
    if len(number) != FULL_LENGTH:
        return STAR * len(number)
    shown = 4 if public else 6
    return number[:shown] + STAR * (FULL_LENGTH - shown - 4) + number[-4:]


def mask_phone(number):
    """Return 138****1234; anything that is not eleven digits is starred out in full."""
    digits = re.sub(r"^(?:\+86|0086)", "", compact(number))
    if len(digits) != PHONE_LENGTH:
        return STAR * len(digits)
    return digits[:3] + STAR * 4 + digits[-4:]


def mask_account(number):
    """Return four stars and the last four digits, whatever the length of the account."""
    digits = compact(number)
    return STAR * 4 + (digits[-4:] if len(digits) >= SHORTEST_SHOWN_ACCOUNT else "")


def _keep_first(part):
    return part[:1] + STAR * (len(part) - 1) if len(part) > 1 else STAR * len(part)


def _keep_outer(name):
    return name[0] + STAR * (len(name) - 2) + name[-1]
