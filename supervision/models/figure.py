"""A snapshot: figures by dimension, and the frozen rows every figure is counted from."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.access import ScopedModel
from programs.enums import TrainingType
from supervision.enums import Part
from supervision.models.report import REPORT_READERS

NO_OCCUPATION = "-"


class SnapshotRow(ScopedModel):
    """What figure and row share: the report with its scope, the run, and the dimensions.

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
    indicator = models.CharField(_("indicator"), max_length=4)
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


class ReportRow(SnapshotRow):
    """One record as it counted: kind, number, a masked label, the day, and its amount.

    `person` is the trainee whose rows count once where persons are counted.
    """

    part = models.CharField(max_length=11, choices=Part)
    kind = models.CharField(_("kind"), max_length=20)
    object_id = models.BigIntegerField()
    label = models.CharField(_("record"), max_length=120)
    on = models.DateField(_("day"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2, default=1)
    person = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        ordering = ["on", "id"]
        indexes = [
            models.Index(
                fields=["report", "run", "indicator", "part", "dim_district"], name="row_figure"
            )
        ]

    def __str__(self):
        return self.label
