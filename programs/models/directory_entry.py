"""What the public directories said, and from when to when: written by the database alone.

Triggers keep the entries (migration `directory_security`), so that no way of changing a public
fact passes them by. An entry is a whole version; what is committed is never changed but for its
end, and the versions of one number follow each other without a gap.
"""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel, ScopedQuerySet
from core.language import in_language
from organizations.enums import OrganizationKind, Standing
from programs.directory_days import last_instant
from programs.enums import DirectoryPart

LICENSED = (
    "$.scope[*] ? (@.valid_from <= $day && (@.valid_to == null || @.valid_to >= $day){wanted})"
)


OPEN_CLASSES = Q(part=DirectoryPart.CLASS, is_listed=True)


class ShownDuring(Func):
    """The time a version stood in the directory, half open."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()

    def __init__(self):
        super().__init__("shown_from", "shown_to")

    def deconstruct(self):
        return f"{type(self).__module__}.{type(self).__name__}", (), {}


class DirectoryEntryQuerySet(ScopedQuerySet):
    def of(self, part):
        return self.filter(part=part)

    def on(self, day: date):
        """What stood at the end of a local day; for today, and days to come, what stands now."""
        moment = last_instant(day)
        if moment is None:
            return self.filter(shown_to__isnull=True)
        return self.alias(shown=ShownDuring()).filter(shown__contains=moment)

    def listed(self):
        """Entries that were found in the lists, and not only by their number."""
        return self.filter(is_listed=True)

    def licensed(self, day: date, **wanted):
        """Units with one line of scope on a day that has all of this (code, level, …)."""
        given = {name: value for name, value in wanted.items() if value}
        if not given:
            return self
        path = LICENSED.format(wanted="".join(f" && @.{name} == ${name}" for name in given))
        given["day"] = day.isoformat()
        has_line = Func(
            "facts",
            Value(path),
            Value(given, output_field=models.JSONField()),
            function="jsonb_path_exists",
            output_field=models.BooleanField(),
        )
        return self.filter(has_line)


class DirectoryEntry(ScopedModel):
    """One version of what a directory says of a unit, a programme, a class or an occupation."""

    VISIBLE = EVERY_ROLE

    part = models.CharField(_("directory"), max_length=12, choices=DirectoryPart)
    number = models.CharField(_("number or code"), max_length=20)
    unit = models.CharField(_("number of the unit"), max_length=20, blank=True)
    is_listed = models.BooleanField(_("listed"))
    facts = models.JSONField(_("as published"))
    sort_key = models.CharField(max_length=2000, db_collation="C", editable=False)
    search_text = models.TextField(editable=False)
    shown_from = models.DateTimeField(_("shown from"))
    shown_to = models.DateTimeField(_("shown until"), null=True, blank=True)
    xid = models.BigIntegerField(editable=False)  # of the transaction that wrote it

    objects = DirectoryEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of a directory")
        verbose_name_plural = _("entries of the directories")
        ordering = ["sort_key", "number"]
        indexes = [
            models.Index(
                fields=["part", "sort_key", "number"],
                condition=Q(shown_to__isnull=True),
                name="directory_now",
            ),
            GistIndex("part", ShownDuring(), name="directory_then"),
            models.Index(fields=["unit", "shown_from"], name="directory_of_unit"),
            models.Index(
                fields=["unit", "shown_from"], condition=OPEN_CLASSES, name="directory_classes_of"
            ),
            GistIndex(ShownDuring(), condition=OPEN_CLASSES, name="directory_classes_then"),
        ]
        constraints = [
            ExclusionConstraint(
                name="directory_entries_apart",
                expressions=[
                    ("part", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    (ShownDuring(), RangeOperators.OVERLAPS),
                ],
            ),
            models.UniqueConstraint(
                fields=["part", "number", "shown_from"], name="directory_entry_begins_once"
            ),
            models.CheckConstraint(
                name="directory_runs_forward",
                condition=Q(shown_to__isnull=True) | Q(shown_to__gt=models.F("shown_from")),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """What it is called, in the reader's language where it has a name in both."""
        facts = self.facts
        return facts.get("name") or in_language(facts.get("zh", ""), facts.get("en", ""))

    @property
    def kind(self) -> str:
        return self.facts["kind"]

    def get_kind_display(self):
        return OrganizationKind(self.kind).label

    @property
    def standing(self) -> str:
        return self.facts["standing"]

    def get_standing_display(self):
        return Standing(self.standing).label

    @property
    def district(self) -> str:
        """The district as it was called."""
        return in_language(self.facts["district_zh"], self.facts["district_en"])

    @property
    def address(self) -> str:
        return self.facts["address"]

    @property
    def accredited_until(self) -> str | None:
        return self.facts["accredited_until"]
