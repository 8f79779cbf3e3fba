"""An appeal from the refusal to the answer: in time, with a ground, by people without a part."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from pypdf import PdfReader

from core import clock, deadlines
from core.models import AuditEntry, Notification, StoredFile
from core.outbox import message_of
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, SYSTEM, acting_as
from policies.queries import last_moment
from supervision.appealable import decision_on
from supervision.models import DecisionAppeal
from supervision.queries.appeals import open_decisions
from supervision.services.appeals import submit_appeal
from tests import world as laid_out
from tests.core.files.makers import picture
from tests.supervision.appealing import NO, WHY, Case, come_to, does

ANSWERS = {"take_up": {}, "refuse": {"reason_code": "appeal_no_grounds", "reason": "x"},
           "uphold": {"reason": "x"}, "dismiss": {"reason": "x"}}  # fmt: skip


@pytest.fixture
def case(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with acting_as(OWNER):
        world = laid_out.make_world()
        Notification.objects.all().delete()
        yield Case(world)


def told(code, number) -> dict[str, str]:
    """What each person was told last of a record, by the name of the account."""
    with acting_as(OWNER):
        names = dict(laid_out.User.objects.values_list("pk", "username"))
        rows = Notification.objects.filter(code=code, context__number=number)
        rows = rows.order_by("created_at")
        return {names[row.recipient_id]: message_of(code).text(row.context) for row in rows}


def refusal(function, *args, **kwargs) -> Refused:
    with pytest.raises(Refused) as refused, transaction.atomic():
        function(*args, **kwargs)
    return refused.value


def again(row):
    with acting_as(OWNER):
        return type(row).objects.get(pk=row.pk)


def test_an_upheld_appeal_reopens_the_programme_at_once(case):
    appeal = case.in_review()
    programme = again(case.side.draft_programme)
    come_to(clock.today() + timedelta(days=3))
    done = does(appeal, "uphold", case.chief, reason="教材已写明")
    assert (done.state, done.answered_by) == ("upheld", [case.chief.user_id])
    reopened = again(programme)
    assert (reopened.state, reopened.submitted_at > programme.submitted_at) == ("submitted", True)
    with acting_as(OWNER):
        entry = AuditEntry.objects.get(object_id=str(programme.pk), verb="reopen")
    assert (entry.actor_role, entry.reason_code, entry.reason) == (
        "system", "appeal_upheld", appeal.number,
    )  # fmt: skip
    due = last_moment("tl_programme_reply", clock.today())
    assert f"请于{due}前办理" in told("work_new", programme.number)["city.municipal_reviewer"]


def test_officers_unit_and_decider_are_told_each_step(case):
    appeal = case.appeal()
    assert set(told("work_new", appeal.number)) == {"city.colleague", "city.municipal_chief"}
    appeal = does(appeal, "take_up", case.colleague)
    assert told("appeal_state", appeal.number) == dict.fromkeys(
        ("admin.1", "city.municipal_reviewer"), f"申诉{appeal.number}：复核中。理由见平台。"
    )
    does(appeal, "withdraw", case.school)
    assert set(told("record_withdrawn", appeal.number)) == {
        "city.colleague", "city.municipal_chief", "city.municipal_reviewer",
    }  # fmt: skip


@pytest.mark.parametrize("move", ANSWERS)
@pytest.mark.parametrize("part", ["decided", "through a deputy", "deputy of who decided"])
def test_whoever_had_a_part_neither_takes_up_nor_answers(case, move, part):
    """SD17: a deputy and the member count as one person."""
    stranger = case.another("stranger", "municipal_chief")
    decider = replace(case.reviewer, deputy_for=stranger.user_id) if "through" in part else (
        case.reviewer
    )  # fmt: skip
    programme = does(case.side.draft_programme, "submit", case.school)
    programme = does(programme, "refuse", decider, **NO)
    appeal = case.appeal(programme)
    if move in ("uphold", "dismiss"):
        appeal = does(appeal, "take_up", case.colleague)
    judge = {
        "decided": replace(case.reviewer, role="municipal_chief"),
        "through a deputy": stranger,
        "deputy of who decided": replace(stranger, deputy_for=case.reviewer.user_id),
    }[part]
    found = refusal(does, appeal, move, judge, **ANSWERS[move])
    assert (found.code, found.detail) == ("same_reviewer", f"您参与过{programme.number}")
    assert "其他审核员或负责人" in found.remedy
    assert again(appeal).state == appeal.state


@pytest.mark.parametrize("column", ["taken_up_by", "answered_by"])
def test_nor_by_plain_sql(case, column):
    appeal = case.in_review()
    for person in (case.reviewer.user_id, case.school.user_id):
        by_sql = "UPDATE supervision_decisionappeal SET {} = ARRAY[%s]::bigint[] WHERE id = %s"
        another = pytest.raises(IntegrityError, match="by_another")
        with acting_as(case.chief.scope), another, transaction.atomic():
            connection.cursor().execute(by_sql.format(column), [person, appeal.pk])


def test_a_part_is_refused_on_the_page_and_by_a_program(case, client):
    appeal = case.appeal()
    with acting_as(AUTH):
        client.force_login(case.world["市"].rows["municipal_reviewer"])
    record = f"/admin/supervision/decisionappeal/{appeal.pk}/change/"
    assert "您参与过此事" in client.get(record).content.decode()
    queue = client.get("/admin/supervision/decisionappeal/?waiting=1").content.decode()
    assert appeal.number not in queue
    move = client.post(f"/moves/supervision.decisionappeal/{appeal.pk}/take_up/")
    assert (move.status_code, "同一人不得审核两级" in move.content.decode()) == (409, True)
    address = f"/api/v1/appeals/{appeal.number}/moves/take_up/"
    answer = client.post(address, {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "same_reviewer")


def test_the_record_shows_the_appeal_to_unit_and_bureau(case, client):
    appeal = case.appeal()
    programme = again(case.side.draft_programme)
    city = case.world["市"].rows["municipal_chief"]
    pages = {
        case.side.admin: (programme.get_absolute_url(), appeal.get_absolute_url()),
        city: (
            f"/admin/programs/programme/{programme.pk}/change/",
            f"/admin/supervision/decisionappeal/{appeal.pk}/change/",
        ),
    }
    for user, (record, own) in pages.items():
        with acting_as(AUTH):
            client.force_login(user)
        page = client.get(record).content.decode()
        assert (f'href="{own}"' in page, "已提交申诉" in page) == (True, True), user


def test_the_decision_stands_where_its_appeal_is_read_and_answered(case, client):
    appeal = case.in_review()
    chief, bureau = case.world["市"].rows["municipal_chief"], "/admin/programs/programme/"
    record = f"/admin/supervision/decisionappeal/{appeal.pk}/change/"
    own = again(case.side.draft_programme).get_absolute_url()
    pages = [
        (chief, f"/moves/supervision.decisionappeal/{appeal.pk}/uphold/", bureau),
        (chief, record, bureau),
        (case.side.reviewer, record, bureau),
        (case.side.admin, appeal.get_absolute_url(), own),
    ]
    for user, address, link in pages:
        with acting_as(AUTH):
            client.force_login(user)
        page = client.get(address, headers={"accept-language": "en"}).content.decode()
        found = [NO["reason"] in page, "Municipal reviewer" in page, f'href="{link}' in page]
        assert found == [True] * 3, (user, address)
        told = "The municipal bureau answers this appeal" in page
        assert told == (user == case.side.reviewer)


def test_where_everybody_had_a_part_it_is_said_who_can_help(case, client):
    with acting_as(OWNER):
        everybody = [case.chief, case.colleague, case.reviewer]
        DecisionAppeal.objects.filter(pk=case.side.appeal.pk).update(
            involved=[*case.side.appeal.involved, *(actor.user_id for actor in everybody)]
        )
    appeal = again(case.side.appeal)
    found = refusal(does, appeal, "take_up", case.chief)
    assert "安全管理员" in found.remedy
    with acting_as(AUTH):
        client.force_login(case.world["市"].rows["municipal_chief"])
    page = client.get(f"/admin/supervision/decisionappeal/{appeal.pk}/change/")
    assert "有权办理的人员均参与过此事" in page.content.decode()


def test_the_last_day_is_that_of_the_paper_and_the_day_after_is_too_late(case, client):
    programme = case.refused()
    with acting_as(case.school.scope):
        decision = decision_on(programme, case.school)
    assert decision.until == last_moment("tl_appeal", clock.today())
    with acting_as(AUTH):
        client.force_login(case.side.admin)
    button = f"/workspace/appeals/new/programme/{programme.number}/"
    record = client.get(programme.get_absolute_url()).content.decode()
    assert (button in record, f"{decision.until}" in record) == (True, True)
    come_to(decision.until + timedelta(days=1))
    found = refusal(case.appeal, programme)
    assert (found.code, found.detail) == (
        "appeal_too_late", f"{clock.today()} > {decision.until}",
    )  # fmt: skip
    assert (found.clause, "行政复议" in str(found.remedy)) == (
        "《职业技能培训办理时限目录（示例）》第2.17条",
        True,
    )
    record = client.get(programme.get_absolute_url()).content.decode()
    assert (button in record, f"申诉期限已于{decision.until}届满" in record) == (False, True)
    come_to(decision.until)
    assert case.appeal(programme).appeal_until == decision.until


def test_it_needs_a_ground_and_a_decision_of_the_own_unit(case):
    programme = case.refused()
    assert refusal(case.appeal, programme, text="  ").code == "appeal_no_grounds"
    assert refusal(case.appeal, programme, ground="x").code == "appeal_no_grounds"
    assert refusal(case.appeal, case.side.programme).code == "nothing_to_appeal"
    foreign = case.world["乙"].refused_programme
    with acting_as(OWNER):
        found = refusal(submit_appeal, actor=case.school, record=foreign, **WHY)
    assert found.code == "not_allowed"


def test_a_decision_is_appealed_against_once_unless_it_was_taken_back(case):
    appeal = case.appeal()
    programme = again(case.side.draft_programme)
    assert refusal(case.appeal, programme).code == "appeal_running"
    decision = {name: getattr(appeal, name) for name in ("kind", "record_id", "entry_id")}
    other = DecisionAppeal.objects.filter(pk=case.side.appeal.pk)
    once = pytest.raises(IntegrityError, match="once_against")
    with acting_as(OWNER), once, transaction.atomic():
        other.update(**decision)
    does(appeal, "withdraw", case.school)
    second = case.appeal(programme)
    does(second, "refuse", case.chief, reason_code="appeal_no_grounds", reason="不可核查")
    assert f"可于{second.appeal_until}前申诉" in told("record_refused", second.number)["admin.1"]
    third = does(case.appeal(programme), "take_up", case.chief)
    does(third, "dismiss", case.chief, reason="维持")
    assert refusal(case.appeal, programme).code == "appeal_running"
    assert again(programme).state == "refused"


def test_what_may_still_be_appealed_against_stands_on_the_list(case):
    programme = case.refused()
    with acting_as(case.school.scope):
        numbers = [one.record.number for one in open_decisions(case.school)]
        assert programme.number in numbers
    case.appeal(programme)
    with acting_as(case.school.scope):
        numbers = [one.record.number for one in open_decisions(case.school)]
        assert programme.number not in numbers


def test_evidence_is_read_by_unit_district_and_city(case, client):
    proof = SimpleUploadedFile("教材.jpg", picture())
    appeal = case.appeal(evidence=[proof])
    with acting_as(OWNER):
        (kept,) = appeal.evidence.all()
    address = f"/appeals/{appeal.number}/evidence/{kept.pk}/"
    city = case.world["市"].rows["municipal_chief"]
    for user in (case.side.admin, case.side.reviewer, city):
        with acting_as(AUTH):
            client.force_login(user)
        assert client.get(address).status_code == 200
    with acting_as(AUTH):
        client.force_login(case.world["乙"].admin)
    assert client.get(address).status_code == 404


def test_one_bad_file_and_nothing_is_kept(case):
    programme, bad = case.refused(), SimpleUploadedFile("证据.pdf", b"<html>")
    with acting_as(OWNER):
        before = (DecisionAppeal.objects.count(), StoredFile.objects.count())
    assert refusal(case.appeal, programme, evidence=[bad]).code == "upload_name_mismatch"
    many = [SimpleUploadedFile(f"{n}.jpg", picture()) for n in range(6)]
    assert refusal(case.appeal, programme, evidence=many).code == "too_many_records"
    with acting_as(OWNER):
        assert (DecisionAppeal.objects.count(), StoredFile.objects.count()) == before


def test_clocks_run_for_taking_up_and_for_the_answer(case):
    appeal = case.appeal()
    assert appeal.due_on == last_moment("tl_appeal_accept", clock.today())
    assert due("tl_appeal_accept", appeal) == [({case.colleague.user_id, case.chief.user_id})]
    appeal = does(appeal, "take_up", case.colleague)
    assert appeal.due_on == last_moment("tl_appeal_reply", clock.today())
    assert due("tl_appeal_accept", appeal) == []
    assert due("tl_appeal_reply", appeal) == [{case.chief.user_id}, set()]
    come_to(appeal.due_on + timedelta(days=1))
    with acting_as(SYSTEM):
        deadlines.tell()
    assert set(told("deadline_over", appeal.number)) == {"admin.1", "city.municipal_chief"}


def due(clock_name, appeal) -> list[set]:
    """Who must act on the appeal by one of the clocks."""
    with acting_as(SYSTEM):
        found = list(deadlines.registered()[clock_name](appeal.due_on))
    return [set(one.owners) for one in found if one.about.pk == appeal.pk]


@pytest.mark.parametrize(
    ("move", "told_so"),
    [
        ("uphold", ["申诉成立决定书", "撤销原决定", "已重新由市局审核"]),
        ("dismiss", ["申诉不成立决定书", "维持原决定", "行政复议", "行政诉讼"]),
        ("refuse", ["不予受理通知书", "申诉理由不足", "再次提出申诉", "行政复议"]),
    ],
)
def test_the_paper_says_why_and_which_way_is_left(case, client, move, told_so):
    appeal = case.appeal() if move == "refuse" else case.in_review()
    address = f"/papers/appeals/{appeal.number}.pdf"
    with acting_as(AUTH):
        client.force_login(case.side.admin)
    assert client.get(address).status_code == 404, "not before it was answered"
    does(appeal, move, case.chief, **{**ANSWERS[move], "reason": "核对了申报表第二页"})
    pages = PdfReader(BytesIO(client.get(address).content)).pages
    words = "".join(sheet.extract_text() for sheet in pages).replace("\n", "").replace(" ", "")
    wanted = [*told_so, "核对了申报表第二页", "第2.17条", case.side.organization.name, "市局"]
    assert [part for part in wanted if part not in words] == []
