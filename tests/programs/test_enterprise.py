"""An enterprise teaches its own employees, without accreditation, and nothing else."""

import re

import pytest

from core.enums import Role
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from organizations.models import Membership, Organization
from programs.models import Occupation, Programme
from programs.services.programmes import create_programme, update_programme
from tests import world as laid_out


@pytest.fixture
def enterprise(side):
    """The unit of the side as an enterprise that nobody has accredited; its administrator."""
    with acting_as(OWNER):
        unit = Organization.objects.filter(pk=side.organization.pk)
        unit.update(kind="enterprise", standing="none", accredited_until=None)
        Membership.objects.filter(user=side.admin).update(role=Role.ENTERPRISE_ADMIN)
        side.organization.refresh_from_db()
    return laid_out.unit_actor(side, Role.ENTERPRISE_ADMIN)


@pytest.fixture
def facts(db):
    with acting_as(OWNER):
        occupation = Occupation.objects.first()
    return {
        "name": "内训项目", "training_type": "enterprise", "level": "4", "textbook": "书",
        "lessons": 8, "occupation": occupation,
    }  # fmt: skip


@pytest.mark.parametrize("training_type", ["key_group", "high_skilled", "entrepreneurship"])
def test_only_programmes_for_its_own_employees_are_made(enterprise, side, facts, training_type):
    with acting_as(enterprise.scope):
        own = create_programme(actor=enterprise, organization=side.organization, **facts)
        other = {**facts, "training_type": training_type}
        with pytest.raises(Refused) as made:
            create_programme(actor=enterprise, organization=side.organization, **other)
        with pytest.raises(Refused) as changed:
            update_programme(own, actor=enterprise, training_type=training_type)
    assert {made.value.code, changed.value.code} == {"enterprise_trains_own"}


def test_what_stands_there_already_cannot_be_submitted(enterprise, side):
    """Laid out as for key groups, by whichever way it came."""
    row = Programme.objects
    with acting_as(enterprise.scope), pytest.raises(Refused) as refused:
        perform(row.get(pk=side.draft_programme.pk), "submit", actor=enterprise)
    assert refused.value.code == "enterprise_trains_own"


def test_it_is_offered_the_kinds_for_its_own_employees_alone(enterprise, side, client):
    with acting_as(AUTH):
        client.force_login(side.admin)
    offered = client.get("/workspace/programmes/new/").content.decode()
    kinds = re.findall(r"/workspace/programmes/new/([a-z_]+)/", offered)
    assert sorted(set(kinds)) == ["apprenticeship", "enterprise"]
    assert client.get("/workspace/programmes/new/key_group/").status_code == 404


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", ("本企业", "每个班期的报名人员")),
                            ("en", ("Our enterprise", "Who is enrolled in a class"))],
)  # fmt: skip
def test_its_workspace_shows_what_there_is_and_says_where_people_stand(
    enterprise, side, client, language, words
):
    with acting_as(AUTH):
        client.force_login(side.admin)
    page = client.get("/workspace/", headers={"Accept-Language": language}).content.decode()
    assert [word for word in words if word not in page] == []
    numbers = re.findall(r'stat-value">.*?(\d+)', page, re.DOTALL)[:4]
    assert numbers == ["4", "2", "1", "4"], "programmes, classes, people in them, members"


def test_its_public_class_leads_to_no_page_of_institutions(enterprise, side, client):
    page = client.get(f"/classes/{side.training_class.number}/").content.decode()
    assert side.organization.name in page
    assert f"/institutions/{side.organization.number}/" not in page
