"""What the bureaus tell the public: announcements and stories of craftsmen."""

from portal.models.announcement import Announcement
from portal.models.editorial import Editorial
from portal.models.story import Story

__all__ = ["Announcement", "Editorial", "Story"]
