"""Every write about announcements and stories: written, read a second time, let out, taken down."""

from portal.services.publication import advance
from portal.services.reading import (
    approve,
    hand_in,
    send_back,
    unschedule,
)
from portal.services.writing import create_piece, update_piece

__all__ = [
    "advance",
    "approve",
    "create_piece",
    "hand_in",
    "send_back",
    "unschedule",
    "update_piece",
]
