"""Vouchers: given to a group, claimed, used for one class, and led by that enrolment."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core import clock
from core.enums import Role
from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations.models import User
from policies.queries import last_moment
from programs.models import TrainingClass
from tests import world as laid_out
from tests.entering import Entrance
from tests.trainees.test_group_enrolment import neighbour
from tests.trainees.test_groups import confirm, hand_in
from tests.trainees.test_waiting import move, now_of, system_advances, told
from trainees.models import Enrolment, KeyGroup, Voucher, VoucherIssue
from trainees.services import vouchers
from trainees.services.enrolment import enrol

GROUP = "graduate_year"


@pytest.fixture
def side(world):
    """A class a month ahead with two free seats and a waiting list."""
    made = world["甲"]
    with acting_as(OWNER):
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=first, ends_on=first, seats=3, seats_taken=1, has_waiting_list=True
        )
    return made


@pytest.fixture
def officer(side):
    return laid_out.district_actor(side)


@pytest.fixture
def people(side, officer):
    """Three of the group at home in the district, whose proof holds."""
    found = [neighbour(side, n) for n in range(3)]
    for actor in found:
        confirm(hand_in(actor, GROUP), officer)
    return found


def issue(actor, **content) -> VoucherIssue:
    with acting_as(actor.scope):
        group = KeyGroup.objects.get(code=GROUP)
        return vouchers.issue_vouchers(actor=actor, group=group, **content)


def led() -> int:
    """The system worker brings every voucher to where its enrolment is."""
    with acting_as(SYSTEM):
        return vouchers.advance()


def own(actor) -> Voucher:
    with acting_as(actor.scope):
        return Voucher.objects.visible_to(actor).latest("pk")


def state(actor) -> str:
    return own(actor).state


def claim(actor) -> Voucher:
    voucher = own(actor)
    with acting_as(actor.scope):
        return perform(voucher, "claim", actor=actor)


def use(actor, side, voucher=None) -> Enrolment:
    voucher = voucher or own(actor)
    with acting_as(actor.scope):
        row = TrainingClass.objects.get(pk=side.training_class.pk)
        return enrol(actor=actor, training_class=row, voucher=voucher)


def refused(step) -> Refused:
    with pytest.raises(Refused) as caught:
        step()
    return caught.value


def with_state(enrolment, **columns) -> None:
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=enrolment.pk).update(**columns)


def attended(enrolment) -> None:
    with acting_as(OWNER):
        row = Enrolment.objects.get(pk=enrolment.pk)
        perform(row, "begin", actor=vouchers.SYSTEM, first_signed_in_at=clock.now())


def test_everybody_of_the_group_gets_one_with_a_number_and_a_last_day(officer, people):
    made = issue(officer, training_type="key_group")
    with acting_as(OWNER):
        last = last_moment(vouchers.VALIDITY, clock.today())
        rows = list(Voucher.objects.filter(issue=made).order_by("number"))
        audited = AuditEntry.objects.filter(verb="issue", model="trainees.voucher").count()
    assert (made.people, made.left_out, made.valid_until) == (3, 0, last)
    assert {row.trainee_user_id for row in rows} == {actor.user_id for actor in people}
    assert [row.number[:7] for row in rows] == [f"PQ{made.issued_at.year}-"] * 3
    assert {(row.state, row.valid_until, row.training_type) for row in rows} == {
        ("issued", last, "key_group")
    }
    assert audited == 3
    for actor, row in zip(people, rows, strict=True):
        (context,) = told(actor, "voucher_issued")
        assert context == {"number": row.number, "date": last.isoformat()}


def test_one_live_voucher_a_person_and_none_for_who_has_no_proof(side, officer, people):
    stranger = neighbour(side, 7)
    first = issue(officer)
    late = neighbour(side, 8)
    confirm(hand_in(late, GROUP), officer)
    second = issue(officer)
    assert (first.people, second.people, second.left_out) == (3, 1, 3)
    assert refused(lambda: issue(officer)).code == "nobody_without_voucher"
    with acting_as(OWNER):
        assert not Voucher.objects.filter(trainee_user_id=stranger.user_id).exists()
        assert Voucher.objects.live().count() == 4


def test_a_district_gives_to_its_own_and_the_city_to_everybody(world, officer, people):
    other = laid_out.district_actor(world["乙"])
    assert refused(lambda: issue(other)).code == "nobody_without_voucher"
    for role in (Role.MUNICIPAL_CHIEF, Role.AUDITOR):
        actor = laid_out.city_actor(world["市"], role)
        assert refused(lambda actor=actor: issue(actor)).code == "not_allowed"
    city = laid_out.city_actor(world["市"])
    assert issue(city).people == 3


def test_the_way_from_the_issue_to_the_settlement(side, officer, people):
    actor = people[0]
    made = issue(officer)
    assert refused(lambda: use(actor, side)).code == "voucher_invalid", "not claimed yet"
    assert claim(actor).state == "claimed"
    enrolment = use(actor, side)
    assert now_of(enrolment) == ["confirmed"]
    assert (own(actor).enrolment_id, state(actor)) == (enrolment.pk, "claimed")
    assert (led(), state(actor)) == (1, "held")
    unit = laid_out.unit_actor(side)
    with acting_as(unit.scope):
        seen = Voucher.objects.visible_to(unit).values_list("number", flat=True)
        assert set(seen) == {own(actor).number, side.voucher.number}
    attended(enrolment)
    assert (led(), state(actor)) == (1, "verified")
    with acting_as(OWNER):
        done = vouchers.settle_voucher(enrolment, actor=vouchers.SYSTEM)
        assert vouchers.settle_voucher(enrolment, actor=vouchers.SYSTEM) is None
    assert (done.state, led()) == ("settled", 0)
    with acting_as(OWNER):
        figures = VoucherIssue.objects.with_figures().get(pk=made.pk)
    assert (figures.people, figures.claimed, figures.in_class, figures.settled) == (3, 1, 0, 1)


def test_a_first_sign_in_before_the_worker_came_is_held_and_verified(side, officer, people):
    issue(officer)
    claim(people[0])
    attended(use(people[0], side))
    assert (led(), state(people[0])) == (2, "verified")


def test_a_voucher_serves_one_enrolment_and_is_nobody_else_s(side, officer, people):
    issue(officer)
    claim(people[0])
    claim(people[1])
    mine = own(people[0])
    assert refused(lambda: use(people[1], side, mine)).code == "not_allowed"
    use(people[0], side)
    assert refused(lambda: use(people[0], side)).code == "voucher_invalid"


@pytest.mark.parametrize(
    "content", [{"level": "1"}, {"training_type": "high_skilled"}, {"institutions": ["DL99-0001"]}]
)
def test_what_it_is_not_good_for_is_refused_and_no_seat_is_taken(side, officer, people, content):
    issue(officer, **content)
    claim(people[0])
    answer = refused(lambda: use(people[0], side))
    assert answer.code == "voucher_scope_mismatch"
    with acting_as(OWNER):
        assert TrainingClass.objects.get(pk=side.training_class.pk).seats_taken == 1
    assert own(people[0]).enrolment_id is None


def test_what_is_withdrawn_before_the_start_gives_it_back_with_time_to_use_it(
    side, officer, people, time_machine
):
    issue(officer)
    claim(people[0])
    enrolment = use(people[0], side)
    led()
    with acting_as(OWNER):
        Voucher.objects.update(valid_until=clock.today() + timedelta(days=1))
        grace = last_moment(vouchers.GRACE, clock.today())
    move(enrolment, "withdraw", people[0], reason="另有安排")
    assert (led(), state(people[0])) == (1, "claimed")
    voucher = own(people[0])
    assert (voucher.enrolment_id, voucher.valid_until) == (None, grace)
    dates = {context["date"] for context in told(people[0], "voucher_issued")}
    assert grace.isoformat() in dates


def test_who_leaves_or_fails_after_the_start_has_used_it_up(side, officer, people):
    issue(officer)
    for actor in people[:2]:
        claim(actor)
    rows = [use(actor, side) for actor in people[:2]]
    for row in rows:
        attended(row)
    led()
    move(rows[0], "withdraw", people[0], reason="另有安排")
    with_state(
        rows[1], state="failed", outcome_at=timezone.now(), threshold="0.8",
        outcome_code="attendance_below_threshold", attended_minutes=0, scheduled_minutes=90,
    )  # fmt: skip
    assert (led(), state(people[0]), state(people[1])) == (2, "cancelled", "cancelled")
    reasons = [told(actor, "voucher_ended")[0]["reason"] for actor in people[:2]]
    assert reasons == ["left_the_class", "attendance_below_threshold"]
    assert issue(officer).people == 2, "the next one by rule"


def test_a_class_that_is_cancelled_gives_it_back_also_after_the_start(side, officer, people):
    issue(officer)
    claim(people[0])
    enrolment = use(people[0], side)
    attended(enrolment)
    led()
    with acting_as(OWNER):
        TrainingClass.objects.filter(pk=side.training_class.pk).update(
            state="cancelled", cancelled_at=clock.now()
        )
    with_state(enrolment, state="withdrawn", withdrawn_at=timezone.now())
    assert (led(), state(people[0])) == (1, "claimed")


def test_on_the_waiting_list_it_waits_and_is_held_with_the_seat(side, officer, people):
    issue(officer)
    for actor in people:
        claim(actor)
    rows = [use(actor, side) for actor in people]
    assert now_of(*rows) == ["confirmed", "confirmed", "waitlisted"]
    led()
    assert [state(actor) for actor in people] == ["held", "held", "claimed"]
    move(rows[0], "withdraw", people[0], reason="工作")
    system_advances()
    move(rows[2], "accept", people[2])
    led()
    assert [state(actor) for actor in people] == ["claimed", "held", "held"]


def test_a_refused_proof_gives_it_back_with_time_to_use_it(side, officer, people):
    issue(officer)
    claim(people[0])
    enrolment = use(people[0], side)
    with_state(enrolment, state="refused")
    with acting_as(OWNER):
        Voucher.objects.live().update(valid_until=clock.today() - timedelta(days=1))
        grace = last_moment(vouchers.GRACE, clock.today())
    assert led() == 3, "two others ended, this one is free"
    voucher = own(people[0])
    assert (voucher.state, voucher.enrolment_id, voucher.valid_until) == ("claimed", None, grace)
    with acting_as(OWNER):
        assert AuditEntry.objects.filter(verb="set_free").count() == 1


def test_what_waits_with_an_enrolment_does_not_expire_and_a_refused_line_spends_it(
    side, officer, people
):
    issue(officer)
    claim(people[0])
    enrolment = use(people[0], side)
    with_state(enrolment, state="pending")
    with acting_as(OWNER):
        Voucher.objects.live().filter(trainee_user_id=people[0].user_id).update(
            valid_until=clock.today() - timedelta(days=1)
        )
    assert (led(), state(people[0])) == (0, "claimed")
    with_state(enrolment, state="confirmed")
    attended(enrolment)
    led()
    with acting_as(OWNER):
        spent = vouchers.spend_voucher(
            enrolment, actor=vouchers.SYSTEM, reason_code="attendance_below_threshold"
        )
        assert vouchers.settle_voucher(enrolment, actor=vouchers.SYSTEM) is None
    assert spent.state == "cancelled"


def test_what_is_issued_is_what_was_looked_at(client, world, people):
    officer = Entrance(client, world).as_role("district_reviewer")
    with acting_as(OWNER):
        group, other = KeyGroup.objects.get(code=GROUP), KeyGroup.objects.get(code="low_income")
    asked = {"group": group.pk, "training_type": "key_group"}
    mark = officer.post("/vouchers/issue/", asked).context["looked"]["mark"]
    changed = {**asked, "level": "5", "send": "1", "looked": mark}
    again = officer.post("/vouchers/issue/", changed)
    assert (again.status_code, again.context["looked"]["chosen"]) == (200, 3)
    none = officer.post("/vouchers/issue/", {**asked, "group": other.pk})
    assert none.context["looked"]["chosen"] == 0
    with acting_as(OWNER):
        assert VoucherIssue.objects.filter(group=group).count() == 0
    assert (
        officer.post("/vouchers/issue/", {**asked, "send": "1", "looked": mark}).status_code == 302
    )
    strange = officer.post(
        "/vouchers/issue/", {**asked, "training_type": "entrepreneurship", "level": "5"}
    )
    assert strange.status_code == 422


def test_nobody_enrols_without_the_voucher_they_ticked(client, world, side, officer, people):
    issue(officer)
    claim(people[0])
    page = f"/account/enrol/{side.training_class.number}/"
    with acting_as(OWNER):
        user = User.objects.get(pk=people[0].user_id)
        Voucher.objects.live().update(valid_until=clock.today() - timedelta(days=1))
    with acting_as(AUTH):
        client.force_login(user)
    answer = client.post(page, {"consent": "on", "uses_voucher": "on"})
    assert (answer.status_code, "培训券已过期" in answer.content.decode()) == (409, True)
    with acting_as(OWNER):
        assert not Enrolment.objects.filter(trainee_user_id=user.pk).exists()
    assert client.post(page, {"consent": "on"}).status_code == 302


def test_who_declines_the_seat_may_use_it_elsewhere(side, officer, people):
    issue(officer)
    for actor in people:
        claim(actor)
    rows = [use(actor, side) for actor in people]
    led()
    move(rows[2], "withdraw", people[2], reason="工作")
    led()
    assert (state(people[2]), own(people[2]).enrolment_id) == ("claimed", None)


def test_it_ends_with_its_last_day_and_the_person_is_reminded_once(officer, people, time_machine):
    last = issue(officer).valid_until
    claim(people[0])
    with acting_as(OWNER):
        first = last_moment(vouchers.WARNING, last)
        noon = clock.now().replace(hour=4)
    for day, reminders in ((first - timedelta(days=1), 0), (first, 3), (first, 0)):
        time_machine.move_to(noon + (day - noon.date()), tick=False)
        with acting_as(SYSTEM):
            assert vouchers.remind() == reminders
    time_machine.move_to(noon + (last - noon.date()), tick=False)
    assert led() == 0, "the last day is still in time"
    time_machine.move_to(noon + (last - noon.date()) + timedelta(days=1), tick=False)
    assert refused(lambda: claim(people[1])).code == "voucher_expired"
    assert led() == 3
    assert {state(actor) for actor in people} == {"expired"}


def test_an_officer_takes_it_back_and_the_seat_stays(side, officer, people):
    issue(officer)
    claim(people[0])
    enrolment = use(people[0], side)
    led()
    with acting_as(officer.scope):
        row = Voucher.objects.visible_to(officer).get(trainee_user_id=people[0].user_id)
        step = lambda: perform(row, "cancel", actor=officer, reason="")  # noqa: E731
        assert refused(step).code == "input_missing"
        perform(row, "cancel", actor=officer, reason="误发")
    assert (state(people[0]), now_of(enrolment)) == ("cancelled", ["confirmed"])
    assert told(people[0], "voucher_ended")[0]["reason"] == "误发"
    assert led() == 0


def test_who_has_none_is_led_to_prove_a_group(client, world, side):
    with acting_as(OWNER):
        Voucher.objects.all().delete()
    page = Entrance(client, world).as_role("worker").get("/account/vouchers/").content.decode()
    assert 'href="/account/groups/">我的群体身份</a>' in page.split("暂无培训券")[1]


def test_the_database_itself_knows_one_live_voucher(officer, people):
    issue(officer)
    with acting_as(OWNER):
        row = Voucher.objects.first()
        row.pk, row.number = None, "PQ-X"
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)
