"""Programmes of the four training types: what each needs, who pays, and how they are renewed."""

from decimal import Decimal

import pytest
from django.db import Error, transaction

from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from programs.checks import listing_checks
from programs.models import Occupation, Programme, SyllabusUnit
from programs.services.classes import create_class
from programs.services.programmes import create_programme, update_programme
from programs.services.syllabuses import name_teachers, renew_programme, write_syllabus

pytestmark = pytest.mark.usefixtures("licensed")

WELDER = "6-18-02-04"
APPRENTICESHIP = {
    "training_type": "enterprise", "level": "4", "setting": "in_house", "is_apprenticeship": True,
    "has_contract": True, "has_two_mentors": True, "work_share": 60, "study_share": 40,
    "term_months": 12,
}  # fmt: skip
START_UP = {"training_type": "entrepreneurship", "course_type": "SYB", "lecturers": 2}
HIGH = {"training_type": "high_skilled", "level": "2", "is_studio_led": True, "studio": "工作室"}
KEY_GROUP = {"training_type": "key_group", "level": "5", "key_groups": ["registered_unemployed"]}


def unit(lessons, kind="practice", mode="offline", title="单元"):
    return {"title": title, "kind": kind, "mode": mode, "lessons": lessons}


@pytest.fixture
def write(side, school):
    """Makes a draft of the school; occupations are asked of the database only once."""
    with acting_as(school.scope):
        welder = Occupation.objects.get(code=WELDER)

        def made(*units, **facts):
            own = {"name": "项目", "textbook": "书", **facts}
            if not own.get("course_type"):
                own.setdefault("occupation", welder)
            row = create_programme(actor=school, organization=side.organization, **own)
            return write_syllabus(row, actor=school, units=list(units)) if units else row

        yield made


def failures(programme, day) -> dict[str, str]:
    return {c.code: c.detail for c in listing_checks(programme, day) if not c.passed}


def refused(call) -> Refused:
    with pytest.raises(Refused) as found:
        call()
    return found.value


@pytest.mark.parametrize("facts", [KEY_GROUP, APPRENTICESHIP, HIGH, START_UP])
def test_a_programme_of_each_type_is_written_submitted_and_listed(write, school, city, facts):
    row = write(unit(32, "theory"), unit(40), **facts)
    assert perform(row, "submit", actor=school).state == "submitted"
    with acting_as(city.scope):
        assert perform(row, "list", actor=city).state == "listed"


def test_too_few_lessons_are_refused_with_figures_clause_and_what_would_change_it(write, school):
    row = write(unit(16, "theory"), unit(15), **KEY_GROUP)
    found = refused(lambda: perform(row, "submit", actor=school))
    assert (found.code, found.detail) == ("lessons_below_standard", "31 课时，标准不少于 32 课时")
    assert found.clause == "《职业技能培训标准课时目录（示例）》第一条"
    assert found.remedy == "请安排 32 课时以上。"
    practice = found.errors[1]
    assert practice.detail == "实操课时占总课时48.3%，标准不低于50%"
    assert Programme.objects.get(pk=row.pk).state == "draft"


def test_a_welder_is_taught_less_online_than_others(write, school):
    row = write(unit(16, "theory", "online"), unit(16), **KEY_GROUP)
    found = refused(lambda: perform(row, "submit", actor=school))
    assert (found.code, found.detail) == ("online_share_exceeded", "占总课时 50%，上限 20%")
    assert found.remedy == "线上课时请不超过 6 课时。"


def test_the_standard_is_the_one_of_the_day(write):
    from datetime import date

    row = write(unit(14, "theory"), unit(14), **KEY_GROUP)
    assert failures(row, date(2025, 4, 30)) == {}
    assert set(failures(row, date(2025, 5, 1))) == {"lessons_below_standard"}


def test_an_occupation_or_level_outside_the_catalogue_is_refused(write, school):
    rider = {"occupation": Occupation.objects.get(code="4-02-07-10")}
    row = write(unit(60), **{**HIGH, **rider})
    found = refused(lambda: perform(row, "submit", actor=school))
    assert found.code == "level_not_listed"
    assert found.detail == "技师（二级）；可选等级：高级工（三级）"


def test_high_skilled_training_begins_at_level_3(write, side):
    assert refused(lambda: write(**{**HIGH, "level": "4"})).code == "level_not_listed"
    with acting_as(OWNER), pytest.raises(Error, match="programme_high_skilled_from_level_3"):
        Programme.objects.filter(pk=side.programme.pk).update(
            training_type="high_skilled", level="4"
        )


def test_a_key_group_nobody_knows_is_refused(write):
    found = refused(lambda: write(**{**KEY_GROUP, "key_groups": ["rich"]}))
    assert (found.code, found.detail) == ("key_group_unknown", "rich")


@pytest.mark.parametrize(("changes", "constraint"), [
    ({**KEY_GROUP, "setting": "in_house"}, "terms_of_enterprises"),
    ({**HIGH, "key_groups": ["x"]}, "terms_of_key_groups"),
    ({**KEY_GROUP, "lecturers": 1}, "terms_of_start_ups"),
    ({**KEY_GROUP, "studio": "无"}, "studio_has_a_name"),
    ({**APPRENTICESHIP, "study_share": 41}, "apprenticeship_is_whole"),
    ({**APPRENTICESHIP, "has_two_mentors": False}, "apprenticeship_is_whole"),
    ({**KEY_GROUP, "fee": 100, "trainee_pays": 100}, "fee_is_paid_once"),
    ({**KEY_GROUP, "payer": "shared", "fee": 100, "trainee_pays": 100}, "fee_is_paid_once"),
    ({**KEY_GROUP, "payer": "trainee", "fee": 100, "trainee_pays": 0}, "fee_is_paid_once"),
    ({**KEY_GROUP, "fee": -1}, "fee_is_paid_once"),
])  # fmt: skip
def test_the_database_refuses_what_the_type_does_not_have(side, changes, constraint):
    with acting_as(OWNER), pytest.raises(Error, match=constraint):
        Programme.objects.filter(pk=side.draft_programme.pk).update(**changes)


def test_the_syllabus_makes_the_lessons_and_what_is_dropped_counts_nowhere(write, school):
    row = write(unit(8, "theory", "online"), unit(8, "theory"), unit(20), **KEY_GROUP)
    assert (row.lessons, row.practice_lessons, row.online_lessons) == (36, 20, 8)
    row = write_syllabus(row, actor=school, units=[unit(10, "theory"), unit(30)])
    assert (row.lessons, row.practice_lessons, row.online_lessons) == (40, 30, 0)
    kept = SyllabusUnit.objects.filter(programme=row).order_by("ordinal")
    assert list(kept.values_list("lessons", "is_dropped")) == [
        (10, False), (30, False), (20, True),
    ]  # fmt: skip


def test_what_was_listed_is_not_written_on_even_by_raw_sql(write, school, city):
    row = write(unit(16, "theory"), unit(16), **KEY_GROUP)
    perform(row, "submit", actor=school)
    with transaction.atomic(), pytest.raises(Error, match="by a new version only"):
        Programme.objects.filter(pk=row.pk).update(fee=1, payer="trainee", trainee_pays=1)
    with transaction.atomic(), pytest.raises(Error, match="only the parts of a draft"):
        SyllabusUnit.objects.filter(programme=row).update(lessons=99)


def test_a_new_version_takes_over_everything_and_new_classes_are_of_it(write, school, city, side):
    old = write(unit(16, "theory"), unit(16), fee=Decimal("800.00"), **KEY_GROUP)
    name_teachers(old, actor=school, teachers=[side.teacher])
    perform(old, "submit", actor=school)
    with acting_as(city.scope):
        old = perform(old, "list", actor=city)
    new = renew_programme(old, actor=school)
    assert (new.replaces, new.state, new.lessons, new.fee) == (old, "draft", 32, Decimal("800.00"))
    assert [one.teacher for one in new.named.held()] == [side.teacher]
    assert refused(lambda: renew_programme(old, actor=school)).code == "wrong_state"
    update_programme(new, actor=school, textbook="新书")
    run = {"name": "班", "venue": side.venue, "seats": 9}
    assert create_class(actor=school, programme=old, **run).programme == old
    perform(new, "submit", actor=school)
    with acting_as(city.scope):
        perform(new, "list", actor=city)
    found = refused(lambda: create_class(actor=school, programme=old, **run))
    assert (found.code, found.detail) == ("newer_version_listed", f"{new.number} 项目")
    assert list(Programme.objects.current().filter(pk__in=[old.pk, new.pk])) == [new]
