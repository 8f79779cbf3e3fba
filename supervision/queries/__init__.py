"""Reads of quarterly reports: the frozen figures as tables, and what an edition corrects."""

from supervision.queries.corrections import Correction, corrected_indicators, corrections
from supervision.queries.editions import FINAL, Kin, edition_shown, kin_of
from supervision.queries.figures import NO_SHARE, NOTHING, Cell, Compared
from supervision.queries.snapshots import Line, Snapshot, snapshot
from supervision.queries.targets import TargetLine, Targets

__all__ = [
    "FINAL",
    "NOTHING",
    "NO_SHARE",
    "Cell",
    "Compared",
    "Correction",
    "Kin",
    "Line",
    "Snapshot",
    "TargetLine",
    "Targets",
    "corrected_indicators",
    "corrections",
    "edition_shown",
    "kin_of",
    "snapshot",
]
