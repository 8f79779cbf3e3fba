"""Every move × state × role, against a matrix written from the workflow handbook by hand."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from core.access import Actor
from core.enums import Role
from core.models.reveal import VIEWERS
from core.refusals import Refused
from core.workflow import attachments, available_moves, perform

TODAY = date(2026, 11, 2)
MATRIX = Path(__file__).parent / "expected_moves.csv"


def handbook() -> dict:
    """(model, move) -> row of the hand-written matrix."""
    with MATRIX.open() as file:
        return {(row["model"], row["move"]): row for row in csv.DictReader(file)}


def processes():
    return [model for model in apps.get_models() if hasattr(model, "MOVES")]


def row_of(model, side):
    """The side's row of a process."""
    found = [row for row in side.rows.values() if isinstance(row, model)]
    assert found, f"no row of {model._meta.label_lower}: lay one out in tests/rows/"
    return found[0]


@pytest.fixture
def world(owner, world):
    """Outside a scope of its own a test acts as the owner."""
    return world


def actor_in(role, side) -> Actor:
    """Somebody of this side in a role, as far as a rule can tell."""
    people = {
        Role.WORKER: side.worker,
        Role.TEACHER: side.teacher_user,
        Role.MENTOR: side.mentor,
        Role.INVITED_PERSON: side.deputy_user,
        **dict.fromkeys(VIEWERS, side.reviewer),
    }
    user = people.get(role, side.admin)
    return Actor(user.pk, side.organization.pk, role, side.district.pk)


def test_the_matrix_names_every_move():
    moves = {(model._meta.label_lower, name) for model in processes() for name in model.MOVES}
    missing, gone = sorted(moves - set(handbook())), sorted(set(handbook()) - moves)
    assert (missing, gone) == ([], []), f"moves that are not as in {MATRIX.name}"


def test_sources_and_targets_are_those_of_the_handbook():
    for model in processes():
        for name, move in model.MOVES.items():
            row = handbook()[model._meta.label_lower, name]
            found = ({str(s) for s in move.sources}, str(move.target))
            assert found == (set(row["sources"].split()), row["target"]), (model, name)


def test_each_move_is_offered_to_its_roles_in_its_states_and_to_nobody_else(world, record_counts):
    asked = 0
    for model in processes():
        obj = row_of(model, world["甲"])
        for state, _label in model._meta.get_field("state").choices:
            obj.state = state
            for role in Role:
                offered = set(available_moves(obj, actor_in(role, world["甲"])))
                assert offered == expected_moves(model, state, role), (model, state, role)
                asked += len(model.MOVES)
    record_counts(f"moves × states × roles: {asked} as in the handbook")


def expected_moves(model, state, role) -> set[str]:
    return {
        move
        for (label, move), row in handbook().items()
        if label == model._meta.label_lower
        and state in row["sources"].split()
        and role in row["roles"].split()
        and not model.MOVES[move].is_automatic
    }


def test_a_role_that_may_not_is_refused_by_the_door_itself(world):
    for model in processes():
        obj = row_of(model, world["甲"])
        for name in model.MOVES:
            roles = handbook()[model._meta.label_lower, name]["roles"].split()
            given = {
                "reason": "x", "reason_code": "x", "undertaking": True, "publish_on": TODAY,
                "valid_from": TODAY, "valid_until": TODAY, "enrol_until": TODAY,
                "ended_on": TODAY, "opinion": "x",
                "visit_on": TODAY, "first_officer": "x", "second_officer": "y",
                "list_number": "x", "list_as_of": TODAY, "jobs": 1,
            }  # fmt: skip
            needs = {need: given[need] for need in model.MOVES[name].needs}
            for role in set(Role) - set(roles):
                with pytest.raises(Refused) as refused:
                    perform(obj, name, actor=actor_in(role, world["甲"]), **needs)
                assert refused.value.code in (
                    "not_allowed",
                    "checkin_outside_window",
                    "same_reviewer",
                )


def test_what_higher_apps_attach_to_moves_is_known():
    found = {(m._meta.label_lower, move, kind, what) for m, move, kind, what in attachments()}
    attendance, completion = "trainees.services.attendance", "trainees.services.completion"
    scope, settled = "programs.services.scope", "trainees.services.enrolment.settle_pending"
    assert found == {
        ("organizations.accreditation", "submit", "guard", f"{scope}.scope_is_listed"),
        ("organizations.accreditation", "accredit", "guard", f"{scope}.scope_is_listed"),
        ("organizations.accreditation", "accredit", "effect", f"{scope}.scope_begins"),
        ("organizations.accreditation", "expire", "effect", f"{scope}.scope_ends"),
        ("organizations.accreditation", "remove", "effect", f"{scope}.scope_ends"),
        ("organizations.accreditationchange", "approve", "guard", f"{scope}.change_is_possible"),
        ("organizations.accreditationchange", "approve", "effect", f"{scope}.scope_changes"),
        ("organizations.membership", "end", "effect", "core.assignments.give_back"),
        ("programs.annualplanversion", "close", "effect", "supervision.results.freeze"),
        ("programs.session", "open", "effect", f"{attendance}.make_records"),
        ("programs.session", "close", "effect", f"{attendance}.close_records"),
        ("programs.session", "close", "effect", f"{attendance}.remind_teacher"),
        ("programs.session", "seal", "guard", "trainees.services.attendance_corrections.none_open"),
        ("programs.session", "void", "effect", f"{attendance}.void_records"),
        ("programs.session", "seal", "effect", "trainees.services.study_settling.settle_session"),
        ("trainees.attendancerecord", "void", "effect", "trainees.services.dossiers.add_entry"),
        ("programs.classchange", "approve", "effect", "trainees.services.enrolment.tell_changed"),
        ("trainees.groupmembership", "confirm", "effect", settled),
        ("trainees.groupmembership", "confirm_by_list", "effect", settled),
        ("trainees.groupmembership", "refuse", "effect", settled),
        ("programs.trainingclass", "start", "effect", "trainees.services.waiting.end_list"),
        (
            "programs.trainingclass",
            "start",
            "effect",
            "trainees.services.waiting.lapse_open_offers",
        ),
        ("programs.trainingclass", "cancel", "effect", "trainees.services.waiting.end_list"),
        ("programs.trainingclass", "finish", "effect", f"{completion}.miss_all"),
        ("programs.trainingclass", "complete", "guard", f"{completion}.all_sealed"),
        ("programs.trainingclass", "complete", "guard", f"{completion}.scores_in"),
        ("programs.trainingclass", "archive", "effect", "trainees.services.dossiers.seal"),
        ("programs.trainingclass", "complete", "effect", f"{completion}.complete_all"),
        ("programs.trainingclass", "cancel", "effect", "trainees.services.enrolment.withdraw_all"),
        (
            "programs.trainingclass",
            "break_off",
            "effect",
            "trainees.services.enrolment.withdraw_all",
        ),
    }
