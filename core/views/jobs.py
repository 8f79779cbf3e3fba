"""One's own jobs: how far they are, what went wrong, what came of them."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.enums import Role
from core.jobs.kinds import way_again, way_on
from core.models import Job
from core.pages import Column, DetailPage, Fact, ListPage
from core.refusals import listed

EVERYBODY = frozenset(set(Role) - {Role.ANYONE, Role.SYSTEM})
SHOWN_ERRORS = 200


def progress(job) -> str:
    """`120 / 4,000`, or what is done where nobody knows how much it will be."""
    return f"{job.done:,} / {job.total:,}" if job.total is not None else f"{job.done:,}"


class JobList(ListPage):
    """What the person asked for in this face, newest first."""

    model = Job
    face = "reading"
    roles = EVERYBODY
    title = _("Jobs")
    lead = _("Work that goes on while you do something else. You can leave and come back.")
    columns = (
        Column("kind", _("Job"), value=lambda job: job.title),
        Column("created_at", _("Asked for")),
        Column("done", _("Progress"), is_numeric=True, value=progress),
        Column("state", _("State"), is_badge=True),
    )
    empty = {
        "title": _("No job yet"),
        "text": _("Imports and exports you start on a list appear here."),
    }

    def get_queryset(self):
        return super().get_queryset().filter(user_id=self.actor.user_id)


class JobDetail(DetailPage):
    """One job. Without JavaScript the page loads anew every few seconds while the job lives."""

    model = Job
    face = "reading"
    roles = EVERYBODY
    slug_field = "pk"
    template_name = "core/job.html"

    def get_queryset(self):
        return super().get_queryset().select_related("input", "output")

    def get(self, request, *args, **kwargs):
        """A poll that finds the job over loads the whole page once more."""
        response = super().get(request, *args, **kwargs)
        if request.htmx and self.object.is_over:
            response["HX-Refresh"] = "true"
        return response

    def heading(self, obj):
        return obj.title

    def facts(self, obj):
        about = obj.about_for(self.actor)
        return [
            *([Fact(_("Record"), str(about))] if about else []),
            Fact(_("Asked for"), moment(obj.created_at)),
            Fact(_("Work began"), moment(obj.started_at)),
            Fact(_("Work ended"), moment(obj.finished_at)),
            Fact(_("Attempts"), obj.attempts),
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        errors = [in_words(row) for row in self.object.errors[:SHOWN_ERRORS]]
        return context | {
            "progress": progress(self.object),
            "way_on": way_on(self.object),
            "way_again": way_again(self.object) if self.object.is_over else "",
            "errors": errors,
            "more_errors": len(self.object.errors) - len(errors),
        }


def moment(instant):
    return instant and f"{timezone.localtime(instant):%Y-%m-%d %H:%M:%S}"


def in_words(row) -> dict:
    """One error in words: the kind's own, else those of the reason list."""
    code = row.get("code", "")
    words = row.get("message") or listed(code) or code
    return {"row": row.get("row"), "column": row.get("column", ""), "message": words}
