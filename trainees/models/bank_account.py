"""Bank accounts 银行账户 of people: where money for them goes; the number is sealed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, everything, of_district, of_person, to
from core.enums import FINANCE_ROLES, Role
from core.identifiers import AccountType, mask_account, mask_name
from core.privacy import EncryptedField, KeyedHashField
from core.workflow import Move
from trainees.enums import AccountSource, AccountState, NameCheck
from trainees.permissions import is_worker_oneself

S = AccountState
READERS = FINANCE_ROLES | {Role.MUNICIPAL_REVIEWER, Role.MUNICIPAL_CHIEF, Role.AUDITOR}


class BankAccountQuerySet(ScopedQuerySet):
    def in_use(self):
        return self.filter(state=S.IN_USE)

    def with_persons(self):
        """With `persons`: how many people use the same number, this one included (R06)."""
        count = models.Func(
            "pk", function="persons_with_account", output_field=models.IntegerField()
        )
        return self.annotate(persons=count)


class BankAccount(ScopedModel):
    """One account of one person; another number is a new row, and the one before it has ended.

    Nobody reads the number: pages show the last four digits, also to its owner. A reconciler asks
    for it by a `DataReveal`. The holder is the person, or a minor's guardian.
    """

    VISIBLE = {
        **to(READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
        Role.WORKER: of_person(),
    }
    AUDIT_HIDDEN = ("holder_name", "number_hash")
    KEY_FACTS = ("masked_number", "bank", "stated_at")
    STATE_TONES = {S.STATED: "warn", S.IN_USE: "good"}
    MOVES = {
        "confirm": Move(
            {S.STATED},
            S.IN_USE,
            is_worker_oneself,
            _("This is my account"),
            page="account:bank-account-confirm",
        ),
        "end": Move(
            {S.STATED, S.IN_USE},
            S.ENDED,
            is_worker_oneself,
            _("Take the account out of use"),
            tone="danger",
            page="account:bank-account-end",
        ),
    }

    trainee = models.ForeignKey(
        "trainees.Trainee",
        models.PROTECT,
        related_name="bank_accounts",
        verbose_name=_("trainee"),
    )
    trainee_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("account")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("home district")
    )
    account_type = models.CharField(_("kind of account"), max_length=14, choices=AccountType)
    number = EncryptedField(_("account number"))
    number_hash = KeyedHashField(max_length=64, editable=False)
    holder_name = models.CharField(_("account holder"), max_length=60)
    guardianship = models.ForeignKey(
        "trainees.Guardianship",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("guardianship"),
    )
    bank = models.CharField(_("bank"), max_length=60)
    source = models.CharField(_("stated by"), max_length=10, choices=AccountSource)
    roster = models.ForeignKey(
        "trainees.RosterImport",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("roster file"),
    )
    state = models.CharField(_("state"), max_length=10, choices=S)
    stated_at = models.DateTimeField(_("stated at"))
    confirmed_at = models.DateTimeField(_("in use since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    name_check = models.CharField(
        _("name at the bank"), max_length=12, choices=NameCheck, default=NameCheck.NOT_CHECKED
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_in = models.CharField(_("checked in"), max_length=60, blank=True)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["trainee_user", "-id"], name="bank_account_person"),
            models.Index(fields=["district", "-id"], name="bank_account_district"),
            models.Index(
                fields=["number_hash"], name="bank_account_number", condition=Q(state=S.IN_USE)
            ),
            models.Index(
                fields=["roster"],
                name="bank_account_roster",
                condition=Q(roster__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee"], condition=Q(state=S.IN_USE), name="bank_account_live_once"
            ),
            models.UniqueConstraint(
                fields=["trainee"], condition=Q(state=S.STATED), name="bank_account_stated_once"
            ),
            models.CheckConstraint(
                name="bank_account_in_use_has_a_time",
                condition=~Q(state=S.IN_USE) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bank_account_ended_has_a_time",
                condition=~Q(state=S.ENDED) | Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.bank} {self.masked_number}"

    def get_absolute_url(self):
        return reverse("account:bank-account-detail", args=[self.pk])

    @property
    def masked_number(self) -> str:
        return mask_account(self.number)

    @property
    def masked_holder(self) -> str:
        return mask_name(self.holder_name)
