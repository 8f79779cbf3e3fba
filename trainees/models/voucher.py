"""Vouchers 培训券: what pays for a class of the holder's choice, and the issues they come from."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
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
from core.identifiers import SkillLevel
from core.workflow import Move
from programs.enums import TrainingType
from trainees.enums import VoucherState
from trainees.permissions import is_system, is_worker_oneself, may_issue_vouchers

S = VoucherState
LIVE_VOUCHER = (S.ISSUED, S.CLAIMED, S.HELD, S.VERIFIED)
IN_CLASS = (S.HELD, S.VERIFIED)


class VoucherContent(models.Model):
    """What a voucher is good for; an empty column leaves the choice to the holder."""

    training_type = models.CharField(
        _("training type"), max_length=16, choices=TrainingType, blank=True
    )
    occupation = models.ForeignKey(
        "programs.Occupation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("occupation"),
    )
    level = models.CharField(_("skill level"), max_length=14, choices=SkillLevel, blank=True)
    institutions = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name=_("institutions")
    )

    class Meta:
        abstract = True

    def covers(self, training_class) -> bool:
        """Whether it is good for a class; asks for its programme and its unit."""
        programme = training_class.programme
        wanted = (
            (self.training_type, programme.training_type),
            (self.occupation_id, programme.occupation_id),
            (self.level, programme.level),
        )
        is_taught_there = training_class.organization.number in self.institutions
        return all(mine in ("", None, theirs) for mine, theirs in wanted) and (
            not self.institutions or is_taught_there
        )

    @property
    def content(self) -> str:
        """What it is good for, in words."""
        named = (
            self.get_training_type_display(),
            str(self.occupation or ""),
            self.get_level_display(),
        )
        return " · ".join(filter(None, named)) or str(_("any listed class"))


class VoucherIssueQuerySet(ScopedQuerySet):
    def with_figures(self):
        """With how many of its vouchers were claimed, are in a class, settled, or ended unused."""
        figures = {
            "claimed": Q(vouchers__claimed_at__isnull=False),
            "in_class": Q(vouchers__state__in=IN_CLASS),
            "settled": Q(vouchers__state=S.SETTLED),
            "expired": Q(vouchers__state=S.EXPIRED),
            "cancelled": Q(vouchers__state=S.CANCELLED),
        }
        counts = {name: models.Count("vouchers", filter=asked) for name, asked in figures.items()}
        return self.annotate(**counts)


class VoucherQuerySet(ScopedQuerySet):
    def live(self):
        return self.filter(state__in=LIVE_VOUCHER)

    def usable(self):
        """Claimed, and meant for no enrolment yet."""
        return self.filter(state=S.CLAIMED, enrolment__isnull=True)


class VoucherIssue(VoucherContent, ScopedModel):
    """Vouchers given to everybody of a key group at once, by a district or by the city."""

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
    }
    AUDIT_HIDDEN = ("group",)

    number = models.CharField(_("number"), max_length=20, unique=True)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("issued by")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    group = models.ForeignKey(
        "trainees.KeyGroup", models.PROTECT, related_name="+", verbose_name=_("key group")
    )
    valid_until = models.DateField(_("valid until"))
    issued_at = models.DateTimeField(pgettext_lazy("voucher", "issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    people = models.PositiveIntegerField(_("people"))
    left_out = models.PositiveIntegerField(_("left out"))

    objects = VoucherIssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue of vouchers")
        verbose_name_plural = _("issues of vouchers")
        ordering = ["-id"]
        indexes = [models.Index(fields=["district", "-id"], name="voucher_issue_district")]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("admin:trainees_voucherissue_change", args=[self.pk])


class Voucher(VoucherContent, ScopedModel):
    """One person's voucher; it is never another's, and serves one enrolment.

    `enrolment` is the one it is meant for; it is held once that is confirmed. The institution sees
    a voucher that is meant for one of its classes.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        **to(UNIT_ADMINS, of_organization()),
        Role.WORKER: of_person(),
    }
    KEY_FACTS = ("number", "masked_name", ("content", _("Good for")), "valid_until")
    STATE_TONES = {
        S.ISSUED: "warn",
        S.CLAIMED: "good",
        S.HELD: "active",
        S.VERIFIED: "active",
        S.SETTLED: "good",
        S.EXPIRED: "bad",
        S.CANCELLED: "bad",
    }
    AT_COUNTER = True
    MOVES = {
        "claim": Move(
            {S.ISSUED},
            S.CLAIMED,
            is_worker_oneself,
            _("Claim the voucher"),
            explains=_("You can use it for a class of your choice that it is good for."),
        ),
        "hold": Move({S.CLAIMED}, S.HELD, is_system, _("Hold for an enrolment"), is_automatic=True),
        "release": Move(IN_CLASS, S.CLAIMED, is_system, _("Release"), is_automatic=True),
        "verify": Move({S.HELD}, S.VERIFIED, is_system, _("Verify"), is_automatic=True),
        "settle": Move({S.VERIFIED}, S.SETTLED, is_system, _("Settle"), is_automatic=True),
        "use_up": Move({S.VERIFIED}, S.CANCELLED, is_system, _("Use up"), is_automatic=True),
        "expire": Move({S.ISSUED, S.CLAIMED}, S.EXPIRED, is_system, _("Expire"), is_automatic=True),
        "cancel": Move(
            {S.ISSUED, S.CLAIMED, S.HELD},
            S.CANCELLED,
            may_issue_vouchers,
            _("Cancel the voucher"),
            needs=("reason",),
            tone="danger",
            explains=_(
                "The person is told the reason. An enrolment keeps its seat; the voucher does not "
                "pay for it any more."
            ),
        ),
    }

    number = models.CharField(_("voucher number"), max_length=20, unique=True)
    issue = models.ForeignKey(
        VoucherIssue, models.PROTECT, related_name="vouchers", verbose_name=_("issue of vouchers")
    )
    trainee = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="vouchers", verbose_name=_("trainee")
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    # as the institution may read it, which sees no record of the person
    masked_name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("home district")
    )
    organization = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        verbose_name=_("institution"),
    )
    enrolment = models.OneToOneField(
        "trainees.Enrolment",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="voucher",
        verbose_name=_("enrolment"),
    )
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.ISSUED)
    issued_at = models.DateTimeField(pgettext_lazy("voucher", "issued"))
    valid_until = models.DateField(_("valid until"))
    claimed_at = models.DateTimeField(pgettext_lazy("voucher", "claimed"), null=True, blank=True)
    held_at = models.DateTimeField(_("held"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    ended_at = models.DateTimeField(pgettext_lazy("voucher", "ended"), null=True, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["trainee_user", "-id"], name="voucher_person"),
            models.Index(fields=["district", "state"], name="voucher_district"),
            models.Index(
                fields=["organization", "-id"],
                name="voucher_organization",
                condition=Q(organization__isnull=False),
            ),
            models.Index(
                fields=["enrolment"],
                name="voucher_led",
                condition=Q(enrolment__isnull=False, state__in=(S.CLAIMED, *IN_CLASS)),
            ),
            models.Index(
                fields=["valid_until"],
                name="voucher_ending",
                condition=Q(state__in=(S.ISSUED, S.CLAIMED)),
            ),
        ]
        constraints = [
            models.UniqueConstraint(  # SR-0216
                fields=["trainee"], condition=Q(state__in=LIVE_VOUCHER), name="voucher_live_once"
            ),
            models.CheckConstraint(
                name="voucher_in_class_has_an_enrolment",
                condition=~Q(state__in=(*IN_CLASS, S.SETTLED))
                | Q(enrolment__isnull=False, organization__isnull=False, claimed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="voucher_meant_for_a_class_of_a_unit",
                condition=Q(enrolment__isnull=True, organization__isnull=True)
                | Q(enrolment__isnull=False, organization__isnull=False),
            ),
            models.CheckConstraint(
                name="voucher_ended_has_a_time",
                condition=~Q(state__in=(S.SETTLED, S.EXPIRED, S.CANCELLED))
                | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("account:voucher-detail", args=[self.number])
