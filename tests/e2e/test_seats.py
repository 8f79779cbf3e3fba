"""Two hundred people at once on thirty seats: exactly thirty get one, every time.

`ROUNDS` classes are stormed one after another over HTTP. With the lock taken out of `take_seat`,
and the constraint behind it, the same storm oversells.
"""

import http.client
import json
import threading
from collections import Counter
from urllib.parse import urlencode

import psycopg2
import pytest

from dalian_training.embedded import Postgres
from tests.e2e.browser import ROOT
from tests.e2e.crowd import PEOPLE, SEATS
from tests.e2e.crowd import ROUNDS as CLASSES
from tests.e2e.prepared import prepared
from tests.e2e.stack import Stack
from tests.sizes import size

ROUNDS = size(3, CLASSES)
TOKEN = "c" * 32
TAKEN = """
SELECT count(*) FROM trainees_enrolment e
JOIN programs_trainingclass c ON c.id = e.training_class_id
WHERE c.number = %s AND e.state = 'confirmed'
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
def product(tmp_path_factory):
    stack = Stack(prepared(tmp_path_factory.mktemp("seats") / "var"))
    yield stack
    stack.stop()


@pytest.fixture(scope="module")
def sessions(product) -> list[str]:
    crowd = (ROOT / "tests" / "e2e" / "crowd.py").read_text()
    return json.loads(product.manage("shell", "-v", "0", "-c", crowd).strip().splitlines()[-1])


@pytest.fixture(scope="module")
def database(product):
    connection = psycopg2.connect(Postgres(product.var).url(name="dalian_training"))
    connection.autocommit = True
    yield connection.cursor()
    connection.close()


def storm(product, sessions, number) -> Counter:
    """Everybody posts at the same moment; the answers by status code."""
    gate, answers = threading.Barrier(len(sessions)), Counter()
    body = urlencode({"consent": "on", "csrfmiddlewaretoken": TOKEN})

    def post(key):
        connection = http.client.HTTPConnection("localhost", product.port, timeout=120)
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
def test_exactly_as_many_get_a_seat_as_there_are(product, sessions, database, n):
    answers = storm(product, sessions, f"CROWD-{n}")
    assert counted(database, f"CROWD-{n}") == (SEATS, SEATS)
    assert answers == {302: SEATS, 409: PEOPLE - SEATS}


def test_without_the_lock_the_storm_oversells(product, sessions, database):
    """The negative control comes last: it takes the protection out of this test's own database."""
    database.execute(NAIVE)
    storm(product, sessions, f"CROWD-{CLASSES}")
    assert counted(database, f"CROWD-{CLASSES}")[0] > SEATS
