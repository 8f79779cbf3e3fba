"""Whoever may open a record of the bureau's admin can: no page fails for a role nobody tried."""

import pytest
from django.urls import get_resolver, reverse

from core.admin_site import site
from core.tenancy.scope import OWNER, acting_as
from tests import world as laid_out
from tests.entering import Entrance


@pytest.fixture
def entrance(client, db):
    with acting_as(OWNER):
        return Entrance(client, laid_out.make_world())


def addresses(role):
    """Every record of every kind this role works with."""
    assert get_resolver().url_patterns  # the registry is full once they are read
    for model, model_admin in site._registry.items():
        if model_admin.roles is None or role in model_admin.roles:
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
            yield from (reverse(name, args=[key]) for key in one_of_each_state(model))


def one_of_each_state(model) -> list:
    """The first record in each state it is found in; the first of all where it has none."""
    has_state = any(field.name == "state" for field in model._meta.fields)
    with acting_as(OWNER):
        rows = model._base_manager.order_by("pk")
        if not has_state:
            return list(rows.values_list("pk", flat=True)[:1])
        return list({row.state: row.pk for row in rows.reverse()}.values())


@pytest.mark.parametrize("role", ["district_reviewer", "municipal_reviewer", "auditor"])
def test_every_record_opens_or_is_not_there(entrance, role, record_counts):
    client = entrance.as_role(role)
    answers = [client.get(address).status_code for address in addresses(role)]
    assert set(answers) <= {200, 302, 404}
    assert 200 in answers
    record_counts(f"admin records of {role}: {answers.count(200)} opened")
