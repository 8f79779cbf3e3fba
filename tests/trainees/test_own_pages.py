"""A worker's pages by HTTP: registering, the own numbers on request, messages, enrolling."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from core import clock
from core.models import AuditEntry, Notification
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from organizations.models import District, User
from programs.models import TrainingClass
from tests import world as laid_out
from tests.registering import newest_code, register
from tests.trainees.test_seat_race import newcomer
from trainees.models import Enrolment, Trainee
from trainees.services.people import Person, find_or_make
from trainees.services.waiting import advance

PASSWORD = "a-long-test-password"


def form(district, **changed):
    return {
        "name": "刘一", "document_type": "citizen_id", "number": "210202199001010010",
        "phone": "13811110001", "district": district.pk, "education": "", "email": "",
        "username": "liu.yi", "password": PASSWORD, "consent": "on",
    } | changed  # fmt: skip


@pytest.fixture(autouse=True)
def _codes_are_not_counted_on():
    cache.clear()


@pytest.fixture
def district(db):
    with acting_as(OWNER):
        return District.objects.get(code="DL-06")


@pytest.fixture
def side(db):
    with acting_as(OWNER):
        made = laid_out.make_world()["甲"]
        first = clock.today() + timedelta(days=30)
        TrainingClass.objects.filter(pk=made.training_class.pk).update(
            starts_on=first, ends_on=first, seats=9, seats_taken=1
        )
        return made


@pytest.fixture
def own(client, side):
    with acting_as(AUTH):
        client.force_login(side.worker)
    return client


def people():
    with acting_as(OWNER):
        return Trainee.objects.count()


@pytest.mark.parametrize(
    "number",
    [
        "210202199001010011",  # check digit
        "210202199002300017",  # 30 February
        "21020219900101001",  # 17 characters
        "2.10202E+17",  # what a spreadsheet leaves
    ],
)
def test_the_form_names_a_number_that_does_not_hold(client, district, number):
    answer = client.post("/register/", form(district, number=number))
    assert answer.status_code == 422
    assert "number" in answer.context["form"].errors
    assert people() == 0


@pytest.mark.parametrize(
    "number",
    ["210202199001010010", "210202196501010013", "21028119900101001６", "210202 19900101 0010"],
)
def test_the_form_takes_numbers_as_people_write_them_and_old_area_codes(client, district, number):
    answer = register(client, form(district, number=number))
    assert (answer.status_code, people()) == (302, 1)
    assert client.get("/account/").status_code == 200


def test_nothing_is_stored_before_the_phone_is_proven(client, district):
    answer = client.post("/register/?next=/classes/", form(district))
    assert answer["Location"] == "/register/code/?next=%2Fclasses%2F"
    page = client.get(answer["Location"]).content.decode()
    assert ("138****0001" in page, "13811110001" in page) == (True, False)
    assert (client.post("/register/code/", {"code": "000000"}).status_code, people()) == (409, 0)
    old = newest_code()
    assert client.post("/register/code/again/?next=/classes/")["Location"].startswith(
        "/register/code/?next="
    )
    assert client.post("/register/code/", {"code": old}).status_code == 409
    answer = client.post("/register/code/?next=/classes/", {"code": newest_code()})
    assert (answer["Location"], people()) == ("/classes/", 1)
    assert client.get("/register/code/")["Location"] == "/register/"


def test_without_a_draft_one_begins_at_the_beginning(client, db):
    assert (
        client.get("/register/code/?next=/classes/")["Location"] == "/register/?next=%2Fclasses%2F"
    )


def test_who_works_here_learns_with_the_same_account(client, side, district):
    with acting_as(AUTH):
        client.force_login(side.reviewer)
    client.post("/faces/", {"face": "worker"})
    page = f"/account/enrol/{side.training_class.number}/"
    assert "/account/person/?next=" in client.get(page).content.decode()
    own = form(district, name="密甲审核")
    answer = register(client, own, f"/account/person/?next={page}")
    assert answer["Location"] == page
    with acting_as(OWNER):
        trainee = Trainee.objects.get(user=side.reviewer)
        assert (trainee.name, trainee.consent_at is not None) == ("密甲审核", True)
        assert AuditEntry.objects.filter(verb="register", model="trainees.trainee").count() == 1
    assert client.post(page, {"consent": "on"}).status_code == 302
    assert client.get("/account/person/").status_code == 404, "there is one now"
    assert client.get("/admin/").status_code != 200, "as a worker one is no officer"


def test_a_person_who_is_known_gets_no_second_record_by_a_second_account(client, side, district):
    register(client, form(district))
    with acting_as(AUTH):
        client.force_login(side.reviewer)
    client.post("/faces/", {"face": "worker"})
    answer = register(client, form(district), "/account/person/")
    assert (answer.status_code, "人员重复" in answer.content.decode()) == (409, True)


def test_without_consent_nobody_is_registered(client, district):
    answer = client.post("/register/", form(district) | {"consent": ""})
    assert (answer.status_code, people()) == (422, 0)


def test_whoever_is_registered_already_is_refused_on_the_form(client, district):
    register(client, form(district))
    with acting_as(AUTH):
        client.logout()
    answer = register(client, form(district, username="other", phone="13811110002"))
    assert (answer.status_code, people()) == (409, 1)


def test_claiming_the_record_of_a_roster_gives_the_consent_that_was_missing(client, district):
    with acting_as(OWNER):
        facts = ("citizen_id", "210202199001010010", "刘一", "13811110001", district.pk)
        find_or_make(Person(*facts))
        assert Trainee.objects.get().consent_at is None
    assert register(client, form(district)).status_code == 302
    with acting_as(OWNER):
        assert Trainee.objects.get().consent_at is not None
        assert AuditEntry.objects.filter(verb="claim_account").count() == 1
        assert User.objects.get().username == "liu.yi"


def test_the_own_number_is_masked_until_asked_for_and_the_asking_is_recorded(own, side):
    with acting_as(OWNER):
        number = Trainee.objects.get(pk=side.trainee.pk).identity_number
    assert number not in own.get("/account/privacy/").content.decode()
    assert number not in own.get("/account/privacy/?show=1").content.decode()
    assert number in own.post("/account/privacy/", {"show": "1"}).content.decode()
    with acting_as(OWNER):
        assert AuditEntry.objects.filter(verb="show_own_data").count() == 1


def test_the_language_of_messages_is_the_persons_choice(own, side):
    assert own.post("/account/privacy/", {"language": "en"}).status_code == 302
    assert own.post("/account/privacy/", {"language": "xx"}).status_code == 422
    with acting_as(OWNER):
        assert User.objects.get(pk=side.worker.pk).language == "en"


def test_messages_are_marked_as_read(own, side):
    assert own.get("/account/notifications/").status_code == 200
    own.post("/account/notifications/")
    with acting_as(OWNER):
        mine = Notification.objects.filter(recipient_id=side.worker.pk)
        assert mine.exists()
        assert not mine.filter(read_at__isnull=True).exists()


def test_a_worker_withdraws_and_the_institution_is_told(own, side):
    page = f"/moves/trainees.enrolment/{side.enrolment.pk}/withdraw/"
    assert own.post(page, {"reason": "工作调动"}).status_code == 302
    with acting_as(OWNER):
        assert Enrolment.objects.get(pk=side.enrolment.pk).state == "withdrawn"
        told = Notification.objects.filter(code="enrolment_withdrawn")
        assert {n.recipient_id for n in told} == {side.worker.pk, side.admin.pk}


def test_the_enrol_page_shows_every_condition(own, side):
    words = own.get(f"/account/enrol/{side.training_class.number}/").content.decode()
    assert words.count("check-passed") + words.count("check-failed") == 6
    assert words.count("check-failed") == 1  # enrolled there already


def test_the_page_of_a_class_tells_who_was_there(client, side):
    with acting_as(AUTH):
        client.force_login(side.admin)
    words = client.get(f"/workspace/classes/{side.training_class.number}/").content.decode()
    assert "0 / 1" in words


def test_a_worker_waits_is_offered_a_seat_and_takes_it(client, side):
    worker = newcomer(1)
    with acting_as(OWNER):
        classes = TrainingClass.objects.filter(pk=side.training_class.pk)
        classes.update(seats=1, seats_taken=1, has_waiting_list=True)
        user = User.objects.get(pk=worker.user_id)
    with acting_as(AUTH):
        client.force_login(user)
    page = f"/account/enrol/{side.training_class.number}/"
    assert "名额已满，可以候补" in client.get(page).content.decode()
    answer = client.post(page, {"consent": "on"}, follow=True).content.decode()
    assert "您已进入候补。" in answer
    assert "候补位次" in answer
    with acting_as(OWNER):
        classes.update(seats_taken=0)
    with acting_as(SYSTEM):
        advance()
    assert "有名额为您保留" in client.get("/account/").content.decode()
    with acting_as(OWNER):
        row = Enrolment.objects.get(trainee_user_id=worker.user_id)
    assert "确认截止" in client.get(row.get_absolute_url()).content.decode()
    assert client.post(f"/moves/trainees.enrolment/{row.pk}/accept/").status_code == 302
    with acting_as(OWNER):
        assert Enrolment.objects.get(pk=row.pk).state == "confirmed"
