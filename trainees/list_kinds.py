"""The kinds of reference lists: what another authority knows, one declaration for each.

A further list is one more `declare`: it can then be loaded by file and by HTTP, stands on the
bureau's page with its age, and says what it says in decisions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.spreadsheets import Choice
from policies.enums import Parameter


class Shape(StrEnum):
    """What a row of a list states; columns and storage of each stand in `list_sheets`."""

    PEOPLE = "people"  # a person, from a day to a day
    INSURED = "insured"  # a person at an employer, from a month to a month
    UNITS = "units"  # a unit and whether it is in business


@dataclass(frozen=True)
class ListKind:
    """One kind of list.

    `means` says what it means to stand on it; `days` names the dated figure after so many days a
    list says nothing any more. `excludes` is the reason for which no subsidy is paid to who stands
    on it, `condition` the title of that condition. Which key groups a list proves stands with the
    groups (`KeyGroup.list_kind`).
    """

    code: str
    title: str
    means: str
    days: Parameter
    shape: Shape = Shape.PEOPLE
    excludes: str = ""
    condition: str = ""

    @property
    def choice(self) -> Choice:
        """The kind as a cell of a file names it."""
        return Choice(self.code, self.in_words("zh-hans"), self.in_words("en"))

    def in_words(self, language: str) -> str:
        with translation.override(language):
            return str(self.title)


_kinds: dict[str, ListKind] = {}


def declare(kind: ListKind) -> ListKind:
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> ListKind:
    """Raises KeyError for a kind nobody declared."""
    if code not in _kinds:
        raise KeyError(f"no kind of list is called {code}: declare it, as trainees/list_kinds.py")
    return _kinds[code]


def kinds(shape: Shape | None = None) -> list[ListKind]:
    """All kinds in the order of their declaration, or those of one shape."""
    return [kind for kind in _kinds.values() if shape in (None, kind.shape)]


def excluding() -> list[ListKind]:
    """The kinds that keep somebody from a subsidy."""
    return [kind for kind in _kinds.values() if kind.excludes]


def choices() -> Iterator[tuple[str, str]]:
    """Codes and names, for a column of a model."""
    return ((kind.code, kind.title) for kind in _kinds.values())


def check_addresses() -> None:
    """Every address of the environment is of a kind there is. Raises ImproperlyConfigured."""
    for kind in settings.LIST_SOURCES.keys() - _kinds.keys():
        known = ", ".join(sorted(_kinds)).upper()
        raise ImproperlyConfigured(f"LIST_URL_{kind.upper()}: no such list; there are {known}")


PENSIONER = declare(
    ListKind(
        "pensioner",
        _("Pensioners"),
        _("No training subsidy is paid."),
        Parameter.LIST_DAYS_PENSIONER,
        excludes="excluded_pensioner",
        condition=_("Draws no pension"),
    )
)
ESTABLISHMENT = declare(
    ListKind(
        "establishment",
        _("Staff on establishment"),
        _("No training subsidy is paid."),
        Parameter.LIST_DAYS_ESTABLISHMENT,
        excludes="excluded_civil_servant",
        condition=_("Not on establishment"),
    )
)
STUDENT = declare(
    ListKind(
        "student",
        _("Students before the final year"),
        _("No training subsidy is paid."),
        Parameter.LIST_DAYS_STUDENT,
        excludes="excluded_student",
        condition=_("No student before the final year"),
    )
)
DECEASED = declare(
    ListKind(
        "deceased",
        _("Register of deaths"),
        _("No training subsidy is paid."),
        Parameter.LIST_DAYS_DECEASED,
        excludes="excluded_deceased",
        condition=_("Not in the register of deaths"),
    )
)
DETAINED = declare(
    ListKind(
        "detained",
        _("Detained people"),
        _("No training subsidy is paid."),
        Parameter.LIST_DAYS_DETAINED,
        excludes="excluded_detained",
        condition=_("Not detained"),
    )
)
INSURED = declare(
    ListKind(
        "insured",
        _("Insured persons"),
        _("Works for the employer that pays in for the person."),
        Parameter.LIST_DAYS_INSURED,
        Shape.INSURED,
    )
)
UNEMPLOYED = declare(
    ListKind(
        "unemployed",
        _("Registered unemployed people"),
        _("Belongs to the key group of registered unemployed people."),
        Parameter.LIST_DAYS_UNEMPLOYED,
    )
)
GRADUATE = declare(
    ListKind(
        "graduate",
        _("College graduates of the year"),
        _("Belongs to the key group of graduates of the year."),
        Parameter.LIST_DAYS_GRADUATE,
    )
)
LOW_INCOME = declare(
    ListKind(
        "low_income",
        _("Recipients of minimum living allowance"),
        _("Belongs to the key group of recipients of minimum living allowance."),
        Parameter.LIST_DAYS_LOW_INCOME,
    )
)
BUSINESS = declare(
    ListKind(
        "business",
        _("Business register"),
        _("A unit of this name is in business, or was struck off."),
        Parameter.LIST_DAYS_BUSINESS,
        Shape.UNITS,
    )
)
