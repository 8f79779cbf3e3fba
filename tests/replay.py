"""What a fixture lays out by the ORM, laid out as plain rows the next time.

Most tests begin with the same world, and laying it out takes a third of a second. Its rows are kept
aside by the superuser, who puts them in again past triggers and keys, and what was made as bytes;
the sequences are set, too, so that the next rows come under the same keys.
"""

import pickle
from functools import wraps
from itertools import count, groupby
from operator import itemgetter
from typing import NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction

from core import clock
from core.tenancy.roles import superuser_cursor
from dalian_training.embedded import Postgres
from tests.reference_rows import put_in

LASTS = 60  # seconds: what was laid out "now" must not be of another time
NUMBERS = count(1)
# Every row beyond the reference rows, and every reference row that is not there any more.
BEYOND = """
CREATE SCHEMA IF NOT EXISTS played;
GRANT USAGE ON SCHEMA played TO PUBLIC;
CREATE OR REPLACE FUNCTION played.beyond() RETURNS TABLE (name text, line text, is_gone boolean)
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    of_reference regclass;
BEGIN
    FOR name IN
        SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
        AND relnamespace = 'public'::regnamespace ORDER BY 1
    LOOP
        of_reference := to_regclass(format('kept.%I', name));
        IF of_reference IS NULL THEN
            RETURN QUERY EXECUTE format('SELECT %L, t::text, false FROM public.%I t', name, name);
        ELSE
            RETURN QUERY EXECUTE format(
                'SELECT %1$L, n, false FROM (SELECT t::text FROM public.%1$I t'
                ' EXCEPT SELECT t::text FROM %2$s t) found (n)'
                ' UNION ALL SELECT %1$L, n, true FROM (SELECT t::text FROM %2$s t'
                ' EXCEPT SELECT t::text FROM public.%1$I t) lost (n)', name, of_reference
            );
        END IF;
    END LOOP;
END $$
"""
SEQUENCES = """
    SELECT sequencename, format(
        'PERFORM setval(%L, %s, %L)', sequencename, coalesce(last_value, 1), last_value IS NOT NULL
    ) FROM pg_sequences WHERE schemaname = 'public'
"""


def replayed(lay_out):
    """Lay out once for each minute, day and set of keys; then replay."""
    kept = {}

    @wraps(lay_out)
    def again():
        keys = settings.FIELD_KEYS, settings.LOOKUP_KEYS, settings.FIELD_CIPHER
        key = clock.today(), clock.now().timestamp() // LASTS, *keys
        if key not in kept:
            kept.clear()
            made, kept[key] = recorded(lay_out)
            return made
        return kept[key].play()

    return again


class Recording(NamedTuple):
    """The function that puts the rows in again, and what was made, as bytes."""

    function: str
    made: bytes

    def play(self):
        """Do it again; returns what was made."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.function}()")
        cache.clear()  # where keys come again, nothing may be remembered under them
        return pickle.loads(self.made)  # noqa: S301 - our own bytes


def recorded(lay_out) -> tuple[object, Recording]:
    """What was made, and how to make it again."""
    with superuser() as cursor:
        cursor.execute(BEYOND)
        before, standing = asked("SELECT * FROM played.beyond()"), dict(asked(SEQUENCES))
        with transaction.atomic():
            made = lay_out()
        after, now = set(asked("SELECT * FROM played.beyond()")), dict(asked(SEQUENCES))
        moved = [to for name, to in now.items() if to != standing.get(name)]
        changed = sorted(after.difference(before), key=lost_first)
        return made, Recording(function_of(cursor, moved, changed), pickle.dumps(made))


def lost_first(change: tuple[str, str, bool]):
    """The order of (table, row, whether it is gone): a row that changed goes and comes."""
    table, _line, is_gone = change
    return table, not is_gone


def function_of(cursor, moved: list[str], changed: list[tuple[str, str, bool]]) -> str:
    """The name of a new function: sequences set, then each (table, row, whether it is gone)."""
    name = f"played.n{next(NUMBERS)}"
    body = list(moved)
    for (table, is_gone), rows in groupby(changed, key=itemgetter(0, 2)):
        aside = f'played."{name} {table} {is_gone}"'
        cursor.execute(
            f'CREATE TABLE {aside} AS SELECT (line::public."{table}").* FROM unnest(%s) line',
            [[line for _table, line, _is_gone in rows]],
        )
        body.append(
            f'DELETE FROM public."{table}" t USING {aside} lost WHERE t::text = lost::text'
            if is_gone
            else put_in(cursor, table, aside)
        )
    cursor.execute(
        f"CREATE FUNCTION {name}() RETURNS void LANGUAGE plpgsql SECURITY DEFINER"
        f" SET session_replication_role = replica AS $played$ BEGIN {'; '.join(body)}; END $played$"
    )
    return name


def superuser():
    return superuser_cursor(Postgres(settings.VAR).url(), connection.settings_dict["NAME"])


def asked(statement: str) -> list[tuple]:
    """The answer, as the test's own transaction sees it."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()
