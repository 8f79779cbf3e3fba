"""How we stand today: a few figures of the running quarter and year, each with its records."""

from supervision.standing.counting import standing
from supervision.standing.figures import FIGURES, figure, spans

__all__ = ["FIGURES", "figure", "spans", "standing"]
