"""Programs of the two sides, each with a token of its own."""

import json

import pytest
from django.core.cache import cache
from django.core.files.base import File

from core.tenancy.scope import AUTH, acting_as
from organizations.services.tokens import create_token
from tests import world as laid_out
from tests.rows.plans_of_apprentices import enterprise_actor


@pytest.fixture(autouse=True)
def fresh_counters():
    """Nobody has asked anything yet."""
    cache.clear()


class Program:
    """What a program does: JSON with a token."""

    def __init__(self, client, token=""):
        self.client = client
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path, **headers):
        return self.client.get(f"/api/v1{path}", headers={**self.headers, **headers})

    def post(self, path, body=None, **headers):
        """JSON; with a file among its values a form."""
        if any(isinstance(value, File) for value in (body or {}).values()):
            sent = {**self.headers, **headers}
            return self.client.post(f"/api/v1{path}", body, headers=sent)
        return self.send(self.client.post, path, body, **headers)

    def put(self, path, body, **headers):
        return self.send(self.client.put, path, body, **headers)

    def send(self, method, path, body, **headers):
        return method(
            f"/api/v1{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers={**self.headers, **headers},
        )


def token_of(actor, *scopes) -> str:
    with acting_as(AUTH):
        return create_token(actor=actor, name="t", scopes=scopes or ["write"], days=9)[1]


@pytest.fixture
def program(client, world):
    """A program that acts as a role of side 甲 or of the city; `anyone` has no token."""

    def acting(role, *scopes):
        mine = world["甲"]
        actors = {
            "worker": laid_out.worker_actor(mine),
            "institution_admin": laid_out.unit_actor(mine),
            "agency_admin": laid_out.agency_actor(mine),
            "enterprise_admin": enterprise_actor(mine),
            "teacher": laid_out.unit_actor(mine, "teacher"),
            "district_reviewer": laid_out.district_actor(mine),
            "municipal_reviewer": laid_out.city_actor(world["市"]),
        }
        return Program(client, token_of(actors[role], *scopes) if role in actors else "")

    return acting
