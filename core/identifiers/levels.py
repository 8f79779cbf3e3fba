"""Skill levels and their order (人社部发〔2022〕14号)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SkillLevel(TextChoices):
    """The eight levels, lowest first. The stored code must never be sorted or compared."""

    APPRENTICE = "apprentice", _("Apprentice")
    LEVEL_5 = "5", _("Junior worker (level 5)")
    LEVEL_4 = "4", _("Intermediate worker (level 4)")
    LEVEL_3 = "3", _("Senior worker (level 3)")
    LEVEL_2 = "2", _("Technician (level 2)")
    LEVEL_1 = "1", _("Senior technician (level 1)")
    SPECIAL_MASTER = "special_master", _("Special-grade technician")
    CHIEF_MASTER = "chief_master", _("Chief technician")


RANKS = {level: position for position, level in enumerate(SkillLevel)}


def rank(level):
    """Return the place of a level from 0 (apprentice) to 7 (chief technician)."""
    return RANKS[SkillLevel(level)]


def is_high_skilled(level):
    """Say whether a level counts as high-skilled: level 3 and above."""
    return rank(level) >= RANKS[SkillLevel.LEVEL_3]
