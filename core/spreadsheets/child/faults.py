"""The refusal of a file inside the reading process."""

# Titles and headers may stand above the list, so the sheet may be that much longer.
ROWS_ABOVE = 10


class Fault(Exception):
    """`code` is a key of the engine's file messages; `details` fill its words."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code = code
        self.details = details


def check_size(job, row, column):
    """Refuse a cell outside the rows and columns a file may have; both count from 1."""
    if row > job["rows"] + ROWS_ABOVE:
        raise Fault("file_too_many_rows", found=row, limit=job["rows"])
    if column > job["columns"]:
        raise Fault("file_too_many_columns", found=column, limit=job["columns"])
