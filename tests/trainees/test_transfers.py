"""Transfers: one side asks, the other agrees, and the seat changes in one step."""

from datetime import timedelta
from random import Random

import pytest

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from core.workflow import available_moves, perform
from organizations.models import User
from policies.models import Decision
from programs.models import Programme, Session, TrainingClass, Venue
from tests import world as laid_out
from tests.sizes import size
from tests.teaching import make_teacher
from tests.trainees import test_guardians as guardians
from tests.trainees.test_group_enrolment import neighbour
from tests.trainees.test_groups import confirm, hand_in
from tests.trainees.test_seat_race import at_once, newcomer, overlapping
from tests.trainees.test_vouchers import GROUP, attended, claim, issue, own, use
from tests.trainees.test_waiting import full_class, join, move, now_of, system_advances, told
from trainees.models import Enrolment, Trainee, Transfer, Voucher
from trainees.services import transfers, vouchers
from trainees.services.enrolment import enrol

PEOPLE, STEPS = 5, size(60, 400)
WHY = "上班时间有变"


def two_classes():
    """A class a month ahead with two free seats, and a later one of its programme with two."""
    made = full_class()
    with acting_as(OWNER):
        Transfer.objects.update(state="declined")
    later = overlapping(made)
    with acting_as(OWNER):
        first = clock.today() + timedelta(days=40)
        TrainingClass.objects.filter(pk=later.pk).update(
            starts_on=first, ends_on=first, seats=2, seats_taken=0, waiting=0
        )
        for session in Session.objects.filter(training_class=later):
            session.starts_at += timedelta(days=40)
            session.ends_at += timedelta(days=40)
            session.save()
        Session.objects.filter(training_class=later).update(state="planned")
        later.refresh_from_db()
    made.rows["later"] = later
    return made


@pytest.fixture
def side(db):
    return two_classes()


@pytest.fixture
def committed_side(transactional_db):
    return two_classes()


@pytest.fixture
def unit(side):
    return laid_out.unit_actor(side)


@pytest.fixture
def person(side):
    return newcomer(1)


def join_later(actor, side):
    with acting_as(actor.scope):
        return enrol(actor=actor, training_class=TrainingClass.objects.get(pk=side.later.pk))


def ask(actor, enrolment, target) -> Transfer:
    with acting_as(actor.scope):
        row = Enrolment.objects.visible_to(actor).select_related("training_class")
        return transfers.ask_transfer(
            actor=actor, enrolment=row.get(pk=enrolment.pk), grounds=WHY,
            target=TrainingClass.objects.visible_to(actor).get(pk=target.pk),
        )  # fmt: skip


def make(transfer, name, actor, **inputs) -> Transfer:
    with acting_as(actor.scope):
        seen = Transfer.objects.visible_to(actor).get(pk=transfer.pk)
        return perform(seen, name, actor=actor, **inputs)


def refused(step) -> Refused:
    with pytest.raises(Refused) as caught:
        step()
    return caught.value


def counters(*classes) -> list[tuple[int, int]]:
    """(seats taken, waiting) of each class; they are those of its rows."""
    found = []
    with acting_as(OWNER):
        for key in classes:
            row = TrainingClass.objects.get(pk=key.pk)
            rows = Enrolment.objects.filter(training_class=row)
            holding = rows.seated().count() + rows.filter(state="offered").count()
            assert (row.seats_taken, row.waiting) == (holding, rows.waiting().count())
            assert row.seats_taken <= row.seats
            found.append((row.seats_taken, row.waiting))
    return found


def state(transfer) -> str:
    with acting_as(OWNER):
        return Transfer.objects.get(pk=transfer.pk).state


def unit_told(side, code) -> list[dict]:
    return told(type("Of", (), {"user_id": side.admin.pk}), code)


def advances() -> int:
    with acting_as(SYSTEM):
        return transfers.advance()


def test_what_the_unit_proposes_is_made_when_the_worker_agrees(side, unit, person):
    old = join(person, side)
    row = ask(unit, old, side.later)
    (proposed,) = told(person, "transfer_proposed")
    assert (row.state, proposed["class"]) == ("proposed", side.training_class.name)
    with acting_as(person.scope):
        seen = Transfer.objects.visible_to(person).get()
        assert set(available_moves(seen, person)) == {"agree", "decline"}
    done = make(row, "agree", person)
    assert (done.state, now_of(old, done.new_enrolment)) == ("done", ["withdrawn", "confirmed"])
    assert counters(side.training_class, side.later) == [(1, 0), (1, 0)]
    with acting_as(OWNER):
        new = Enrolment.objects.get(pk=done.new_enrolment_id)
        assert (new.source, new.name, new.phone) == ("transfer", old.name, old.phone)
        entries = AuditEntry.objects.filter(model="trainees.enrolment").order_by("pk")
        verbs = dict(entries.values_list("object_id", "verb"))
        assert (verbs[str(old.pk)], verbs[str(new.pk)]) == ("transfer", "enrol_by_transfer")
        entry = entries.get(object_id=str(new.pk))
        assert (entry.actor_user_id, entry.reason) == (person.user_id, row.number)
        assert AuditEntry.objects.get(verb="propose_transfer").reason == WHY
    assert len(told(person, "enrolment_withdrawn")) == 1
    assert len(unit_told(side, "enrolment_withdrawn")) == 1
    assert len(told(person, "enrolment_confirmed")) == 2


def test_what_the_worker_requests_is_made_when_the_unit_approves(side, unit, person):
    old = join(person, side)
    row = ask(person, old, side.later)
    assert [one["kind"] for one in unit_told(side, "work_new")] == ["transfer"]
    with acting_as(unit.scope):
        seen = Transfer.objects.visible_to(unit).get(pk=row.pk)
        assert set(available_moves(seen, unit)) == {"approve", "refuse"}
    done = make(row, "approve", unit)
    assert now_of(old, done.new_enrolment) == ["withdrawn", "confirmed"]
    with acting_as(OWNER):
        decided = Decision.objects.filter(process="transfer", object_id=row.pk)
        assert [one.outcome for one in decided] == ["granted"]


@pytest.mark.parametrize(
    ("asker", "name", "state_told"),
    [
        ("unit", "decline", "Declined"),
        ("unit", "withdraw", "Taken back"),
        ("worker", "refuse", "Refused"),
        ("worker", "take_back", "Taken back"),
    ],
)
def test_a_no_changes_nothing_and_is_told_to_the_other_side(
    side, unit, person, asker, name, state_told
):
    old = join(person, side)
    row = ask(unit if asker == "unit" else person, old, side.later)
    by_worker = name in ("decline", "take_back")
    reason = {"reason": "不方便"} if name in ("decline", "refuse") else {}
    make(row, name, person if by_worker else unit, **reason)
    heard = unit_told(side, "transfer_state") if by_worker else told(person, "transfer_state")
    assert [one["state"] for one in heard] == [state_told]
    assert (now_of(old), counters(side.training_class, side.later)) == (
        ["confirmed"], [(2, 0), (0, 0)],
    )  # fmt: skip
    assert ask(unit, old, side.later).state == "proposed", "it can be asked again"


def test_the_seat_goes_to_who_waits_in_the_class_that_was_left(side, unit, person):
    old = join(person, side)
    join(newcomer(2), side)
    waits = join(newcomer(3), side)
    make(ask(unit, old, side.later), "agree", person)
    assert counters(side.training_class) == [(2, 1)]
    assert system_advances() == 1
    assert now_of(waits) == ["offered"]


def test_nobody_is_overtaken_in_the_class_that_is_joined(side, unit, person):
    old = join(person, side)
    first, _second, _waits = (join_later(newcomer(n), side) for n in (2, 3, 4))
    answer = refused(lambda: ask(unit, old, side.later))
    assert (answer.code, answer.errors[0].detail) == (
        "class_full", "空余 0 个，共 2 个；1 人候补",
    )  # fmt: skip
    move(first, "withdraw", newcomer_again(2), reason="另有安排")
    assert refused(lambda: ask(unit, old, side.later)).code == "class_full"


def newcomer_again(n):
    """The n-th newcomer, who is registered already."""
    with acting_as(OWNER):
        user = User.objects.get(username=f"w{n}")
    return Actor(user_id=user.pk, role=Role.WORKER, face=Face.WORKER)


def test_a_seat_that_was_taken_meanwhile_leaves_everything_as_it_was(side, unit, person):
    old = join(person, side)
    row = ask(unit, old, side.later)
    for n in (2, 3):
        join_later(newcomer(n), side)
    answer = refused(lambda: make(row, "agree", person))
    assert (answer.code, bool(answer.remedy)) == ("class_full", True)
    assert (state(row), now_of(old)) == ("proposed", ["confirmed"])
    assert counters(side.training_class, side.later) == [(2, 0), (2, 0)]


def test_the_class_that_is_left_does_not_overlap_but_a_third_does(side, unit, person):
    """The target is at the time of the old class: that is no reason against it."""
    with acting_as(OWNER):
        times = side.session
        Session.objects.filter(training_class=side.later).update(
            starts_at=times.starts_at, ends_at=times.ends_at
        )
    old = join(person, side)
    row = ask(person, old, side.later)
    make(row, "approve", unit)
    other = join(newcomer(2), side)
    third = third_class(side)
    with acting_as(OWNER):
        Enrolment.objects.create(
            training_class=third, organization=side.organization, district=side.district,
            trainee_id=other.trainee_id, trainee_user_id=other.trainee_user_id, name="x",
            masked_identity="x", source="self", enrolled_at=clock.now(),
        )  # fmt: skip
    for asker in (unit, newcomer_again(2)):
        assert refused(lambda a=asker: ask(a, other, side.later)).code == "overlapping_class"


def third_class(side) -> TrainingClass:
    """A class of neither programme at the time of the later one."""
    plain = {"organization": side.organization, "district": side.district}
    with acting_as(OWNER):
        row = TrainingClass.objects.get(pk=side.later.pk)
        row.pk, row.number, row.seats_taken = None, "C-THIRD", 1
        row.save()
        session = Session.objects.filter(training_class=side.later).first()
        session.pk, session.training_class = None, row
        session.teacher = make_teacher("第三位", **plain)
        session.venue = Venue.objects.create(**plain, name="第三间", address="路", places=9)
        session.save()
    return row


def test_only_another_class_of_the_programme_and_only_who_is_enrolled(side, unit, person):
    old = join(person, side)
    assert refused(lambda: ask(unit, old, side.training_class)).code == "other_programme"
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.later.pk).update(programme=side.draft_programme)
    assert refused(lambda: ask(unit, old, side.later)).code == "other_programme"
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.later.pk).update(programme=side.programme)
    row = ask(unit, old, side.later)
    assert refused(lambda: ask(unit, old, side.later)).code == "transfer_waits"
    move(old, "withdraw", person, reason="工作")
    assert refused(lambda: make(row, "agree", person)).code == "transfer_not_possible"
    assert refused(lambda: ask(unit, old, side.later)).code == "transfer_not_possible"
    assert (advances(), state(row), advances()) == (1, "lapsed", 0)


def test_a_transfer_nobody_answered_lapses_when_the_other_class_closes(side, unit, person):
    row = ask(unit, join(person, side), side.later)
    assert advances() == 0
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.later.pk).update(starts_on=clock.today())
    assert refused(lambda: make(row, "agree", person)).code == "enrolment_closed"
    assert (advances(), state(row)) == (1, "lapsed")
    assert [one["state"] for one in told(person, "transfer_state")] == ["Lapsed"]
    assert [one["state"] for one in unit_told(side, "transfer_state")] == ["Lapsed"]


def test_neither_side_answers_for_the_other(side, unit, person):
    old = join(person, side)
    row = ask(unit, old, side.later)
    for name, actor in (("agree", unit), ("approve", person), ("take_back", person)):
        assert refused(lambda n=name, a=actor: make(row, n, a)).code in (
            "not_allowed", "wrong_state",
        )  # fmt: skip
    with acting_as(OWNER):
        foreign = laid_out.worker_actor(side)
    assert refused(lambda: ask_unseen(foreign, old, side.later)).code == "not_allowed"


def ask_unseen(actor, enrolment, target):
    """As somebody who holds the row without seeing it."""
    with acting_as(OWNER):
        row = Enrolment.objects.select_related("training_class").get(pk=enrolment.pk)
        return transfers.ask_transfer(actor=actor, enrolment=row, target=target, grounds=WHY)


def test_the_group_is_decided_where_the_worker_acts(side, unit):
    """The proof ends before the later class begins: the unit does not see that, the worker does."""
    with acting_as(OWNER):
        Programme.objects.filter(pk=side.programme.pk).update(key_groups=[GROUP])
        day = side.training_class.starts_on
    actor = neighbour(side, 1)
    confirm(hand_in(actor, GROUP), laid_out.district_actor(side), last=day)
    old = join(actor, side)
    row = ask(unit, old, side.later)
    assert refused(lambda: make(row, "agree", actor)).code == "group_proof_expired"
    make(row, "withdraw", unit)
    assert refused(lambda: ask(actor, old, side.later)).code == "group_proof_expired"


@pytest.mark.parametrize("before", ["claimed", "held", "verified"])
def test_the_voucher_goes_along_in_the_state_it_has(side, unit, before):
    officer, actor = laid_out.district_actor(side), neighbour(side, 1)
    confirm(hand_in(actor, GROUP), officer)
    issue(officer)
    claim(actor)
    old = use(actor, side)
    if before != "claimed":
        led()
    if before == "verified":
        attended(old)
        led()
    assert own(actor).state == before
    done = make(ask(unit, old, side.later), "agree", actor)
    led()
    voucher = own(actor)
    kept = "held" if before == "claimed" else before
    assert (voucher.state, voucher.enrolment_id) == (kept, done.new_enrolment_id)
    assert led() == 0
    with acting_as(OWNER):
        verbs = AuditEntry.objects.filter(model="trainees.voucher", object_id=str(voucher.pk))
        assert not verbs.filter(verb__in=("release", "use_up", "set_free")).exists()
    again = make(ask(actor, done.new_enrolment, side.training_class), "approve", unit)
    led()
    assert own(actor).enrolment_id == again.new_enrolment_id, "and back again"


def led() -> int:
    with acting_as(SYSTEM):
        return vouchers.advance()


def test_two_who_cross_and_two_clicks_at_once(committed_side):
    """Both classes are full but for nobody: who goes one way and who goes the other never block."""
    side = committed_side
    unit = laid_out.unit_actor(side)
    there, back = newcomer(1), newcomer(2)
    rows = [
        (ask(unit, join(there, side), side.later), there),
        (ask(unit, join_later(back, side), side.training_class), back),
    ]
    steps = [lambda r=row, a=actor: make(r, "agree", a) for row, actor in rows * 2]
    answers = at_once(steps)
    assert sorted(answers) == ["", "", "wrong_state", "wrong_state"]
    assert counters(side.training_class, side.later) == [(2, 0), (1, 0)]


def test_of_many_for_one_seat_one_gets_it(committed_side):
    side = committed_side
    unit = laid_out.unit_actor(side)
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(seats=9)
        TrainingClass.objects.filter(pk=side.later.pk).update(seats=1)
    people = [newcomer(n) for n in range(6)]
    rows = [ask(unit, join(actor, side), side.later) for actor in people]
    steps = [lambda r=r, a=a: make(r, "agree", a) for r, a in zip(rows, people, strict=True)]
    assert sorted(at_once(steps)) == ["", *["class_full"] * 5]
    assert counters(side.training_class, side.later) == [(6, 0), (1, 0)]


class Story:
    """Random steps of a few people in two classes, and what must hold after each."""

    def __init__(self, side, seed):
        self.side, self.random, self.made = side, Random(seed), 0
        self.unit, officer = laid_out.unit_actor(side), laid_out.district_actor(side)
        self.people = [neighbour(side, n) for n in range(PEOPLE)]
        for actor in self.people[:3]:
            confirm(hand_in(actor, GROUP), officer)
        issue(officer)
        for actor in self.people[:3]:
            claim(actor)
        with acting_as(OWNER):
            TrainingClass.objects.filter(pk=side.later.pk).update(seats=3)

    def step(self):
        actor = self.random.choice(self.people)
        rows = self.live(actor)
        with acting_as(OWNER):
            waits = Transfer.objects.open().filter(trainee_user_id=actor.user_id).exists()
        if not rows:
            choices = [self.enter]
        elif waits or rows[0].state == "offered":
            choices = [*[self.answer] * 5, self.leave]
        else:
            choices = [*[self.ask] * 5, self.leave]
        try:
            self.random.choice(choices)(actor)
        except Refused:
            return
        self.made += 1

    def live(self, actor) -> list[Enrolment]:
        with acting_as(OWNER):
            own_rows = Enrolment.objects.filter(trainee_user_id=actor.user_id)
            return list(own_rows.exclude(state__in=("withdrawn", "declined", "offer_expired")))

    def either(self) -> TrainingClass:
        return self.random.choice([self.side.training_class, self.side.later])

    def enter(self, actor):
        """One is in one class at a time here: else nobody could tell whose the voucher is."""
        with acting_as(OWNER):
            usable = Voucher.objects.usable().filter(trainee_user_id=actor.user_id).first()
        with acting_as(actor.scope):
            row = TrainingClass.objects.get(pk=self.either().pk)
            enrol(actor=actor, training_class=row, voucher=usable)

    def leave(self, actor):
        row = self.random.choice(self.live(actor))
        move(row, "withdraw", actor, reason="另有安排")

    def ask(self, actor):
        asker = self.random.choice([actor, self.unit])
        row = self.random.choice(self.live(actor))
        both = [self.side.training_class, self.side.later]
        other = next(one for one in both if one.pk != row.training_class_id)
        ask(asker, row, self.random.choice([other, other, self.either()]))

    def answer(self, actor):
        with acting_as(OWNER):
            offered = Enrolment.objects.filter(trainee_user_id=actor.user_id, state="offered")
            offered = offered.first()
            waits = Transfer.objects.open().filter(trainee_user_id=actor.user_id).first()
        if offered:
            move(offered, self.random.choice(["accept", "decline"]), actor)
        elif waits.state == "proposed":
            name = self.random.choice(["agree", "agree", "decline"])
            make(waits, name, actor, **({"reason": "不"} if name == "decline" else {}))
        else:
            make(waits, "approve", self.unit)

    def time_passes(self):
        system_advances()
        advances()
        led()

    def check(self):
        counters(self.side.training_class, self.side.later)
        with acting_as(OWNER):
            for actor in self.people:
                rows = Enrolment.objects.filter(trainee_user_id=actor.user_id)
                assert rows.seated().count() <= 1, "in two classes"

    def check_vouchers(self):
        """Each stands for the one enrolment its holder has, or for nothing."""
        with acting_as(OWNER):
            for voucher in Voucher.objects.live().filter(enrolment__isnull=False):
                assert voucher.enrolment.state in ("confirmed", "waitlisted", "offered")
            ended = Voucher.objects.filter(state__in=("cancelled", "expired"))
            assert not ended.exists(), "used up or ended on the way"


@pytest.mark.parametrize("seed", range(size(2, 10)))
def test_whatever_both_sides_do_seats_and_vouchers_stay_true(side, seed, record_counts):
    story = Story(side, seed)
    for _n in range(STEPS):
        story.step()
        story.check()
        if story.random.random() < 0.5:
            story.time_passes()
            story.check()
            story.check_vouchers()
    with acting_as(OWNER):
        done = Transfer.objects.filter(state="done").count()
    assert done
    record_counts(f"transfers: {story.made} of {STEPS} random steps made, {done} transfers")


def test_a_minor_changes_class_while_a_guardian_agrees_and_not_afterwards(side, unit):
    """Where the worker acts by the consent itself; where the unit answers by yes or no."""
    ward, parent = guardians.minor(), guardians.newcomer(9)
    with acting_as(OWNER):
        Trainee.objects.filter(user_id=parent.user_id).update(name=guardians.PARENT)
    guardianship = guardians.agreed(ward, parent)
    asked = ask(ward, join(ward, side), side.later)
    assert asked.is_minor
    with acting_as(parent.scope):
        perform(guardianship, "take_back", actor=parent, reason="另有安排")
    answer = refused(lambda: make(asked, "approve", unit))
    assert answer.code == "guardian_consent_missing"
    make(asked, "take_back", ward)
    own = Enrolment.objects.filter(trainee_user_id=ward.user_id)
    with acting_as(OWNER):
        (row,) = own
    assert refused(lambda: ask(ward, row, side.later)).code == "guardian_consent_missing"


@pytest.mark.parametrize(("came", "outcome"), [(False, "withdrawn"), (True, "deferred")])
def test_who_has_attended_is_deferred_and_keeps_the_register(side, unit, person, came, outcome):
    old = join(person, side)
    if came:
        attended(old)
    make(ask(unit, old, side.later), "agree", person)
    with acting_as(OWNER):
        left = Enrolment.objects.get(pk=old.pk)
        assert (left.state, left.outcome, left.is_deferred) == ("withdrawn", outcome, came)
