"""Every foreign key of the database, asked by ourselves: for rows that were written past them."""

from django.db import connection

from core.tenancy.scope import OWNER, acting_as

REFERENCES = """
SELECT conname, format('SELECT count(*) FROM %s c WHERE %s AND NOT EXISTS (SELECT FROM %s p WHERE'
    ' %s)', conrelid::regclass, string_agg(format('c.%I IS NOT NULL', a.attname), ' AND '),
    confrelid::regclass, string_agg(format('c.%I = p.%I', a.attname, b.attname), ' AND '))
FROM pg_constraint CROSS JOIN unnest(conkey, confkey) k(own, their)
JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.own
JOIN pg_attribute b ON b.attrelid = confrelid AND b.attnum = k.their
WHERE contype = 'f' AND conparentid = 0 GROUP BY conname, conrelid, confrelid
"""


def broken() -> dict[str, int]:
    """How many rows name something that is not there, by foreign key; asked of every one."""
    with acting_as(OWNER), connection.cursor() as cursor:
        cursor.execute(REFERENCES)
        found = {}
        for name, statement in cursor.fetchall():
            cursor.execute(statement)
            found[name] = cursor.fetchone()[0]
    assert len(found) > 100
    return {name: amount for name, amount in found.items() if amount}
