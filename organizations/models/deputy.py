"""Somebody who acts for a member for a time, under the own name."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, everything, to
from core.enums import Face, Role
from core.workflow import Move
from organizations.enums import MEMBER_ADMINS, MEMBER_ROLES
from organizations.enums import DeputyState as S
from organizations.permissions import is_the_deputy, may_end_deputy


def of_own_organization(actor):
    """Visibility: all of the organization, for its administrator."""
    return Q(organization_id=actor.organization_id)


def concerned(actor):
    """Visibility: where one is the member or the deputy."""
    return Q(member_user_id=actor.user_id) | Q(deputy_user_id=actor.user_id)


class DeputyQuerySet(ScopedQuerySet):
    def acting(self, on):
        """In force on a day, for a member who still is one."""
        return self.filter(
            state=S.ACTIVE,
            first_day__lte=on,
            last_day__gte=on,
            member__state="active",
            deputy__state="active",
        )

    def live(self):
        return self.filter(state__in=(S.PROPOSED, S.ACTIVE))


class Deputy(ScopedModel):
    """Two members of one organization; separation of duties counts both as one person."""

    VISIBLE = {
        **to(MEMBER_ROLES, concerned),
        **to(MEMBER_ADMINS, of_own_organization),
        **to({Role.SECURITY_ADMINISTRATOR, Role.AUDITOR}, everything),
    }
    STATE_TONES = {S.PROPOSED: "active", S.ACTIVE: "good", S.REFUSED: "warn"}
    MOVES = {
        "accept": Move(
            {S.PROPOSED},
            S.ACTIVE,
            is_the_deputy,
            _("Accept"),
            explains=_("You act under your own name; the records name you and the member."),
        ),
        "refuse": Move({S.PROPOSED}, S.REFUSED, is_the_deputy, _("Refuse"), tone="danger"),
        "end": Move(
            {S.PROPOSED, S.ACTIVE},
            S.ENDED,
            may_end_deputy,
            _("End"),
            needs=("reason",),
            tone="danger",
        ),
    }

    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, verbose_name=_("organization")
    )
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, verbose_name=_("district")
    )
    number = models.CharField(_("number"), max_length=20, unique=True)
    member = models.ForeignKey(
        "organizations.Membership",
        models.PROTECT,
        related_name="deputies",
        verbose_name=_("membership"),
    )
    deputy = models.ForeignKey(
        "organizations.Membership",
        models.PROTECT,
        related_name="deputy_for",
        verbose_name=_("membership of the deputy"),
    )
    member_user = models.ForeignKey(
        "organizations.User", models.PROTECT, related_name="+", verbose_name=_("member")
    )
    deputy_user = models.ForeignKey(
        "organizations.User", models.PROTECT, related_name="+", verbose_name=_("deputy")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.PROPOSED)
    proposed_by = models.ForeignKey(
        "organizations.User", models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    answered_at = models.DateTimeField(_("answered"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["-first_day", "-id"]
        indexes = [
            models.Index(fields=["organization", "-first_day"], name="deputy_list"),
            models.Index(fields=["deputy_user", "state"], name="deputy_faces"),
            models.Index(fields=["state", "last_day"], name="deputy_over"),
        ]
        constraints = [
            models.CheckConstraint(
                name="deputy_days_in_order", condition=Q(first_day__lte=F("last_day"))
            ),
            models.CheckConstraint(
                name="deputy_is_another_person", condition=~Q(member_user=F("deputy_user"))
            ),
            models.CheckConstraint(
                name="deputy_state_and_times",
                condition=Q(state=S.PROPOSED, answered_at__isnull=True, ended_at__isnull=True)
                | Q(state__in=(S.ACTIVE, S.REFUSED), answered_at__isnull=False)
                | Q(state=S.ENDED, ended_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["member", "deputy"],
                condition=Q(state__in=(S.PROPOSED, S.ACTIVE)),
                name="deputy_live_once",
            ),
        ]

    def __str__(self):
        return f"{self.number} · {self.member}"

    def get_absolute_url(self):
        """The record's page in the face of the organization."""
        if self.organization.face == Face.ORGANIZATION:
            return reverse("workspace:deputy-detail", args=[self.pk])
        return reverse("admin:organizations_deputy_change", args=[self.pk])
