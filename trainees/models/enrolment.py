"""Enrolments and their way from the seat to the outcome (workflow 2.4)."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import (
    ScopedModel,
    ScopedQuerySet,
    everything,
    of_district,
    of_organization,
    of_person,
    to,
)
from core.enums import CASE_READERS, UNIT_ADMINS, Role
from core.identifiers import mask_name
from core.privacy import EncryptedField
from core.workflow import Move
from trainees.enums import (
    LIVE_STATES,
    SEATED_STATES,
    WAITING_STATES,
    Education,
    EnrolmentOutcome,
    EnrolmentSource,
    EnrolmentState,
)
from trainees.permissions import (
    is_own_unit_admin,
    is_system,
    is_worker_oneself,
    may_verify,
    may_withdraw,
)

S = EnrolmentState
OUTCOMES = (S.COMPLETED, S.FAILED)
FULL_MARKS = 100
FAILED, DONE, LEFT = (models.Q(state=state) for state in (S.FAILED, S.COMPLETED, S.WITHDRAWN))
HOW, Q = EnrolmentOutcome, models.Q
# The first that fits; the state alone would say no more than passed and failed.
ENDS = (
    (LEFT & Q(is_deferred=True), HOW.DEFERRED),
    (LEFT, HOW.WITHDRAWN),
    (DONE & Q(made_up_minutes__gt=0), HOW.MADE_UP),
    (DONE & Q(reassessed_at__isnull=False), HOW.CORRECTED),
    (DONE, HOW.COMPLETED),
    (FAILED & Q(first_signed_in_at=None), HOW.NEVER_ATTENDED),
    (FAILED & Q(outcome_code="attendance_below_threshold"), HOW.ATTENDANCE_LOW),
    (FAILED & Q(outcome_code="score_below_pass_mark"), HOW.SCORE_LOW),
    (FAILED, HOW.NOT_MET),
)
OUTCOME = models.Case(
    *(models.When(known, then=models.Value(how.value)) for known, how in ENDS),
    default=models.Value(""),
)
NEVER_SEATED = (*WAITING_STATES, S.DECLINED, S.OFFER_EXPIRED)
# Foreign keys of two columns prove more in one look-up than one of each: class and file are of this
# organization, the account is this trainee's. An index of each of these columns stands below.
PROVEN_TOGETHER = {"db_constraint": False, "db_index": False}


class EnrolmentQuerySet(ScopedQuerySet):
    def waiting(self):
        """The waiting lists, each in its order: groups with priority, then as people came."""
        waiting = self.filter(state=S.WAITLISTED)
        return waiting.order_by("training_class_id", "-goes_first", "pk")

    def with_position(self, actor):
        """With `position`: the place on the waiting list, 1 for who is next; else None.

        For oneself alone: beside the order of arrival it says who has priority (decision 78).
        """
        if actor.role != Role.WORKER:
            return self.annotate(position=models.Value(None, models.IntegerField(null=True)))
        position = models.Func(
            "pk", function="waiting_position", output_field=models.IntegerField(null=True)
        )
        return self.annotate(
            position=models.Case(models.When(state=S.WAITLISTED, then=position), default=None)
        )

    def live(self):
        return self.filter(state__in=LIVE_STATES)

    def seated(self):
        """Enrolments that hold a seat of a class that has not ended."""
        return self.filter(state__in=SEATED_STATES)


class Enrolment(ScopedModel):
    """One person in one class, with all that the institution may see of the person."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        **to({Role.DISTRICT_REVIEWER}, of_district()),
        **to(UNIT_ADMINS, of_organization()),
        Role.TEACHER: lambda actor: models.Q(
            training_class__sessions__teacher__user_id=actor.user_id
        ),
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("name", "masked_identity", "key_group", "goes_first")
    KEY_FACTS = ("training_class", "training_class.starts_on", "enrolled_at")
    STATE_TONES = {
        S.PENDING: "active",
        S.WAITLISTED: "active",
        S.OFFERED: "warn",
        S.OFFER_EXPIRED: "bad",
        S.CONFIRMED: "good",
        S.ATTENDING: "active",
        S.COMPLETED: "good",
        S.FAILED: "bad",
        S.REFUSED: "bad",
    }
    AT_COUNTER = True
    MOVES = {
        "verify": Move(
            {S.PENDING},
            S.CONFIRMED,
            may_verify,
            _("Confirm identity and proof"),
            explains=_("The person is enrolled for good and is told so."),
        ),
        "refuse": Move(
            {S.PENDING},
            S.REFUSED,
            may_verify | is_system,
            _("Refuse"),
            needs=("reason_code", "reason"),
            reasons=("identity", "enrolment", "group"),
            reason_label=_("Details (the person reads them)"),
            tone="danger",
        ),
        "offer": Move({S.WAITLISTED}, S.OFFERED, is_system, _("Offer the seat"), is_automatic=True),
        "accept": Move(
            {S.OFFERED},
            S.CONFIRMED,
            is_worker_oneself,
            _("Take the seat"),
            explains=_("You are enrolled at once."),
        ),
        "decline": Move(
            {S.OFFERED},
            S.DECLINED,
            is_worker_oneself,
            _("Decline the seat"),
            tone="danger",
            explains=_("The seat is offered to the next person. You leave the waiting list."),
        ),
        "lapse": Move({S.OFFERED}, S.OFFER_EXPIRED, is_system, _("Lapse"), is_automatic=True),
        "end_waitlist": Move(
            {S.WAITLISTED}, S.REFUSED, is_system, _("End the waiting list"), is_automatic=True
        ),
        "withdraw": Move(
            {S.PENDING, S.CONFIRMED, S.WAITLISTED, S.OFFERED, S.ATTENDING},
            S.WITHDRAWN,
            may_withdraw,
            _("Withdraw from the class"),
            needs=("reason",),
            tone="danger",
            explains=_(
                "Before the start the seat, or the place on the waiting list, goes to others. A "
                "voucher is yours again unless you have signed in to a lesson; then it is used up."
            ),
        ),
        # Made along with a transfer both sides want: never a button of its own.
        "transfer": Move(
            {S.CONFIRMED, S.ATTENDING}, S.WITHDRAWN, is_system, _("Transfer"), is_automatic=True
        ),
        "begin": Move({S.CONFIRMED}, S.ATTENDING, is_system, _("Begin"), is_automatic=True),
        "miss": Move({S.CONFIRMED}, S.FAILED, is_system, _("Never attended"), is_automatic=True),
        "complete": Move({S.ATTENDING}, S.COMPLETED, is_system, _("Complete"), is_automatic=True),
        "fail": Move({S.ATTENDING}, S.FAILED, is_system, _("Not complete"), is_automatic=True),
        "reassess": Move(
            {S.FAILED},
            S.COMPLETED,
            is_own_unit_admin,
            _("Assess again"),
            needs=("reason",),
            explains=_(
                "Every condition is looked at again, with the corrections confirmed and the "
                "lessons made up since. When all are met the person has completed and gets the "
                "certificate; the first outcome is kept."
            ),
        ),
    }

    training_class = models.ForeignKey(
        "programs.TrainingClass",
        models.PROTECT,
        related_name="enrolments",
        **PROVEN_TOGETHER,
        verbose_name=_("class"),
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        **PROVEN_TOGETHER,
        verbose_name=_("institution"),
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("district")
    )
    trainee = models.ForeignKey(
        "trainees.Trainee",
        models.PROTECT,
        related_name="enrolments",
        db_constraint=False,
        verbose_name=_("trainee"),
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        **PROVEN_TOGETHER,
        verbose_name=_("account"),
    )
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    masked_identity = models.CharField(_("identity number"), max_length=24)
    phone = EncryptedField(_("phone"), blank=True)
    education = models.CharField(_("education"), max_length=10, choices=Education, blank=True)
    key_group = models.ForeignKey(
        "trainees.KeyGroup",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("key group"),
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=EnrolmentSource)
    roster = models.ForeignKey(
        "trainees.RosterImport",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="enrolments",
        **PROVEN_TOGETHER,
        verbose_name=_("roster file"),
    )
    state = models.CharField(_("state"), max_length=13, choices=S, default=S.CONFIRMED)
    # Empty for whoever never had a seat: an enrolment counts from here, not from the waiting list.
    enrolled_at = models.DateTimeField(_("enrolled"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    # Of a group with priority when the list was joined; says of which group to nobody.
    goes_first = models.BooleanField(_("with priority"), default=False, db_default=False)
    offered_at = models.DateTimeField(_("seat offered"), null=True, blank=True)
    offer_due_at = models.DateTimeField(_("to be taken until"), null=True, blank=True)
    first_signed_in_at = models.DateTimeField(_("first sign-in"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    outcome_at = models.DateTimeField(_("outcome"), null=True, blank=True)
    outcome_code = models.CharField(_("reason"), max_length=40, blank=True)
    attended_minutes = models.PositiveIntegerField(_("attended minutes"), null=True, blank=True)
    scheduled_minutes = models.PositiveIntegerField(_("scheduled minutes"), null=True, blank=True)
    made_up_minutes = models.PositiveIntegerField(
        _("made-up minutes"), default=0, db_default=0, blank=True
    )
    threshold = models.DecimalField(
        _("threshold"), max_digits=5, decimal_places=4, null=True, blank=True
    )
    threshold_clause = models.CharField(_("clause"), max_length=80, blank=True)
    score = models.DecimalField(
        _("completion score"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(FULL_MARKS)],
    )
    scored_at = models.DateTimeField(_("score entered"), null=True, blank=True)
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("entered by"),
    )
    # Left for a later class after the first sign-in: the hours proven stay on this record.
    is_deferred = models.BooleanField(_("deferred"), default=False, db_default=False)
    reassessed_at = models.DateTimeField(_("assessed again"), null=True, blank=True)
    outcome = models.GeneratedField(
        verbose_name=_("outcome"),
        expression=OUTCOME,
        output_field=models.CharField(max_length=20),
        choices=EnrolmentOutcome,
        db_persist=True,
    )

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_at", "-id"]
        indexes = [
            models.Index(fields=["organization", "-enrolled_at"], name="enrolment_organization"),
            models.Index(fields=["district", "-enrolled_at"], name="enrolment_district"),
            models.Index(fields=["trainee_user", "-enrolled_at"], name="enrolment_person"),
            models.Index(fields=["training_class", "state"], name="enrolment_class"),
            models.Index(fields=["enrolled_at"], name="enrolment_time"),
            models.Index(
                fields=["training_class", "-goes_first", "id"],
                name="enrolment_waiting",
                condition=models.Q(state=S.WAITLISTED),
            ),
            models.Index(
                fields=["offer_due_at"],
                name="enrolment_offer",
                condition=models.Q(state=S.OFFERED),
            ),
            models.Index(
                fields=["organization", "roster"],
                name="enrolment_roster",
                condition=models.Q(roster__isnull=False),
            ),
            models.Index(
                fields=["first_signed_in_at"],
                name="enrolment_first_sign_in",
                condition=models.Q(first_signed_in_at__isnull=False),
            ),
            models.Index(
                fields=["outcome_at"],
                name="enrolment_outcome",
                condition=models.Q(outcome_at__isnull=False),
            ),
            models.Index(
                fields=["withdrawn_at"],
                name="enrolment_withdrawn",
                condition=models.Q(withdrawn_at__isnull=False),
            ),
            models.Index(
                fields=["key_group"],
                name="enrolment_key_group",
                condition=models.Q(key_group__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "id"], name="enrolment_of_organization"
            ),
            models.UniqueConstraint(
                fields=["training_class", "trainee"],
                condition=models.Q(state__in=LIVE_STATES),
                name="enrolment_live_once",
            ),
            models.CheckConstraint(
                name="enrolment_outcome_is_explained",
                condition=~models.Q(state__in=OUTCOMES)
                | models.Q(
                    outcome_at__isnull=False,
                    attended_minutes__isnull=False,
                    scheduled_minutes__isnull=False,
                    threshold__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="enrolment_score_is_signed",
                condition=models.Q(score__isnull=True, scored_at__isnull=True)
                | models.Q(score__range=(0, FULL_MARKS), scored_at__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_reassessed_completed",
                condition=models.Q(reassessed_at__isnull=True) | models.Q(state=S.COMPLETED),
            ),
            models.CheckConstraint(
                name="enrolment_deferred_has_left",
                condition=models.Q(is_deferred=False) | models.Q(state=S.WITHDRAWN),
            ),
            models.CheckConstraint(
                name="enrolment_seated_has_a_time",
                condition=models.Q(state__in=(*NEVER_SEATED, S.REFUSED, S.WITHDRAWN))
                | models.Q(enrolled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_never_seated_waited",
                condition=~models.Q(state__in=NEVER_SEATED)
                | models.Q(enrolled_at__isnull=True, waiting_since__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_offer_has_an_end",
                condition=~models.Q(state=S.OFFERED)
                | models.Q(offered_at__isnull=False, offer_due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="enrolment_withdrawn_has_a_time",
                condition=~models.Q(state=S.WITHDRAWN) | models.Q(withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.training_class.number} {self.masked_name}"

    def get_absolute_url(self):
        return reverse("account:enrolment-detail", args=[self.pk])

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def ending(self) -> str:
        """How it ended, in words; empty where the state says the same."""
        words = str(self.get_outcome_display())
        return "" if words == str(self.get_state_display()) else words

    @property
    def attendance_share(self):
        """Attended of scheduled minutes, 0 to 1; None before the outcome."""
        if not self.scheduled_minutes:
            return None
        return self.attended_minutes / self.scheduled_minutes
