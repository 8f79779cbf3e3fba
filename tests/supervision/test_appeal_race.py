"""Two chiefs answer one appeal in the same instant: one of them decides, the record moves once."""

import threading

import pytest
from django.db import connections

from core.models import AuditEntry
from core.refusals import Refused
from core.tenancy.scope import OWNER, acting_as
from core.workflow import perform
from supervision.models import DecisionAppeal
from tests import world as laid_out
from tests.supervision.appealing import Case


@pytest.fixture
def case(transactional_db):
    with acting_as(OWNER):
        found = Case(laid_out.make_world())
    found.rival = found.another("rival", "municipal_chief")
    return found


def answer(appeal, move, actor, start, answers):
    """One thread: answer when the other is ready."""
    try:
        with acting_as(actor.scope):
            seen = DecisionAppeal.objects.get(pk=appeal.pk)  # the connection is open by now
            start.wait()
            perform(seen, move, actor=actor, reason="x")
        answers.append(move)
    except Refused as refused:
        answers.append(refused.code)
    except Exception as error:  # noqa: BLE001 - a deadlock must be seen, not lost in a thread
        answers.append(error)
    finally:
        connections.close_all()


def race(appeal, people) -> list:
    start, answers = threading.Barrier(len(people)), []
    threads = [
        threading.Thread(target=answer, args=(appeal, move, actor, start, answers))
        for move, actor in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.parametrize("other", ["uphold", "dismiss"])
def test_one_decides_and_the_other_reads_that_it_is_decided(case, other):
    appeal = case.in_review()
    answers = race(appeal, [("uphold", case.chief), (other, case.rival)])
    (winner,) = [given for given in answers if given in ("uphold", "dismiss")]
    assert sorted(map(str, answers)) == sorted([winner, "wrong_state"])
    with acting_as(OWNER):
        done = DecisionAppeal.objects.get(pk=appeal.pk)
        moved = AuditEntry.objects.filter(object_id=str(appeal.record_id), verb="reopen")
        assert moved.count() == (winner == "uphold")
    assert len(done.answered_by) == 1
