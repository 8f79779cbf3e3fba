"""The statement that one lives mainly on the own income, instead of a guardian's consent."""

from datetime import date

from django.db import transaction

from core import audit, clock
from core.access import Actor
from core.enums import Role
from core.numbers import next_serial
from core.outbox import english, notify
from core.refusals import Refused, refusing
from core.workflow import moving, performs
from trainees import consents
from trainees.ages import OWN_INCOME, age_on, is_minor, years_of
from trainees.enums import StatementState
from trainees.messages import PersonState
from trainees.models import IncomeStatement
from trainees.services.people import own_trainee


@transaction.atomic
def state_income(*, actor: Actor, employer: str, since: date) -> IncomeStatement:
    """Keep the statement in the words of `consents.OWN_INCOME` (Civil Code, article 18).

    Raises Refused: not_allowed, guardian_not_needed, own_income_too_young, wrong_state while one
    stands.
    """
    trainee = own_trainee(actor)
    if trainee is None or actor.role != Role.WORKER:
        raise Refused("not_allowed")
    today = clock.today()
    if not is_minor(trainee.birth_on):
        raise Refused("guardian_not_needed")
    if age_on(trainee.birth_on, today) < years_of(OWN_INCOME, today):
        raise Refused("own_income_too_young")
    series = f"SR{today.year}"
    row = IncomeStatement(
        number=f"{series}-{next_serial(series):06d}", trainee=trainee,
        trainee_user_id=trainee.user_id, masked_name=trainee.masked_name,
        district_id=trainee.district_id, employer=employer, since=since,
        version=consents.OWN_INCOME, stated_at=clock.now(),
    )  # fmt: skip
    with refusing(Refused("wrong_state", str(StatementState.STATED.label)), "statement_live_once"):
        row.save()
    audit.record(actor, "submit", row)
    return row


@performs(IncomeStatement, "take_back")
def take_back_statement(statement, *, actor: Actor):
    """It holds no more for enrolments from now on."""
    with moving(statement, "take_back", actor=actor, ended_at=clock.now()) as row:
        return row


@performs(IncomeStatement, "set_aside")
def set_aside_statement(statement, *, actor: Actor, reason: str):
    """The home district does not find it so; the person is told."""
    with moving(statement, "set_aside", actor=actor, reason=reason, ended_at=clock.now()) as row:
        if row.trainee_user_id in actor.persons:
            raise Refused("same_reviewer")
        row.reviewed_by_id = actor.user_id
        words = {"number": row.number, "state": english(StatementState.SET_ASIDE)}
        notify(PersonState, [row.trainee_user_id], about=row, link=row.get_absolute_url(), **words)
    return row
