"""Names as people look them up: in the order of pinyin, and found by any part of what they type.

    sort_key = SortKey(of="name")
    search_text = SearchText(spelled="name", also=("number", "uscc"))

Both columns are written by the fields themselves whenever a row is saved or made in bulk, so no
service, form or file of reference rows can forget them. `found` is the search of every list.

Whether pg_trgm sees a Chinese character at all depends on the server's locale, and two characters
make no trigram. So each character is stored as its code (`开` is `u5f00`): then one index answers
any part of a Chinese, pinyin or English text, on every server.
"""

from django.db import models
from django.db.models import Q

from core.pinyin import RUN, full_pinyin, initials, plain, sort_key

SHORTEST = 2
MOST_WORDS = 6
LONGEST_KEY = 2000


class Derived:
    """A column that follows from others of its row; it is written with them and shown nowhere."""

    def pre_save(self, model_instance, add):
        """The value to store, also of rows made in bulk."""
        setattr(model_instance, self.attname, self.value_of(model_instance))
        return getattr(model_instance, self.attname)


class SortKey(Derived, models.CharField):
    """The pinyin key of the column `of`; compared byte by byte, whatever the server's locale."""

    def __init__(self, *, of, **kwargs):
        self.of = of
        given = {"max_length": LONGEST_KEY, "db_collation": "C", "editable": False}
        super().__init__(**{**given, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def value_of(self, row) -> str:
        return sort_key(getattr(row, self.of))[:LONGEST_KEY]


class SearchText(Derived, models.TextField):
    """What a row is found by: `spelled` as it is written and read, and the columns of `also`."""

    def __init__(self, *, spelled, also=(), **kwargs):
        self.spelled, self.also = spelled, tuple(also)
        super().__init__(**{"editable": False, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "spelled": self.spelled, "also": self.also}

    def value_of(self, row) -> str:
        return searchable(getattr(row, self.spelled), *(getattr(row, name) for name in self.also))


def encoded(text: str) -> str:
    """The text in small letters, each Chinese character as its code."""
    return RUN.sub(lambda run: "".join(f"u{ord(sign):04x}" for sign in run[0]), plain(text))


def searchable(spelled: str, *texts: str) -> str:
    """What is stored: all texts, and of `spelled` also the pinyin and its first letters."""
    return encoded("\n".join((spelled, full_pinyin(spelled), initials(spelled), *texts)))


def terms(text: str) -> list[str]:
    """What each word of a question is looked for as; at most six, a single letter only alone."""
    words = [encoded(word) for word in text.split()[:MOST_WORDS]]
    return [word for word in words if len(word) >= SHORTEST] or words[:1]


def matching(word: str, *columns: str) -> Q:
    """One of `terms` in any of the columns (paths to a `SearchText`); without any, in the row's."""
    fits = Q()
    for column in columns or ("search_text",):
        fits |= Q(**{f"{column}__contains": word})
    return fits


def pattern(word: str) -> str:
    """One of `terms` for LIKE: anything before and after it, wild cards as letters."""
    escaped = word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def found(rows, text: str, *columns: str):
    """Rows with every word of the text in one of the columns; all rows for no words."""
    for word in terms(text):
        rows = rows.filter(matching(word, *columns))
    return rows


def fill(model, using=None, rows_at_once=1000) -> None:
    """Write the derived columns of all stored rows: for migrations, and for a new dictionary."""
    fields = [field for field in model._meta.concrete_fields if isinstance(field, Derived)]
    stored, last = model._base_manager.using(using).order_by("pk"), 0
    while rows := list(stored.filter(pk__gt=last)[:rows_at_once]):
        for row in rows:
            for field in fields:
                field.pre_save(row, add=False)
        stored.bulk_update(rows, [field.name for field in fields])
        last = rows[-1].pk
