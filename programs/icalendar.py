"""iCalendar (RFC 5545) of sessions: text escaped, lines folded at 75 octets, times in UTC."""

from collections.abc import Iterable
from datetime import UTC, datetime

from core import clock

ESCAPED = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": ""})
MOST_OCTETS = 75


def calendar_of(sessions: Iterable, name: str) -> str:
    """The file of these sessions; each keeps its identity when it is moved."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dalian Vocational Training//Timetable//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    stamp = utc(clock.now())
    for session in sessions:
        lines += event(session, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def event(session, stamp: str) -> list[str]:
    of = session.training_class
    place = f"{session.venue.name}, {session.venue.address}"
    about = f"{of.number}\n{session.teacher.name}\n{session.get_mode_display()}"
    return [
        "BEGIN:VEVENT",
        f"UID:session-{session.pk}@dalian-training",
        f"DTSTAMP:{stamp}",
        f"DTSTART:{utc(session.starts_at)}",
        f"DTEND:{utc(session.ends_at)}",
        f"SUMMARY:{escaped(f'{of.name} {session.title}')}",
        f"LOCATION:{escaped(place)}",
        f"DESCRIPTION:{escaped(about)}",
        f"STATUS:{'CONFIRMED' if session.is_announced else 'TENTATIVE'}",
        "END:VEVENT",
    ]


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    return text.translate(ESCAPED)


def folded(line: str) -> str:
    """A long line in pieces of at most 75 octets, no character cut in two."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > MOST_OCTETS:
            pieces.append(piece)
            piece, size = "", 1  # the space a further piece begins with
        piece, size = piece + character, size + octets
    return "\r\n ".join([*pieces, piece])
