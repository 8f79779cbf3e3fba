"""Figures for the operators' monitoring, as Prometheus reads them; docs/deployment.md lists them.

No label ever comes from a visitor: routes have the names of the URL configuration, methods and
states are of fixed lists. So neither a person's data nor an endless number of series gets in.
"""

from core.metrics.page import metrics

__all__ = ["metrics"]
