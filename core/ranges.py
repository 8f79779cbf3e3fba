"""Stretches of time as one value: PostgreSQL's `tstzmultirange`."""

import re
from datetime import datetime

from django.db import models

Stretches = list[tuple[datetime, datetime]]
STRETCH = re.compile(r'[\[(]"?([^",\])]+)"?,"?([^",\])]+)"?[\])]')


class StretchesField(models.Field):
    """A list of (begin, end) instants in order; PostgreSQL joins what touches or overlaps.

    The end of a stretch is no longer part of it.
    """

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def db_type(self, connection):
        return "tstzmultirange"

    def from_db_value(self, value, expression, connection):
        return None if value is None else stretches(value)

    def get_prep_value(self, value):
        return None if value is None else written(value)

    def value_to_string(self, obj):
        return written(self.value_from_object(obj))

    def to_python(self, value):
        """From what PostgreSQL writes, or from pairs of instants, as ISO text in a file."""
        if isinstance(value, str):
            return stretches(value)
        return [tuple(map(instant, pair)) for pair in value]


def instant(value) -> datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def stretches(text: str) -> Stretches:
    """What PostgreSQL writes of a multirange."""
    return [tuple(map(datetime.fromisoformat, pair)) for pair in STRETCH.findall(text)]


def written(pairs: Stretches) -> str:
    """A multirange as PostgreSQL reads it."""
    each = (f'["{begin.isoformat()}","{end.isoformat()}")' for begin, end in pairs)
    return f"{{{','.join(each)}}}"
