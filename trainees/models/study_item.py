"""Learning items 学习内容: what is studied online in place of sitting in a room (workflow 2.5)."""

from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, of_organization, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.workflow import Move
from trainees.enums import StudyItemState
from trainees.models.enrolment import Enrolment
from trainees.permissions import is_own_unit_admin

S = StudyItemState


def of_own_classes(actor):
    """What is studied in the classes a worker has ever been in."""
    own = Enrolment.objects.filter(trainee_user=actor.user_id)
    return models.Q(session__training_class__in=own.values("training_class"))


class StudyItem(ScopedModel):
    """A paced text of an online session: its parts are shown one after another, for its length."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS | {Role.TEACHER}, of_organization()),
        Role.WORKER: of_own_classes,
    }
    KEY_FACTS = ("title", "session", "minutes")
    STATE_TONES = {S.OFFERED: "good", S.WITHDRAWN: "bad"}
    MOVES = {
        "withdraw": Move(
            {S.OFFERED},
            S.WITHDRAWN,
            is_own_unit_admin,
            _("Withdraw the learning item"),
            needs=("reason",),
            tone="danger",
            explains=_("It can be studied no more; what was accepted goes on counting."),
        ),
    }

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    session = models.ForeignKey(
        "programs.Session",
        models.PROTECT,
        related_name="study_items",
        verbose_name=_("online session"),
    )
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(
        _("content"),
        max_length=20_000,
        help_text=_("An empty line begins a new part. The parts are shown one after another."),
    )
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"), validators=[MinValueValidator(1)]
    )
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.OFFERED)

    class Meta:
        verbose_name = _("learning item")
        verbose_name_plural = _("learning items")
        ordering = ["session", "id"]
        indexes = [
            models.Index(fields=["organization", "session"], name="study_item_organization"),
            models.Index(fields=["district", "session"], name="study_item_district"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "id"], name="study_item_of_organization"
            ),
            models.CheckConstraint(
                name="study_item_has_a_length", condition=models.Q(minutes__gt=0)
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("workspace:study-item-detail", args=[self.pk])

    @property
    def parts(self) -> list[str]:
        """The text in the pieces that are shown one after another."""
        lines = self.body.replace("\r\n", "\n").split("\n\n")
        return [line.strip() for line in lines if line.strip()]
