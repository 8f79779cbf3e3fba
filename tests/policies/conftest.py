"""The city's author and publisher, a draft with one row, and a way to publish."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core import clock
from core.enums import Role
from core.tenancy.scope import acting_as
from core.workflow import perform
from policies.models import Clause, PolicyDocument, RuleChange
from policies.services.rule_sets import create_rule_set, update_rule_set
from tests import world as laid_out

LATER = timedelta(days=60)


@pytest.fixture
def world(owner, world):
    """Outside a scope of its own a test acts as the owner."""
    return world


@pytest.fixture
def author(world):
    return laid_out.city_actor(world["市"], Role.POLICY_AUTHOR)


@pytest.fixture
def publisher(world):
    return laid_out.city_actor(world["市"], Role.POLICY_PUBLISHER)


def row(figure, day, *, code="attendance_threshold", unit="share", until=None, slug="4"):
    """One row of a set under a clause of the general conditions."""
    clause = Clause.objects.get(document__short="gen", slug=slug)
    kind = "time_limit" if code.startswith("tl_") else "dated_value"
    return RuleChange(
        kind=kind, code=code, figure=Decimal(figure), unit=unit, clause=clause,
        valid_from=day, valid_to=until,
    )  # fmt: skip


def make(author, *rows, **facts):
    """A draft of the author with these rows."""
    document = PolicyDocument.objects.get(short="gen")
    rule_set = create_rule_set(actor=author, title="调整", document=document, **facts)
    update_rule_set(rule_set, actor=author, changes=rows)
    return rule_set


def publish(author, publisher, *rows, **facts):
    """A set written by one and published by the other."""
    with acting_as(author.scope):
        rule_set = perform(make(author, *rows, **facts), "validate", actor=author)
    with acting_as(publisher.scope):
        return perform(rule_set, "publish", actor=publisher)


def later(days=60) -> date:
    return clock.today() + timedelta(days=days)
