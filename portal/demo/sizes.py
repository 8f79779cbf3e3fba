"""How large the demo city is: the same code with other numbers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How many there are; `institutions` beside the eight named ones."""

    institutions: int
    programmes: int
    classes: int
    workers: int


LARGE = Size(institutions=32, programmes=300, classes=1200, workers=20_000)
SMALL = Size(institutions=4, programmes=48, classes=100, workers=1_500)
SIZES = {"large": LARGE, "small": SMALL}
"""By the word that DEMO gives in the environment."""
