"""Two reviewers at one moment, and a person who enrols meanwhile: one order, nothing lost."""

import pytest

from core.access import Actor
from core.enums import Face, Role
from core.models import AuditEntry
from core.tenancy.scope import OWNER, acting_as
from tests import world as laid_out
from tests.trainees import merged as steps
from tests.trainees.merged import propose, step
from tests.trainees.test_seat_race import at_once
from trainees.models import Enrolment, MergedRecord, Trainee
from trainees.services.enrolment import enrol


@pytest.fixture
def world(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with acting_as(OWNER):
        return laid_out.make_world()


def test_of_two_reviewers_one_merges(world):
    side, city = world["甲"], laid_out.city_actor(world["市"])
    steps.laden(side)
    row, second = propose(side), steps.another_reviewer(world["市"])
    answers = at_once([lambda who=who: step(row, "merge", who) for who in (city, second)])
    assert sorted(answers) == ["", "wrong_state"]
    with acting_as(OWNER):
        made = AuditEntry.objects.filter(model="trainees.personmerge", verb="merge")
        assert made.count() == 1
        assert MergedRecord.objects.filter(merge=row, table_name="trainees_enrolment").count() == 1


def test_of_one_who_merges_and_one_who_refuses_one_wins(world):
    side, city = world["甲"], laid_out.city_actor(world["市"])
    row, second = propose(side), steps.another_reviewer(world["市"])
    ways = [
        lambda: step(row, "merge", city),
        lambda: step(row, "refuse", second, reason="两个人"),
    ]
    assert sorted(at_once(ways)) == ["", "wrong_state"]


@pytest.mark.parametrize("attempt", range(3))
def test_whoever_enrols_meanwhile_is_in_the_class_of_the_kept_record_or_not_at_all(world, attempt):
    side, city = world["甲"], laid_out.city_actor(world["市"])
    row, other = propose(side), steps.another_class(side, 1)
    emptied = Actor(user_id=side.double.user_id, role=Role.WORKER, face=Face.WORKER)

    def join():
        with acting_as(emptied.scope):
            enrol(actor=emptied, training_class=type(other).objects.get(pk=other.pk))

    answers = at_once([join, lambda: step(row, "merge", city)])
    assert answers[1] == ""
    with acting_as(OWNER):
        assert not Enrolment.objects.filter(trainee=side.double).exists()
        joined = Enrolment.objects.filter(training_class=other, trainee=side.trainee).count()
        seats = type(other).objects.get(pk=other.pk).seats_taken
        assert Trainee.objects.get(pk=side.double.pk).merged_into_id == side.trainee.pk
    assert (joined, seats) == ((1, 1) if answers[0] == "" else (0, 0))
