"""Calendar quarters in local time."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from core.language import is_chinese
from core.refusals import Refused

FORM = re.compile(r"(20\d\d)Q([1-4])")


@dataclass(frozen=True)
class Quarter:
    """A quarter such as 2026Q3."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """Raises Refused: period_unknown."""
        match = FORM.fullmatch(text.strip().upper())
        if not match:
            raise Refused("period_unknown", text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Quarter":
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def last_full(cls, today: date) -> "Quarter":
        """The quarter that ended last."""
        return cls.of(today).previous

    @property
    def previous(self) -> "Quarter":
        return Quarter.of(self.first - timedelta(days=1))

    @property
    def year_ago(self) -> "Quarter":
        """The same quarter of the year before."""
        return Quarter(self.year - 1, self.number)

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @property
    def begin(self) -> datetime:
        """The instant it begins in Asia/Shanghai; it ends where the next one begins."""
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def in_chinese(self) -> str:
        return f"{self.year}年第{'一二三四'[self.number - 1]}季度"

    @property
    def words(self) -> str:
        """2026年第三季度 or Q3 2026, in the reader's language."""
        return self.in_chinese if is_chinese() else f"Q{self.number} {self.year}"

    def __str__(self):
        return f"{self.year}Q{self.number}"
