"""The operation by which a table of a person's records is kept with the record that stays."""

from core.tenancy.operations import SqlOperation


class StandsWithTheKept(SqlOperation):
    """No row of this table can name a record that was emptied into another.

    For every table with `trainee_id`, of this app or a higher one. That its rows move with a merge
    needs no word: whatever names a person by `trainee_user_id` does, unless it is append-only.
    """

    def __init__(self, table):
        super().__init__(table)
        self.table = table

    def describe(self):
        return f"Stands with the kept record: {self.table}"

    def forwards(self):
        yield (
            "CREATE TRIGGER stands_with_the_kept BEFORE INSERT OR UPDATE OF trainee_id"
            f" ON {self.table} FOR EACH ROW EXECUTE FUNCTION refuse_emptied_record()"
        )

    def backwards(self):
        yield f"DROP TRIGGER stands_with_the_kept ON {self.table}"


class StandsAsWritten(SqlOperation):
    """A ledger: rows are added, none is removed, and of one written only `column` ever changes.

    The column is the account of the person, which a merge of two records changes.
    """

    def __init__(self, table, column):
        super().__init__(table, column)
        self.table, self.column = table, column

    def describe(self):
        return f"Stands as written: {self.table}"

    def forwards(self):
        yield (
            f"CREATE FUNCTION {self.table}_stands() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{self.column}'"
            f" = to_jsonb(OLD) - '{self.column}' THEN RETURN NEW; END IF;"
            f" RAISE EXCEPTION '{self.table} stands as written'; END $$"
        )
        yield (
            f"CREATE TRIGGER stands_as_written BEFORE UPDATE OR DELETE ON {self.table}"
            f" FOR EACH ROW EXECUTE FUNCTION {self.table}_stands()"
        )

    def backwards(self):
        yield f"DROP TRIGGER stands_as_written ON {self.table}"
        yield f"DROP FUNCTION {self.table}_stands()"
