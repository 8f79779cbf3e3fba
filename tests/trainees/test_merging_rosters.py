"""A roster that writes either document of somebody whose records were merged."""

from datetime import timedelta

import pytest

from core import clock
from core.identifiers.documents import check_character
from core.privacy import keyed_hash
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from programs.models import TrainingClass
from tests import world as laid_out
from tests.rosters import as_csv, person
from tests.trainees.merged import propose, step
from trainees.models import Enrolment, Trainee
from trainees.services.roster import check_roster, import_roster

BODY = "83000019700101123"
PERMIT = BODY + check_character(BODY)


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def side(world):
    """The worker has no class yet; the second record has a residence permit."""
    made, first = world["甲"], clock.today
    with acting_as(OWNER):
        day = first() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=day, ends_on=day, seats=50, seats_taken=0
        )
        Enrolment.objects.filter(pk=made.enrolment.pk).update(
            state="withdrawn", withdrawn_at=clock.now()
        )
        Trainee.objects.filter(pk=made.double.pk).update(
            identity_number=PERMIT, identity_hash=keyed_hash(PERMIT)
        )
        made.training_class.refresh_from_db()
    step(propose(made), "merge", laid_out.city_actor(world["市"]))
    return made


def line(n, trainee, kind, number) -> tuple:
    row = person(n)
    return (trainee.name, kind, number, *row[3:])


def rows(side) -> list[tuple]:
    by_card = line(1, side.trainee, "居民身份证", side.trainee.identity_number)
    return [by_card, line(2, side.double, "港澳台居民居住证", PERMIT)]


def imported(side, wanted):
    actor = laid_out.unit_actor(side)
    with acting_as(actor.scope):
        roster = check_roster(
            side.training_class, actor=actor, data=as_csv(wanted), file_name="名册.csv"
        )
        assert roster.errors == []
        return import_roster(roster, actor=actor)


def test_the_other_document_enrols_the_record_that_stays(side):
    assert imported(side, rows(side)[1:]).imported_count == 1
    with acting_as(OWNER):
        live = Enrolment.objects.get(training_class=side.training_class, state="confirmed")
        assert (live.trainee_id, live.trainee_user_id) == (side.trainee.pk, side.worker.pk)
        assert live.masked_identity.startswith("8300"), "as the roster stated it"


def test_both_documents_in_one_class_are_one_person_too_many(side):
    with pytest.raises(Refused) as refused:
        imported(side, rows(side))
    (failure,) = refused.value.errors or [refused.value]
    assert (failure.code, "3" in failure.detail) == ("already_enrolled", True)
    with acting_as(OWNER):
        assert TrainingClass.objects.get(pk=side.training_class.pk).seats_taken == 0
