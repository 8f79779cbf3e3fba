"""What apps hang on frames of others, and what the clock rings: every list is known."""

import pytest
from celery import current_app

from core import tasks
from core.pages.registry import registered_sections
from core.pages.searching import registered_kinds
from policies.decisions.sources import providers


def test_the_sections_apps_hang_on_pages_are_known():
    assert set(registered_sections()) == {
        ("accreditation", "programs.navigation.licensed_scope"),
        ("accreditation change", "programs.navigation.wanted_scope"),
        ("account", "trainees.sections.account.account_to_confirm"),
        ("account", "trainees.sections.account.am_i_entitled"),
        ("account", "trainees.sections.account.groups_at_counter"),
        ("account", "trainees.sections.account.my_classes"),
        ("account", "trainees.sections.account.next_days"),
        ("account", "trainees.sections.account.offered_seats"),
        ("account", "trainees.sections.account.guardian_wanted"),
        ("account", "trainees.sections.account.my_vouchers"),
        ("account", "trainees.sections.account.my_wards"),
        ("account", "trainees.sections.account.sign_in_now"),
        ("account", "trainees.sections.account.where_i_stand"),
        ("bureau", "programs.navigation.sessions_of_the_day"),
        ("bureau", "supervision.navigation.how_we_stand"),
        ("bureau", "supervision.navigation.against_the_plan"),
        ("channels", "organizations.navigation.phone_for_messages"),
        ("class", "policies.navigation.decisions"),
        ("class", "supervision.navigation.appeals"),
        ("class", "programs.navigation.shared_rooms"),
        ("class", "trainees.sections.unit.attendance_so_far"),
        ("class", "trainees.sections.study.study_of_class"),
        ("class", "trainees.sections.unit.roster"),
        ("enrolment", "policies.navigation.decisions"),
        ("enrolment", "trainees.sections.study.study_of"),
        ("session", "trainees.sections.study.items_of_session"),
        ("move organizations.accreditation", "organizations.deciding.papers_judged"),
        ("move organizations.accreditation", "organizations.deciding.visit_judged"),
        ("move organizations.accreditation", "programs.deciding.classes_of_unit"),
        ("move organizations.accreditation", "programs.navigation.licensed_scope"),
        ("move organizations.accreditationchange", "organizations.deciding.proof"),
        ("move organizations.accreditationchange", "organizations.deciding.report"),
        ("move organizations.accreditationchange", "organizations.deciding.wanted"),
        ("move organizations.accreditationchange", "programs.deciding.classes_of_requester"),
        ("move organizations.accreditationchange", "programs.navigation.wanted_scope"),
        ("move portal.announcement", "portal.navigation.what_is_read"),
        ("move portal.story", "portal.navigation.what_is_read"),
        ("move policies.ruleset", "policies.navigation.what_changes"),
        ("move programs.classchange", "programs.deciding.side_by_side"),
        ("move programs.programme", "programs.deciding.listing_conditions"),
        ("move programs.programme", "programs.deciding.terms"),
        ("move programs.teacherqualification", "programs.deciding.proof"),
        ("move programs.trainingclass", "programs.deciding.conditions"),
        ("move programs.trainingclass", "programs.deciding.rooms"),
        ("move programs.trainingclass", "programs.navigation.what_it_needs"),
        ("move trainees.groupmembership", "trainees.deciding.evidence"),
        ("move trainees.personmerge", "trainees.deciding.two_records"),
        ("account", "trainees.sections.apprentices.my_apprenticeship"),
        ("workspace", "trainees.sections.apprentices.weeks_to_confirm"),
        ("account", "trainees.sections.start_ups.my_follow_ups"),
        ("workspace", "trainees.sections.start_ups.follow_ups_to_record"),
        ("account", "trainees.sections.transfers.proposed_transfers"),
        ("workspace", "trainees.sections.transfers.requested_transfers"),
        ("move trainees.transfer", "trainees.deciding.transfer_possible"),
        ("move trainees.lateexception", "trainees.deciding.still_possible"),
        ("move supervision.decisionappeal", "supervision.navigation.appeal_made"),
        ("move supervision.decisionappeal", "supervision.navigation.decision_appealed"),
        ("record trainees.trainee", "trainees.sections.corrections.of_trainee"),
        ("record trainees.enrolment", "trainees.sections.corrections.of_enrolment"),
        ("account", "trainees.sections.account.learning_account"),
        ("timeline", "trainees.sections.entitlements.entitlements_left"),
        ("privacy", "trainees.sections.privacy.guardians_and_wards"),
        ("privacy", "trainees.sections.privacy.my_bank_account"),
        ("privacy", "trainees.sections.privacy.my_groups"),
        ("privacy", "trainees.sections.privacy.my_employers"),
        ("privacy", "trainees.sections.privacy.who_looked"),
        ("accreditation", "supervision.navigation.appeals"),
        ("programme", "supervision.navigation.appeals"),
        ("record organizations.accreditation", "supervision.navigation.appeals"),
        ("record programs.programme", "supervision.navigation.appeals"),
        ("record programs.trainingclass", "supervision.navigation.appeals"),
        ("workspace", "organizations.navigation.where_it_stands"),
        ("workspace", "programs.navigation.next_sessions"),
        ("workspace", "programs.navigation.your_turn"),
        ("workspace", "supervision.navigation.how_we_stand"),
        ("workspace", "trainees.sections.unit.own_enterprise"),
    }


def test_the_kinds_the_sites_search_finds_are_known():
    assert registered_kinds() == [
        "class-list",
        "institution-list",
        "programme-list",
        "occupation-list",
        "policy-list",
        "clause-list",
        "announcement-list",
        "story-list",
    ]


def test_no_decision_asks_for_a_fact_of_a_higher_app_yet():
    """The list grows with the app that knows what was paid; until then such steps stay open."""
    assert providers() == {}


def test_every_task_of_the_timetable_is_there():
    current_app.loader.import_default_modules()
    named = [entry["task"] for entry in current_app.conf.beat_schedule.values()]
    assert set(named) <= set(current_app.tasks)
    assert len(named) == len(set(named))


@pytest.mark.usefixtures("db")
def test_a_moved_clock_rings_the_whole_timetable_in_its_order(monkeypatch):
    rung = []
    monkeypatch.setattr(tasks, "ring", lambda task, *args: rung.append(task.task))
    tasks.ring_after_clock_move()
    assert rung == [entry["task"] for entry in current_app.conf.beat_schedule.values()]
    before, after = rung.index("programs.system_advance"), rung.index("core.system_send_outbox")
    assert before < after
