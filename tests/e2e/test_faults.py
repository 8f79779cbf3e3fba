"""Web, database and broker killed in the middle, over real HTTP: nothing half done, nothing lost.

A barrier in the database, made by its superuser, stops one transaction before the row the test
names; there the part is killed with kill -9.
"""

import http.client
import json
import os
import shutil
import signal
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests import rosters
from tests.core import canaries
from tests.e2e.parts import wait_until
from tests.e2e.racing import TOKEN
from tests.sizes import size

POSTS, THREADS = size(300, 10_000), 8
ROWS = size(520, 2_000)  # more than a page handles itself
PLACES = size([260], [1, 700, 2_000])  # rows of an import at which something is killed
KILLS = [("postmaster", k) for k in PLACES] + [("backend", k) for k in PLACES]


@pytest.fixture(scope="module")
def parts(parts):
    parts.school = json.loads(parts.run_script("school.py"))
    parts.people, parts.planted = iter(range(0, 10**9, ROWS)), set()
    parts.classes = iter(parts.school["classes"])
    wait_until(lambda: is_ready(parts))
    return parts


def ask(parts, method, path, body=None, **headers):
    """(status, headers, body) of one request; raises OSError when nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", parts.port, timeout=120)
    try:
        connection.request(method, path, body, {"Host": "localhost", **headers})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def is_ready(parts) -> bool:
    try:
        return ask(parts, "GET", "/readyz")[0] == HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False


def post_class(parts, name, key, token=0):
    """A program files a new class."""
    school = parts.school
    body = {"programme": school["programme"], "name": name, "venue": school["venue"], "seats": 20}
    return ask(
        parts, "POST", "/api/v1/classes/", json.dumps(body),
        **{"Content-Type": "application/json", "Idempotency-Key": key,
           "Authorization": f"Bearer {school['tokens'][token % len(school['tokens'])]}"},
    )  # fmt: skip


def classes(parts, name) -> int:
    return parts.one("SELECT count(*) FROM programs_trainingclass WHERE name = %s", name)


def test_ten_thousand_equal_posts_have_one_effect(parts, record_counts):
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(lambda n: post_class(parts, "同一班", "same", n), range(POSTS)))
        other = list(pool.map(lambda n: post_class(parts, "另一班", "same", n), range(100)))
    assert Counter(status for status, _headers, _body in found) == {201: POSTS}
    assert len({(headers["Location"], body) for _status, headers, body in found}) == 1
    first = [headers for _status, headers, _body in found if "Idempotency-Replayed" not in headers]
    assert len(first) == 1
    assert Counter((status, json.loads(body)["code"]) for status, _headers, body in other) == {
        (422, "key_reused"): 100
    }
    assert (classes(parts, "同一班"), classes(parts, "另一班")) == (1, 0)
    record_counts(
        f"equal posts over HTTP: {POSTS} by {THREADS} clients, 1 effect, 1 answer; 100 with"
        " another body: 100 times 422"
    )


STAGES = {
    "its key": ("core_idempotentrequest", "NEW.key LIKE 'kill%'"),
    "its row": ("programs_trainingclass", "NEW.name = '半班'"),
    "its audit entry": ("core_auditentry", "NEW.verb = 'create'"),
}


def test_a_web_process_killed_in_a_request_leaves_nothing_half_done(parts, record_counts):
    entries = parts.one("SELECT count(*) FROM core_auditentry")
    for what, where in STAGES.items():
        with parts.barrier(*where):
            asked = threading.Thread(target=swallow, args=(parts, "半班", "kill"))
            asked.start()
            backend = wait_until(parts.standing)
            for pid in parts.children("web"):
                os.kill(pid, signal.SIGKILL)
            asked.join()
        wait_until(lambda pid=backend: is_gone(parts, pid))
        kept = parts.one("SELECT count(*) FROM core_idempotentrequest WHERE key = 'kill'")
        assert (classes(parts, "半班"), kept) == (0, 0), what
        assert parts.one("SELECT count(*) FROM core_auditentry") == entries, what
    answers = [post_class(parts, "半班", "kill") for _n in range(2)]
    assert [status for status, _headers, _body in answers] == [201, 201]
    assert answers[0][2] == answers[1][2]
    assert classes(parts, "半班") == 1
    record_counts(
        f"web killed in a request, before {', '.join(STAGES)}: 0 half done; its repeat has 1 effect"
    )


def swallow(parts, name, key):
    """Ask without waiting for good news."""
    try:
        post_class(parts, name, key)
    except (OSError, http.client.HTTPException):
        """It was killed."""


def is_gone(parts, backend) -> bool:
    return not parts.sql("SELECT 1 FROM pg_stat_activity WHERE pid = %s", backend)


def post_page(parts, path, **fields) -> str:
    """Send a form of the workspace; the address it leads to."""
    cookies = f"sessionid={parts.school['session']}; csrftoken={TOKEN}"
    body = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": TOKEN, **fields})
    status, headers, _answer = ask(
        parts, "POST", path, body, **{"Content-Type": MULTIPART_CONTENT, "Cookie": cookies}
    )
    assert status == HTTPStatus.FOUND, parts.said("web")
    return headers["Location"]


class Roster:
    """A file of ROWS new people for a class of its own, sent as a school sends it."""

    def __init__(self, parts):
        self.parts, self.number = parts, next(parts.classes)
        self.people = rosters.people(ROWS, next(parts.people))
        for row in self.people[:: ROWS // 20]:  # some of each file are looked for in the logs
            parts.planted |= {row[place] for place in (2, 3, 6)}

    def send(self):
        """Have it checked; the job."""
        file = SimpleUploadedFile("名册.csv", rosters.as_csv(self.people))
        page = f"/workspace/classes/{self.number}/roster/"
        return self.job(post_page(self.parts, page, file=file))

    def confirm(self):
        """Have its rows imported; the job."""
        key = self.parts.one(
            "SELECT r.id FROM trainees_rosterimport r JOIN programs_trainingclass c"
            " ON c.id = r.training_class_id WHERE c.number = %s", self.number,
        )  # fmt: skip
        return self.job(post_page(self.parts, f"/workspace/rosters/{key}/", decision="import"))

    def job(self, address) -> str:
        return address.strip("/").rpartition("/")[2]

    def stored(self) -> tuple[int, int, int]:
        """(enrolments, different people, seats taken)."""
        return self.parts.sql(
            "SELECT count(e.id), count(DISTINCT e.trainee_id), max(c.seats_taken)"
            " FROM programs_trainingclass c LEFT JOIN trainees_enrolment e"
            " ON e.training_class_id = c.id WHERE c.number = %s", self.number,
        )[0]  # fmt: skip

    def at(self, k) -> str:
        """The condition of the barrier: the k-th person's row."""
        return f"NEW.name = '{self.people[k - 1][0]}'"


def state(parts, job) -> str:
    return parts.one("SELECT state FROM core_job WHERE id = %s", job)


def is_done(parts, job) -> bool:
    assert state(parts, job) in {"queued", "running", "done"}
    return state(parts, job) == "done"


def follow_up(parts, job):
    """The lease of a lost attempt ends, the timetable rings, another attempt ends the job."""
    attempts = parts.one("SELECT attempts FROM core_job WHERE id = %s", job)

    def again():
        parts.sql(
            "UPDATE core_job SET lease_until = now() - interval '1 second'"
            " WHERE id = %s AND attempts = %s AND state IN ('queued', 'running')", job, attempts,
        )  # fmt: skip
        parts.ring("core.system_requeue_jobs")
        for _n in range(40):
            if is_done(parts, job):
                return True
            threading.Event().wait(0.25)
        return False

    wait_until(again)


@pytest.mark.parametrize(("what", "k"), KILLS)
def test_a_database_killed_in_an_import_loses_nothing(parts, what, k, record_counts):
    roster = Roster(parts)
    job = roster.send()
    wait_until(lambda: is_done(parts, job))
    with parts.barrier("trainees_enrolment", roster.at(k)):
        job = roster.confirm()
        backend = wait_until(parts.standing)
        if what == "postmaster":
            parts.kill("postgres")
            assert ask(parts, "GET", "/healthz")[0] == HTTPStatus.OK
            status, _headers, body = ask(parts, "GET", "/readyz")
            assert (status, b"database" in body) == (503, True)
            assert b"training_database_up 0.0" in ask(parts, "GET", "/metrics")[2]
            parts.start("postgres")
        else:
            os.kill(backend, signal.SIGKILL)
    wait_until(lambda: is_ready(parts))
    assert roster.stored() == (0, 0, 0)
    assert not is_done(parts, job)
    follow_up(parts, job)
    assert roster.stored() == (ROWS, ROWS, ROWS)
    told = parts.one(
        "SELECT count(*) FROM core_notification WHERE code = 'job_done' AND link LIKE %s",
        f"%{job}%",
    )
    assert told == 1
    record_counts(
        f"{what} killed at row {k} of {ROWS} of an import: 0 rows seen before, {ROWS} once after"
    )


@pytest.mark.parametrize("k", PLACES)
def test_a_broker_killed_and_emptied_loses_no_job(parts, k, record_counts):
    running, waiting = Roster(parts), Roster(parts)
    job = running.send()
    wait_until(lambda: is_done(parts, job))
    with parts.barrier("trainees_enrolment", running.at(k)):
        job = running.confirm()
        wait_until(parts.standing)
        parts.kill("valkey")
        shutil.rmtree(parts.servers["valkey"].data)
        unheard = waiting.send()  # asked for while nobody can ring
        parts.start("valkey")
    wait_until(lambda: is_done(parts, job))
    assert running.stored() == (ROWS, ROWS, ROWS)
    assert state(parts, unheard) == "queued"
    follow_up(parts, unheard)
    imported = waiting.confirm()
    wait_until(lambda: is_done(parts, imported))
    assert waiting.stored() == (ROWS, ROWS, ROWS)
    record_counts(
        f"broker killed and emptied at row {k} of {ROWS} of an import: it ends once; a job asked"
        " for meanwhile is found by the timetable"
    )


SEALS = 3


@pytest.mark.parametrize("k", size([2], [1, 2, SEALS]))
def test_a_sealer_killed_in_the_middle_is_followed_by_one_that_seals_all(parts, k, record_counts):
    parts.ring("core.system_seal_audit")
    wait_until(lambda: unsealed(parts) == 0)
    last = parts.one("SELECT max(id) FROM core_auditseal")
    for _n in range(SEALS):
        parts.sql(
            "INSERT INTO core_auditentry (at, actor_role, actor_name, verb, model, object_id,"
            " object_label, before, after, reason_code, reason) SELECT clock_timestamp(), 'system',"
            " 'faults', 'test', 'core.job', n::text, '', '{}', '{}', '', ''"
            " FROM generate_series(1, 10000) n"
        )
    entries = unsealed(parts)
    with parts.barrier("core_auditseal", f"NEW.id = {last + k}"):
        parts.ring("core.system_seal_audit")
        backend = wait_until(parts.standing)
        parts.kill("system")
    wait_until(lambda: is_gone(parts, backend))
    assert parts.one("SELECT max(id) FROM core_auditseal") == last + k - 1
    parts.start("system")

    def all_sealed():
        parts.ring("core.system_seal_audit")
        threading.Event().wait(1)
        return unsealed(parts) == 0

    wait_until(all_sealed)
    assert "seals fit" in parts.manage("verify_audit")
    record_counts(
        f"sealer killed at seal {k} of {SEALS}: {entries:.0f} entries sealed once, all fit"
    )


def unsealed(parts) -> int:
    return parts.one("SELECT number FROM operations_figures(now()) WHERE figure = 'audit_unsealed'")


def test_after_all_that_no_log_and_no_broker_holds_a_number_of_a_person(parts, record_counts):
    """Comes last: what every part wrote while it was killed, and what the broker keeps on disk."""
    forms = canaries.forms_of(parts.planted)
    assert len(parts.planted) >= 3 * 20
    broker = sorted(file for file in (parts.var / "valkey").rglob("*") if file.is_file())
    logs = [parts.log(name) for name in ("web", "worker", "system", "postgres", "valkey")]
    for file in [*logs, *broker]:
        assert canaries.found_in(file.read_bytes(), forms) == set(), file
    lines = [json.loads(line) for name in ("worker", "system") for line in written(parts, name)]
    assert any(line["event"] == "task" and line.get("request_id") for line in lines)
    record_counts(
        f"logs of {len(logs)} parts and {len(broker)} files of the broker after all kills:"
        f" 0 of {len(parts.planted)} numbers"
    )


def written(parts, name) -> list[str]:
    """The lines of our log; the driver prints by itself what a dying server says at the last."""
    lines = parts.log(name).read_text().splitlines()
    return [line for line in lines if not line.startswith(("WARNING:  ", "DETAIL:  ", "HINT:  "))]
