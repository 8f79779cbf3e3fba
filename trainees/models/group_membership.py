"""A key group somebody belongs to, with its proof, from when and until when."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, everything, of_district, of_person, to
from core.enums import CASE_READERS, Role
from core.workflow import Move
from trainees.enums import GroupBasis, GroupState
from trainees.permissions import is_system, may_judge_group, may_prove_group

S = GroupState
WITH_THE_DISTRICT = (S.SUBMITTED, S.RETURNED)
LIVE = (*WITH_THE_DISTRICT, S.VALID)
COUNTING = (*LIVE, S.EXPIRED)


class GroupMembershipQuerySet(ScopedQuerySet):
    def counting(self):
        """What counts on some day, or may once the district has answered; with the group."""
        return self.filter(state__in=COUNTING).select_related("group").order_by("pk")

    def holding(self, day):
        """Confirmed and in force on a day; one that ended afterwards counts for the days before."""
        return self.filter(
            state__in=(S.VALID, S.EXPIRED), valid_from__lte=day, valid_until__gte=day
        )


class GroupMembership(ScopedModel):
    """One person in one group, as the home district or a reference list has confirmed it.

    A renewal is a new record. What a list confirmed keeps its number and day as evidence; the paper
    is then not needed.

    A sensitive group is clear to the person and, while the proof is open, to the district; all
    others read only that a group is proven (roles, section 3).
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("group", "list_number", "list_as_of")  # the list would name the group
    KEY_FACTS = ("number", "trainee", "submitted_at")
    STATE_TONES = {
        S.SUBMITTED: "active",
        S.RETURNED: "warn",
        S.VALID: "good",
        S.EXPIRED: "bad",
        S.REFUSED: "bad",
    }
    AT_COUNTER = True
    MOVES = {
        "confirm": Move(
            {S.SUBMITTED},
            S.VALID,
            may_judge_group,
            _("Confirm the group"),
            needs=("valid_from", "valid_until"),
            explains=_("The person counts as one of the group from the first day to the last."),
        ),
        "confirm_by_list": Move(
            {S.SUBMITTED},
            S.VALID,
            is_system,
            _("Confirm by reference list"),
            needs=("valid_from", "valid_until", "list_number", "list_as_of"),
            is_automatic=True,
        ),
        "return": Move(
            {S.SUBMITTED},
            S.RETURNED,
            may_judge_group,
            _("Return for completion"),
            needs=("reason_code", "reason"),
            reasons=("document_missing", "group_proof_missing"),
            tone="warning",
            explains=_("The person is told what is missing and hands it in again."),
        ),
        "resubmit": Move(
            {S.RETURNED},
            S.SUBMITTED,
            may_prove_group,
            _("Hand in again"),
            explains=_("The district looks at the proof again."),
            page="account:group-resubmit",
        ),
        "refuse": Move(
            {S.SUBMITTED},
            S.REFUSED,
            may_judge_group,
            _("Refuse the proof"),
            needs=("reason_code", "reason"),
            reasons=("group_proof_missing", "group_proof_expired", "group_not_covered"),
            tone="danger",
            explains=_("The person is told the reason and may hand in another proof."),
        ),
        "withdraw": Move(
            {S.SUBMITTED, S.RETURNED},
            S.WITHDRAWN,
            may_prove_group,
            _("Take back"),
            tone="danger",
            explains=_("The proof is not looked at any more."),
        ),
        "lapse": Move({S.RETURNED}, S.WITHDRAWN, is_system, _("Lapse"), is_automatic=True),
        "expire": Move({S.VALID}, S.EXPIRED, is_system, _("Expire"), is_automatic=True),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="groups", verbose_name=_("trainee")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("home district")
    )
    group = models.ForeignKey(
        "trainees.KeyGroup", models.PROTECT, related_name="members", verbose_name=_("key group")
    )
    proof = models.ForeignKey(
        "core.StoredFile", models.PROTECT, null=True, blank=True, db_index=False,
        verbose_name=_("proof"),
    )  # fmt: skip
    basis = models.CharField(
        _("confirmed by"), max_length=10, choices=GroupBasis, default=GroupBasis.DOCUMENT
    )
    list_number = models.CharField(_("list"), max_length=20, blank=True)
    list_as_of = models.DateField(_("list of the day"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.SUBMITTED)
    submitted_at = models.DateTimeField(_("handed in"))
    replied_at = models.DateTimeField(_("replied"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = GroupMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("key group proof")
        verbose_name_plural = _("key group proofs")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["district", "state"], name="group_district"),
            models.Index(fields=["trainee_user", "state"], name="group_person"),
            models.Index(
                fields=["valid_until"], name="group_ending", condition=models.Q(state=S.VALID)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee", "group"],
                condition=models.Q(state__in=LIVE),
                name="group_live_once",
            ),
            models.CheckConstraint(
                name="group_confirmed_has_days",
                condition=~models.Q(state__in=(S.VALID, S.EXPIRED))
                | models.Q(
                    valid_from__isnull=False,
                    valid_until__gte=models.F("valid_from"),
                    replied_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="group_confirmed_on_something",
                condition=~models.Q(state__in=(S.VALID, S.EXPIRED))
                | models.Q(
                    basis=GroupBasis.DOCUMENT,
                    proof__isnull=False,
                    reviewed_by__isnull=False,
                )
                | models.Q(
                    basis=GroupBasis.LIST,
                    list_as_of__isnull=False,
                    reviewed_by__isnull=True,
                )
                & ~models.Q(list_number=""),
            ),
            models.CheckConstraint(
                name="group_judged_by_another",
                condition=models.Q(reviewed_by__isnull=True)
                | ~models.Q(reviewed_by=models.F("trainee_user")),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.trainee}"

    def get_absolute_url(self):
        return reverse("account:group-detail", args=[self.number])

    @property
    def discreet(self) -> str:
        return self.group.discreet

    @property
    def list_words(self) -> str:
        """The list that proves the group, for the person; it would name a sensitive group."""
        told = {"number": self.list_number, "day": f"{self.list_as_of:%Y-%m-%d}"}
        return gettext("%(number)s of %(day)s") % told

    @property
    def discreet_evidence(self) -> str:
        """What the group is confirmed on; of a sensitive group without the list that names it."""
        if not self.list_number or self.group.is_sensitive:
            return self.get_basis_display()
        return self.list_words

    def group_for(self, actor) -> str:
        """The group as this reader may know it."""
        is_open_case = actor.role == Role.DISTRICT_REVIEWER and self.state == S.SUBMITTED
        return str(self.group) if actor.role == Role.WORKER or is_open_case else self.discreet
