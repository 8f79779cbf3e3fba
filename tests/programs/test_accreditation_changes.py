"""Changes of an accreditation: what is asked for, who decides, what holds from which day."""

from datetime import timedelta

import pytest

from core import clock
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from organizations.models import Organization
from organizations.services.changes import report_change, request_change
from programs.enums import ClassState
from programs.licensed import covers_programme
from programs.models import AccreditationScope, TrainingClass
from programs.services.scope import line, request_scope
from tests.programs.applying import file
from tests.programs.test_filing import monday, plan


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """Files of its own; what a test looks up by itself, it asks as the owner."""
    settings.MEDIA_ROOT = tmp_path
    with acting_as(OWNER):
        yield


def asked(side, school, kind, wanted, upload=True):
    with acting_as(school.scope):
        return request_change(
            side.accreditation, actor=school, kind=kind, wanted=wanted, grounds="理由",
            upload=file() if upload else None,
        )  # fmt: skip


def approved(change, city):
    with acting_as(city.scope):
        return perform(change, "approve", actor=city)


def code_of(call) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.code


def test_a_name_is_public_once_the_city_has_approved_it(side, school, city):
    change = asked(side, school, "name", {"name": "新名学校"})
    assert Organization.objects.get(pk=side.organization.pk).name != "新名学校"
    approved(change, city)
    with acting_as(OWNER):
        assert Organization.objects.get(pk=side.organization.pk).name == "新名学校"


def test_what_is_already_so_and_what_has_no_proof_is_refused(side, school):
    same = {"name": side.organization.name}
    assert code_of(lambda: asked(side, school, "name", same)) == "change_without_effect"
    other = {"name": "新名学校"}
    assert code_of(lambda: asked(side, school, "name", other, upload=False)) == "document_missing"
    again = {"legal_person": "别人"}
    assert code_of(lambda: asked(side, school, "legal_person", again)) == "application_live"


def test_new_premises_need_the_district_s_report(side, school, city, reviewer):
    wanted = {"premises_address": "新路2号", "premises_area": 500}
    change = asked(side, school, "premises", wanted)
    assert code_of(lambda: approved(change, city)) == "report_missing"
    with acting_as(reviewer.scope):
        report_change(change, actor=reviewer, report="已现场核查")
    approved(change, city)
    with acting_as(OWNER):
        side.accreditation.refresh_from_db()
        assert side.accreditation.premises_area == 500
        assert Organization.objects.get(pk=side.organization.pk).address == "新路2号"


def test_a_scope_is_as_it_was_on_every_day_before(side, school, city):
    occupation = side.programme.occupation
    with acting_as(school.scope):
        new = line(side.accreditation, "key_group", occupation=occupation, level="4")
        change = request_scope(
            side.accreditation, actor=school, lines=[new], grounds="理由", upload=file()
        )
    approved(change, city)
    today = clock.today()
    with acting_as(OWNER):
        own = AccreditationScope.objects.filter(organization=side.organization)
        days = [today - timedelta(days=1), today, today + timedelta(days=1)]
        levels = [sorted(own.on(day).values_list("level", flat=True)) for day in days]
        covered = [covers_programme(side.programme, day) for day in days]
    assert levels == [["5"], ["4", "5"], ["4"]]
    assert covered == [True, True, False]


def test_a_class_outside_the_scope_is_not_filed_and_says_what_would_help(side, school, draft, city):
    plan(draft, school, side, monday())
    with acting_as(OWNER):
        yesterday = clock.today() - timedelta(days=1)
        AccreditationScope.objects.filter(pk=side.scope.pk).update(valid_to=yesterday)
    with acting_as(school.scope), pytest.raises(Refused) as refused:
        perform(draft, "file", actor=school, undertaking=True)
    check = refused.value.errors[0]
    assert (check.code, check.remedy) == ("licence_scope_mismatch", "请先申请变更许可范围。")
    assert str(side.programme.occupation) in check.detail


def test_who_wants_to_leave_has_no_class_that_goes_on(side, school, city):
    change = asked(side, school, "removal", {}, upload=False)
    assert code_of(lambda: approved(change, city)) == "classes_live"
    with acting_as(OWNER):
        TrainingClass.objects.filter(organization=side.organization).update(
            state=ClassState.CANCELLED, cancelled_at=clock.now()
        )
    approved(change, city)
    with acting_as(OWNER):
        side.accreditation.refresh_from_db()
        assert side.accreditation.state == "removed"
        assert Organization.objects.get(pk=side.organization.pk).standing == "removed"
