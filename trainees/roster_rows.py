"""Rows of a roster: what a file alone cannot tell about its people, batch by batch."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from core import clock
from core.privacy import hash_many
from core.spreadsheets import CellError, Row
from policies.decisions import Check
from programs.models import Session, TrainingClass
from trainees.ages import MAJORITY, latest_birth
from trainees.checks import age_check, in_house
from trainees.group_checks import for_groups
from trainees.guardian_checks import CODE as NOT_AGREED
from trainees.guardian_checks import GUARDIAN
from trainees.models import Employment, Enrolment
from trainees.queries import CONFLICT, match_people, minors_agreed, people_overlap

OF_CLASS = "organization__trainingclass"  # from an employment to the classes of its enterprise


class PeopleCheck:
    """Looks at the good rows of a file and adds the errors of their people.

    Known under another name, too young, a minor without consent, of none of the groups a programme
    names, already enrolled, another class at the same time: in the database and among the rows of
    the file itself.
    `classes` maps keys to classes.
    """

    def __init__(self, classes: dict):
        self.classes = classes
        self.births = {k: f"{latest_birth(row.starts_on):%Y%m%d}" for k, row in classes.items()}
        self.adults = f"{latest_birth(clock.today(), MAJORITY):%Y%m%d}"  # born then or before
        live = Enrolment.objects.live().filter(training_class__in=classes)
        self.enrolled = set(live.values_list("training_class_id", "trainee_id"))
        of_groups = TrainingClass.objects.filter(pk__in=classes).exclude(programme__key_groups=[])
        self.groups = dict(of_groups.values_list("pk", "programme__key_groups"))
        self.in_house = in_house_of(classes)
        self.employed = employed_in(self.in_house)
        self.names: dict[str, str] = {}
        self.alone = {key: (key,) for key in classes}  # one tuple for all who stand in one class
        self.taken: dict[str, tuple[int, ...]] = {}
        self.clashes: dict[tuple[int, int], bool] = {}

    def look_at(self, rows: list[Row]) -> None:
        """Add the errors to rows whose cells are good; a few statements for all of them."""
        if not rows:
            return
        values = [row.values for row in rows]
        hashes = hash_many([item["identity_number"] for item in values])
        kinds = [str(item["document_type"]) for item in values]
        known = match_people(kinds, hashes, [item["name"] for item in values])
        busy = people_overlap([(known.get(n), item["class_id"]) for n, item in enumerate(values)])
        minors = {n for n, item in enumerate(values) if self.is_minor(item)}
        agreed = minors_agreed([known.get(n) for n in minors])
        for place, (row, digest) in enumerate(zip(rows, hashes, strict=True)):
            person = known.get(place)
            lacks = place in minors and person not in agreed
            for check in self.failures(row.values, digest, person, place in busy, lacks):
                self.refuse(row, check)

    def is_minor(self, values) -> bool:
        return values["identity_number"][6:14] > self.adults

    def failures(self, values, digest, person, is_busy, lacks_consent):
        """The conditions one row does not meet; `person` is None for somebody new."""
        name, key = values["name"], values["class_id"]
        if person == CONFLICT or self.names.setdefault(digest, name) != name:
            yield Check("real_name_not_verified", False, _("Name"))
        if values["identity_number"][6:14] > self.births[key]:
            yield age_check(birth_of(values["identity_number"]), self.classes[key])
        elif lacks_consent:
            yield not_agreed()
        if values["key_group"] not in self.groups.get(key, [values["key_group"]]):
            asked = for_groups(self.groups[key])
            yield Check("group_proof_missing", False, _("Key group"), asked)
        if key in self.in_house and (key, person) not in self.employed:
            day = _("employed here on %(day)s") % {"day": self.classes[key].starts_on}
            yield Check("not_employed", False, _("Employed in the enterprise"), day)
        if (key, person) in self.enrolled:
            yield Check("already_enrolled", False, _("Not enrolled in this class yet"))
        if is_busy or self.clashes_in_file(digest, key):
            yield Check("overlapping_class", False, _("No other class at the same time"))

    def refuse(self, row: Row, check: Check) -> None:
        """Add a failed condition to a row; its cells are kept for the error workbook."""
        if not row.cells:
            row.cells = {key: str(value) for key, value in row.values.items() if value is not None}
            row.cells["class_id"] = self.classes[row.values["class_id"]].number
        header = _("Identity number")
        row.errors.append(
            CellError(row.number, "identity_number", header, check.code, check.message)
        )

    def clashes_in_file(self, digest, key) -> bool:
        """Whether an earlier row enrols the same person in a class at the same time."""
        others = self.taken.get(digest, ())
        self.taken[digest] = (*others, key) if others else self.alone[key]
        return any(self.overlap(other, key) for other in others if other != key)

    def overlap(self, one: int, other: int) -> bool:
        pair = (min(one, other), max(one, other))
        if pair not in self.clashes:
            self.clashes[pair] = Session.objects.overlapping_classes(*pair)
        return self.clashes[pair]


def in_house_of(classes: Iterable[int]) -> set[int]:
    """Those of some classes that an enterprise teaches in house."""
    return set(in_house(classes).values_list("pk", flat=True))


def employed_in(classes: Iterable[int]) -> set[tuple[int, int]]:
    """(class, trainee) of everybody employed on the first day of an in-house class."""
    if not classes:
        return set()
    first_day = F(f"{OF_CLASS}__starts_on")
    found = Employment.objects.on(first_day, **{f"{OF_CLASS}__in": list(classes)})
    return set(found.order_by().values_list(OF_CLASS, "trainee_id"))


def not_agreed() -> Check:
    """A minor whose guardian has not agreed; the person has to ask, nobody else can."""
    remedy = _(
        "The person registers with an own account and asks the guardian there; then send the row "
        "again."
    )
    return Check(NOT_AGREED, False, str(GUARDIAN.title), remedy=remedy)


def birth_of(number: str) -> date:
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def shown(error: CellError) -> dict:
    """An error as it is kept and shown; it repeats no value."""
    names = ("key", "column", "code", "message")
    return {"row": error.row} | {name: str(getattr(error, name)) for name in names}


def shown_check(check: Check) -> dict:
    """A failed condition of the file as a whole, among the errors of its rows."""
    return {"row": "", "key": "", "column": check.title, "code": check.code} | {
        "message": check.message
    }


def seats_check(training_class, wanted: int) -> Check:
    """As many free seats as good rows."""
    words = {
        "wanted": wanted,
        "free": training_class.seats_free,
        "seats": training_class.seats,
    }
    return Check(
        "class_full",
        wanted <= training_class.seats_free,
        _("A seat is free"),
        _("%(wanted)d people, %(free)d of %(seats)d seats free") % words,
        remedy=_("Send a shorter roster, or file another class."),
    )
