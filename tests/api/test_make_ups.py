"""Make-up sessions, asked for by a program of the unit."""

from core.tenancy.scope import OWNER, acting_as


def test_a_make_up_session_is_a_line_of_a_change(program, side):
    with acting_as(OWNER):
        type(side.session).objects.filter(pk=side.session.pk).update(state="closed")
        type(side.training_class).objects.filter(pk=side.training_class.pk).update(state="running")
    line = {
        "kind": "add", "starts_at": "2027-03-08T09:00:00+08:00", "lessons": 1, "mode": "offline",
        "teacher": side.teacher.pk, "venue": side.venue.pk, "makes_up": side.session.pk,
    }  # fmt: skip
    body = {"training_class": "C101", "reason": "缺课补课", "lines": [line]}
    answer = program("institution_admin").post("/class-changes/", body)
    assert answer.status_code == 201, answer.json()
    assert answer.json()["lines"][0]["makes_up"] == side.session.pk
    wrong = {**line, "kind": "cancel", "session": side.session.pk}
    answer = program("institution_admin").post("/class-changes/", {**body, "lines": [wrong]})
    assert answer.status_code == 422
