"""What every move of an enrolment does with its place, and whom it tells."""

from django.db import connection, transaction

from core.outbox import notify


def give_back(enrolment) -> None:
    """Free the seat while the class has not begun, or the place on the waiting list.

    The class is locked before the enrolment, as when it is cancelled, so that the two never wait
    for each other; a move that is refused afterwards rolls it back. Who waits is offered the seat
    by the system worker, which is rung for when all is stored.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT give_back_place(%s)", [enrolment.pk])
        has_waiting = cursor.fetchone()[0]
    if has_waiting:
        transaction.on_commit(ring)


def position_of(enrolment) -> int:
    """The place on the waiting list, 1 for who is next."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT waiting_position(%s)", [enrolment.pk])
        return cursor.fetchone()[0]


def ring() -> None:
    from core import tasks
    from trainees.tasks import system_offer_seats

    tasks.ring(system_offer_seats)


def tell(message, enrolment, **context) -> None:
    """A message to the worker about an enrolment."""
    row = enrolment.training_class
    place = row.venue.name
    notify(
        message,
        [enrolment.trainee_user_id],
        about=enrolment,
        link=f"/account/enrolments/{enrolment.pk}/",
        **{"class": row.name, "date": row.starts_on, "place": place, **context},
    )
