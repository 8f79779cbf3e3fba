"""The policy library: documents and their clauses, each under a permanent address."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.access import EVERY_ROLE, ScopedModel
from core.language import in_language
from core.search import SearchText
from policies.enums import DocumentStatus, Standing

DIGITS = "零一二三四五六七八九"
INNER = str.maketrans("《》", "〈〉")  # a title within a title


def in_characters(number: int) -> str:
    """A number below a hundred as clauses are counted: 四, 十二, 二十."""
    tens, ones = divmod(number, 10)
    head = f"{DIGITS[tens] if tens > 1 else ''}十" if tens else ""
    return head + (DIGITS[ones] if ones or not tens else "")


def article(slug: str) -> str:
    """The place of a clause in its document: 第四条, or 第2.3条 for a catalogue's number."""
    counted = in_characters(int(slug)) if slug.isdecimal() and int(slug) < 100 else slug
    return f"第{counted}条"


class PolicyDocument(ScopedModel):
    """One document: what it says, by whom, since when, and which one took its place."""

    VISIBLE = EVERY_ROLE
    STATUS_TONES = {
        DocumentStatus.IN_FORCE: "good",
        DocumentStatus.SUPERSEDED: "neutral",
        DocumentStatus.REPEALED: "bad",
    }

    number = models.CharField(_("document number"), max_length=60, unique=True)
    short = models.CharField(
        _("short name"), max_length=20, unique=True,
        help_text=_("How clauses of this document are quoted, such as gen in “gen §4”."),
    )  # fmt: skip
    title_zh = models.CharField(_("Chinese title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=300)
    issuer = models.CharField(_("issuer"), max_length=100)
    issued_on = models.DateField(_("issued"))
    effective_from = models.DateField(_("effective from"))
    effective_to = models.DateField(_("effective to"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=12, choices=DocumentStatus, default=DocumentStatus.IN_FORCE
    )
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by",
        verbose_name=_("supersedes"),
    )  # fmt: skip
    standing = models.CharField(
        pgettext_lazy("policy", "basis"),
        max_length=12,
        choices=Standing,
        default=Standing.DOCUMENTED,
    )
    source_note = models.CharField(_("source"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    search_text = SearchText(
        spelled="title_zh", also=("number", "short", "title_en", "issuer", "text")
    )

    class Meta:
        verbose_name = _("policy document")
        verbose_name_plural = _("policy documents")
        ordering = ["-issued_on", "number"]
        indexes = [
            GinIndex(name="document_search", fields=["search_text"], opclasses=["gin_trgm_ops"])
        ]
        constraints = [
            models.CheckConstraint(
                name="document_runs_forward",
                condition=models.Q(effective_to__isnull=True)
                | models.Q(effective_to__gte=models.F("effective_from")),
            ),
            models.CheckConstraint(
                name="document_does_not_supersede_itself",
                condition=models.Q(supersedes__isnull=True) | ~models.Q(supersedes=models.F("id")),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    def get_absolute_url(self):
        return reverse("policy-document", args=[self.number])

    @property
    def title(self) -> str:
        return in_language(self.title_zh, self.title_en)

    @property
    def status_tone(self) -> str:
        return self.STATUS_TONES[self.status]


class Clause(ScopedModel):
    """One clause; label and slug never change, so that what was cited is found."""

    VISIBLE = EVERY_ROLE

    document = models.ForeignKey(
        PolicyDocument,
        models.PROTECT,
        related_name="clauses",
        verbose_name=pgettext_lazy("policy", "document"),
    )
    label = models.CharField(_("label"), max_length=40, unique=True)
    slug = models.CharField(pgettext_lazy("policy", "address"), max_length=20)
    ordinal = models.PositiveSmallIntegerField(_("order"))
    heading_zh = models.CharField(_("Chinese heading"), max_length=120)
    heading_en = models.CharField(_("English heading"), max_length=200)
    text_zh = models.TextField(_("Chinese text"))
    text_en = models.TextField(_("English text"), blank=True)
    search_text = SearchText(
        spelled="heading_zh", also=("label", "heading_en", "text_zh", "text_en")
    )

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["document", "ordinal"]
        indexes = [
            GinIndex(name="clause_search", fields=["search_text"], opclasses=["gin_trgm_ops"])
        ]
        constraints = [
            models.UniqueConstraint(fields=["document", "slug"], name="clause_address_once"),
            models.CheckConstraint(
                name="clause_address_is_plain", condition=models.Q(slug__regex=r"^[\w.-]+$")
            ),
        ]

    def __str__(self):
        return f"{self.place} {self.heading}"

    def get_absolute_url(self):
        return reverse("policy-clause", args=[self.document.number, self.slug])

    @property
    def place(self) -> str:
        """第四条, or "Clause 4"."""
        return in_language(article(self.slug), f"Clause {self.slug}")

    @property
    def name(self) -> str:
        """The clause as people quote it, with its document: 《…》第四条."""
        title = self.document.title_zh.translate(INNER)
        chinese = f"《{title}》{article(self.slug)}"
        return in_language(chinese, f"{self.document.title_en}, clause {self.slug}")

    @property
    def heading(self) -> str:
        return in_language(self.heading_zh, self.heading_en)

    @property
    def text(self) -> str:
        return in_language(self.text_zh, self.text_en)
