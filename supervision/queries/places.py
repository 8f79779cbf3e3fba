"""The places of a report: which part of the city a cell tells of, by code, name and address."""

from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from core.language import in_language
from organizations.models import District, Organization
from programs.enums import TrainingType
from programs.models import Occupation
from supervision.models import QuarterlyReport, ReportFigure
from supervision.models.figure import NO_OCCUPATION


class Place(NamedTuple):
    """Which part of the city a cell tells of; what is empty means all."""

    district: int | None = None
    training_type: str = ""
    institution: int | None = None
    occupation: str = ""

    @property
    def tells(self) -> set[str]:
        """The dimensions that are not all."""
        return {name for name, value in self._asdict().items() if value}


TOTAL = Place()
LEAF = set(Place._fields)


def names_of(report, run: int) -> dict[str, dict[str, list]]:
    """What the places of a run and its targets are called now, by kind and key.

    Code or number first, then the names. They are kept with the report: a later name stands in no
    earlier report.
    """
    figures = ReportFigure.objects.filter(report=report, run=run).order_by()
    districts = figures.values("dim_district_id")
    targeted = [int(line[1]) for line in report.targets.get("lines", ()) if line[1]]
    institutions = figures.values("dim_institution_id")
    codes = figures.values("dim_occupation")
    return {
        "district": {
            str(row.pk): [row.code, row.zh, row.en]
            for row in District.objects.filter(
                Q(pk__in=districts) | Q(pk=report.district_id) | Q(pk__in=targeted)
            )
        },
        "institution": {
            str(row.pk): [row.number, row.name]
            for row in Organization.objects.filter(
                Q(pk__in=institutions) | Q(pk=report.organization_id)
            )
        },
        "occupation": {
            row.code: [row.zh, row.en] for row in Occupation.objects.filter(code__in=codes)
        },
    }


class Names:
    """Codes, names and addresses of places, as they were called when the reports were made."""

    def __init__(self, *reports: QuarterlyReport):
        self.kept = {kind: {} for kind in ("district", "institution", "occupation")}
        for report in reports:
            for kind, found in report.names.items():
                self.kept[kind] |= found

    def code(self, place: Place) -> str:
        return " ".join(code for code, name in self.parts(place))

    def name(self, place: Place) -> str:
        return " · ".join(name for code, name in self.parts(place))

    def parts(self, place: Place) -> list[tuple[str, str]]:
        """Code and name of each dimension the place names."""
        found = []
        if place.district:
            code, *names = self.kept["district"][str(place.district)]
            found.append((code, in_language(*names)))
        if place.training_type:
            found.append((place.training_type, str(TrainingType(place.training_type).label)))
        if place.institution:
            found.append(tuple(self.kept["institution"][str(place.institution)]))
        if place.occupation:
            found.append((place.occupation, self.occupation(place.occupation)))
        return found

    def occupation(self, code: str) -> str:
        if code == NO_OCCUPATION:
            return _("Without an occupation")
        return in_language(*self.kept["occupation"][code])

    def query(self, place: Place) -> dict[str, str]:
        """The place as the query of the page of rows."""
        found = {}
        if place.district:
            found["district"] = self.kept["district"][str(place.district)][0]
        if place.training_type:
            found["type"] = place.training_type
        if place.institution:
            found["institution"] = self.kept["institution"][str(place.institution)][0]
        if place.occupation:
            found["occupation"] = place.occupation
        return found
