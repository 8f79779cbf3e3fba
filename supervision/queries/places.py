"""The places of a report: which part of the city a cell tells of, by code, name and address."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from organizations.models import District, Organization
from programs.enums import TrainingType
from programs.models import Occupation
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


class Names:
    """Codes, names and addresses of places; read once for all of them."""

    def __init__(self, places: Iterable[Place]):
        found = list(places)
        self.districts = {row.pk: row for row in District.objects.all()}
        self.institutions = Organization.objects.in_bulk({place.institution for place in found})
        codes = {place.occupation for place in found}
        self.occupations = {row.code: row for row in Occupation.objects.filter(code__in=codes)}

    def code(self, place: Place) -> str:
        return " ".join(code for code, name in self.parts(place))

    def name(self, place: Place) -> str:
        return " · ".join(name for code, name in self.parts(place))

    def parts(self, place: Place) -> list[tuple[str, str]]:
        """Code and name of each dimension the place names."""
        found = []
        if place.district:
            row = self.districts[place.district]
            found.append((row.code, str(row)))
        if place.training_type:
            found.append((place.training_type, str(TrainingType(place.training_type).label)))
        if place.institution:
            unit = self.institutions[place.institution]
            found.append((unit.number, unit.name))
        if place.occupation:
            found.append((place.occupation, self.occupation(place.occupation)))
        return found

    def occupation(self, code: str) -> str:
        if code == NO_OCCUPATION:
            return _("Without an occupation")
        return str(self.occupations[code])

    def query(self, place: Place) -> dict[str, str]:
        """The place as the query of the page of rows."""
        found = {}
        if place.district:
            found["district"] = self.districts[place.district].code
        if place.training_type:
            found["type"] = place.training_type
        if place.institution:
            found["institution"] = self.institutions[place.institution].number
        if place.occupation:
            found["occupation"] = place.occupation
        return found
