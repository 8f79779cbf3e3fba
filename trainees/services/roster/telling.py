"""Messages to the people of a roster."""

import json

from django.core.serializers.json import DjangoJSONEncoder

from core import clock
from core.outbox import notify_many
from trainees.messages import EnrolmentConfirmed, EnrolmentWithdrawn
from trainees.models import Enrolment
from trainees.services.roster import statements


def tell_enrolled(classes: dict, step) -> None:
    """Everybody is told of the class, the day and the place; `classes` by key."""
    contexts = {
        key: {"class": row.name, "date": row.starts_on, "place": row.venue.name}
        for key, row in classes.items()
    }
    select, values = step.select(statements.ENROLLED_PEOPLE)
    values = {**values, "contexts": as_json(contexts)}
    notify_many(EnrolmentConfirmed, select, values, model=Enrolment, occasion="roster")


def tell_undone(classes: dict, roster) -> None:
    """Who was known before the import is told that the enrolment is gone."""
    contexts = {key: {"class": row.name, "date": clock.today()} for key, row in classes.items()}
    values = {
        "organization": roster.organization_id,
        "roster": roster.pk,
        "new_people": roster.new_people,
        "contexts": as_json(contexts),
    }
    notify_many(EnrolmentWithdrawn, statements.UNDONE_PEOPLE, values, model=Enrolment)


def as_json(contexts: dict) -> str:
    return json.dumps(contexts, cls=DjangoJSONEncoder, ensure_ascii=False)
