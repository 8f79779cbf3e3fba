"""Asking for an export: checked at once, made later."""

from django.db import transaction
from django.http import QueryDict

from core import jobs
from core.access import Actor
from core.exports.declaring import export_of
from core.models import Job
from core.privacy import encrypt
from core.refusals import Refused

FORMS = ("xlsx", "csv")


@transaction.atomic
def start(*, actor: Actor, name: str, form: str = "xlsx", query: str = "") -> Job:
    """Start the job that writes an export; `query` is the query string of the page.

    It may hold a name somebody searched for, so it is kept encrypted. Raises Refused: not_allowed,
    export_filter_invalid; KeyError for an unknown export.
    """
    export = export_of(name)
    if actor.role not in export.roles or form not in FORMS:
        raise Refused("not_allowed")
    export.rows(actor, QueryDict(query))
    return jobs.start("export", actor=actor, export=name, form=form, query=encrypt(query))
