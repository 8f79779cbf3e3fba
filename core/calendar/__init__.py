"""Working days by the State Council's tables, and the deadlines counted with them."""

from core.calendar.days import add_working_days, is_working_day, working_days_between
from core.calendar.deadlines import Direction, Unit, add_months, deadline, span_words
from core.calendar.tables import CalendarMissing, YearTable, forget, table

__all__ = [
    "CalendarMissing",
    "Direction",
    "Unit",
    "YearTable",
    "add_months",
    "add_working_days",
    "deadline",
    "forget",
    "is_working_day",
    "span_words",
    "table",
    "working_days_between",
]
