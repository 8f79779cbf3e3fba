"""Two hundred people at once on thirty seats: thirty get one, the others wait, every time.

`ROUNDS` classes are stormed one after another over HTTP. With the lock taken out of `take_seat`,
and the constraint behind it, the same storm oversells.
"""

import http.client
import json
import threading
from collections import Counter
from urllib.parse import urlencode

import pytest

from tests.e2e.crowd import PEOPLE, SEATS
from tests.e2e.crowd import ROUNDS as CLASSES
from tests.sizes import size

ROUNDS = size(1, CLASSES)
TOKEN = "c" * 32
TAKEN = """
SELECT count(*) FROM trainees_enrolment e
JOIN programs_trainingclass c ON c.id = e.training_class_id
WHERE c.number = %s AND e.state = 'confirmed'
"""
PLACES = """
SELECT waiting_position(e.id) FROM trainees_enrolment e
JOIN programs_trainingclass c ON c.id = e.training_class_id
WHERE c.number = %s AND e.state = 'waitlisted' ORDER BY e.id
"""
NAIVE = """
CREATE OR REPLACE FUNCTION take_seat(wanted bigint) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE row programs_trainingclass;
BEGIN
    SELECT * INTO row FROM programs_trainingclass WHERE id = wanted;
    IF row.seats_taken >= row.seats THEN RETURN false; END IF;
    PERFORM pg_sleep(0.02);
    UPDATE programs_trainingclass SET seats_taken = row.seats_taken + 1 WHERE id = wanted;
    RETURN true;
END $$;
ALTER TABLE programs_trainingclass DROP CONSTRAINT class_never_oversold;
"""


@pytest.fixture(scope="module")
def sessions(parts) -> list[str]:
    return json.loads(parts.run_script("crowd.py"))


@pytest.fixture(scope="module")
def database(parts):
    connection = parts.connection()
    yield connection.cursor()
    connection.close()


def storm(parts, sessions, number) -> Counter:
    """Everybody posts at the same moment; the answers by status code."""
    gate, answers = threading.Barrier(len(sessions)), Counter()
    body = urlencode({"consent": "on", "csrfmiddlewaretoken": TOKEN})

    def post(key):
        connection = http.client.HTTPConnection("localhost", parts.port, timeout=120)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={key}; csrftoken={TOKEN}",
        }
        gate.wait()
        connection.request("POST", f"/account/enrol/{number}/", body, headers)
        answers[connection.getresponse().status] += 1
        connection.close()

    threads = [threading.Thread(target=post, args=(key,)) for key in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def counted(database, number) -> tuple[int, int]:
    """(enrolments, seats taken) in the database."""
    database.execute(TAKEN, [number])
    enrolled = database.fetchone()[0]
    database.execute("SELECT seats_taken FROM programs_trainingclass WHERE number = %s", [number])
    return enrolled, database.fetchone()[0]


@pytest.mark.parametrize("n", range(ROUNDS))
def test_exactly_as_many_get_a_seat_as_there_are_and_the_others_wait(
    parts, sessions, database, n, record_counts
):
    answers = storm(parts, sessions, f"CROWD-{n}")
    assert answers == {302: PEOPLE}, "everybody has a seat or a place on the list"
    assert counted(database, f"CROWD-{n}") == (SEATS, SEATS)
    database.execute(PLACES, [f"CROWD-{n}"])
    assert [place for (place,) in database.fetchall()] == [*range(1, PEOPLE - SEATS + 1)]
    record_counts(f"{PEOPLE} at once on {SEATS} seats: {SEATS} enrolled, the others in line")


def test_without_the_lock_the_storm_oversells(parts, sessions, database):
    """The negative control comes last: it takes the protection out of this test's own database."""
    database.execute(NAIVE)
    storm(parts, sessions, f"CROWD-{CLASSES}")
    assert counted(database, f"CROWD-{CLASSES}")[0] > SEATS
