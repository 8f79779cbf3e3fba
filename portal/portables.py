"""What of the portal names people: who wrote what is public (docs/account.md)."""

from core.portable import left_out

for table in ("portal_announcement", "portal_story"):
    left_out(table, "who wrote and published what is public, as officers")
