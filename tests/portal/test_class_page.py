"""The public page of a class: what it offers depends on the face its reader wears."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.tenancy.scope import AUTH, OWNER, acting_as
from tests import world as laid_out


@pytest.fixture
def world(db):
    with acting_as(OWNER):
        world = laid_out.make_world()
        row = world["甲"].training_class
        row.starts_on = clock.today() + timedelta(days=20)
        row.ends_on = row.starts_on + timedelta(days=5)
        row.save()
        return world


@pytest.fixture
def page(world, client):
    row = world["甲"].training_class

    def read(user=None):
        with acting_as(AUTH):
            client.logout()
            if user:
                client.force_login(user)
        return client.get(reverse("class-detail", args=[row.number])).content.decode()

    return read


ENROL = "/account/enrol/C101/"
OWN = "/workspace/classes/C101/"
SWITCH = "请切换为劳动者身份后报名"


def offered(text) -> tuple:
    return ENROL in text, OWN in text, SWITCH in text


def test_the_public_and_workers_enrol(page, world):
    assert offered(page()) == (True, False, False)
    assert offered(page(world["乙"].worker)) == (True, False, False)


def test_the_unit_opens_its_own_class(page, world):
    assert offered(page(world["甲"].admin)) == (False, True, False)


def test_other_faces_are_told_to_change(page, world):
    assert offered(page(world["乙"].admin)) == (False, False, True)
    assert offered(page(world["甲"].reviewer)) == (False, False, False), "officers do not enrol"


def test_only_an_open_class_tells_of_free_seats(page, world):
    row = world["甲"].training_class
    assert "个空余名额（共 9 个）" in page()
    with acting_as(OWNER):
        row.state, row.completed_at = "completed", clock.now()
        row.save()
    text = page()
    assert "空余名额" not in text
    assert "人参加本班期" in text


def test_the_soonest_class_one_can_join_comes_first_and_the_past_goes_backwards(world, client):
    """One looks for the next chance, then for what there was lately."""
    row = world["乙"].training_class
    with acting_as(OWNER):
        for number, state, days in (
            ("C901", "open", 30), ("C902", "open", 10), ("C903", "running", -20),
            ("C904", "running", -10), ("C905", "running", -3),
        ):  # fmt: skip
            row.pk, row.number, row.state = None, number, state
            row.starts_on = clock.today() + timedelta(days=days)
            row.ends_on = row.starts_on + timedelta(days=40)
            row.save()
    text = client.get("/classes/").content.decode()
    order = sorted(
        (f"C90{n}" for n in range(1, 6)), key=lambda number: text.index(f"/classes/{number}/")
    )
    assert order == ["C902", "C901", "C905", "C904", "C903"]
