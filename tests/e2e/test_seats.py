"""Races for seats over HTTP, with eight processes of the web server.

One seat and sixteen people, a thousand times; two hundred people at once on thirty seats; a minute
of them enrolling, withdrawing, taking or leaving what they are offered, as chance will have it; one
enrolment posted ten thousand times. Without the lock, and the constraint behind it, seats are sold
twice.
"""

import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from random import Random

import pytest

from tests.e2e import racing
from tests.e2e.crowd import PEOPLE, SEATS
from tests.e2e.crowd import ROUNDS as CLASSES
from tests.e2e.parts import Parts, wait_until
from tests.e2e.prepared import prepared
from tests.e2e.racing import Phone, make_one_seat, race, replay
from tests.sizes import size

WORKERS, CROWD = 8, 16
RACES, CONTROLS, ROUNDS = size(5, 1000), size(3, 20), size(1, CLASSES)
FEW, CLIENTS, SECONDS = size(5, SEATS), size(24, PEOPLE), size(4, 60)
POSTS = size(100, 10_000)
STORM = "CROWD-1"
SOLD = """
SELECT c.seats_taken, count(e.id) FROM programs_trainingclass c
LEFT JOIN trainees_enrolment e ON e.training_class_id = c.id AND e.state = 'confirmed'
WHERE c.number LIKE %s GROUP BY c.id
"""
OWN = """
SELECT e.id, e.state FROM trainees_enrolment e
JOIN organizations_user u ON u.id = e.trainee_user_id
JOIN programs_trainingclass c ON c.id = e.training_class_id
WHERE c.number = %s AND u.username = %s AND e.state IN
    ('pending', 'waitlisted', 'offered', 'confirmed')
"""
PLACES = """
SELECT waiting_position(e.id) FROM trainees_enrolment e
JOIN programs_trainingclass c ON c.id = e.training_class_id
WHERE c.number = %s AND e.state = 'waitlisted' ORDER BY e.id
"""
COUNTERS = "SELECT seats_taken, waiting FROM programs_trainingclass WHERE number = %s"
LOGGED = """
SELECT row, old, new, goes_first FROM line_log
WHERE class = (SELECT id FROM programs_trainingclass WHERE number = %s) ORDER BY seq
"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    made = Parts(prepared(tmp_path_factory.mktemp("races") / "var"), WEB_CONCURRENCY=str(WORKERS))
    made.crowd = json.loads(made.run_script("crowd.py"))
    made.sql(racing.LOG)
    wait_until(lambda: Phone(made.port, made.crowd["sessions"][0]).post("/") < 500)
    yield made
    made.stop()


def phones(parts, many) -> list[Phone]:
    return [Phone(parts.port, key) for key in parts.crowd["sessions"][:many]]


def test_of_sixteen_at_one_seat_one_gets_it_every_time(parts, record_counts):
    answers = race(phones(parts, CROWD), make_one_seat(parts, "RACE-", RACES))
    assert answers == {302: RACES, 409: RACES * (CROWD - 1)}
    assert Counter(parts.sql(SOLD, "RACE-%")) == {(1, 1): RACES}
    record_counts(
        f"one seat, {CROWD} requests at once, {WORKERS} web processes: {RACES} races,"
        " none oversold, none unsold"
    )


@pytest.mark.parametrize("number", [f"CROWD-{n}" for n in range(3, 3 + ROUNDS)])
def test_as_many_get_a_seat_as_there_are_and_the_others_wait(parts, number, record_counts):
    answers = race(phones(parts, PEOPLE), [number])
    assert answers == {302: PEOPLE}, "everybody has a seat or a place on the list"
    assert parts.sql(SOLD, number) == [(SEATS, SEATS)]
    places = [place for (place,) in parts.sql(PLACES, number)]
    assert places == [*range(1, PEOPLE - SEATS + 1)]
    record_counts(f"{PEOPLE} at once on {SEATS} seats: {SEATS} enrolled, the others in line")


def test_whatever_the_crowd_does_nobody_is_skipped_and_no_seat_is_sold_twice(parts, record_counts):
    parts.sql("UPDATE programs_trainingclass SET seats = %s WHERE number = %s", FEW, STORM)
    end, answers = time.monotonic() + SECONDS, Counter()
    lock = threading.Lock()
    with closing(parts.connection()) as connection:

        def own(n):
            with lock, connection.cursor() as cursor:
                cursor.execute(OWN, [STORM, f"crowd.{n}"])
                return cursor.fetchone() or (None, "")

        def live(n, phone, random):
            while time.monotonic() < end:
                status = step(phone, *own(n), random)
                with lock:
                    answers[status] += 1
                time.sleep(random.random() / 2)

        threads = [
            threading.Thread(target=live, args=(n, phone, Random(n)))
            for n, phone in enumerate(phones(parts, CLIENTS))
        ]
        for thread in threads:
            thread.start()
        while time.monotonic() < end:
            parts.ring("trainees.system_offer_seats")
            time.sleep(0.5)
        for thread in threads:
            thread.join()
    wait_until(lambda: settled(parts))
    line = replay(parts.sql(LOGGED, STORM), FEW)
    assert line.wrong == []
    assert parts.sql(COUNTERS, STORM) == [(len(line.holding), len(line.waiting))]
    assert set(answers) <= {0, 302, 409}
    assert line.counts["waitlisted → offered"] > 0
    told = ", ".join(f"{what} {many}" for what, many in sorted(line.counts.items()))
    record_counts(
        f"{CLIENTS} clients on {FEW} seats for {SECONDS} s: nobody skipped, never more; {told}"
    )


def step(phone, row, state, random) -> int:
    """What somebody does next; 0 for waiting."""
    if state == "":
        return phone.enrol(STORM)
    if state == "offered":
        return phone.move(row, random.choice(["accept", "accept", "decline"]))
    if random.random() < 0.3:
        return phone.move(row, "withdraw", reason="另有安排")
    return 0


def settled(parts) -> bool:
    """Nobody is left to be offered a seat."""
    parts.ring("trainees.system_offer_seats")
    taken, waiting = parts.sql(COUNTERS, STORM)[0]
    return taken == FEW or not waiting


def test_an_enrolment_posted_again_and_again_is_one(parts, record_counts):
    body = json.dumps({"training_class": "CROWD-2"})
    tokens = parts.crowd["tokens"]

    def post(n):
        phone = Phone(parts.port, "")
        phone.headers = {
            "Content-Type": "application/json", "Idempotency-Key": "again",
            "Authorization": f"Bearer {tokens[n % len(tokens)]}",
        }  # fmt: skip
        with closing(phone.line) as line:
            line.request("POST", "/api/v1/enrolments/", body, phone.headers)
            answer = line.getresponse()
            return answer.status, answer.read()

    with ThreadPoolExecutor(WORKERS) as pool:
        answers = Counter(pool.map(post, range(POSTS)))
    ((status, _body),) = answers
    assert (status, answers.total()) == (201, POSTS)
    assert parts.sql(SOLD, "CROWD-2") == [(1, 1)]
    record_counts(f"one enrolment posted {POSTS} times: 1 enrolment, 1 answer")


def test_without_the_lock_seats_are_sold_twice(parts, record_counts):
    """The control comes last: it takes the protection out of this test's own database."""
    parts.sql(racing.NAIVE)
    race(phones(parts, CROWD), make_one_seat(parts, "NAIVE-", CONTROLS))
    oversold = sum(rows > 1 for _taken, rows in parts.sql(SOLD, "NAIVE-%"))
    assert oversold > 0
    record_counts(f"the same without the lock: {oversold} of {CONTROLS} races oversold")
