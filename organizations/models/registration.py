"""A unit that asks for an account: stated by whoever acts for it, confirmed by its district."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, everything, of_district, to
from core.enums import CASE_READERS, Role
from core.identifiers import mask_phone
from core.privacy import EncryptedField, KeyedHashField
from core.search import SearchText
from core.workflow import Move
from organizations.enums import UNITS, Finding, OrganizationKind
from organizations.enums import RegistrationState as S
from organizations.permissions import holds_code, may_review_registration

KINDS = [(kind.value, kind.label) for kind in OrganizationKind if kind in UNITS]


class UnitRegistration(ScopedModel):
    """Institutions, enterprises and agencies come in by the same door (decision 57).

    Written by the public through `submit_registration`, followed by the applicant with tracking
    code and phone through `registration_by_code`; nobody but the district and the city reads it.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
    }
    AUDIT_HIDDEN = ("contact_name", "phone_hash", "code_hash", "site")
    KEY_FACTS = ("name", "uscc", "kind", "finding")
    STATE_TONES = {S.SUBMITTED: "active", S.CONFIRMED: "good", S.REFUSED: "bad"}
    MOVES = {
        "confirm": Move(
            {S.SUBMITTED},
            S.CONFIRMED,
            may_review_registration,
            _("Confirm the registration"),
            needs=("opinion",),
            explains=_(
                "The unit enters the public register, not accredited, and its contact person is "
                "invited as administrator."
            ),
            reason_label=_(
                "Opinion: how you checked the credit code, and that the person acts for the unit"
            ),
        ),
        "refuse": Move(
            {S.SUBMITTED},
            S.REFUSED,
            may_review_registration,
            _("Refuse the registration"),
            needs=("reason_code", "reason"),
            reasons=("registration", "general"),
            tone="danger",
            explains=_("The applicant reads the reason, and may register again."),
        ),
        "invite": Move(
            {S.CONFIRMED},
            S.CONFIRMED,
            may_review_registration,
            _("Send the invitation again"),
            explains=_("The contact person gets a new link; the one before is dead at once."),
        ),
        "withdraw": Move(
            {S.SUBMITTED}, S.WITHDRAWN, holds_code, _("Withdraw the registration"), tone="danger"
        ),
    }

    number = models.CharField(_("registration number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    name = models.CharField(_("full name"), max_length=80)
    short_name = models.CharField(_("short name"), max_length=20)
    uscc = models.CharField(_("unified social credit code"), max_length=18)
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    address = models.CharField(_("address"), max_length=120)
    contact_name = models.CharField(_("contact person"), max_length=60)
    phone = EncryptedField(_("mobile phone"), editable=False)
    phone_hash = KeyedHashField(editable=False)
    email = EncryptedField(_("e-mail"), blank=True, default="", editable=False)
    code_hash = KeyedHashField(editable=False)
    site = models.CharField(max_length=200, editable=False)  # where it was registered: for links
    consent_at = models.DateTimeField(_("agreed to the use of the data"))
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.SUBMITTED)
    submitted_at = models.DateTimeField(_("submitted"))
    reply_due_on = models.DateField(_("answer due"))
    finding = models.CharField(
        _("business register"), max_length=12, choices=Finding, default=Finding.NOT_CHECKED
    )
    found_name = models.CharField(_("name in the business register"), max_length=80, blank=True)
    found_in = models.CharField(_("source"), max_length=60, blank=True)
    found_at = models.DateTimeField(_("looked up"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "organizations.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    reason_code = models.CharField(_("reason from the list"), max_length=40, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    unit = models.ForeignKey(
        "organizations.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registered unit"),
    )
    invited_at = models.DateTimeField(_("invitation sent"), null=True, blank=True)
    search_text = SearchText(spelled="name", also=("short_name", "number", "uscc"))

    class Meta:
        verbose_name = _("unit registration")
        verbose_name_plural = _("unit registrations")
        ordering = ["-submitted_at", "-id"]
        indexes = [
            models.Index(fields=["district", "state", "reply_due_on"], name="registration_queue"),
            models.Index(fields=["state", "reply_due_on"], name="registration_due"),
            models.Index(fields=["code_hash"], name="registration_code"),
            GinIndex(
                name="registration_search", fields=["search_text"], opclasses=["gin_trgm_ops"]
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["uscc"], condition=Q(state=S.SUBMITTED), name="registration_open_once"
            ),
            models.CheckConstraint(
                name="registration_of_a_unit", condition=Q(kind__in=[kind for kind, _l in KINDS])
            ),
            models.CheckConstraint(
                name="registration_finding_has_a_source",
                condition=Q(finding=Finding.NOT_CHECKED)
                | (Q(found_at__isnull=False) & ~Q(found_in="")),
            ),
            models.CheckConstraint(
                name="registration_state_and_answer",
                condition=Q(
                    state__in=(S.SUBMITTED, S.WITHDRAWN),
                    answered_by__isnull=True,
                    answered_at__isnull=True,
                    unit__isnull=True,
                )
                | Q(
                    state=S.CONFIRMED,
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                    unit__isnull=False,
                )
                | (
                    Q(
                        state=S.REFUSED,
                        answered_by__isnull=False,
                        answered_at__isnull=False,
                        unit__isnull=True,
                    )
                    & ~Q(reason_code="")
                ),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.name}"

    @property
    def trainee_user_id(self):
        """Whoever registers has no account yet; the record's history tells who looked."""
        return None

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    def get_absolute_url(self):
        return reverse("admin:organizations_unitregistration_change", args=[self.pk])
