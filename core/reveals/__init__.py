"""Personal data in clear: only for a purpose, within a time limit, once, and on the record."""

from core.reveals.registry import (
    RevealField,
    open_case,
    other_look,
    revealable,
    second_factor,
)

__all__ = ["RevealField", "open_case", "other_look", "revealable", "second_factor"]
