"""Moves of the workflow tables: what a record offers, and the one address that performs them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, serializers

from core import refusals
from core.api.serializers import Action, Body
from core.workflow import MOST_JOBS, available_moves, perform

NEEDS = {
    "reason": lambda move: serializers.CharField(max_length=500),
    "reason_code": lambda move: serializers.ChoiceField(refusals.choices(*move.reasons)),
    "opinion": lambda move: serializers.CharField(max_length=500),
    "undertaking": lambda move: serializers.BooleanField(),
    "valid_from": lambda move: serializers.DateField(),
    "valid_until": lambda move: serializers.DateField(),
    "enrol_until": lambda move: serializers.DateField(),
    "ended_on": lambda move: serializers.DateField(),
    "visit_on": lambda move: serializers.DateField(),
    "jobs": lambda move: serializers.IntegerField(min_value=1, max_value=MOST_JOBS),
    "first_officer": lambda move: serializers.CharField(max_length=60),
    "second_officer": lambda move: serializers.CharField(max_length=60),
}


class MoveInputs(Body):
    """The inputs of a move; `actions` of the record says which ones each move needs."""

    reason = serializers.CharField(max_length=500, required=False)
    reason_code = serializers.CharField(max_length=40, required=False)
    opinion = serializers.CharField(max_length=500, required=False)
    undertaking = serializers.BooleanField(required=False)
    valid_from = serializers.DateField(required=False)
    valid_until = serializers.DateField(required=False)
    enrol_until = serializers.DateField(required=False)
    ended_on = serializers.DateField(required=False)
    visit_on = serializers.DateField(required=False)
    jobs = serializers.IntegerField(min_value=1, max_value=MOST_JOBS, required=False)
    first_officer = serializers.CharField(max_length=60, required=False)
    second_officer = serializers.CharField(max_length=60, required=False)


def inputs_for(move):
    """A body with exactly the inputs this move needs, all of them required."""
    return type("Inputs", (Body,), {need: NEEDS[need](move) for need in move.needs})


def actions_of(obj, actor, url) -> list[dict]:
    """The moves this actor may make now; `url` is that of the record."""
    return [
        Action(
            {
                "name": name,
                "label": str(move.label),
                "explains": str(move.explains),
                "url": f"{url}moves/{name}/",
                "needs": list(move.needs),
                "reasons": reasons_of(move),
            }
        ).data
        for name, move in available_moves(obj, actor).items()
    ]


def reasons_of(move) -> list[dict]:
    """The codes `reason_code` is chosen from, with their words."""
    if "reason_code" not in move.needs:
        return []
    return [{"code": code, "text": text} for code, text in refusals.choices(*move.reasons)]


def make_move(obj, name, *, actor, data):
    """Perform a move with the inputs of a request; the changed row.

    Raises NotFound for a move the table does not have, ValidationError, and what `perform` does.
    """
    move = getattr(obj, "MOVES", {}).get(name)
    if move is None:
        raise exceptions.NotFound
    if not move.rule(actor, obj):
        raise refusals.Refused("not_allowed")
    if obj.state not in move.sources:
        raise refusals.Refused("wrong_state", obj.get_state_display())
    given = inputs_for(move)(data=data)
    given.is_valid(raise_exception=True)
    if given.validated_data.get("undertaking") is False:
        raise exceptions.ValidationError({"undertaking": [_("The undertaking is needed.")]})
    return perform(obj, name, actor=actor, **given.validated_data)


def url_of(basename, lookup) -> str:
    """The address of a record."""
    return reverse(f"api:{basename}-detail", args=[lookup])
