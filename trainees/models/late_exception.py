"""Exceptions for who comes late 补报名批准: a seat in a class that is running (workflow 2.4)."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, of_organization, of_person, to
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.identifiers import mask_name
from core.privacy import EncryptedField
from core.workflow import Move
from trainees.enums import Education, LateState
from trainees.permissions import is_own_district_reviewer, is_own_unit_admin, is_system

S = LateState
TERM = "tl_late_exception"
OPEN_LATE = (S.REQUESTED, S.GRANTED)
DECIDED = (S.GRANTED, S.REFUSED, S.USED)
TO_REFUSE = (  # the frequent ones first
    "threshold_unreachable",
    "entry_requirement_unmet",
    "document_missing",
    "not_eligible",
)


class LateException(ScopedModel):
    """One person who may still be enrolled in one running class until a day, as a district granted.

    It carries what the unit stated of the person, as an enrolment does: the unit sees no record of
    a person. `age` is that on the first day of the class.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("name", "masked_identity")
    KEY_FACTS = (
        "organization",
        "training_class",
        ("masked_name", pgettext_lazy("person", "name")),
        ("grounds", _("Grounds of the request")),
    )
    STATE_TONES = {
        S.REQUESTED: "active",
        S.GRANTED: "good",
        S.REFUSED: "bad",
        S.EXPIRED: "bad",
        S.USED: "good",
    }
    MOVES = {
        "grant": Move(
            {S.REQUESTED},
            S.GRANTED,
            is_own_district_reviewer,
            _("Grant the exception"),
            needs=("enrol_until", "reason"),
            reason_label=_("Why (the unit and the person read it)"),
            explains=_("The unit may enrol the person until that day, if a seat is still free."),
        ),
        "refuse": Move(
            {S.REQUESTED},
            S.REFUSED,
            is_own_district_reviewer,
            _("Refuse the late enrolment"),
            needs=("reason_code", "reason"),
            reasons=TO_REFUSE,
            tone="danger",
            explains=_("The unit and the person are told the reason."),
        ),
        "use": Move(
            {S.GRANTED},
            S.USED,
            is_own_unit_admin,
            _("Enrol late"),
            explains=_("The person is enrolled at once; sessions already held count as missed."),
        ),
        "withdraw": Move(
            OPEN_LATE,
            S.WITHDRAWN,
            is_own_unit_admin,
            _("Take back"),
            tone="danger",
            explains=_("The person is not enrolled by it any more."),
        ),
        "expire": Move(OPEN_LATE, S.EXPIRED, is_system, _("Expire"), is_automatic=True),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    training_class = models.ForeignKey(
        "programs.TrainingClass",
        models.PROTECT,
        related_name="late_exceptions",
        verbose_name=_("class"),
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("institution")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="+", verbose_name=_("trainee")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    masked_identity = models.CharField(_("identity number"), max_length=24)
    phone = EncryptedField(_("phone"), blank=True)
    education = models.CharField(_("education"), max_length=10, choices=Education, blank=True)
    age = models.PositiveSmallIntegerField(_("age on the first day"))
    grounds = models.CharField(_("grounds"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.REQUESTED)
    requested_at = models.DateTimeField(_("requested"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reply_due_on = models.DateField(_("reply due"))
    decided_at = models.DateTimeField(_("replied"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    enrol_until = models.DateField(_("to be enrolled until"), null=True, blank=True)
    enrolment = models.OneToOneField(
        "trainees.Enrolment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="late_exception",
        verbose_name=_("enrolment"),
    )

    class Meta:
        verbose_name = _("late enrolment")
        verbose_name_plural = _("late enrolments")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["organization", "-id"], name="late_organization"),
            models.Index(fields=["district", "state"], name="late_district"),
            models.Index(fields=["trainee_user", "-id"], name="late_person"),
            models.Index(
                fields=["requested_at"],
                name="late_open",
                condition=models.Q(state__in=OPEN_LATE),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["training_class", "trainee"],
                condition=models.Q(state__in=OPEN_LATE),
                name="late_open_once",
            ),
            models.CheckConstraint(
                name="late_decided_by_another",
                condition=models.Q(decided_by__isnull=True)
                | ~models.Q(decided_by=models.F("requested_by"))
                & ~models.Q(decided_by=models.F("trainee_user")),
            ),
            models.CheckConstraint(
                name="late_decided_has_who_and_when",
                condition=~models.Q(state__in=DECIDED)
                | models.Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="late_granted_has_an_end",
                condition=~models.Q(state__in=(S.GRANTED, S.USED))
                | models.Q(enrol_until__isnull=False),
            ),
            models.CheckConstraint(
                name="late_used_has_an_enrolment",
                condition=models.Q(state=S.USED, enrolment__isnull=False)
                | ~models.Q(state=S.USED) & models.Q(enrolment__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.masked_name}"

    def get_absolute_url(self):
        return reverse("workspace:late-detail", args=[self.number])

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)
