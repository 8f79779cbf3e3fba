"""Businesses started after the courses of each institution, and what became of them."""

from dataclasses import dataclass, fields

from django.db import connection

from core import clock
from core.language import in_language

# A business with several founders counts once for an institution: in the year of its earliest
# registration, with the most jobs any of them recorded; it is alive when one of them recorded so
# and the register did not say otherwise. One that closed is no longer alive at every later day.
FIGURES = """
WITH business AS (
    SELECT s.organization_id, s.uscc, bool_or(s.finding IN ('agrees', 'name_differs')) AS found,
        bool_and(s.finding IN ('struck_off', 'not_found')) AS lost
    FROM trainees_startup s WHERE s.state = 'linked'
    GROUP BY s.organization_id, s.uscc
    HAVING %(year)s IS NULL OR extract(year FROM min(s.registered_on)) = %(year)s
), followed AS (
    SELECT s.organization_id, s.uscc, f.month,
        bool_or(f.state IN ('alive', 'closed', 'cancelled')) AS recorded,
        bool_or(f.state = 'alive' AND f.finding NOT IN ('struck_off', 'not_found')) AS alive,
        bool_or(f.state = 'alive' AND f.finding IN ('struck_off', 'not_found')) AS contradicted,
        max(f.jobs) FILTER (WHERE f.finding NOT IN ('struck_off', 'not_found')) AS jobs
    FROM trainees_startup s JOIN trainees_startupfollowup f ON f.start_up_id = s.id
    -- of a link that stands, only what came after the closing was cancelled
    WHERE s.state = 'linked' AND (f.state IN ('due', 'alive', 'closed')
        OR f.state = 'cancelled' AND f.due_on <= %(today)s)
    GROUP BY s.organization_id, s.uscc, f.month
), months AS (
    SELECT b.organization_id, m.month, count(f.uscc) AS due,
        count(*) FILTER (WHERE f.recorded) AS recorded, count(*) FILTER (WHERE f.alive) AS alive,
        count(*) FILTER (WHERE f.contradicted AND NOT f.alive) AS contradicted,
        coalesce(sum(f.jobs) FILTER (WHERE f.alive), 0) AS jobs
    FROM business b CROSS JOIN unnest(%(months)s) AS m(month)
    LEFT JOIN followed f USING (organization_id, uscc, month)
    GROUP BY b.organization_id, m.month
)
SELECT o.id, o.name, o.name_en, count(*), count(*) FILTER (WHERE b.found),
    count(*) FILTER (WHERE b.lost),
    (SELECT array_agg(ARRAY[m.month, due, recorded, alive, contradicted, jobs] ORDER BY m.month)
        FROM months m WHERE m.organization_id = o.id)
FROM business b JOIN organizations_organization o ON o.id = b.organization_id
GROUP BY o.id, o.name, o.name_en ORDER BY count(*) DESC, o.name
"""
YEARS = """
SELECT DISTINCT extract(year FROM first)::integer FROM (
    SELECT min(registered_on) AS first FROM trainees_startup
    WHERE state = 'linked' GROUP BY organization_id, uscc) businesses
ORDER BY 1 DESC
"""
MONTHS = "SELECT DISTINCT month FROM trainees_startupfollowup ORDER BY month"
COUNTED = ("opened", "found", "lost")


@dataclass(frozen=True)
class Followed:
    """Businesses whose follow-up has fallen due, and what was recorded of them."""

    month: int
    due: int = 0
    recorded: int = 0
    alive: int = 0
    contradicted: int = 0  # recorded as alive, unknown to the register or struck off there
    jobs: int = 0


@dataclass(frozen=True)
class StartUps:
    """The businesses after the courses of one institution, or of all."""

    name: str
    name_en: str
    opened: int
    found: int  # in business by the register
    lost: int  # struck off, or unknown to it
    followed: list[Followed]

    @property
    def called(self) -> str:
        return in_language(self.name, self.name_en)


def start_ups(months: list[int], year: int | None = None) -> list[StartUps]:
    """Every institution with a business the reader sees, most first; of one year of registration.

    `months` are the follow-ups that are compared.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"year": year, "months": months, "today": clock.today()})
        rows = cursor.fetchall()
    return [StartUps(*row[1:6], [Followed(*figures) for figures in row[6]]) for row in rows]


def total(rows: list[StartUps]) -> StartUps:
    """The sum of all institutions: a business two of them taught for counts at each."""
    opened, found, lost = (sum(getattr(row, name) for row in rows) for name in COUNTED)
    together = zip(*(row.followed for row in rows), strict=True)
    return StartUps("", "", opened, found, lost, [added_up(each) for each in together])


def added_up(followed: tuple[Followed, ...]) -> Followed:
    sums = (sum(getattr(one, field.name) for one in followed) for field in fields(Followed)[1:])
    return Followed(followed[0].month, *sums)


def months() -> list[int]:
    """After how many months anybody is or was followed up, also under an earlier rule."""
    with connection.cursor() as cursor:
        cursor.execute(MONTHS)
        return [row[0] for row in cursor.fetchall()]


def years() -> list[int]:
    """The years of registration there are, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(YEARS)
        return [row[0] for row in cursor.fetchall()]
