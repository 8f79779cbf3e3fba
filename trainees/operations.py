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
