"""The guardian 监护人 of somebody under the age of majority: asked by a link, and the consent."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, ScopedQuerySet, everything, of_district, to
from core.enums import CASE_READERS, Role
from core.identifiers import mask_name, mask_phone
from core.privacy import EncryptedField
from core.workflow import Move
from trainees.enums import GuardianshipState, Relation
from trainees.permissions import is_guardian, is_system, is_ward_or_guardian

S = GuardianshipState
ANSWERED = (S.CONSENTED, S.DECLINED)


class GuardianshipQuerySet(ScopedQuerySet):
    def of_ward(self, user_id):
        """The guardians somebody has, or has asked."""
        return self.filter(trainee_user_id=user_id)

    def of_guardian(self, user_id):
        """The wards of somebody, whose consent stands or has stood."""
        return self.filter(guardian_user_id=user_id)

    def agreed(self):
        """Whose consent stands."""
        return self.filter(state=S.CONSENTED)


class Guardianship(ScopedModel):
    """One guardian of one ward (`trainee`). Of the link only a hash is stored.

    Who the guardian is stands here from the moment they answer; before, there is a name and an
    encrypted phone the ward has stated. The ward's name is masked: the guardian reads the row.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        Role.WORKER: lambda actor: (
            Q(trainee_user_id=actor.user_id) | Q(guardian_user_id=actor.user_id)
        ),
    }
    AUDIT_HIDDEN = ("guardian_name", "token_hash")
    KEY_FACTS = ("number", "masked_name", "invited_at")
    STATE_TONES = {
        S.INVITED: "active",
        S.CONSENTED: "good",
        S.DECLINED: "bad",
        S.EXPIRED: "bad",
    }
    MOVES = {
        "consent": Move({S.INVITED}, S.CONSENTED, is_guardian, _("Give consent")),
        "decline": Move(
            {S.INVITED},
            S.DECLINED,
            is_guardian,
            _("Decline"),
            tone="danger",
        ),
        "cancel": Move(
            {S.INVITED},
            S.ENDED,
            is_ward_or_guardian,
            _("Take the request back"),
            tone="danger",
            explains=_("The link in the message is dead at once. Another guardian can be asked."),
        ),
        "take_back": Move(
            {S.CONSENTED},
            S.ENDED,
            is_guardian,
            _("Take the consent back"),
            needs=("reason",),
            tone="danger",
            page="account:ward-end",
        ),
        "expire": Move({S.INVITED}, S.EXPIRED, is_system, _("Expire"), is_automatic=True),
        "come_of_age": Move(
            {S.INVITED, S.CONSENTED},
            S.ENDED,
            is_system,
            _("End at the age of majority"),
            is_automatic=True,
        ),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="guardianships", verbose_name=_("ward")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    masked_name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("home district")
    )
    guardian = models.ForeignKey(
        "trainees.Trainee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="wards",
        verbose_name=_("guardian"),
    )
    guardian_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("guardian"),
    )
    guardian_name = models.CharField(_("name of the guardian"), max_length=60)
    guardian_phone = EncryptedField(_("phone of the guardian"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    relation = models.CharField(_("relation"), max_length=12, choices=Relation, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.INVITED)
    invited_at = models.DateTimeField(_("asked"))
    due_on = models.DateField(_("open until"))
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    consent_version = models.CharField(_("form of consent"), max_length=20, blank=True)
    purposes = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("purposes")
    )
    paper = models.ForeignKey(
        "core.StoredFile",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("paper of the guardianship"),
    )
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Enrolments the guardian wants ended with the consent; the system worker withdraws them.
    withdrawals = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["trainee_user", "state"], name="guardianship_ward"),
            models.Index(fields=["district", "-id"], name="guardianship_district"),
            models.Index(fields=["due_on"], name="guardianship_open", condition=Q(state=S.INVITED)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee"], condition=Q(state=S.INVITED), name="guardianship_asked_once"
            ),
            models.UniqueConstraint(
                fields=["trainee", "guardian"],
                condition=Q(state=S.CONSENTED),
                name="guardianship_live_once",
            ),
            models.CheckConstraint(
                name="guardianship_of_another",
                condition=Q(guardian__isnull=True, guardian_user__isnull=True)
                | (
                    ~Q(guardian=models.F("trainee"))
                    & ~Q(guardian_user=models.F("trainee_user"))
                    & Q(guardian__isnull=False, guardian_user__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="guardianship_answered_by_somebody",
                condition=~Q(state__in=ANSWERED)
                | Q(guardian_user__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="guardianship_consent_is_kept",
                condition=~Q(state=S.CONSENTED) | (~Q(consent_version="") & ~Q(relation="")),
            ),
            models.CheckConstraint(
                name="guardianship_ended_has_a_time",
                condition=~Q(state=S.ENDED) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.masked_name}"

    def get_absolute_url(self):
        return reverse("account:guardian-detail", args=[self.number])

    @property
    def ward_url(self) -> str:
        """The page of the guardian about this ward."""
        return reverse("account:ward-detail", args=[self.number])

    @property
    def masked_guardian(self) -> str:
        return mask_name(self.guardian_name)

    @property
    def masked_guardian_phone(self) -> str:
        return mask_phone(self.guardian_phone)
