"""The queues of the bureau: taken on, handed out, given back; one move on many records."""

from datetime import timedelta

import pytest

from core import assignments, clock
from core.enums import Role
from core.models import Assignment, Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from organizations.models import Membership
from organizations.services import add_membership, create_user
from programs.models import Programme
from tests import world as laid_out

LIST = "/admin/programs/programme/"
MOVE = "/together/programs.programme/return/"


@pytest.fixture
def city(world):
    return laid_out.city_actor(world["市"])


@pytest.fixture
def submitted(world):
    """The listed programme of each side, handed in again forty days ago."""
    with acting_as(OWNER):
        found = [world[mark].programme for mark in laid_out.SIDES]
        handed_in = clock.now() - timedelta(days=40)
        Programme.objects.filter(pk__in=[row.pk for row in found]).update(
            state="submitted", submitted_at=handed_in
        )
    return found


@pytest.fixture
def colleague(world, city):
    """A second reviewer of the city."""
    with acting_as(OWNER):
        person = create_user(actor=laid_out.ACTOR, username="second", name="市二")
        return add_membership(
            actor=laid_out.ACTOR, user=person, organization=world["市"].organization,
            role=Role.MUNICIPAL_REVIEWER,
        ).user  # fmt: skip


@pytest.fixture
def as_city(world, client):
    with acting_as(AUTH):
        client.force_login(world["市"].rows[Role.MUNICIPAL_REVIEWER])
    return client


def address(path, rows) -> str:
    return path + "?" + "&".join(f"record={row.pk}" for row in rows)


def holders() -> dict[int, int | None]:
    with acting_as(OWNER):
        found = Assignment.objects.filter(assigned_by_id__isnull=False, assignee_role__in=(
            "", Role.MUNICIPAL_REVIEWER))  # fmt: skip
        return {int(key): person for key, person in found.values_list("object_id", "assignee_id")}


def test_a_list_tells_age_day_and_hands_of_what_waits(as_city, submitted, city):
    first, _other = submitted
    with acting_as(city.scope):
        assignments.assign([first], actor=city, to=city.user_id)
    page = as_city.get(LIST, headers={"accept-language": "en"}).content.decode()
    assert page.count("40 days") == 2
    assert page.count("day late") + page.count("days late") == 2
    assert page.count(">市municipal_reviewer<") == 1
    mine = as_city.get(LIST, {"waiting": "mine"}).context["cl"].result_list
    free = as_city.get(LIST, {"waiting": "free"}).context["cl"].result_list
    assert ([row.pk for row in mine], [row.pk for row in free]) == (
        [submitted[0].pk],
        [submitted[1].pk],
    )
    waiting = as_city.get("/admin/").context["waiting"]
    assert [(q["count"], q["mine"]) for q in waiting if "programme" in q["url"]] == [(2, 1)]


def test_an_officer_takes_on_and_hands_out(as_city, submitted, city, colleague):
    chosen = {"action": "take_on", "_selected_action": [row.pk for row in submitted]}
    assert as_city.post(LIST, chosen).status_code == 302
    assert holders() == {row.pk: city.user_id for row in submitted}
    page = address("/assignments/programs.programme/", submitted)
    choices = as_city.get(page).context["form"].fields["assignee"].queryset
    with acting_as(OWNER):
        assert {person.pk for person in choices} == {city.user_id, colleague.pk}
    assert as_city.post(page, {"assignee": colleague.pk}).status_code == 302
    assert holders() == {row.pk: colleague.pk for row in submitted}
    with acting_as(OWNER):
        told = Notification.objects.filter(code="work_given")
        assert [row.recipient_id for row in told] == [colleague.pk] * 2
        assert told.first().context["kind"] == "programme"
    assert as_city.post(page, {"assignee": ""}).status_code == 302
    assert holders() == dict.fromkeys([row.pk for row in submitted])


def test_work_is_given_to_nobody_outside_the_role(submitted, city, side):
    with acting_as(city.scope), pytest.raises(Refused) as refused:
        assignments.assign(submitted, actor=city, to=side.reviewer.pk)
    assert refused.value.code == "not_allowed"


def test_the_work_of_who_leaves_lies_in_the_queue_again(world, submitted, city, colleague):
    with acting_as(city.scope):
        assignments.assign(submitted, actor=city, to=colleague.pk)
    guard = laid_out.city_actor(world["市"], Role.SECURITY_ADMINISTRATOR)
    with acting_as(guard.scope):
        perform(Membership.objects.get(user=colleague), "end", actor=guard, reason="调离")
    assert holders() == dict.fromkeys([row.pk for row in submitted])


def test_one_reason_returns_many_and_each_refusal_is_told(as_city, submitted, side):
    page = address(MOVE, [*submitted, side.draft_programme])
    shown = as_city.get(page)
    assert [row.pk for row in shown.context["records"]] == sorted(
        row.pk for row in [*submitted, side.draft_programme]
    )
    assert as_city.post(page, {"reason": "缺教材"}).status_code == 422
    given = {"reason": "缺教材", "reason_code": "textbook_missing"}
    answer = as_city.post(page, given, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert told[0].startswith(f"{side.draft_programme}：")
    assert told[1:] == ["已办理 2 条记录。"]
    with acting_as(OWNER):
        assert set(Programme.objects.filter(pk__in=[row.pk for row in submitted]).values_list(
            "state", flat=True)) == {"returned"}  # fmt: skip


def test_nobody_else_reaches_the_pages(world, client, submitted, side):
    pages = [address(MOVE, submitted), address("/assignments/programs.programme/", submitted)]
    for person in (side.admin, side.reviewer, world["市"].rows[Role.AUDITOR]):
        with acting_as(AUTH):
            client.force_login(person)
        assert [client.get(page).status_code for page in pages] == [404, 404]
    city = world["市"].rows[Role.MUNICIPAL_REVIEWER]
    with acting_as(AUTH):
        client.force_login(city)
    unknown = ["/together/programs.programme/refuse/?record=1", "/together/x.y/list/?record=1"]
    assert [client.get(page).status_code for page in unknown] == [404, 404]
