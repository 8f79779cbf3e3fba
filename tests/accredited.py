"""An accreditation in force with its scope, laid out without the way that led there."""

from datetime import date

from core import clock
from organizations.models import Accreditation, User
from programs.models import AccreditationScope, Occupation

FACTS = {
    "licence_number": "人社民2100000号", "licence_issuer": "示例人力资源和社会保障局",
    "licence_valid_until": date(2099, 12, 31), "legal_person": "某法人",
    "responsible_person": "某负责人", "premises_address": "某路1号", "premises_area": 300,
    "statement": "说明",
}  # fmt: skip
COURSES = ("GYB", "SYB", "IYB", "online_shop")
TYPES = ("key_group", "enterprise", "high_skilled")
LEVELS = ("5", "4", "3", "2", "1")


def nobody(name) -> User:
    """Somebody who passed or decided, and never signs in."""
    return User.objects.get_or_create(username=name, defaults={"name": "某人", "password": "!"})[0]


def accredited(unit, number, *, until=date(2099, 12, 31), **facts) -> Accreditation:
    """In force since 2020; another person passed it than decided it."""
    since = date(2020, 1, 1)
    return Accreditation.objects.create(
        **FACTS | facts, number=number, organization=unit, district=unit.district,
        state="accredited", submitted_at=clock.now(), reply_due_on=since, visit_due_on=since,
        passed_by=nobody("passer"), passed_at=clock.now(), decided_by=nobody("decider"),
        decided_at=clock.now(), valid_from=since, valid_until=until,
    )  # fmt: skip


def whole_scope(row: Accreditation) -> None:
    """Every occupation at every level, and every course."""
    own = {
        "accreditation": row, "organization": row.organization, "district": row.district,
        "valid_from": row.valid_from,
    }  # fmt: skip
    lines = [
        AccreditationScope(**own, training_type=kind, occupation=occupation, level=level)
        for kind in TYPES
        for occupation in Occupation.objects.all()
        for level in LEVELS
    ]
    lines += [
        AccreditationScope(**own, training_type="entrepreneurship", course_type=course)
        for course in COURSES
    ]
    AccreditationScope.objects.bulk_create(lines, ignore_conflicts=True)
