"""A worker with barriers in the work on rosters: `celery -A tests.trainees.roster_worker`.

Places: `check <row>` and `import <row>` before that row of the file is checked or staged, and the
words below, after the statement of that name and before the end of the transaction.
"""

from itertools import count

from tests.core.jobs.worker import app
from tests.workers import wait_at
from trainees import roster_jobs
from trainees.roster_rows import PeopleCheck
from trainees.services.roster import entering, statements, undoing
from trainees.services.roster.staging import Staging

NAMES = {id(statements.REGISTER): "registered", id(statements.ENROL): "enrolled"}


def after(home, name, place):
    """Stand at a place when the function `name` of a module is through."""
    work = getattr(home, name)

    def stopping(*args, **kwargs):
        result = work(*args, **kwargs)
        wait_at(place)
        return result

    setattr(home, name, stopping)


def count_checked():
    rows, failures = count(1), PeopleCheck.failures

    def counted(self, *args):
        wait_at(f"check {next(rows)}")
        return failures(self, *args)

    PeopleCheck.failures = counted


def count_staged():
    rows = Staging.rows

    def counted(self):
        for number, row in enumerate(rows(self), start=1):
            wait_at(f"import {number}")
            yield row

    Staging.rows = counted


def stand_after_statements():
    run = entering.Step.run

    def stopping(self, statement):
        run(self, statement)
        wait_at(NAMES.get(id(statement)))

    entering.Step.run = stopping


count_checked()
count_staged()
stand_after_statements()
after(roster_jobs, "keep_roster", "kept")
after(entering, "tell_enrolled", "told")
after(roster_jobs, "import_roster", "imported")
after(undoing, "tell_undone", "undone told")
after(undoing, "remove", "removed")
__all__ = ["app"]
