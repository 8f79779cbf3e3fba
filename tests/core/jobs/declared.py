"""Kinds of jobs and an export that only the tests know, for the test and for a real worker."""

from core import exports, jobs
from core.enums import UNIT_ADMINS
from core.exports import Field
from core.refusals import Refused
from programs.models import Venue
from tests.workers import wait_at


class Rows:
    """Counts the rows a process has converted."""

    seen = 0

    @classmethod
    def pass_on(cls, value):
        cls.seen += 1
        wait_at(cls.seen)
        return value


exports.declare(
    "test_venues",
    title="Venues",
    model=Venue,
    roles=UNIT_ADMINS,
    fields=(Field("name", "Name", convert=Rows.pass_on), Field("places", "Places")),
)


def stand_after_storing() -> None:
    """In a worker: the barrier `stored`, between the storage and the end of the transaction."""
    from core.exports import writing

    keep = writing.files.keep

    def kept(*args, **kwargs):
        file = keep(*args, **kwargs)
        wait_at("stored")
        return file

    writing.files.keep = kept


@jobs.kind("test_work", title="Export")
def do_work(job):
    """What the test put in as `params["do"]`."""
    return WORK[job.params["do"]](job)


def succeed(job):
    job.report(done=2, total=4)
    job.report(done=4)
    return {"rows": 4}


def refuse(job):
    raise Refused("not_eligible", "3", errors=[Refused("already_enrolled")])


def crash(job):
    raise RuntimeError("密甲 stands in the words of the error")


def count_in_steps(job):
    """Ten rows, one a step; the first attempt dies in the seventh."""
    for n in range(job.cursor.get("next", 0), 10):
        with job.step(done=n + 1, total=10) as cursor:
            cursor["next"] = n + 1
            cursor["sum"] = cursor.get("sum", 0) + n
            if n == 6 and job.job.attempts == 1:
                raise RuntimeError
    return {"sum": job.cursor["sum"]}


WORK = {
    "succeed": succeed,
    "refuse": refuse,
    "crash": crash,
    "count_in_steps": count_in_steps,
}
