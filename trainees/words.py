"""How a key group is told to whoever may not know which."""

from django.utils.translation import gettext as _


def group_words(group) -> str | None:
    """A sensitive group is not named to institutions (roles, section 3)."""
    if group is None:
        return None
    return _("group stated") if group.is_sensitive else str(group)
