"""Memberships: suspended, resumed and ended; never oneself, never the last administrator."""

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client

from core.enums import Role
from core.models import AuditEntry, Notification
from core.refusals import Refused
from core.workflow import _effects as effects
from core.workflow import attach, perform
from organizations import services
from organizations.models import Membership
from tests.organizations.conftest import PASSWORD, acting, membership, person


def signed_in(username, face=""):
    client = Client()
    client.post("/login/", {"login": username, "password": PASSWORD})
    if face:
        client.post("/faces/", {"face": face})
    return client


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def test_suspending_signs_out_who_acts_in_the_role_at_once(unit):
    by_default, as_teacher = signed_in("teacher"), signed_in("teacher", "worker")
    row = perform(membership(unit.teacher), "suspend", actor=acting(unit.admin), reason="长期病假")
    assert (row.state, row.state_by_id, row.state_at is not None) == (
        "suspended",
        unit.admin.pk,
        True,
    )
    assert by_default.get("/workspace/")["Location"] == "/login/?next=/workspace/"
    assert as_teacher.get("/account/").status_code == 200  # the own face is nobody's to end


def test_resuming_tells_the_member(unit):
    actor = acting(unit.admin)
    row = perform(membership(unit.teacher), "suspend", actor=actor, reason="病假")
    row = perform(row, "resume", actor=actor)
    assert row.state == "active"
    told = Notification.objects.get(recipient_id=unit.teacher.pk)
    assert str(told) == "您在机构的教师任职已生效。"
    assert signed_in("teacher").get("/workspace/").status_code == 200


def test_ending_is_for_good_and_recorded_with_its_reason(unit):
    row = perform(membership(unit.teacher), "end", actor=acting(unit.admin), reason="离职")
    assert row.state == "ended"
    entry = AuditEntry.objects.get(verb="end")
    assert (entry.actor_user_id, entry.reason) == (unit.admin.pk, "离职")
    with pytest.raises(Refused) as refused:
        perform(row, "resume", actor=acting(unit.admin))
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("move", ["suspend", "end"])
def test_a_reason_is_needed(unit, move):
    with pytest.raises(Refused) as refused:
        perform(membership(unit.teacher), move, actor=acting(unit.admin), reason="")
    assert refused.value.code == "input_missing"


@pytest.mark.parametrize("move", ["suspend", "resume", "end"])
def test_nobody_decides_on_the_own_membership(unit, move):
    inputs = {} if move == "resume" else {"reason": "x"}
    with pytest.raises(Refused) as refused:
        perform(membership(unit.admin), move, actor=acting(unit.admin), **inputs)
    assert refused.value.code in ("same_reviewer", "last_administrator")
    assert membership(unit.admin).state == "active"


def test_the_database_keeps_that_nobody_decides_on_the_own_membership(unit):
    row = membership(unit.admin)
    with pytest.raises(IntegrityError, match="membership_not_by_oneself"), transaction.atomic():
        Membership.objects.filter(pk=row.pk).update(state_by=unit.admin)


def test_the_last_administrator_stays(unit):
    with pytest.raises(Refused) as refused:
        perform(membership(unit.admin), "end", actor=acting(unit.security), reason="离职")
    assert refused.value.code == "last_administrator"
    person("second", (unit.school, Role.INSTITUTION_ADMIN))
    row = perform(membership(unit.admin), "end", actor=acting(unit.security), reason="离职")
    assert row.state == "ended"


def test_a_suspended_administrator_does_not_count_as_one(unit):
    second = person("second", (unit.school, Role.INSTITUTION_ADMIN))
    perform(membership(second), "suspend", actor=acting(unit.admin), reason="核查")
    with pytest.raises(Refused) as refused:
        perform(membership(unit.admin), "end", actor=acting(unit.security), reason="离职")
    assert refused.value.code == "last_administrator"


def test_who_administers_another_unit_may_nothing(unit):
    from organizations.enums import OrganizationKind
    from tests.organizations.conftest import organization

    other = person("other", (organization(OrganizationKind.AGENCY, "DL-01"), Role.AGENCY_ADMIN))
    with pytest.raises(Refused) as refused:
        perform(membership(unit.teacher), "end", actor=acting(other), reason="x")
    assert refused.value.code == "not_allowed"


def test_what_hangs_on_the_move_acts_along(unit, monkeypatch):
    """API tokens and open work hang themselves on it from higher apps."""
    told = []
    monkeypatch.setitem(effects, (Membership, "end"), [])
    attach(Membership, "end", effect=lambda row, actor: told.append((row.pk, actor.user_id)))
    row = membership(unit.teacher)
    perform(row, "end", actor=acting(unit.admin), reason="离职")
    assert told == [(row.pk, unit.admin.pk)]


def test_signing_out_everywhere_ends_every_face(unit):
    faces = [signed_in("teacher"), signed_in("teacher", "worker")]
    Notification.objects.all().delete()  # of the second device: one message counts for a minute
    ended = services.end_sessions(
        membership(unit.teacher), actor=acting(unit.admin), reason="设备遗失"
    )
    assert ended == 2
    assert [is_in(client) for client in faces] == [False, False]
    assert AuditEntry.objects.get(verb="end_sessions").reason == "设备遗失"
    told = Notification.objects.filter(recipient_id=unit.teacher.pk, code="security_event")
    assert told.count() == 1
    assert "有安全变更：已全部退出登录" in str(told[0])


def test_a_unit_does_not_touch_an_account_that_opens_a_bureau(unit):
    services.add_membership(
        actor=acting(unit.security), user=unit.reviewer, organization=unit.school,
        role=Role.TEACHER,
    )  # fmt: skip
    row = membership(unit.reviewer, Role.TEACHER)
    for act in (
        lambda actor: services.end_sessions(row, actor=actor, reason="x"),
        lambda actor: services.reset_second_factor(row, actor=actor, reason="x", proof="x"),
    ):
        with pytest.raises(Refused) as refused:
            act(acting(unit.admin))
        assert refused.value.code == "account_not_yours"


def test_the_administrator_works_on_the_pages_of_the_workspace(unit):
    client = signed_in("admin")
    row = membership(unit.teacher)
    assert "teacher" in client.get("/workspace/members/").content.decode()
    page = client.get(f"/workspace/members/{row.pk}/").content.decode()
    for words in ("suspend", "end", "sign-out", "second-factor", "deputy"):
        assert f"/{words}/" in page
    own = client.get(f"/workspace/members/{membership(unit.admin).pk}/").content.decode()
    assert f"/moves/organizations.membership/{membership(unit.admin).pk}/" not in own
    address = f"/moves/organizations.membership/{row.pk}/suspend/"
    assert client.post(address, {"reason": "病假"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "suspended"
    assert (
        client.get(f"/workspace/members/{membership(unit.admin).pk}/sign-out/").status_code == 404
    )


def test_the_security_administrator_works_in_the_admin(unit):
    client = signed_in("security")
    row = membership(unit.reviewer)
    page = client.get(f"/admin/organizations/membership/{row.pk}/change/").content.decode()
    assert f"/people/{row.pk}/sign-out/" in page
    answer = client.post(f"/people/{row.pk}/sign-out/", {"reason": "设备遗失"})
    assert answer["Location"] == f"/admin/organizations/membership/{row.pk}/change/"
    for who in ("reviewer", "admin", "teacher"):
        assert signed_in(who).get(f"/people/{row.pk}/sign-out/").status_code == 404


def test_the_bureau_s_move_page_stays_in_the_admin_and_the_unit_s_in_the_workspace(unit):
    row = membership(unit.teacher)
    address = f"/moves/organizations.membership/{row.pk}/suspend/"
    in_admin = signed_in("security").get(address)
    assert "unfold/css/styles.css" in in_admin.content.decode()
    assert "'unsafe-eval'" in in_admin["Content-Security-Policy"]
    in_workspace = signed_in("admin").get(address)
    assert "face-workspace" in in_workspace.content.decode()
    assert "unsafe" not in in_workspace["Content-Security-Policy"]
