"""The job that writes a person's whole account, as JSON or as PDF."""

import io
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext_lazy as _

from core import clock, files, jobs
from core.files.types import JSON, PDF
from trainees.account_paper import account_pdf
from trainees.services.take_out import account_of

KIND = "learning_account"
FORMS = {"pdf": _("PDF, to read and print"), "json": _("JSON, for programs")}


def as_json(actor) -> bytes:
    text = json.dumps(account_of(actor), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    return text.encode()


WRITERS = {"json": (as_json, JSON), "pdf": (account_pdf, PDF)}


@jobs.kind(KIND, title=_("Learning account"))
def run(job: jobs.Running) -> None:
    """Read as the person who asked; the file is theirs alone."""
    form = job.params["form"]
    write, kind = WRITERS[form]
    content = write(job.actor)
    name = f"{_('Learning account')}-{clock.today():%Y%m%d}.{form}"
    with job.last_step() as result:
        result["rows"] = 1
        job.output = files.keep(
            job.actor, io.BytesIO(content), purpose="export", name=name, kind=kind
        )
