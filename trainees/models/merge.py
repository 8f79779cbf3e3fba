"""Two records of one person put together, and what moved with it (workflow 2.18)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import ScopedModel, everything, of_district, to
from core.enums import CASE_READERS, Role
from core.workflow import Move
from trainees.enums import MergeState
from trainees.permissions import is_system, may_decide_merge, may_propose_merge

S = MergeState
STANDING = (S.MERGED, S.FINAL)
# A pair in one of these is not proposed again.
ANSWERED = (S.PROPOSED, *STANDING, S.REFUSED)


class PersonMerge(ScopedModel):
    """The record `merged` is emptied into `kept`, which stands for the person from then on.

    What the two said is kept masked, as whoever proposed it saw them: the district of one of them
    may not see the record of the other.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
    }
    AUDIT_HIDDEN = ("facts",)
    KEY_FACTS = ("number", "district", "proposed_at", "reason")
    STATE_TONES = {
        S.PROPOSED: "active",
        S.MERGED: "good",
        S.FINAL: "good",
        S.UNDONE: "warn",
        S.REFUSED: "bad",
    }
    MOVES = {
        "merge": Move(
            {S.PROPOSED},
            S.MERGED,
            may_decide_merge,
            _("Merge the records"),
            explains=_(
                "Every record moves to the record that stays; the other account is closed and its "
                "sessions end. The person is told. It can be undone until the day shown then."
            ),
        ),
        "refuse": Move(
            {S.PROPOSED},
            S.REFUSED,
            may_decide_merge,
            _("Do not merge"),
            needs=("reason",),
            reason_label=_("Why these are two people (the district reads it)"),
            tone="danger",
            explains=_("The two records stay apart; the pair is not proposed again."),
        ),
        "withdraw": Move(
            {S.PROPOSED},
            S.WITHDRAWN,
            may_propose_merge,
            _("Withdraw the proposal"),
            tone="danger",
            explains=_("The two records stay as they are."),
        ),
        "undo": Move(
            {S.MERGED},
            S.UNDONE,
            may_decide_merge,
            _("Undo the merge"),
            needs=("reason",),
            tone="danger",
            explains=_(
                "Every record that moved goes back; what was made since stays with the record "
                "that was kept. The other account can be signed in with again."
            ),
        ),
        "settle": Move(
            {S.MERGED}, S.FINAL, is_system, pgettext_lazy("merge", "Settle"), is_automatic=True
        ),
    }

    number = models.CharField(_("number"), max_length=20, unique=True)
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, db_index=False, verbose_name=_("district")
    )
    kept = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="+", verbose_name=_("record that stays")
    )
    merged = models.ForeignKey(
        "trainees.Trainee", models.PROTECT, related_name="+", verbose_name=_("record that moves")
    )
    facts = models.JSONField(_("what the two records say"))
    reason = models.CharField(_("why it is one person"), max_length=500)
    proof = models.ForeignKey(
        "core.StoredFile", models.PROTECT, db_index=False, verbose_name=_("proof")
    )
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(pgettext_lazy("merge", "proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    undo_until = models.DateField(_("can be undone until"), null=True, blank=True)
    records = models.PositiveIntegerField(_("records moved"), default=0)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("undone by"),
    )  # fmt: skip
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of two records")
        verbose_name_plural = _("merges of records")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["district", "state"], name="merge_district"),
            models.Index(fields=["undo_until"], name="merge_ending", condition=Q(state=S.MERGED)),
        ]
        constraints = [
            models.CheckConstraint(name="merge_of_two", condition=~Q(kept=F("merged"))),
            models.UniqueConstraint(
                Least("kept", "merged"), Greatest("kept", "merged"),
                condition=Q(state__in=ANSWERED), name="merge_pair_once",
            ),
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(state__in=(S.PROPOSED, *STANDING)),
                name="merge_emptied_once",
            ),
            models.CheckConstraint(
                name="merge_decided_by_somebody",
                condition=Q(state__in=(S.PROPOSED, S.WITHDRAWN))
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="merge_made_has_a_last_day",
                condition=~Q(state__in=(*STANDING, S.UNDONE)) | Q(undo_until__isnull=False),
            ),
            models.CheckConstraint(
                name="merge_undone_by_somebody",
                condition=~Q(state=S.UNDONE) | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
            models.CheckConstraint(  # SD33
                name="merge_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(  # SD34
                name="merge_undone_by_another",
                condition=Q(undone_by__isnull=True) | ~Q(undone_by=F("decided_by")),
            ),
        ]  # fmt: skip

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("admin:trainees_personmerge_change", args=[self.pk])


class MergedRecord(ScopedModel):
    """One record that moved with a merge, by table and key: undoing it puts exactly these back.

    Written by the merge alone; never changed.
    """

    VISIBLE = {
        **to(CASE_READERS, everything),
        Role.DISTRICT_REVIEWER: of_district(),
    }

    merge = models.ForeignKey(
        PersonMerge, models.PROTECT, related_name="moved", db_index=False, verbose_name=_("merge")
    )
    district = models.ForeignKey("organizations.District", models.PROTECT, db_index=False)
    table_name = models.CharField(_("kind of record"), max_length=63)
    row_key = models.CharField(_("key"), max_length=40)

    class Meta:
        verbose_name = _("record that moved")
        verbose_name_plural = _("records that moved")
        ordering = ["id"]
        indexes = [models.Index(fields=["district", "id"], name="merged_record_district")]
        constraints = [
            models.UniqueConstraint(
                fields=["merge", "table_name", "row_key"], name="merged_record_once"
            )
        ]

    def __str__(self):
        return f"{self.table_name} {self.row_key}"
