"""The pages of a merge: who opens them, what they show of whom, and separation of duties there."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from core.privacy import keyed_hash
from core.reveals.registry import has_own_open_case
from core.tenancy.scope import OWNER, acting_as
from organizations.models import User
from tests import world as laid_out
from tests.entering import Entrance
from tests.trainees import merged as steps
from tests.trainees.merged import propose, step
from trainees.models import PersonMerge, Trainee


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def entrance(client, world):
    return Entrance(client, world)


@pytest.fixture
def officer(entrance):
    return entrance.as_role("district_reviewer")


@pytest.fixture
def twin(side) -> Trainee:
    """Like the side's trainee in name, day of birth and sex."""
    return twin_of(side.trainee, side.district, "twin", phone="13600001111")


def twin_of(person, district, name, **changes) -> Trainee:
    with acting_as(OWNER):
        user = User.objects.create(username=name, name=person.name, password="!")
        row = Trainee.objects.get(pk=person.pk)
        row.pk, row.user, row.district, row.document_type = (
            None,
            user,
            district,
            "hmt_residence_permit",
        )
        row.identity_number, row.identity_hash = f"8300001970010{name}", keyed_hash(name)
        for key, value in changes.items():
            setattr(row, key, value)
        row.save(force_insert=True)
        return row


def test_what_looks_alike_is_listed_masked_with_the_reason(officer, side, world, twin):
    elsewhere = twin_of(side.trainee, world["乙"].district, "away", birth_on=date(1999, 1, 1))
    with acting_as(OWNER):
        both = Trainee.objects.filter(pk__in=(side.trainee.pk, elsewhere.pk))
        both.update(phone_hash=keyed_hash("13600002222"))
    page = officer.get("/merges/").content.decode()
    assert "姓名、出生日期和性别相同" in page
    assert "手机号相同" in page
    for number in (side.trainee.identity_number, twin.identity_number, side.trainee.name):
        assert number not in page
    assert f"/merges/{side.trainee.pk}/{elsewhere.pk}/" in page, "the own resident comes first"


def test_a_pair_of_another_district_is_not_listed(officer, world):
    other = world["乙"]
    twin_of(other.trainee, other.district, "away")
    assert "没有相似的记录" in officer.get("/merges/").content.decode()


def test_the_list_asks_no_more_for_many_pairs(officer, side, twin):
    officer.get("/merges/")
    with CaptureQueriesContext(connection) as few:
        officer.get("/merges/")
    for n in range(20):
        twin_of(side.trainee, side.district, f"more{n}")
    with CaptureQueriesContext(connection) as many:
        assert officer.get("/merges/").content.decode().count("比对") > 20
    assert len(many) == len(few)


@pytest.mark.parametrize("role", ["worker", "institution_admin", "municipal_reviewer", "anyone"])
def test_other_roles_find_no_such_pages(entrance, side, role):
    client = entrance.as_role(role)
    for path in (
        "/merges/",
        f"/merges/{side.trainee.pk}/",
        f"/merges/{side.trainee.pk}/{side.double.pk}/",
    ):
        assert client.get(path).status_code in (302, 404)


def test_the_number_of_the_document_leads_to_somebody_elsewhere(officer, side, world):
    other = world["乙"].trainee
    page = f"/merges/{side.trainee.pk}/{other.pk}/"
    assert officer.get(page).status_code == 404, "nothing alike, nothing typed"
    asked = {"document_type": "citizen_id", "number": other.identity_number}
    answer = officer.post(f"/merges/{side.trainee.pk}/", asked)
    assert (answer.status_code, answer.url) == (302, page)
    text = officer.get(page).content.decode()
    assert other.identity_number not in text
    assert "210203" in text, "the masked number is that of the document"
    with acting_as(OWNER):
        assert AuditEntry.objects.filter(verb="look_up").count() == 2


def test_who_is_found_by_neither_is_told_how_to_go_on(officer, side):
    path = f"/merges/{side.trainee.pk}/"
    unknown = {"document_type": "citizen_id", "number": "11010519491231002X"}
    answer = officer.post(path, unknown)
    assert (answer.status_code, "没有找到人员记录" in answer.content.decode()) == (409, True)
    own = {"document_type": "citizen_id", "number": side.trainee.identity_number}
    assert "同一条人员记录" in officer.post(path, own).content.decode()
    assert officer.post(path, {"document_type": "citizen_id"}).status_code == 422
    named = officer.post(path, {"document_type": "citizen_id", "name": side.double.name})
    assert f"/merges/{side.trainee.pk}/{side.double.pk}/" in named.content.decode()
    nobody = officer.post(path, {"document_type": "citizen_id", "name": "无此人"})
    assert "本区县没有其他同名居民" in nobody.content.decode()


def test_it_is_proposed_with_reason_and_document(officer, side):
    steps.laden(side)
    path = f"/merges/{side.trainee.pk}/{side.double.pk}/"
    page = officer.get(path).content.decode()
    assert "两条记录没有冲突" in page
    assert officer.post(path, {"kept": side.trainee.pk}).status_code == 422
    given = {"kept": side.double.pk, "reason": "本人出示两证", "proof": steps.paper()}
    answer = officer.post(path, given)
    with acting_as(OWNER):
        row = PersonMerge.objects.get(state="proposed")
    assert (answer.url, row.kept_id) == (row.get_absolute_url(), side.double.pk)
    answer = officer.post(path, {**given, "proof": steps.paper()})
    assert (answer.status_code, "已有合并事项" in answer.content.decode()) == (409, True)


def test_sd33_and_sd34_on_the_page(entrance, world, side):
    """Whoever proposed, now of the city, is refused; so is who merged. Nothing has moved."""
    row, city = propose(side), world["市"]
    of = PersonMerge.objects.filter(pk=row.pk)
    with acting_as(OWNER):
        of.update(proposed_by=city.rows["municipal_reviewer"])
    client = entrance.as_role("municipal_reviewer")
    answer = client.post(f"/moves/trainees.personmerge/{row.pk}/merge/")
    assert (answer.status_code, "同一人不得审核两级" in answer.content.decode()) == (409, True)
    with acting_as(OWNER):
        of.update(proposed_by=side.reviewer)
    assert client.post(f"/moves/trainees.personmerge/{row.pk}/merge/").status_code == 302
    answer = client.post(f"/moves/trainees.personmerge/{row.pk}/undo/", {"reason": "x"})
    assert (answer.status_code, "同一人不得审核两级" in answer.content.decode()) == (409, True)
    with acting_as(OWNER):
        assert of.get().state == "merged"


def test_the_queue_of_the_city_and_the_page_that_decides(entrance, side):
    steps.laden(side)
    row = propose(side)
    client = entrance.as_role("municipal_reviewer")
    assert row.number in client.get("/admin/trainees/personmerge/?waiting=1").content.decode()
    page = client.get(f"/moves/trainees.personmerge/{row.pk}/merge/").content.decode()
    assert "查看证明材料" in page
    assert client.get(f"/papers/merges/{row.number}/").status_code == 200
    with acting_as(OWNER):
        assert AuditEntry.objects.filter(verb="download").count() == 1


def test_both_records_are_marked_and_the_emptied_one_leads_on(entrance, world, side):
    row = propose(side)
    client = entrance.as_role("district_reviewer")
    for person in (side.trainee, side.double):
        page = client.get(f"/admin/trainees/trainee/{person.pk}/change/").content.decode()
        assert row.number in page
    step(row, "merge", laid_out.city_actor(world["市"]))
    page = client.get(f"/admin/trainees/trainee/{side.double.pk}/change/").content.decode()
    assert f"/admin/trainees/trainee/{side.trainee.pk}/change/" in page
    assert "窗口更换手机号" not in page
    assert client.get(f"/merges/{side.double.pk}/").status_code == 404


def test_whoever_decides_has_an_open_case_and_may_ask_to_see_the_numbers(world, side):
    city = laid_out.city_actor(world["市"])

    def is_open() -> bool:
        with acting_as(city.scope):
            return has_own_open_case(city, Trainee.objects.get(pk=side.double.pk))

    assert not is_open()
    row = propose(side)
    assert is_open()
    step(row, "merge", city)
    assert not is_open()
