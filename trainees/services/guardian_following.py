"""What time makes of a guardianship, and what a guardian is told and asks for.

A guardian is told what the ward was told about classes: the system worker copies it from the ward's
messages. So whoever tells a person about a class needs to know nothing of guardians, an adult costs
nothing, and a message that is added later only has to be named here.
"""

import json
from datetime import timedelta

from django.utils.translation import gettext_noop
from psycopg2 import sql

from core import clock
from core.access import Actor, system_actor
from core.outbox import english, notify, notify_many
from core.workflow import made, moving, performs
from trainees.ages import MAJORITY, latest_birth
from trainees.enums import GuardianshipState
from trainees.messages import ConsentState, WardNews
from trainees.models import Enrolment, Guardianship
from trainees.services.guardians import BEFORE_THE_START, tell_ward

SYSTEM = system_actor("guardians")
LOOKS_BACK = timedelta(days=7)  # the system worker may have stood still as long
# What a guardian reads instead of the ward's words, by the code of the ward's message.
TOLD = {
    "enrolment_confirmed": gettext_noop("Enrolment confirmed"),
    "enrolment_waiting": gettext_noop("On the waiting list"),
    "enrolment_offer": gettext_noop("Seat offered"),
    "enrolment_lost": gettext_noop("Enrolment failed"),
    "enrolment_withdrawn": gettext_noop("Enrolment withdrawn"),
    "class_changed": gettext_noop("Session changed"),
    "class_cancelled": gettext_noop("Class cancelled"),
    "outcome": gettext_noop("Result is there"),
}
NEWS = sql.SQL("""
SELECT g.guardian_user_id, n.id::text, concat('/account/wards/', g.number, '/'),
    jsonb_build_object('name', g.masked_name, 'class', coalesce(n.context ->> 'class', '–'),
        'state', %(told)s::jsonb ->> n.code), false
FROM trainees_guardianship g
JOIN core_notification n ON n.recipient_id = g.trainee_user_id
WHERE g.state = 'consented' AND n.created_at >= greatest(g.answered_at, %(since)s)
    AND n.code = ANY(%(codes)s)
""")


def advance(*, actor: Actor = SYSTEM) -> int:
    """End what is over, withdraw what guardians ended, tell them; how many moves were made."""
    moves = end_grown(actor) + expire_requests(actor) + withdraw_ended(actor)
    tell_guardians()
    return moves


def end_grown(actor) -> int:
    """The ward has come of age: nobody needs to agree any more."""
    live = Guardianship.objects.filter(
        state__in=(GuardianshipState.INVITED, GuardianshipState.CONSENTED),
        trainee__birth_on__lte=latest_birth(clock.today(), MAJORITY),
    )
    return sum(made(row, "come_of_age", actor=actor) for row in live.order_by("pk"))


@performs(Guardianship, "come_of_age")
def come_of_age(guardianship, *, actor: Actor):
    """Both are told."""
    with moving(guardianship, "come_of_age", actor=actor, ended_at=clock.now()) as row:
        tell_ward(row, GuardianshipState.ENDED)
        if row.guardian_user_id:
            tell_guardian(row, GuardianshipState.ENDED)
    return row


def tell_guardian(row, state) -> None:
    words = {"number": row.number, "state": english(state)}
    notify(ConsentState, [row.guardian_user_id], about=row, link=row.ward_url, **words)


def expire_requests(actor) -> int:
    """Nobody has answered in time; the ward is told by the page alone and may ask again."""
    open_ones = Guardianship.objects.filter(state=GuardianshipState.INVITED)
    late = open_ones.filter(due_on__lt=clock.today()).order_by("due_on", "pk")
    return sum(made(row, "expire", actor=actor) for row in late)


def withdraw_ended(actor) -> int:
    """Withdraw the enrolments a guardian ended with the consent, while they have not begun."""
    ended = Guardianship.objects.filter(
        state=GuardianshipState.ENDED, ended_at__gte=clock.now() - LOOKS_BACK
    )
    return sum(withdraw_chosen(row, actor) for row in ended.exclude(withdrawals=[]).order_by("pk"))


def withdraw_chosen(guardianship, actor) -> int:
    chosen = Enrolment.objects.filter(
        pk__in=guardianship.withdrawals,
        trainee_id=guardianship.trainee_id,
        state__in=BEFORE_THE_START,
    )
    reason = guardianship.reason
    return sum(made(row, "withdraw", actor=actor, reason=reason) for row in chosen.order_by("pk"))


def tell_guardians() -> None:
    """Copy what wards were told about classes since the consent; each message once."""
    values = {
        "since": clock.now() - LOOKS_BACK,
        "codes": list(TOLD),
        "told": json.dumps(TOLD),
    }
    notify_many(WardNews, NEWS, values, model=Guardianship, occasion="news")
