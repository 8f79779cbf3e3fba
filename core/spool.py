"""Rows on their way from a file or another system into the database, kept on the disk meanwhile.

Whoever reads millions of rows can neither hold them in memory nor an open transaction: they wait
here until all of them are known to be good. The file has no name, so nobody else opens it, and it
is gone with the process. It is no place for personal numbers in clear.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator


class Spool:
    """Tuples of text and None: add them batch by batch, iterate over all of them as often as asked.

    Use it as a context manager.
    """

    def __init__(self):
        self.file = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - see __exit__
        self.count = 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.file.close()

    def add(self, rows: Iterable[tuple]) -> None:
        for row in rows:
            self.file.write(json.dumps(row, ensure_ascii=False))
            self.file.write("\n")
            self.count += 1

    def __iter__(self) -> Iterator[tuple]:
        self.file.seek(0)
        return (tuple(json.loads(line)) for line in self.file)
