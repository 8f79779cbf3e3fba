"""Background jobs that survive their worker and can be left and found again.

    @jobs.kind("roster_import", title=_("Import of a roster"), queue="imports")
    def run(job: jobs.Running) -> dict: ...

    job = jobs.start("roster_import", actor=actor, about=training_class, input=stored_file)

A kind may run more than once, because its worker may be killed at any moment; its work must still
happen once. Two ways give that: everything in one `with job.last_step()`, or batches in
`with job.step() as cursor`. docs/jobs.md explains both.
"""

from core.jobs.asking import cancel, start
from core.jobs.kinds import kind
from core.jobs.running import Running, Stopped
from core.jobs.work import requeue, work

__all__ = ["Running", "Stopped", "cancel", "kind", "requeue", "start", "work"]
