"""The rows every test begins with: kept aside in the template, put back after a test that commits.

Django would empty all tables and leave the reference rows to be loaded again, which takes a second;
their keys would be others each time.
"""

from tests.database_hash import all_tables

COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


def keep(cursor) -> None:
    """Copy what the tables hold; `cursor` is the superuser's, who owns the copies."""
    cursor.execute("CREATE SCHEMA kept")
    for table in all_tables(cursor):
        cursor.execute(f'SELECT FROM public."{table}" LIMIT 1')
        if cursor.rowcount:
            cursor.execute(f'CREATE TABLE kept."{table}" AS TABLE public."{table}"')


def statements_to_put_back(cursor, *, beside_others=False) -> str:
    """Make every table hold what was kept and nothing else, past triggers and foreign keys.

    Where others are at work, nobody writes meanwhile.
    """
    statements = ["SET LOCAL session_replication_role = replica"]
    kept, tables = all_tables(cursor, "kept"), all_tables(cursor)
    if beside_others:
        names = ", ".join(f'public."{table}"' for table in tables)
        statements.append(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")
    for table in tables:
        statements.append(f'DELETE FROM public."{table}"')
        if table in kept:
            statements.append(put_in(cursor, table, f'kept."{table}"'))
    return f"BEGIN; {'; '.join(statements)}; COMMIT"


def put_in(cursor, table, source) -> str:
    """The statement that fills a table from one like it; `cursor` asks for its columns."""
    cursor.execute(COLUMNS, [f'public."{table}"'])
    (columns,) = cursor.fetchone()
    return (
        f'INSERT INTO public."{table}" ({columns}) OVERRIDING SYSTEM VALUE'
        f" SELECT {columns} FROM {source}"
    )
