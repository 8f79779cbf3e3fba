"""Database roles and the database itself, made by the cluster's superuser; safe to repeat.

Who may do what is explained in docs; in short: logins own no rights of their own but may become a
runtime role for one transaction, and only the owner may change tables.
"""

from contextlib import contextmanager

from psycopg2 import connect, sql

RUNTIME = (
    "app_auth", "app_anon", "app_worker", "app_organization", "app_district", "app_city",
)  # fmt: skip
SAFE = "NOINHERIT NOSUPERUSER NOCREATEROLE NOREPLICATION"
LOGINS = {
    "app_owner": f"LOGIN {SAFE} NOBYPASSRLS NOCREATEDB",
    "app_login": f"LOGIN {SAFE} NOBYPASSRLS NOCREATEDB",
    "app_system": f"LOGIN {SAFE} NOBYPASSRLS NOCREATEDB",
    # pg_dump fails under forced row-level security, even for the owner
    "app_backup": f"LOGIN {SAFE} BYPASSRLS NOCREATEDB",
}
TEST_LOGINS = {
    "app_owner": f"LOGIN {SAFE} NOBYPASSRLS CREATEDB",
    "app_test": f"LOGIN {SAFE} NOBYPASSRLS CREATEDB",
}
MEMBERSHIP = "WITH INHERIT FALSE, SET TRUE, ADMIN FALSE"
# Its listed functions may prove the rows of a whole roster at once (decision 44).
PROVES_SETS = "GRANT SET ON PARAMETER session_replication_role TO app_owner"
EXTENSIONS = ("btree_gist", "pg_trgm")  # exclusion constraints; search by part of a name


def bootstrap(superuser_url, name, passwords, *, testing=False):
    """Create or correct all roles and the database `name`.

    `passwords` holds one for each login role. `testing` adds `app_test`, which may become the owner
    or any runtime role and inherits nothing. Raises psycopg2.Error.
    """
    with superuser_cursor(superuser_url, "postgres") as cursor:
        _make_roles(cursor, passwords, testing)
        _make_database(cursor, name)
        _run(cursor, database_statements(name, testing=testing))
    with superuser_cursor(superuser_url, name) as cursor:
        _run(cursor, schema_statements())


def sql_for_administrator(name):
    """The same as text for `psql`, for a server whose superuser we are not.

    The passwords are psql variables: `psql -v app_owner_password=… -v app_login_password=… …`.
    """
    variables = " ".join(f"-v {login}_password=…" for login in LOGINS)
    lines = [f"-- psql {variables} -f roles.sql", r"\set ON_ERROR_STOP on"]
    for login, options in LOGINS.items():
        lines.append(f"CREATE ROLE {login} {options} PASSWORD :'{login}_password';")
    lines += [f"CREATE ROLE {role} NOLOGIN {SAFE} NOBYPASSRLS NOCREATEDB;" for role in RUNTIME]
    lines += [f"{line};" for line in membership_statements()]
    lines.append(f'CREATE DATABASE "{name}" OWNER app_owner ENCODING UTF8 TEMPLATE template0;')
    lines += [f"{line};" for line in database_statements(name)]
    lines.append(rf'\connect "{name}"')
    lines += [f"{line};" for line in schema_statements()]
    return "\n".join(lines) + "\n"


def membership_statements(*, testing=False):
    """Who may become whom, and what the owner may set."""
    grants = [PROVES_SETS, *(f"GRANT {role} TO app_login {MEMBERSHIP}" for role in RUNTIME)]
    if testing:
        everyone = (*RUNTIME, "app_owner", "app_system")
        grants += [f"GRANT {role} TO app_test {MEMBERSHIP}" for role in everyone]
    return grants


def database_statements(name, *, testing=False):
    """Who may connect to the database."""
    logins = ", ".join(["app_login", "app_system", "app_backup", *(["app_test"] * testing)])
    return [
        f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC',
        f'GRANT CONNECT, TEMPORARY ON DATABASE "{name}" TO {logins}',
    ]


def schema_statements():
    """Extensions and default rights; a forgotten table is denied to the web, not open to it."""
    defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE app_owner"
    users = ", ".join(["app_login", "app_system", "app_backup", *RUNTIME])
    return [
        *(f"CREATE EXTENSION IF NOT EXISTS {extension}" for extension in EXTENSIONS),
        "ALTER SCHEMA public OWNER TO app_owner",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {users}",
        f"{defaults} IN SCHEMA public GRANT SELECT ON TABLES TO app_backup",
        f"{defaults} IN SCHEMA public GRANT SELECT ON SEQUENCES TO app_backup",
        f"{defaults} IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO app_system",
        f"{defaults} REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
    ]


def _make_roles(cursor, passwords, testing):
    logins = {**LOGINS, **(TEST_LOGINS if testing else {})}
    for role, options in logins.items():
        _make_role(cursor, role, options, passwords[role])
    for role in RUNTIME:
        _make_role(cursor, role, f"NOLOGIN {SAFE} NOBYPASSRLS NOCREATEDB")
    _run(cursor, membership_statements(testing=testing))


def _make_role(cursor, role, options, password=None):
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    statement = f"{verb} ROLE {{}} {options}" + (" PASSWORD {}" if password else "")
    cursor.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(password)))


def _make_database(cursor, name):
    cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
    if not cursor.fetchone():
        statement = sql.SQL("CREATE DATABASE {} OWNER app_owner ENCODING 'UTF8' TEMPLATE template0")
        cursor.execute(statement.format(sql.Identifier(name)))


def _run(cursor, statements):
    for statement in statements:
        cursor.execute(statement)


@contextmanager
def superuser_cursor(superuser_url, name):
    """A cursor on database `name` of the superuser's server, closed afterwards."""
    connection = connect(superuser_url.rsplit("/", 1)[0] + f"/{name}")
    connection.autocommit = True  # CREATE DATABASE allows no transaction
    try:
        yield connection.cursor()
    finally:
        connection.close()
