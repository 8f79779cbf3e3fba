"""The demo's announcements and stories as records, each with the history of its moves.

Their texts lie in `news/`, a file for each language: title, summary, an empty line, text. Every one
says that it is invented (演示内容).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from core import clock
from core.access import Actor, system_actor
from core.audit import Entry, record_past
from core.enums import Face, Role
from core.numbers import next_serial
from organizations.models import District
from portal.demo.history import step
from portal.demo.timetable import days_ago, moment
from portal.enums import EditorialState
from portal.models import Announcement, Editorial, Story
from programs.models import Occupation

S = EditorialState
TEXTS = Path(__file__).parent / "news"
CONSENT = "2026-1"
WRITTEN_BEFORE = timedelta(days=3)
CONSENT_BEFORE = timedelta(days=21)


@dataclass(frozen=True)
class Piece:
    """`out`: the day it is public, in days from today; None while it waits for its reader."""

    name: str
    out: int | None


@dataclass(frozen=True)
class Told(Piece):
    """A story: who tells it, in both languages, the code of the trade, the district."""

    person_zh: str
    person_en: str
    trade: str
    district: str


ANNOUNCEMENTS = (
    Piece("conditions", -34),
    Piece("next-quarter", -6),
    Piece("signing-in", 5),
    Piece("employers", None),
)
STORIES = (
    Told("welder", -41, "于海生", "Yu Haisheng", "6-18-02-04", "DL-06"),
    Told("carer", -13, "孙静", "Sun Jing", "4-10-01-05", "DL-03"),
)


def make_news(editor, reader, city) -> None:
    """Four announcements and two stories of the city's editor, read by the chief."""
    writer = Actor(editor.pk, city.pk, Role.EDITOR, city.district_id, Face.CITY)
    second = Actor(reader.pk, city.pk, Role.MUNICIPAL_CHIEF, city.district_id, Face.CITY)
    rows = [
        *(make(Announcement, piece, writer, second) for piece in ANNOUNCEMENTS),
        *(make(Story, told, writer, second, **about(told)) for told in STORIES),
    ]
    entries = [entry for row in rows for entry in history_of(row, writer, second)]
    record_past(sorted(entries, key=lambda entry: entry.at))


def about(told) -> dict:
    """The person of a story, and the consent given before it was written."""
    return {
        "person_zh": told.person_zh,
        "person_en": told.person_en,
        "occupation": Occupation.objects.get(code=told.trade),
        "person_district": District.objects.get(code=told.district),
        "consent_version": CONSENT,
        "consent_on": clock.today() + timedelta(days=told.out) - CONSENT_BEFORE,
    }


def make(model, piece: Piece, writer, second, **facts) -> Editorial:
    """One record in the state its day gives it."""
    today = clock.today()
    day = today + timedelta(days=piece.out or 0)
    yesterday = days_ago(1, time(16))
    handed_in_at = min(moment(day - WRITTEN_BEFORE, time(10)), yesterday)
    if piece.out is not None:
        is_out = day <= today
        facts |= {
            "state": S.PUBLISHED if is_out else S.SCHEDULED,
            "approved_by_id": second.user_id,
            "approved_at": handed_in_at + timedelta(hours=6),
            "publish_on": day,
            "published_at": moment(day, time(0, 1)) if is_out else None,
        }
    series = f"{model.SERIES}{handed_in_at.year}"
    return model.objects.create(
        number=f"{series}-{next_serial(series):04d}",
        organization_id=writer.organization_id,
        district_id=writer.district_id,
        author_id=writer.user_id,
        written_by=[writer.user_id],
        handed_in_at=handed_in_at,
        **{"state": S.IN_READING, **facts},
        **both(piece),
    )


def both(piece: Piece) -> dict[str, str]:
    """The six texts, from the files of its name."""
    found = {}
    for language in ("zh", "en"):
        text = (TEXTS / f"{piece.name}.{language}.txt").read_text(encoding="utf-8")
        head, body = text.split("\n\n", 1)
        title, summary = head.splitlines()
        found |= {f"title_{language}": title, f"summary_{language}": summary}
        found[f"body_{language}"] = body.strip()
    return found


def history_of(row, writer, second) -> Iterator[Entry]:
    """From the draft to the state it is in."""
    created_at = row.handed_in_at - timedelta(hours=1)
    yield Entry(created_at, writer, "create", row, {}, {"state": str(S.DRAFT)})
    yield step(row, "hand_in", row.handed_in_at, writer)
    if row.approved_at:
        yield step(row, "approve", row.approved_at, second)
    if row.published_at:
        yield step(row, "publish", row.published_at, system_actor("portal"))
