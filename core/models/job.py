"""Background jobs: what was asked, how far it is, what came of it."""

import uuid

from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access import everything
from core.enums import Role
from core.models.owned import OWN_ROWS, OwnedModel
from core.permissions import has_role, is_system, rule
from core.workflow import Move


class JobState(models.TextChoices):
    QUEUED = "queued", _("Queued")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


S = JobState
LIVE = (S.QUEUED, S.RUNNING)


@rule
def is_asker(actor, job):
    return (actor.user_id, actor.organization_id, actor.role) == (
        job.user_id,
        job.organization_id,
        job.role,
    )


may_cancel_job = is_asker | has_role(Role.SYSTEM_ADMINISTRATOR)


class Job(OwnedModel):
    """One piece of background work.

    `attempts` numbers the claims: a worker writes only while the number is still its own.
    `lease_until` is machine time: until then the worker of a running job, or the bell of a waiting
    one, is trusted. `params` and `result` hold ids and figures, never data of a person.
    """

    VISIBLE = {**OWN_ROWS, Role.SYSTEM_ADMINISTRATOR: everything}
    AUDIT_HIDDEN = ("errors", "result", "cursor", "lease_until")
    STATE_TONES = {S.RUNNING: "active", S.DONE: "good", S.FAILED: "bad"}
    MOVES = {
        "claim": Move(set(LIVE), S.RUNNING, is_system, _("Start running"), is_automatic=True),
        "retry": Move({S.RUNNING}, S.QUEUED, is_system, _("Try again"), is_automatic=True),
        "finish": Move({S.RUNNING}, S.DONE, is_system, _("Finish"), is_automatic=True),
        "fail": Move(set(LIVE), S.FAILED, is_system, _("Failed"), is_automatic=True),
        "cancel": Move(
            set(LIVE),
            S.CANCELLED,
            may_cancel_job,
            _("Cancel the job"),
            tone="danger",
            explains=_("It stops at its next step. What has been stored already stays."),
        ),
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(_("kind"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.QUEUED)
    language = models.CharField(_("language"), max_length=10)
    params = models.JSONField(_("parameters"), default=dict)
    about_model = models.CharField(_("kind of record"), max_length=80, blank=True)
    about_id = models.CharField(_("record"), max_length=40, blank=True)
    input = models.ForeignKey(
        "core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    output = models.ForeignKey(
        "core.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), null=True, blank=True)
    cursor = models.JSONField(default=dict)
    errors = models.JSONField(_("errors"), default=list)
    result = models.JSONField(_("result"), default=dict)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("trusted until"))
    created_at = models.DateTimeField(_("asked for"))
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended"), null=True, blank=True)
    error_code = models.CharField(_("reason code"), max_length=60, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["organization_id", "-created_at"], name="job_organization"),
            models.Index(fields=["district_id", "-created_at"], name="job_district"),
            models.Index(fields=["trainee_user_id", "-created_at"], name="job_worker"),
            models.Index(fields=["user_id", "-created_at"], name="job_person"),
            models.Index(
                fields=["lease_until"], name="job_due", condition=models.Q(state__in=LIVE)
            ),
            models.Index(
                fields=["finished_at"], name="job_failed", condition=models.Q(state=S.FAILED)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_ended_has_a_time",
                condition=models.Q(state__in=LIVE) | models.Q(finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="job_failed_has_a_reason",
                condition=~models.Q(state=S.FAILED) | ~models.Q(error_code=""),
            ),
        ]

    def __str__(self):
        return f"{self.title} {timezone.localtime(self.created_at):%Y-%m-%d %H:%M}"

    def get_absolute_url(self):
        return reverse("job-detail", args=[self.pk])

    @property
    def title(self) -> str:
        """What kind of work it is, and about what, in words."""
        from core.jobs.kinds import title_of

        return title_of(self.kind, self.params)

    def about_for(self, actor):
        """The record the job is of, if the actor sees it; else None."""
        if not self.about_model:
            return None
        model = apps.get_model(self.about_model)
        return model.objects.visible_to(actor).filter(pk=self.about_id).first()

    @property
    def is_over(self) -> bool:
        return self.state not in LIVE

    @property
    def share(self) -> int:
        """How far it is, 0 to 100; whole percents."""
        if self.state == S.DONE:
            return 100
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def failure(self) -> str:
        """Why it failed, in the reader's language; empty unless it did."""
        from core.refusals import Refused

        return Refused(self.error_code, self.error).message if self.error_code else ""
