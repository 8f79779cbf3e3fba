"""A snapshot: figures by dimension, and the frozen rows every figure is counted from."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel
from programs.enums import TrainingType
from supervision.enums import Part
from supervision.models.report import REPORT_READERS

NO_OCCUPATION = "-"
MOST_IN_A_PACK = 1 << 24  # the id of a row has so much room beside its pack's


class SnapshotRow(ScopedModel):
    """What figure, pack and row share: the report with its scope, the run, and the dimensions.

    `district` and `organization` are the scope of the report (who may read it); the `dim_`
    columns say which part of the city the row tells of; empty means all. An occupation stands as
    its code; `NO_OCCUPATION` is a programme that belongs to none, such as a start-up course.
    """

    VISIBLE = REPORT_READERS

    report = models.ForeignKey("supervision.QuarterlyReport", models.PROTECT, related_name="+")
    run = models.PositiveSmallIntegerField()
    district = models.ForeignKey(
        "organizations.District", models.PROTECT, null=True, related_name="+"
    )
    organization = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+"
    )
    dim_district = models.ForeignKey(
        "organizations.District", models.PROTECT, null=True, related_name="+"
    )
    dim_training_type = models.CharField(max_length=20, choices=TrainingType, blank=True)
    dim_institution = models.ForeignKey(
        "organizations.Organization", models.PROTECT, null=True, related_name="+"
    )
    dim_occupation = models.CharField(_("occupation"), max_length=12, blank=True)

    class Meta:
        abstract = True


class ReportFigure(SnapshotRow):
    """One cell: an indicator for one combination of dimensions.

    A share keeps numerator and denominator; `value` is None where the denominator is 0.
    """

    indicator = models.CharField(_("indicator"), max_length=4)
    numerator = models.DecimalField(max_digits=18, decimal_places=2)
    denominator = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    value = models.DecimalField(max_digits=18, decimal_places=6, null=True)

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ["indicator", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "report",
                    "run",
                    "indicator",
                    "dim_district",
                    "dim_training_type",
                    "dim_institution",
                    "dim_occupation",
                ],
                nulls_distinct=False,
                name="figure_once",
            )
        ]

    def __str__(self):
        return f"{self.indicator} {self.value}"


class ReportPack(SnapshotRow):
    """Records of one place that count for the same parts of indicators, as they counted.

    `object_ids`, `labels` (masked) and `persons` (the trainees, where the records have one) have an
    entry for each record. Part n is `parts[n]` of `indicators[n]`; its days are the `day_of[n]`-th
    run of as many entries of `days`, its amounts that of `amounts`, 0 where a record counts as one.
    """

    kind = models.CharField(max_length=20)
    indicators = ArrayField(models.CharField(max_length=4))
    parts = ArrayField(models.CharField(max_length=11, choices=Part))
    day_of = ArrayField(models.SmallIntegerField())
    amount_of = ArrayField(models.SmallIntegerField())
    size = models.PositiveIntegerField()
    object_ids = ArrayField(models.BigIntegerField())
    labels = ArrayField(models.TextField())
    persons = ArrayField(models.BigIntegerField(), null=True)
    days = ArrayField(models.DateField())
    amounts = ArrayField(models.DecimalField(max_digits=18, decimal_places=2), null=True)

    class Meta:
        verbose_name = _("pack of rows")
        verbose_name_plural = _("packs of rows")
        ordering = ["id"]
        indexes = [models.Index(fields=["report", "run"], name="pack_report")]
        constraints = [
            models.CheckConstraint(
                name="pack_is_whole",
                condition=models.Q(
                    object_ids__len=models.F("size"),
                    labels__len=models.F("size"),
                    parts__len=models.F("indicators__len"),
                    day_of__len=models.F("indicators__len"),
                    amount_of__len=models.F("indicators__len"),
                    indicators__len__lt=MOST_IN_A_PACK / models.F("size"),
                )
                & (models.Q(persons=None) | models.Q(persons__len=models.F("size"))),
            )
        ]

    def __str__(self):
        return f"{self.kind} × {self.size}"


class ReportRow(SnapshotRow):
    """One record as one part counted it: kind, number, a masked label, the day, and its amount.

    A view of the packs, which reads only those that are asked for. `person` is the trainee whose
    rows count once where persons are counted.
    """

    pack = models.BigIntegerField()
    indicator = models.CharField(_("indicator"), max_length=4)
    part = models.CharField(max_length=11, choices=Part)
    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.BigIntegerField()
    label = models.CharField(_("record"), max_length=120)
    on = models.DateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    person = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "supervision_reportrow"
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        ordering = ["pack", "id"]

    def __str__(self):
        return self.label
