"""The same request twice has one effect: one after the other, and many at once."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.test import Client

from core import clock
from core.api.idempotency import KEPT_FOR, forget_old
from core.models import IdempotentRequest
from core.tenancy.scope import OWNER, SYSTEM, acting_as
from programs.models import TrainingClass
from tests import world as laid_out
from tests.api.conftest import Program, token_of

POSTS = 200  # ten thousand, over real HTTP: tests/e2e/test_faults.py
THREADS = 8


def new_class(side, name="一班"):
    return {
        "programme": side.programme.number,
        "name": name,
        "venue": side.venue.pk,
        "seats": 20,
    }


def made(name="一班"):
    with acting_as(OWNER):
        return TrainingClass.objects.filter(name=name).count()


def test_the_same_key_and_body_give_the_same_answer_and_one_effect(program, side):
    unit = program("institution_admin")
    first = unit.post("/classes/", new_class(side), **{"Idempotency-Key": "a"})
    again = unit.post("/classes/", new_class(side), **{"Idempotency-Key": "a"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.content, first["Location"]) == (again.content, again["Location"])
    assert again["Idempotency-Replayed"] == "true"
    assert made() == 1


def test_the_same_key_with_another_body_is_refused(program, side):
    unit = program("institution_admin")
    unit.post("/classes/", new_class(side), **{"Idempotency-Key": "a"})
    other = unit.post("/classes/", new_class(side, "二班"), **{"Idempotency-Key": "a"})
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert made("二班") == 0


def test_a_key_is_the_actor_s_own(program, side):
    program("institution_admin").post("/classes/", new_class(side), **{"Idempotency-Key": "a"})
    answer = program("worker").post(
        "/enrolments/", {"training_class": "C101"}, **{"Idempotency-Key": "a"}
    )
    assert answer.json()["code"] != "key_reused"


def test_a_refusal_is_an_answer_and_leaves_nothing(program, side):
    worker = program("worker")
    body = {"training_class": side.training_class.number}
    first = worker.post("/enrolments/", body, **{"Idempotency-Key": "b"})
    again = worker.post("/enrolments/", body, **{"Idempotency-Key": "b"})
    assert (first.status_code, again.status_code) == (409, 409)
    assert first.content == again.content
    assert again["Content-Type"] == "application/problem+json"


def test_after_a_day_the_key_is_free_and_the_answer_is_gone(program, side):
    unit = program("institution_admin")
    unit.post("/classes/", new_class(side), **{"Idempotency-Key": "a"})
    with acting_as(OWNER):
        IdempotentRequest.objects.update(created_at=clock.now() - KEPT_FOR * 2)
    unit.post("/classes/", new_class(side), **{"Idempotency-Key": "a"})
    assert made() == 2
    with acting_as(OWNER):
        IdempotentRequest.objects.update(created_at=clock.now() - KEPT_FOR * 2)
        kept = IdempotentRequest.objects.count()
    with acting_as(SYSTEM):
        assert forget_old() == kept


def test_many_equal_posts_at_once_have_one_effect(transactional_db, record_counts):
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
    token, body = token_of(laid_out.unit_actor(side)), new_class(side)

    def post(_n):
        try:
            answer = Program(Client(), token).post("/classes/", body, **{"Idempotency-Key": "k"})
            return answer.status_code, answer.content
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        answers = set(pool.map(post, range(POSTS)))
    assert {status for status, _content in answers} == {201}
    assert len(answers) == 1
    assert made() == 1
    record_counts(f"equal posts: {POSTS} by {THREADS} threads, 1 effect, 1 answer")
