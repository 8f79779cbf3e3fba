"""What a rule set can change: one `RowKind` for each table of dated rows.

A higher app adds its own (the rows of subsidies) by `register(RowKind(…))` in its `apps.py`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from core.calendar import Unit as ClockUnit
from policies.enums import Parameter, Unit
from policies.models import DatedRow, DatedValue, TimeLimit


@dataclass(frozen=True)
class RowKind:
    """A table of dated rows.

    `codes()` gives code → name; `units(code)` the units it may have; `build(change, last)` an
    unstored row from a change and the newest row of that code; `fault(change)` what is wrong with
    the figure itself, or nothing. `is_long`: hundreds of codes, which no form repeats in each row.
    """

    name: str
    label: str
    model: type[DatedRow]
    codes: Callable[[], Mapping[str, str]]
    units: Callable[[str], Mapping[str, str]]
    build: Callable
    fault: Callable[[object], str]
    is_long: bool = False


_kinds: dict[str, RowKind] = {}


def register(kind: RowKind) -> None:
    _kinds[kind.name] = kind


def kinds() -> dict[str, RowKind]:
    """Every kind by its name, in the order of registration."""
    return _kinds


def kind(name: str) -> RowKind:
    return _kinds[name]


def model_of(name: str) -> type[DatedRow]:
    return _kinds[name].model


def value_units(code: str) -> dict[str, str]:
    unit = Parameter(code).unit
    return {unit.value: unit.label}


def value_fault(change) -> str:
    """A share lies between 0 and 1; everything else is a whole number above 0."""
    if change.unit == Unit.SHARE:
        fits = Decimal(0) <= change.figure <= Decimal(1)
        return "" if fits else _("A share lies between 0 and 1.")
    return positive_whole(change.figure)


def limit_fault(change) -> str:
    """Hours may be parts; days and months are counted in whole numbers."""
    if change.unit == ClockUnit.HOUR:
        return "" if change.figure > 0 else _("The figure is above 0.")
    return positive_whole(change.figure)


def positive_whole(figure: Decimal) -> str:
    if figure <= 0 or figure != figure.to_integral_value():
        return _("The figure is a whole number above 0.")
    return ""


def build_value(change, last) -> DatedValue:
    return DatedValue(code=change.code, value=change.figure, unit=change.unit)


TOLD = (
    "zh", "en", "process", "process_zh", "clock_start", "clock_start_zh", "direction",
    "date_basis", "when_over", "when_over_zh", "rule_id",
)  # fmt: skip


def build_limit(change, last) -> TimeLimit:
    """A new figure of a known time limit; what it counts from stays as it was."""
    told = {name: getattr(last, name) for name in TOLD}
    return TimeLimit(code=change.code, number=change.figure, unit=change.unit, **told)


def limit_codes() -> dict[str, str]:
    rows = TimeLimit.objects.order_by("code", "known_from")
    return {row.code: row.name for row in rows}


def unit_until_now(name: str, code: str) -> str:
    """The unit of the newest row of a code, or the only one it can have."""
    newest = kind(name).model.objects.filter(code=code, known_to=None).order_by("known_from").last()
    return newest.unit if newest else next(iter(kind(name).units(code)))


register(
    RowKind(
        name=DatedValue.KIND,
        label=_("policy figure"),
        model=DatedValue,
        codes=lambda: dict(Parameter.choices),
        units=value_units,
        build=build_value,
        fault=value_fault,
    )
)
register(
    RowKind(
        name=TimeLimit.KIND,
        label=_("time limit"),
        model=TimeLimit,
        codes=limit_codes,
        units=lambda code: dict(ClockUnit.choices),
        build=build_limit,
        fault=limit_fault,
    )
)
