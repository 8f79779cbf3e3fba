"""Standards and rates in a rule set: so the policy authors change the catalogue, by dated rows."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from policies.enums import Unit
from policies.rows import RowKind, register
from programs.enums import CourseType, Measure, RatePart, Stream
from programs.filters import TAUGHT_LEVELS
from programs.models import LessonStandard, Occupation, SubsidyRate
from programs.standards import is_course, rate_code, standard_code


def subjects():
    """(what, level, name) of everything that can be taught."""
    for occupation in Occupation.objects.order_by("code"):
        for level, label in TAUGHT_LEVELS:
            yield occupation.code, level, f"{occupation} {label}"
    for course in CourseType:
        yield course.value, "", str(course.label)


def standard_codes() -> dict[str, str]:
    return {
        standard_code(what, level, measure): f"{name} · {measure.label}"
        for what, level, name in subjects()
        for measure in Measure
    }


def rate_codes() -> dict[str, str]:
    """A rate for each level or course, a share for each occupation."""
    rates = {
        rate_code(what, level, RatePart.RATE): f"{name} · {RatePart.RATE.label}"
        for what, level, name in subjects()
    }
    return rates | {
        rate_code(row.code, "", RatePart.FLOAT): f"{row} · {RatePart.FLOAT.label}"
        for row in Occupation.objects.order_by("code")
    }


def parts_of(code: str) -> tuple[str, str, str]:
    """(what, level, measure or part) of a code."""
    subject, _space, part = code.rpartition(" ")
    what, _slash, level = subject.partition("/")
    return what, level, part


def standard_units(code: str) -> dict[str, str]:
    unit = Unit.LESSONS if parts_of(code)[2] == Measure.LESSONS else Unit.SHARE
    return {unit.value: unit.label}


def rate_units(code: str) -> dict[str, str]:
    unit = Unit.SHARE if parts_of(code)[2] == RatePart.FLOAT else Unit.CNY_PERSON
    return {unit.value: unit.label}


def fault(change) -> str:
    """A share lies between 0 and 1, lessons are whole, money has two places."""
    figure = Decimal(change.figure)
    if change.unit == Unit.SHARE:
        return "" if 0 <= figure <= 1 else _("A share lies between 0 and 1.")
    places = Decimal(1) if change.unit == Unit.LESSONS else Decimal("0.01")
    fits = figure > 0 and figure == figure.quantize(places)
    return "" if fits else _("Lessons are whole and money has two places; both are above 0.")


def build_standard(change, last) -> LessonStandard:
    what, level, measure = parts_of(change.code)
    return LessonStandard(what=what, level=level, measure=measure, **figures(change))


def build_rate(change, last) -> SubsidyRate:
    what, level, part = parts_of(change.code)
    stream = Stream.ENTREPRENEURSHIP if is_course(what) else Stream.TRAINING
    return SubsidyRate(what=what, level=level, part=part, stream=stream, **figures(change))


def figures(change) -> dict:
    return {"code": change.code, "value": change.figure, "unit": change.unit}


register(
    RowKind(
        name=LessonStandard.KIND,
        label=_("lesson standard"),
        model=LessonStandard,
        codes=standard_codes,
        units=standard_units,
        build=build_standard,
        fault=fault,
        is_long=True,
    )
)
register(
    RowKind(
        name=SubsidyRate.KIND,
        label=_("subsidy rate"),
        model=SubsidyRate,
        codes=rate_codes,
        units=rate_units,
        build=build_rate,
        fault=fault,
        is_long=True,
    )
)
