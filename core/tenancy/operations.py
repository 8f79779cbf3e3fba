"""Migration operations of the second wall: policies, tenant foreign keys, listed functions."""

from django.db.migrations.operations.base import Operation

PEOPLE = ("app_worker", "app_organization", "app_district", "app_city")
EVERYBODY = ("app_auth", "app_anon", *PEOPLE)
WRITES = ("INSERT", "UPDATE")


def own(setting: str) -> str:
    """SQL of one id of the scope; '' after a commit counts as no id."""
    return f"(SELECT NULLIF(current_setting('app.{setting}', true), '')::bigint)"


OWN_ROWS = {
    "app_worker": f"trainee_user_id = {own('user_id')}",
    "app_organization": f"organization_id = {own('organization_id')}",
    "app_district": f"district_id = {own('district_id')}",
    "app_city": "true",
}


def rows_of(*roles: str, **special: str) -> dict[str, str]:
    """Predicates for roles by their usual column; `app_worker="is_announced"` overrides."""
    return {**{role: OWN_ROWS[role] for role in roles}, **special}


def all_rows(*roles: str) -> dict[str, str]:
    return dict.fromkeys(roles, "true")


CLAUSES = {
    "SELECT": "USING ({0})",
    "INSERT": "WITH CHECK ({0})",
    "UPDATE": "USING ({0}) WITH CHECK ({0})",
    "DELETE": "USING ({0})",
}


SETTINGS = "SET search_path = public, pg_temp"
PROVES_SETS = " SET session_replication_role = replica"
BY_KEYS = " SET enable_seqscan = off"


class SqlOperation(Operation):
    """An operation that only runs the SQL its `forwards` and `backwards` yield."""

    reversible = True
    reduces_to_sql = True
    reducible = False

    def __init__(self, *args, **kwargs):
        self.constructor_args = (args, kwargs)

    def deconstruct(self):
        args, kwargs = self.constructor_args
        return type(self).__name__, list(args), kwargs

    def state_forwards(self, app_label, state):
        """The model state does not know about policies."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.forwards():
            schema_editor.execute(statement, params=None)  # a % is a %

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.backwards():
            schema_editor.execute(statement, params=None)  # a % is a %


class Secure(SqlOperation):
    """Row-level security on one table: one predicate for each role and verb.

    `read`, `insert`, `update`, `delete` map a role to its SQL predicate; a role that is missing
    is denied. `write` stands for insert and update alike. The owner (migrations) and `app_system`
    see all rows; with `append_only` not even they change or remove one.
    """

    def __init__(
        self, table, read, write=None, *, insert=None, update=None, delete=None, append_only=False
    ):
        super().__init__(
            table, read, write, insert=insert, update=update, delete=delete, append_only=append_only
        )
        self.table = table
        self.append_only = append_only
        self.verbs = {
            "SELECT": read,
            "INSERT": {**(write or {}), **(insert or {})},
            "UPDATE": {**(write or {}), **(update or {})},
            "DELETE": delete or {},
        }

    def describe(self):
        return f"Secure {self.table}"

    def policies(self):
        """Every policy as (role, verb, clause)."""
        for verb, predicates in self.verbs.items():
            for role, predicate in predicates.items():
                yield role, verb, CLAUSES[verb].format(predicate)
        for verb in ("SELECT", "INSERT") if self.append_only else CLAUSES:
            for role in ("app_owner", "app_system"):
                yield role, verb, CLAUSES[verb].format("true")

    def forwards(self):
        yield f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY"
        for role, verb, clause in self.policies():
            name = f"{role}_{verb.lower()}"
            yield f"CREATE POLICY {name} ON {self.table} FOR {verb} TO {role} {clause}"
            if role != "app_owner":
                yield f"GRANT {verb} ON {self.table} TO {role}"
        if self.append_only:
            yield f"REVOKE UPDATE, DELETE ON {self.table} FROM app_system"

    def backwards(self):
        for role, verb, _clause in self.policies():
            yield f"DROP POLICY {role}_{verb.lower()} ON {self.table}"
            if role not in ("app_owner", "app_system"):
                yield f"REVOKE {verb} ON {self.table} FROM {role}"
        yield f"ALTER TABLE {self.table} NO FORCE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {self.table} DISABLE ROW LEVEL SECURITY"


class TenantForeignKey(SqlOperation):
    """`(organization_id, <column>)` must exist in the target: foreign keys ignore policies."""

    def __init__(self, table, column, target):
        super().__init__(table, column, target)
        self.table, self.column, self.target = table, column, target

    def describe(self):
        return f"Tenant foreign key {self.table}.{self.column}"

    def forwards(self):
        yield (
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self.table}_{self.column}_tenant"
            f" FOREIGN KEY (organization_id, {self.column})"
            f" REFERENCES {self.target} (organization_id, id) DEFERRABLE INITIALLY DEFERRED"
        )

    def backwards(self):
        yield f"ALTER TABLE {self.table} DROP CONSTRAINT {self.table}_{self.column}_tenant"


class AppendOnly(SqlOperation):
    """A trigger that refuses UPDATE and DELETE, whoever asks."""

    def __init__(self, table):
        super().__init__(table)
        self.table = table

    def describe(self):
        return f"Append only {self.table}"

    def forwards(self):
        yield (
            f"CREATE FUNCTION {self.table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{self.table} is append-only'; END $$"
        )
        yield (
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {self.table}_is_append_only()"
        )

    def backwards(self):
        yield f"DROP TRIGGER append_only ON {self.table}"
        yield f"DROP FUNCTION {self.table}_is_append_only()"


class InvokerView(SqlOperation):
    """A view that asks with the rights and the policies of its reader; `roles` may read it."""

    def __init__(self, name, query, roles):
        super().__init__(name, query, roles)
        self.name, self.query, self.roles = name, query, roles

    def describe(self):
        return f"View {self.name}"

    def forwards(self):
        yield f"CREATE VIEW {self.name} WITH (security_invoker = true) AS {self.query}"
        yield f"GRANT SELECT ON {self.name} TO {', '.join([*self.roles, 'app_system'])}"

    def backwards(self):
        yield f"DROP VIEW {self.name}"


class ListedFunction(SqlOperation):
    """A SECURITY DEFINER function: the only thing that crosses tenants, a few lines each.

    `signature` is `name(argument type, …)`; `roles` may execute it; the search path is fixed.
    `proves_sets`: it looks itself, for all of its rows at once, at what they name or who names
    them, and PostgreSQL does not ask again for each row (decision 44).
    `by_keys`: it reads few rows, by indexes; its plan is kept, and one made while a table is small
    would go on reading all of it.
    """

    def __init__(self, signature, returns, body, roles, *, proves_sets=False, by_keys=False):
        super().__init__(signature, returns, body, roles, proves_sets=proves_sets, by_keys=by_keys)
        self.signature, self.returns, self.body, self.roles = signature, returns, body, roles
        self.settings = (
            SETTINGS + (PROVES_SETS if proves_sets else "") + (BY_KEYS if by_keys else "")
        )

    def describe(self):
        return f"Listed function {self.signature}"

    def forwards(self):
        yield (
            f"CREATE FUNCTION {self.signature} RETURNS {self.returns} LANGUAGE plpgsql"
            f" SECURITY DEFINER {self.settings} AS $body$ {self.body} $body$"
        )
        yield f"REVOKE ALL ON FUNCTION {self.name} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {self.name} TO {', '.join([*self.roles, 'app_system'])}"

    def backwards(self):
        yield f"DROP FUNCTION {self.name}"

    @property
    def name(self):
        return self.signature.split("(")[0]
