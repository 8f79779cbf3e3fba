"""Who a teacher is: one person in the whole city, masked, and fixed once the district knows it."""

import pytest
from django.urls import reverse

from core.access import Actor
from core.privacy import hashes_of
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from programs.models import Teacher, TeachingPerson
from programs.services.staff import save_teacher
from tests import world as laid_out
from tests.teaching import invented_number


def register(actor, unit, number, name="新教师", **facts) -> Teacher:
    row = Teacher(name=name, document_type="citizen_id", **facts)
    with acting_as(actor.scope):
        return save_teacher(row, actor=actor, organization=unit, number=number)


@pytest.fixture
def other(world) -> Actor:
    return laid_out.unit_actor(world["乙"])


def test_one_human_is_one_person_in_two_institutions_and_registered_once_in_each(
    world, side, school, other
):
    number = invented_number()
    one = register(school, side.organization, number)
    two = register(other, world["乙"].organization, f"{number[:6]} {number[6:]}")
    assert (one.pk != two.pk, one.person_id) == (True, two.person_id)
    with pytest.raises(Refused) as refused:
        register(school, side.organization, number)
    assert refused.value.code == "teacher_registered"
    with acting_as(OWNER):
        found = TeachingPerson.objects.filter(identity_hash__in=hashes_of(number))
        assert found.count() == 1


def test_a_new_lookup_key_finds_the_same_person(side, school, other, world, settings):
    number = invented_number()
    one = register(school, side.organization, number)
    settings.LOOKUP_KEYS = f"{settings.LOOKUP_KEYS},99:{'QUFB' * 10}QUE="
    two = register(other, world["乙"].organization, number)
    assert one.person_id == two.person_id


@pytest.mark.parametrize(
    ("number", "code"), [("", "input_missing"), ("210202196010010011", "id_checksum_failed")]
)
def test_a_number_is_needed_and_checked(side, school, number, code):
    with pytest.raises(Refused) as refused:
        register(school, side.organization, number)
    assert refused.value.code == code


def test_the_number_is_corrected_until_the_district_has_seen_it(side, school):
    row = register(school, side.organization, invented_number())
    before = row.person_id
    with acting_as(school.scope):
        save_teacher(row, actor=school, organization=side.organization, number=invented_number())
    assert row.person_id != before
    with acting_as(school.scope), pytest.raises(Refused) as refused:
        save_teacher(
            side.teacher, actor=school, organization=side.organization, number=invented_number()
        )
    assert refused.value.code == "teacher_identity_fixed"


def test_pages_and_api_show_the_mask_alone(side, client):
    number = side.teacher.identity_number
    with acting_as(AUTH):
        client.force_login(side.admin)
    masked = side.teacher.masked_identity
    for address in (
        reverse("workspace:teacher-list"),
        side.teacher.get_absolute_url(),
        reverse("workspace:teacher-edit", args=[side.teacher.pk]),
    ):
        page = client.get(address).content.decode()
        assert (masked in page, number in page) == (True, False), address
    answer = client.get(f"/api/v1/teachers/{side.teacher.pk}/").json()
    assert {"person", "identity_number", "document_type"}.isdisjoint(answer)


def test_the_district_looks_at_the_number_of_a_teacher_in_its_queue(side, client):
    with acting_as(AUTH):
        client.force_login(side.reviewer)
    page = client.get(f"/admin/programs/teacher/{side.teacher.pk}/change/").content.decode()
    assert "/reveals/new/?kind=programs.teacher" in page.replace("&amp;", "&")
    assert side.teacher.identity_number not in page
