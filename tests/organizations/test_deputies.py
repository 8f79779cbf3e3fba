"""Deputies: asked, agreed, acting under the own name, over with the last day."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.models import AuditEntry, Notification
from core.refusals import Refused
from core.workflow import perform
from organizations import services
from organizations.models import Deputy
from organizations.queries import actor_for, deputies_of, faces_of
from organizations.services.advance import advance
from tests.organizations.conftest import acting, membership, person

WEEK = timedelta(days=7)


def propose(unit, member=None, deputy=None, first=None, last=None, by=None):
    first = first or clock.today()
    return services.propose_deputy(
        actor=acting(by or unit.admin),
        member=member or membership(unit.admin),
        deputy=deputy or membership(unit.teacher),
        first_day=first,
        last_day=last or first + WEEK,
    )


@pytest.fixture
def active(unit):
    return perform(propose(unit), "accept", actor=acting(unit.teacher))


def test_both_are_told_when_asked_and_when_agreed(unit, active):
    assert active.state == "active"
    told = Notification.objects.filter(recipient_id=unit.teacher.pk)
    assert told.count() == 2
    assert str(told[0]).startswith(f"代理{active.number}（机构，机构管理员）：")
    assert str(told[0]).endswith(f"，至{clock.today() + WEEK}。")
    assert Notification.objects.filter(recipient_id=unit.admin.pk).count() == 2


def test_the_deputy_acts_in_the_member_s_role_under_the_own_name(unit, active):
    face = f"deputy-{active.pk}"
    actor = actor_for(unit.teacher, face)
    assert (actor.user_id, actor.deputy_for, actor.role, actor.organization_id) == (
        unit.teacher.pk,
        unit.admin.pk,
        Role.INSTITUTION_ADMIN,
        unit.school.pk,
    )
    assert actor.persons == {unit.teacher.pk, unit.admin.pk}
    offered = faces_of(unit.teacher, actor)
    assert [entry["key"] for entry in offered if entry["is_current"]] == [face]
    assert "admin" in next(entry["label"] for entry in offered if entry["key"] == face)


def test_the_switcher_offers_the_face_and_the_records_name_both(unit, active, client):
    client.force_login(unit.teacher)
    assert client.post("/faces/", {"face": f"deputy-{active.pk}"})["Location"] == "/workspace/"
    assert client.get("/workspace/members/").status_code == 200
    other = person("other", (unit.school, Role.TEACHER))
    address = f"/moves/organizations.membership/{membership(other).pk}/suspend/"
    assert client.post(address, {"reason": "病假"}).status_code == 302
    entry = AuditEntry.objects.get(verb="suspend")
    assert (entry.actor_user_id, entry.actor_deputy_for) == (unit.teacher.pk, unit.admin.pk)
    assert audit.persons(membership(other), "suspend") == {unit.teacher.pk, unit.admin.pk}


def test_a_deputy_decides_on_neither_person(unit, active):
    actor = actor_for(unit.teacher, f"deputy-{active.pk}")
    for user in (unit.teacher, unit.admin):
        with pytest.raises(Refused) as refused:
            perform(membership(user), "suspend", actor=actor, reason="x")
        assert refused.value.code == "same_reviewer"


def test_only_the_proposed_deputy_answers(unit):
    row = propose(unit)
    for actor in (acting(unit.admin), acting(unit.security), acting(unit.reviewer)):
        with pytest.raises(Refused) as refused:
            perform(row, "accept", actor=actor)
        assert refused.value.code == "not_allowed"
    assert perform(row, "refuse", actor=acting(unit.teacher)).state == "refused"
    assert deputies_of(unit.teacher) == []


def test_before_the_first_day_there_is_no_face(unit):
    row = propose(unit, first=clock.today() + timedelta(days=1))
    perform(row, "accept", actor=acting(unit.teacher))
    assert deputies_of(unit.teacher) == []


def test_after_the_last_day_it_is_over(unit, active):
    Deputy.objects.update(
        first_day=clock.today() - WEEK, last_day=clock.today() - timedelta(days=1)
    )
    assert actor_for(unit.teacher, f"deputy-{active.pk}").role == Role.WORKER
    assert advance() == 1
    active.refresh_from_db()
    assert (active.state, active.ended_at is not None) == ("ended", True)
    assert AuditEntry.objects.get(verb="end").actor_role == Role.SYSTEM


def test_it_ends_earlier_for_a_reason(unit, active):
    with pytest.raises(Refused) as refused:
        perform(active, "end", actor=acting(unit.admin), reason="")
    assert refused.value.code == "input_missing"
    perform(active, "end", actor=acting(unit.security), reason="提前返岗")
    assert actor_for(unit.teacher, f"deputy-{active.pk}").role == Role.WORKER


@pytest.mark.parametrize("who", ["admin", "teacher"])
def test_it_ends_with_either_membership(unit, active, who):
    person("second", (unit.school, Role.INSTITUTION_ADMIN))
    row = membership(getattr(unit, who))
    perform(row, "end", actor=acting(unit.security), reason="离职")
    active.refresh_from_db()
    assert active.state == "ended"


def test_while_the_member_is_suspended_nobody_stands_in(unit, active):
    person("second", (unit.school, Role.INSTITUTION_ADMIN))
    perform(membership(unit.admin), "suspend", actor=acting(unit.security), reason="核查")
    assert deputies_of(unit.teacher) == []


@pytest.mark.parametrize(
    "case", ["another unit", "oneself", "a teacher", "too long", "in the past", "twice"]
)
def test_what_does_not_fit_is_refused(unit, case):
    today = clock.today()
    given = {
        "another unit": {"deputy": membership(unit.reviewer)},
        "oneself": {"deputy": membership(unit.admin)},
        "a teacher": {"member": membership(unit.teacher), "deputy": membership(unit.admin)},
        "too long": {"last": today + timedelta(days=93)},
        "in the past": {"first": today - timedelta(days=1)},
        "twice": {},
    }[case]
    if case == "twice":
        propose(unit)
    with pytest.raises(Refused) as refused:
        propose(unit, **given)
    assert refused.value.code == "deputy_not_possible"


def test_a_deputy_may_not_hold_a_role_that_excludes_the_member_s(unit):
    chief = person("chief", (unit.city, Role.MUNICIPAL_CHIEF))
    finance = person("finance", (unit.city, Role.FINANCE_APPROVER))
    with pytest.raises(Refused) as refused:
        propose(unit, membership(chief), membership(finance), by=unit.security)
    assert refused.value.code == "role_incompatible"


def test_the_database_counts_the_roles_of_a_deputy(unit):
    """Neither by plain SQL nor by a membership given later can two excluding roles meet."""
    chief = person("chief", (unit.city, Role.MUNICIPAL_CHIEF))
    editor = person("editor", (unit.city, Role.EDITOR))
    row = propose(unit, membership(chief), membership(editor), by=unit.security)
    perform(row, "accept", actor=acting(editor))
    with pytest.raises(Refused) as refused:
        services.add_membership(
            actor=acting(unit.security), user=editor, organization=unit.city,
            role=Role.FINANCE_APPROVER,
        )  # fmt: skip
    assert refused.value.code == "role_incompatible"
    finance = person("finance", (unit.city, Role.FINANCE_APPROVER))
    Deputy.objects.update(deputy=membership(finance), deputy_user=finance)
    with (
        pytest.raises(IntegrityError, match="exclude each other"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Deputy.objects.update(deputy=membership(editor), deputy_user=editor)


def test_bureau_staff_answer_in_the_admin(unit, client):
    editor = person("editor", (unit.city, Role.EDITOR))
    row = propose(unit, membership(unit.reviewer), membership(editor), by=unit.security)
    client.force_login(editor)
    page = client.get(f"/admin/organizations/deputy/{row.pk}/change/").content.decode()
    assert f"/moves/organizations.deputy/{row.pk}/accept/" in page
    assert client.post(f"/moves/organizations.deputy/{row.pk}/accept/").status_code == 302
    assert client.post("/faces/", {"face": f"deputy-{row.pk}"})["Location"] == "/admin/"
    assert client.get("/admin/programs/programme/").status_code == 200


def test_a_member_of_the_unit_answers_in_the_workspace(unit, client):
    client.force_login(unit.admin)
    address = f"/workspace/members/{membership(unit.admin).pk}/deputy/"
    assert client.get(address).status_code == 404  # not for oneself
    person("second", (unit.school, Role.INSTITUTION_ADMIN))
    client.force_login(unit.teacher)
    row = propose(unit)
    assert row.number in client.get("/workspace/deputies/").content.decode()
    page = client.get(f"/workspace/deputies/{row.pk}/").content.decode()
    assert f"/moves/organizations.deputy/{row.pk}/accept/" in page


def test_separation_of_duties_counts_both_persons():
    assert Actor(user_id=1, deputy_for=2).persons == {1, 2}
    assert Actor(user_id=1).persons == {1}
    assert Actor().persons == frozenset()
