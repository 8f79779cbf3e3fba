"""What announcements and stories share: two languages, writers, a second reader, a day (2.15)."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel, ScopedQuerySet, everything, of_district, to, where
from core.enums import Face, Role
from core.language import in_language
from core.search import SortKey
from portal.enums import APPROVED_STATES, PUBLIC_STATES, WHOLE_STATES, EditorialState
from portal.models.moves import MOVES

S = EditorialState
TEXTS = ("title_zh", "title_en", "summary_zh", "summary_en", "body_zh", "body_en")
HAS_TEXTS = Q(*(~Q(**{name: ""}) for name in TEXTS))


def of_bureau(actor):
    """Visibility: the city's editors see all, those of a district what their bureau writes."""
    return everything(actor) if actor.face == Face.CITY else of_district()(actor)


class EditorialQuerySet(ScopedQuerySet):
    def newest_first(self):
        named = self.select_related("organization", "district")
        return named.order_by("-publish_on", "-pk")

    def fresh(self):
        """What is published and not archived yet, the newest first."""
        return self.filter(state=S.PUBLISHED).newest_first()


class Editorial(ScopedModel):
    """A text in both languages: an editor writes it, another person lets it out, on a day."""

    VISIBLE = {
        Role.EDITOR: of_bureau,
        **to({Role.MUNICIPAL_CHIEF, Role.AUDITOR}, everything),
        Role.ANYONE: where(is_public=True),
    }
    KEY_FACTS: tuple = ("organization", "publish_on")
    STATE_TONES = {
        S.IN_READING: "active",
        S.SCHEDULED: "active",
        S.PUBLISHED: "good",
        S.WITHDRAWN: "bad",
    }
    MOVES = MOVES
    SERIES = ""
    PAGE = ""
    NEEDED: tuple = TEXTS

    number = models.CharField(_("number"), max_length=12, unique=True)
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, related_name="+",
        verbose_name=_("published by"),
    )  # fmt: skip
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, related_name="+", verbose_name=_("district")
    )
    title_zh = models.CharField(_("title in Chinese"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    summary_zh = models.CharField(
        _("summary in Chinese"), max_length=160, blank=True,
        help_text=_("One or two sentences for lists and the feed."),
    )  # fmt: skip
    summary_en = models.CharField(_("summary in English"), max_length=320, blank=True)
    body_zh = models.TextField(
        _("text in Chinese"), max_length=20_000, blank=True,
        help_text=_("An empty line begins a paragraph; addresses become links."),
    )  # fmt: skip
    body_en = models.TextField(_("text in English"), max_length=40_000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=S, default=S.DRAFT)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    written_by = ArrayField(models.BigIntegerField(), verbose_name=_("written by"))
    handed_in_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    remark = models.CharField(_("remark of the second reader"), max_length=500, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("second reader"),
    )  # fmt: skip
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    publish_on = models.DateField(_("public from"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken down"), null=True, blank=True)
    is_public = models.GeneratedField(
        expression=Q(state__in=PUBLIC_STATES), output_field=models.BooleanField(), db_persist=True
    )
    sort_key = SortKey(of="title_zh")

    objects = EditorialQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["organization", "state"], name="%(class)s_organization"),
            models.Index(fields=["district", "state"], name="%(class)s_district"),
            models.Index(fields=["is_public", "-publish_on", "-id"], name="%(class)s_public"),
            GinIndex(name="%(class)s_search", fields=["search_text"], opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_approved_by_another",
                condition=Q(approved_by__isnull=True)
                | ~Q(written_by__contains=[models.F("approved_by")]),
            ),
            models.CheckConstraint(
                name="%(class)s_author_wrote",
                condition=Q(written_by__contains=[models.F("author")]),
            ),
            models.CheckConstraint(
                name="%(class)s_in_both_languages",
                condition=~Q(state__in=WHOLE_STATES) | HAS_TEXTS,
            ),
            models.CheckConstraint(
                name="%(class)s_states_have_facts",
                condition=(
                    ~Q(state__in=APPROVED_STATES)
                    | Q(
                        approved_by__isnull=False,
                        approved_at__isnull=False,
                        publish_on__isnull=False,
                    )
                )
                & (~Q(state__in=PUBLIC_STATES) | Q(published_at__isnull=False))
                & (~Q(state__in=[S.DRAFT, S.IN_READING]) | Q(approved_by__isnull=True))
                & (~Q(state=S.WITHDRAWN) | Q(withdrawn_at__isnull=False)),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        """Where the bureau works on it; its public address is `public_url`."""
        name = f"{self._meta.app_label}_{self._meta.model_name}"
        return reverse(f"admin:{name}_change", args=[self.pk])

    @property
    def public_url(self) -> str:
        return reverse(self.PAGE, args=[self.number])

    @property
    def publisher(self) -> str:
        """The bureau."""
        return str(self.organization)

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    @property
    def summary(self) -> str:
        return in_language(self.summary_zh, self.summary_en)

    @property
    def body(self) -> str:
        return in_language(self.body_zh, self.body_en)
