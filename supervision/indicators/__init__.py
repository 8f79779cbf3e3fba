"""The indicators of the quarterly report; a later app adds its own by a file of its own."""

from supervision.indicators import classes, training
from supervision.indicators.declaration import Indicator, Source, all_indicators, register

__all__ = ["Indicator", "Source", "all_indicators", "classes", "register", "training"]
