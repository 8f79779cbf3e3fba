"""A correction from the request to the record: two officers, proof, refusal, time."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from core import clock
from core.access import Actor
from core.enums import Face, Role
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations.models import Membership, User
from tests import world as laid_out
from tests.core.files.makers import pdf
from tests.rosters import identity
from trainees.models import CorrectionRequest, Enrolment, Trainee
from trainees.services import corrections

WHY = "证件上的写法不同"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def person(side):
    return laid_out.worker_actor(side)


@pytest.fixture
def officer(side):
    return laid_out.district_actor(side)


@pytest.fixture
def second(side):
    """Another reviewer of the same district."""
    with acting_as(OWNER):
        user = User.objects.create(username="second", name="第二人", password="!")
        bureau = Membership.objects.get(user=side.reviewer).organization
        Membership.objects.create(
            user=user, organization=bureau, role=Role.DISTRICT_REVIEWER, since=clock.now(),
            district=side.district,
        )  # fmt: skip
    return Actor(
        user_id=user.pk, organization_id=bureau.pk, role=Role.DISTRICT_REVIEWER,
        district_id=side.district.pk, face=Face.DISTRICT,
    )  # fmt: skip


def paper():
    return SimpleUploadedFile("证件.pdf", pdf(), "application/pdf")


def ask(actor, field="name", value="王更正", **given):
    with acting_as(actor.scope):
        return corrections.ask_correction(
            actor=actor, field=field, value=value, grounds=WHY, **given
        )


def move(row, name, actor, **given):
    with acting_as(actor.scope):
        return perform(row, name, actor=actor, **given)


def refused(act) -> str:
    with pytest.raises(Refused) as answer:
        act()
    return answer.value.code


def told(user_id) -> list:
    with acting_as(OWNER):
        rows = Notification.objects.filter(recipient_id=user_id)
        return list(rows.values_list("code", flat=True))


def now_of(side) -> Trainee:
    with acting_as(OWNER):
        return Trainee.objects.get(pk=side.trainee.pk)


def test_a_name_is_corrected_by_two_officers_and_goes_where_it_is_live(
    side, person, officer, second
):
    row = ask(person)
    assert "work_new" in told(side.reviewer.pk)
    row = move(row, "take_up", officer)
    assert refused(lambda: move(row, "apply", officer)) == "same_reviewer"
    done = move(row, "apply", second)
    assert (done.state, done.old_value, done.new_value) == ("applied", side.trainee.name, "王更正")
    assert now_of(side).name == "王更正"
    with acting_as(OWNER):
        assert User.objects.get(pk=side.worker.pk).name == "王更正"
        assert Enrolment.objects.get(pk=side.enrolment.pk).name == "王更正"
    assert "person_state" in told(side.worker.pk)


def test_of_a_number_the_day_of_birth_and_the_sex_follow(side, person, officer, second):
    number = identity(7)
    row = move(ask(person, "identity_number", number), "take_up", officer)
    move(row, "apply", second)
    found = now_of(side)
    assert found.identity_number == number
    assert found.birth_on == date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    with acting_as(OWNER):
        assert Enrolment.objects.get(pk=side.enrolment.pk).masked_identity[-4:] == number[-4:]


def test_a_number_somebody_else_has_is_refused(side, world, person, officer, second):
    with acting_as(OWNER):
        taken = world["乙"].trainee.identity_number
    row = move(ask(person, "identity_number", taken), "take_up", officer)
    assert refused(lambda: move(row, "apply", second)) == "duplicate_person"
    assert now_of(side).identity_number != taken


def test_the_database_wants_two_officers_as_well(side, person, officer):
    row = move(ask(person), "take_up", officer)
    with pytest.raises(IntegrityError), transaction.atomic(), acting_as(OWNER):
        CorrectionRequest.objects.filter(pk=row.pk).update(
            state="applied", applied_by=officer.user_id, decided_at=clock.now()
        )


def test_one_officer_is_enough_for_the_education(side, person, officer):
    row = move(ask(person, "education", "bachelor"), "take_up", officer)
    assert move(row, "apply", officer).state == "applied"
    assert now_of(side).education == "bachelor"


def test_the_institution_checks_what_it_carries_and_the_district_corrects(side, person, officer):
    with acting_as(OWNER):
        CorrectionRequest.objects.filter(pk=side.correction.pk).update(
            state="withdrawn", decided_at=clock.now()
        )
    row = ask(person, "enrolment_name", "王在册", enrolment=side.enrolment)
    unit = laid_out.unit_actor(side)
    assert "work_new" in told(side.admin.pk)
    row = move(row, "take_up", unit)
    assert refused(lambda: move(row, "apply", unit)) == "not_allowed"
    move(row, "apply", officer)
    with acting_as(OWNER):
        assert Enrolment.objects.get(pk=side.enrolment.pk).name == "王在册"
    assert now_of(side).name == side.trainee.name


def test_while_a_proof_is_missing_the_time_stands_still_and_then_it_lapses(side, person, officer):
    row = move(ask(person), "take_up", officer)
    wanted = {"reason_code": "correction_proof_missing", "reason": "请上传证件"}
    row = move(row, "ask_proof", officer, **wanted)
    assert "person_state" in told(side.worker.pk)
    with acting_as(OWNER):
        asked = clock.now() - timedelta(days=14)
        CorrectionRequest.objects.filter(pk=row.pk).update(asked_at=asked)
    assert refused(lambda: move(row, "add_proof", person)) == "document_missing"
    back = move(row, "add_proof", person, proof=paper())
    assert back.state == "in_review"
    assert (back.reply_due_on - row.reply_due_on).days >= 14
    row = move(back, "ask_proof", officer, **wanted)
    with acting_as(SYSTEM):
        assert corrections.advance() == 0
    with acting_as(OWNER):
        CorrectionRequest.objects.filter(pk=row.pk).update(
            asked_at=clock.now() - timedelta(days=90)
        )
    with acting_as(SYSTEM):
        assert corrections.advance() == 1
    with acting_as(OWNER):
        assert CorrectionRequest.objects.get(pk=row.pk).state == "withdrawn"
    assert "record_lapsed" in told(side.worker.pk)


def test_a_refusal_says_why_and_the_record_stays(side, person, officer):
    row = move(ask(person), "take_up", officer)
    why = {"reason_code": "correction_record_right", "reason": "与身份证一致"}
    assert move(row, "refuse", officer, **why).state == "refused"
    assert "record_refused" in told(side.worker.pk)
    assert now_of(side).name == side.trainee.name


def test_what_is_open_unchanged_or_not_ones_own_is_not_asked(side, world, person):
    assert refused(lambda: ask(person, value=side.trainee.name)) == "correction_unchanged"
    row = ask(person)
    assert refused(lambda: ask(person, value="王又改")) == "correction_open"
    assert move(row, "withdraw", person).state == "withdrawn"
    assert ask(person, value="王又改").state == "submitted"
    assert refused(lambda: ask(person, "identity_number", "123")) == "id_checksum_failed"
    foreign = world["乙"].enrolment
    assert refused(lambda: ask(person, "enrolment_name", "王", enrolment=foreign)) == "not_allowed"


def test_nobody_decides_on_the_own_data(side, person, officer):
    with acting_as(OWNER):
        row = ask(person)
        CorrectionRequest.objects.filter(pk=row.pk).update(trainee_user=side.reviewer)
    assert refused(lambda: move(row, "take_up", officer)) == "same_reviewer"


def test_pages_of_the_person_and_of_the_institution(side, person, client):
    with acting_as(AUTH):
        client.force_login(side.worker)
    page = client.get("/account/corrections/new/name/").content.decode()
    assert side.trainee.name in page
    given = {"value": "王更正", "grounds": WHY, "proof": paper()}
    answer = client.post("/account/corrections/new/name/", given)
    assert answer.status_code == 302
    shown = client.get(answer.url).content.decode()
    assert "王更正" in shown
    number = answer.url.rstrip("/").rpartition("/")[2]
    assert client.get(f"/papers/corrections/{number}/").status_code == 200
    assert client.get("/account/corrections/new/phone/").status_code == 404
