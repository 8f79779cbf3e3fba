"""Dated values and time limits: every figure of a rule is a row with a date and a clause.

A row has two times. Valid time says of which days it speaks, known time when it was published
(`known_from`) and, for a publication that was revoked, until when it stood (`known_to`). A row is
never edited: a trigger refuses everything but the end of known time.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import EVERY_ROLE, ScopedModel, ScopedQuerySet
from core.calendar import Direction, span_words
from core.calendar import Unit as ClockUnit
from core.language import in_language, told
from policies.enums import Parameter, Standing, Unit


class ValidRange(models.Func):
    """The days a row speaks of, both ends inside."""

    function = "daterange"
    output_field = DateRangeField()


VALID_RANGE = ValidRange("valid_from", "valid_to", models.Value("[]"))


def apart(name: str) -> ExclusionConstraint:
    """No two rows of one code that became known on one day speak of the same day.

    A correction speaks of the same days and is known later: it is of another generation. A revoked
    row is out of the way.
    """
    return ExclusionConstraint(
        name=name,
        expressions=[
            ("code", RangeOperators.EQUAL),
            ("known_from", RangeOperators.EQUAL),
            (VALID_RANGE, RangeOperators.OVERLAPS),
        ],
        condition=models.Q(known_to__isnull=True),
    )


def forward(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=(models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")))
        & (models.Q(known_to__isnull=True) | models.Q(known_to__gte=models.F("known_from"))),
    )


class DatedQuerySet(ScopedQuerySet):
    def in_force(self, on):
        """Rows valid on a day, both ends inclusive."""
        return self.filter(valid_from__lte=on).filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on)
        )

    def known(self, on):
        """Rows that were published by a day and not revoked by then."""
        return self.filter(known_from__lte=on).filter(
            models.Q(known_to__isnull=True) | models.Q(known_to__gt=on)
        )

    def bulk_create(self, *args, **kwargs):
        """New rows: what this transaction remembers of the rules is out of date."""
        from policies.rulebook import forget

        forget()
        return super().bulk_create(*args, **kwargs)


def figure_of(amount, unit: str, label) -> str:
    """A number with its unit: a share as per cent, all else with the unit's label."""
    if unit == Unit.SHARE:
        return f"{(amount * 100).normalize():f}%"
    if unit in ClockUnit.values:
        return span_words(f"{amount.normalize():f}", unit)
    return f"{amount.normalize():f} {label}"


class DatedRow(ScopedModel):
    """What a row must carry so that a decision can cite it; `clause` is the label people quote."""

    VISIBLE = EVERY_ROLE

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    known_from = models.DateField(_("published on"))
    known_to = models.DateField(_("revoked"), null=True, blank=True)
    clause = models.CharField(_("clause"), max_length=80)
    cited_clause = models.ForeignKey(
        "policies.Clause", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("clause in the library"),
    )  # fmt: skip
    source_standing = models.CharField(_("basis of the figure"), max_length=120)
    rule_set = models.ForeignKey(
        "policies.RuleSet", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("rule set"),
    )  # fmt: skip
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("corrects"),
    )  # fmt: skip

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        from policies.rulebook import forget

        forget()
        super().save(*args, **kwargs)

    @property
    def clause_url(self) -> str:
        """The permanent address of the clause; empty for a row that cites none."""
        return self.cited_clause.get_absolute_url() if self.cited_clause else ""

    @property
    def clause_name(self) -> str:
        """The clause with its document, as people quote it."""
        return self.cited_clause.name if self.cited_clause else self.clause

    @property
    def standing_name(self) -> str:
        """Where the figure comes from; the words of the list where it was made up."""
        names = dict(Standing.choices)
        return str(names.get(self.source_standing) or told(self.source_standing))

    @property
    def figure(self) -> str:
        """The number with its unit, as people read it: 80%, 30 persons, 10 working days."""
        return figure_of(self.amount, self.unit, self.get_unit_display())


class DatedValue(DatedRow):
    """A figure of a rule, such as the attendance threshold of 0.80."""

    KIND = "dated_value"

    code = models.CharField(_("value"), max_length=40, choices=Parameter)
    value = models.DecimalField(_("figure"), max_digits=10, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=12, choices=Unit)

    class Meta:
        verbose_name = _("policy figure")
        verbose_name_plural = _("policy figures")
        ordering = ["code", "-valid_from"]
        constraints = [
            apart("dated_value_apart"),
            forward("dated_value_runs_forward"),
        ]

    def __str__(self):
        return f"{self.name} {self.figure}"

    @property
    def name(self) -> str:
        return str(self.get_code_display())

    @property
    def amount(self):
        return self.value


class TimeLimit(DatedRow):
    """A time limit `tl_…`: how much, of what, counted from which day, and what happens after."""

    KIND = "time_limit"

    code = models.CharField(_("code"), max_length=40)
    zh = models.CharField(_("Chinese name"), max_length=60)
    en = models.CharField(_("English name"), max_length=80, blank=True)
    process = models.CharField(_("process"), max_length=60)
    process_zh = models.CharField(_("process in Chinese"), max_length=60, blank=True)
    clock_start = models.CharField(_("clock starts"), max_length=120)
    clock_start_zh = models.CharField(_("clock starts, in Chinese"), max_length=120, blank=True)
    direction = models.CharField(_("direction"), max_length=6, choices=Direction)
    number = models.DecimalField(_("figure"), max_digits=6, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=12, choices=ClockUnit)
    date_basis = models.CharField(_("date basis"), max_length=40)
    when_over = models.CharField(_("when over"), max_length=200)
    when_over_zh = models.CharField(_("when over, in Chinese"), max_length=200, blank=True)
    rule_id = models.CharField(_("subsidy rule"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        ordering = ["code", "-valid_from"]
        constraints = [
            apart("time_limit_apart"),
            forward("time_limit_runs_forward"),
        ]

    def __str__(self):
        return f"{self.name} {self.figure}"

    @property
    def name(self) -> str:
        """The name in the reader's language; its code where there is no English one."""
        return in_language(self.zh, self.en or self.code)

    @property
    def process_name(self) -> str:
        return in_language(self.process_zh, self.process)

    @property
    def starts_with(self) -> str:
        """What starts the clock."""
        return in_language(self.clock_start_zh, self.clock_start)

    @property
    def consequence(self) -> str:
        """What happens when it is over."""
        return in_language(self.when_over_zh, self.when_over)

    @property
    def amount(self):
        return self.number


class RulesVersion(ScopedModel):
    """One row whose token changes with every published row: what is remembered is compared."""

    VISIBLE = EVERY_ROLE

    token = models.UUIDField(_("version"))

    class Meta:
        verbose_name = _("version of the rules")
        verbose_name_plural = _("versions of the rules")

    def __str__(self):
        return str(self.token)
