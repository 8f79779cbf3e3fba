"""The annual plan: split so that sums agree, consulted on, approved by another, revised openly."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.access import system_actor
from core.enums import Role
from core.models import Notification
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from organizations.models import District
from programs.enums import TargetIndicator, TrainingType
from programs.models import AnnualPlanVersion, PlanComment, Target
from programs.planning import city
from programs.services.annual_plan import comment, create_plan, set_targets
from tests import world as laid_out

YEAR = 2027


@pytest.fixture
def reviewer(world):
    return laid_out.city_actor(world["市"])


@pytest.fixture
def chief(world):
    return laid_out.city_actor(world["市"], Role.MUNICIPAL_CHIEF)


def do(actor, work, *args, **kwargs):
    with acting_as(actor.scope):
        return work(*args, actor=actor, **kwargs)


def even(figure=10) -> dict:
    """The same target for every district and training type, and the city's sums."""
    with acting_as(OWNER):
        districts, whole = list(District.objects.active()), city()
    found = {
        (indicator.value, district.pk, kind.value): (figure, "")
        for indicator in TargetIndicator
        for district in districts
        for kind in TrainingType
    }
    return found | {
        (indicator.value, whole.pk, kind.value): (figure * len(districts), "")
        for indicator in TargetIndicator
        for kind in TrainingType
    }


@pytest.fixture
def draft(reviewer):
    plan = do(reviewer, create_plan, year=YEAR)
    do(reviewer, set_targets, plan, targets=even())
    return plan


def in_force(plan, reviewer, chief):
    do(reviewer, perform, plan, "consult")
    pass_consultation()
    do(chief, perform, plan, "approve")
    return do(chief, perform, plan, "publish")


def pass_consultation():
    with acting_as(OWNER):
        clock.move(actor=system_actor("test"), by=timedelta(days=30))


def refusal(actor, work, *args, **kwargs) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        do(actor, work, *args, **kwargs)
    return refused.value.code, refused.value.detail


def test_a_missing_target_keeps_a_plan_from_consultation(reviewer):
    plan = do(reviewer, create_plan, year=YEAR)
    targets = even()
    with acting_as(OWNER):
        zhongshan = District.objects.get(code="DL-01")
    del targets["I08", zhongshan.pk, "enterprise"]
    do(reviewer, set_targets, plan, targets=targets)
    code, detail = refusal(reviewer, perform, plan, "consult")
    assert (code, detail) == ("targets_incomplete", "结业人次 · 中山区 · 企业职工岗位技能提升")


def test_sums_must_be_those_of_the_city(reviewer, draft):
    with acting_as(OWNER):
        whole = city()
    do(reviewer, set_targets, draft, targets={("I06", whole.pk, "key_group"): (131, "")})
    code, detail = refusal(reviewer, perform, draft, "consult")
    assert code == "targets_disagree"
    assert detail == "参训人次 · 大连市 · 重点群体就业技能培训：130 ≠ 131"


def test_the_consultation_reaches_every_district_and_lasts_its_time(reviewer, chief, draft, world):
    row = do(reviewer, perform, draft, "consult")
    with acting_as(OWNER):
        told = Notification.objects.filter(
            code="plan_consultation", recipient_id=world["甲"].reviewer.pk
        )
        assert told.count() == 1
    assert refusal(chief, perform, draft, "approve") == (
        "consultation_open",
        str(row.consultation_ends_on),
    )


def test_whoever_wrote_a_target_does_not_approve(reviewer, chief, draft):
    do(reviewer, perform, draft, "consult")
    pass_consultation()
    with acting_as(OWNER):
        AnnualPlanVersion.objects.filter(pk=draft.pk).update(written_by=[chief.user_id])
    assert refusal(chief, perform, draft, "approve")[0] == "plan_same_person"


def test_a_district_sees_the_plan_from_the_consultation_on(world, reviewer, draft):
    district = laid_out.district_actor(world["甲"])

    def seen():
        with acting_as(district.scope):
            plans = AnnualPlanVersion.objects.visible_to(district).filter(pk=draft.pk).count()
            return plans, Target.objects.visible_to(district).filter(plan=draft.pk).count()

    assert seen() == (0, 0)
    do(reviewer, perform, draft, "consult")
    assert seen() == (1, len(even()))


def test_a_district_finds_what_it_is_asked_about_until_it_has_said_something(
    world, reviewer, draft, client
):
    with acting_as(AUTH):
        client.force_login(world["甲"].reviewer)

    def waiting():
        (queue,) = (
            one for one in client.get("/admin/").context["waiting"]
            if one["label"] == "待提意见的年度计划"
        )  # fmt: skip
        assert queue["count"] == len(client.get(queue["url"]).context["cl"].result_list)
        return {plan.pk for plan in client.get(queue["url"]).context["cl"].result_list}

    def offered():
        with acting_as(AUTH):
            city.force_login(world["市"].rows[Role.MUNICIPAL_REVIEWER])
        page = city.get(draft.get_absolute_url())
        return [str(move["label"]) for move in page.context["moves"]]

    city = Client()
    other = world["乙"].annual_plan.pk  # in consultation, too
    assert waiting() == {other}
    row = do(reviewer, perform, draft, "consult")
    assert waiting() == {other, draft.pk}
    assert "退回草稿" in offered()
    assert "采纳意见" not in offered()
    do(laid_out.district_actor(world["乙"]), comment, row, text="同意")
    assert "采纳意见" in offered()
    assert waiting() == {other, draft.pk}
    do(laid_out.district_actor(world["甲"]), comment, row, text="焊工指标偏高")
    assert waiting() == {other}


def test_a_year_gets_one_plan_and_no_other_at_once(world, client):
    with acting_as(AUTH):
        client.force_login(world["市"].rows[Role.MUNICIPAL_REVIEWER])
    page = client.get(reverse("admin:programs_annualplanversion_add")).content.decode()
    assert 'name="_save"' in page
    assert 'name="_addanother"' not in page


def test_a_district_comments_while_it_is_asked(world, reviewer, draft, client):
    district, other = (laid_out.district_actor(world[mark]) for mark in laid_out.SIDES)
    assert refusal(district, comment, draft, text="太早")[0] == "not_allowed"
    do(reviewer, perform, draft, "consult")
    with acting_as(AUTH):
        client.force_login(world["甲"].reviewer)
    page = reverse("plan-comment", args=[draft.number])
    assert client.post(page, {"text": ""}).status_code == 422
    assert client.post(page, {"text": "焊工指标偏高"}).url == draft.get_absolute_url()
    for actor, seen in ((district, 1), (other, 0), (reviewer, 1)):
        with acting_as(actor.scope):
            assert PlanComment.objects.visible_to(actor).filter(plan=draft).count() == seen
    with acting_as(OWNER):
        told = Notification.objects.get(code="plan_commented")
        assert (told.recipient_id, told.context["year"]) == (reviewer.user_id, YEAR)
    assert refusal(reviewer, comment, draft, text="自评")[0] == "not_allowed"
    pass_consultation()
    assert refusal(district, comment, draft, text="太晚")[0] == "wrong_state"
    assert client.post(page, {"text": "太晚"}).status_code == 409


def test_a_revision_begins_with_the_old_targets_and_tells_each_reason(reviewer, chief, draft):
    first = in_force(draft, reviewer, chief)
    second = do(reviewer, create_plan, year=YEAR, reason="新增资金")
    with acting_as(OWNER):
        zhongshan, whole = District.objects.get(code="DL-01"), city()
    place, sum_of = ("I06", zhongshan.pk, "enterprise"), ("I06", whole.pk, "enterprise")
    assert do(reviewer, set_targets, second, targets=even()) == 0
    changes = {place: (30, "新增企业"), sum_of: (150, "")}
    assert do(reviewer, set_targets, second, targets=changes) == 2
    code, detail = refusal(reviewer, perform, second, "consult")
    assert code == "target_reason_missing"
    assert detail == "参训人次 · 大连市 · 企业职工岗位技能提升：130 → 150"
    do(reviewer, set_targets, second, targets={sum_of: (150, "中山区增加")})
    second = in_force(second, reviewer, chief)
    with acting_as(OWNER):
        first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("superseded", "published", "P2027-v2")
    assert first.superseded_on == second.published_on


def test_one_version_is_prepared_at_a_time_and_a_revision_has_a_reason(reviewer, chief, draft):
    assert refusal(reviewer, create_plan, year=YEAR) == ("wrong_state", "P2027-v1 草稿")
    in_force(draft, reviewer, chief)
    assert refusal(reviewer, create_plan, year=YEAR) == ("input_missing", "reason")


def test_only_the_city_writes_and_only_on_a_draft(world, reviewer, draft):
    district = laid_out.district_actor(world["甲"])
    assert refusal(district, create_plan, year=YEAR + 1)[0] == "not_allowed"
    do(reviewer, perform, draft, "consult")
    assert refusal(reviewer, set_targets, draft, targets=even(11)) == ("wrong_state", "征求意见")


def test_a_year_is_closed_when_it_is_over(reviewer, chief, draft):
    plan = in_force(draft, reviewer, chief)
    assert refusal(chief, perform, plan, "close") == ("period_not_closed", "2027-12-31")
    with acting_as(OWNER):
        clock.move(actor=system_actor("test"), by=timedelta(days=500))
    revision = do(reviewer, create_plan, year=YEAR, reason="再调整")
    assert refusal(chief, perform, plan, "close") == ("wrong_state", "P2027-v2 草稿")
    do(reviewer, perform, revision, "withdraw", reason="不再调整")
    assert do(chief, perform, plan, "close").state == "closed"
    assert refusal(reviewer, create_plan, year=YEAR, reason="太晚") == (
        "wrong_state",
        "P2027-v1 已总结",
    )


def test_a_chief_revises_a_plan_and_does_not_approve_it(reviewer, chief, draft):
    in_force(draft, reviewer, chief)
    plan = do(chief, create_plan, year=YEAR, reason="新增资金")
    do(chief, set_targets, plan, targets={})
    do(reviewer, perform, plan, "consult")
    pass_consultation()
    assert refusal(chief, perform, plan, "approve")[0] == "plan_same_person"


def test_a_district_that_is_gone_has_no_target_in_a_revision(reviewer, chief, draft):
    in_force(draft, reviewer, chief)
    with acting_as(OWNER):
        District.objects.filter(code="DL-02").update(status="historic")
        gone = District.objects.get(code="DL-02")
    plan = do(reviewer, create_plan, year=YEAR, reason="区划调整")
    with acting_as(OWNER):
        assert not plan.targets.filter(district=gone).exists()


def told(code, person) -> list[str]:
    with acting_as(OWNER):
        rows = Notification.objects.filter(code=code, recipient_id=person.pk)
        return list(rows.values_list("link", flat=True))


def test_districts_hear_of_comments_taken_up_and_of_a_plan_given_up(world, reviewer, draft):
    person = world["甲"].reviewer
    do(reviewer, perform, draft, "withdraw", reason="写错")
    assert told("plan_withdrawn", person) == [], "nobody had been asked"
    second = do(reviewer, create_plan, year=YEAR)
    do(reviewer, set_targets, second, targets=even())
    do(reviewer, perform, second, "consult")
    do(reviewer, perform, second, "amend", reason="采纳")
    assert told("plan_amended", person) == [""], "a draft is not open to them"
    do(reviewer, perform, second, "consult")
    do(reviewer, perform, second, "withdraw", reason="重来")
    assert told("plan_withdrawn", person) == [""]


@pytest.fixture
def page(client, world, draft):
    """The form of the targets, and what it would send as it stands."""
    with acting_as(AUTH):
        client.force_login(world["市"].rows[Role.MUNICIPAL_REVIEWER])
    return client, reverse("plan-targets", args=[draft.number])


def sent(answer) -> dict:
    form = answer.context["form"]
    return {field.html_name: field.value() for field in form if field.value() is not None}


def test_an_old_copy_of_the_page_undoes_nobody_s_work(page, reviewer, draft):
    client, address = page
    old = sent(client.get(address))
    with acting_as(OWNER):
        zhongshan = District.objects.get(code="DL-01")
    place = ("I06", zhongshan.pk, "enterprise")
    do(reviewer, set_targets, draft, targets={place: (99, "")})
    answer = client.post(address, old)
    assert answer.status_code == 422
    assert "其他人已修改目标任务" in answer.content.decode()
    with acting_as(OWNER):
        kept = draft.targets.get(indicator="I06", district=zhongshan, training_type="enterprise")
    assert kept.figure == 99


def test_a_figure_once_given_is_not_emptied_and_no_letter_is_a_number(page):
    client, address = page
    data = sent(client.get(address)) | {"I06-DL-01-enterprise": "", "I06-DL-02-enterprise": "十"}
    answer = client.post(address, data)
    assert answer.status_code == 422
    wrong = set(answer.context["form"].errors)
    assert wrong == {"I06-DL-01-enterprise", "I06-DL-02-enterprise"}
    assert "参训人次 · 中山区 · 企业职工岗位技能提升" in answer.content.decode()


def test_a_reason_stands_for_a_change(page, reviewer, chief, draft):
    client, _address = page
    in_force(draft, reviewer, chief)
    plan = do(reviewer, create_plan, year=YEAR, reason="调整")
    address = reverse("plan-targets", args=[plan.number])
    data = sent(client.get(address)) | {"I06-DL-01-reason": "说明"}
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["I06-DL-01-reason"]
    assert client.post(address, data | {"I06-DL-01-enterprise": 11}).status_code == 302
    with acting_as(OWNER):
        changed = plan.targets.exclude(reason="")
        assert [(row.figure, row.reason) for row in changed] == [(11, "说明")]
