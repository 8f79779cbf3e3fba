"""Reads across programmes and classes: the search of the public pages."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from core.search import matching, pattern, terms
from core.tenancy.scope import ANON, current
from organizations.models import Organization
from programs.models import Occupation, Programme, TeacherQualification, TrainingClass

MOST_NAMED = 1000  # above, a word is so common that going through the classes finds a page at once
OVERLAPS = """SELECT place - 1, starts_at, ends_at, session_id FROM teacher_overlaps(
    %s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::bigint[])"""
HITS = """
SELECT asked.place, hit.kind, hit.id
FROM unnest(%s) WITH ORDINALITY asked (pattern, place), class_search(asked.pattern, %s) hit
"""


def found(classes, text: str):
    """Classes with every word of the text in their own name or number, or in the names of their
    institution, programme or occupation; Chinese, pinyin, first letters or English.
    """
    words = terms(text)
    hits = public_hits(words) if words and current() == ANON else map(own_hits, words)
    for hit in hits:
        classes = classes.filter(hit)
    return classes


def own_hits(word: str) -> Q:
    """Classes with the word, among the reader's own."""
    taught = Programme.objects.order_by().filter(about(word)).values("pk")
    return matching(word) | of_units(word) | Q(programme__in=taught)


def public_hits(words: list[str]) -> list[Q]:
    """The same for the public, by the keys of what has the word.

    A condition of LIKE keeps its index out of use under the policy of the classes, so the listed
    function `class_search` looks the keys up, and says no more than what is published.
    """
    hits = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(HITS, [[pattern(word) for word in words], MOST_NAMED + 1])
        for place, kind, key in cursor:
            hits[place, kind].append(key)
    return [by_keys(word, *(hits[n, kind] for kind in "opc")) for n, word in enumerate(words, 1)]


def by_keys(word, units, programmes, classes) -> Q:
    named = Q(pk__in=classes) if len(classes) <= MOST_NAMED else matching(word)
    return named | Q(organization__in=units) | Q(programme__in=programmes)


def keys(model, **about) -> list[int]:
    """The keys of the rows of a small table of which this is true."""
    return list(model.objects.order_by().filter(**about).values_list("pk", flat=True))


def found_programmes(programmes, text: str):
    """Programmes with every word of the text in their own name or number, or in the names of
    their institution or occupation.
    """
    for word in terms(text):
        programmes = programmes.filter(about(word) | of_units(word))
    return programmes


def about(word: str) -> Q:
    """Programmes with the word in their own name or the name of their occupation."""
    occupations = Occupation.objects.order_by().filter(matching(word)).values("pk")
    return matching(word) | Q(occupation__in=occupations)


def of_units(word: str) -> Q:
    """Rows of the organizations with the word in their name."""
    units = Organization.objects.order_by().filter(matching(word)).values("pk")
    return Q(organization__in=units)


def ending(qualifications):
    """Those whose end was announced and for which no other record stands in their place."""
    same = {name: OuterRef(name) for name in ("teacher", "level", "course_type")}
    others = (
        TeacherQualification.objects.order_by()
        .filter(**same)
        .filter(Q(occupation=OuterRef("occupation")) | ~Q(course_type=""), pk__gt=OuterRef("pk"))
    )
    renewed = others.filter(state__in=("submitted", "returned", "valid"))
    announced = qualifications.filter(state="valid", warned_at__isnull=False)
    return announced.exclude(Exists(renewed))


def waiting_for_district(actor):
    """Filings of the district that wait for an answer, the earliest due first."""
    return (
        TrainingClass.objects.visible_to(actor)
        .filter(state="filed")
        .order_by("reply_due_on", "filed_at")
    )


def overlaps(
    asked: Sequence[tuple[int, datetime, datetime]], besides: Collection[int] = ()
) -> list[tuple]:
    """(place in `asked`, begin, end, session or None) of what each teacher teaches in its time.

    Anywhere in the city, as far as the asker may know: a session of another institution has no
    key. `besides` are sessions that do not count.
    """
    if not asked:
        return []
    teachers, begins, ends = map(list, zip(*asked, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(OVERLAPS, [teachers, begins, ends, sorted(besides)])
        return cursor.fetchall()
