"""Quarterly reports under fire: a night missed, two beats at once, the worker killed all the time.

What comes out is what comes out undisturbed: one report of every place with the same snapshot code,
one message, one receipt and one mail for every recipient.
"""

import json
import time
from collections import Counter
from contextlib import ExitStack, closing, contextmanager
from datetime import timedelta
from itertools import filterfalse
from random import Random
from threading import Event

import pytest
from django.utils import timezone

from supervision.periods import Quarter
from tests.core.outbox.mail_server import MailServer
from tests.e2e.parts import BEATS, Parts, wait_until
from tests.e2e.prepared import prepared
from tests.e2e.story import next_quarter
from tests.sizes import size

KILLS, KILLS_OF_MAIL, KILLS_OF_SIGNING = size((2, 1, 1), (22, 3, 3))
SEEDS = size([1], [1, 2])  # each a fire of its own: a quarter has no more reports to disturb
MOMENT, LAST_MOVE, MESSAGE = "at a moment of its making", "before its last move", "at its message"
WAYS = [MOMENT] * 6 + [LAST_MOVE] * 2 + [MESSAGE]  # what is killed at its message may stand
PART = 0.6  # of the time a report takes undisturbed; once its rows are in memory it is quicker
# An hour of the timetable passes in two seconds; a beat that starts sets it back to an hour.
QUICKLY = """
INSERT INTO django_celery_beat_intervalschedule (every, period)
SELECT 2, 'seconds' WHERE NOT EXISTS (
    SELECT FROM django_celery_beat_intervalschedule WHERE (every, period) = (2, 'seconds'));
UPDATE django_celery_beat_periodictask t SET interval_id = quick.id
FROM django_celery_beat_intervalschedule quick
WHERE (quick.every, quick.period) = (2, 'seconds') AND t.interval_id <> quick.id
AND t.task IN ('supervision.system_schedule_reports', 'core.system_send_outbox');
UPDATE django_celery_beat_periodictasks SET last_update = now()
"""
REPORTS = """
SELECT coalesce(d.code, ''), r.id, r.state, r.run, r.figures_hash,
    (SELECT count(*) FROM supervision_reportfigure f WHERE f.report_id = r.id)
FROM supervision_quarterlyreport r LEFT JOIN organizations_district d ON d.id = r.district_id
WHERE r.quarter = %s ORDER BY r.id
"""
HELD = "SELECT 1 FROM supervision_quarterlyreport WHERE id = %s FOR UPDATE"
WAITING = """
SELECT pg_blocking_pids(pid) FROM pg_stat_activity
WHERE (usename, wait_event_type) = ('app_system', 'Lock')
AND query LIKE '%supervision_quarterlyreport%'
"""
UNLOCKED = "SELECT 1 FROM supervision_quarterlyreport WHERE id = %s FOR UPDATE SKIP LOCKED"
TOLD = "SELECT link, recipient_id FROM core_notification WHERE code = %s AND link LIKE %s"
LEASE_ENDS = "UPDATE core_delivery SET leased_until = now() WHERE state = 'sending'"
ENDED = {"sent", "unclear"}
RECEIVED = """
SELECT s.report_id, s.user_id FROM supervision_reportreceipt s
JOIN supervision_quarterlyreport r ON r.id = s.report_id WHERE r.quarter = %s
"""
MAILS = """
SELECT v.id::text, v.state FROM core_delivery v JOIN supervision_quarterlyreport r
ON v.key LIKE 'report_locked:supervision.quarterlyreport:' || r.id || ':%%' WHERE r.quarter = %s
"""


@pytest.fixture
def mails():
    server = MailServer()
    yield server
    server.close()


@pytest.fixture
def parts(tmp_path_factory, mails):
    """The product with a demo city, a mail server, and addresses for the staff."""
    demo = size("small", "1")
    made = Parts(
        prepared(tmp_path_factory.mktemp("reports") / "var", demo),
        beside_servers=(),
        DEMO=demo,
        EMAIL_URL=f"smtp://127.0.0.1:{mails.port}",
    )
    made.sql("UPDATE organizations_user SET email = id || '@example.org'")
    yield made
    made.stop()


@pytest.fixture
def quarter(parts) -> str:
    """The quarter that ends in a night in which nothing runs."""
    first = next_quarter(timezone.localdate())
    parts.manage("move_clock", "--to", f"{first + timedelta(days=1)}T08:00")
    return str(Quarter.last_full(first))


def told(parts, code, quarter) -> Counter:
    """How often each of (page, user id) stands among the messages."""
    return Counter(parts.sql(TOLD, code, f"/reports/{quarter}/%"))


class Fire:
    """The reports of a quarter while their worker is killed at random moments."""

    def __init__(self, parts, quarter, calm, seed):
        self.parts, self.quarter, self.calm = parts, quarter, calm
        self.random, self.killed = Random(seed), Counter()

    def until(self, condition):
        """Wait, with a timetable that is in a hurry."""

        def hurried():
            self.parts.sql(QUICKLY)
            return condition()

        return wait_until(hurried)

    def reports(self) -> dict:
        """{place: (id, state, run, snapshot code, figures)}."""
        rows = self.parts.sql(REPORTS, self.quarter)
        assert len({place for place, *_rest in rows}) == len(rows), "one report of every place"
        return {place: tuple(rest) for place, *rest in rows}

    def key(self, place) -> int:
        return self.reports()[place][0]

    def is_made(self, place) -> bool:
        found = self.reports().get(place)
        return bool(found) and found[1] == "draft"

    @contextmanager
    def held(self):
        """Nobody gets hold of a report that is not made; {backend: (place, line)} of who holds it.

        So the worker stops before whichever it begins, and goes on when its line is closed.
        """
        with ExitStack() as lines:
            holders = {}
            for place in filterfalse(self.is_made, self.calm):
                line = lines.enter_context(closing(self.parts.connection()))
                line.autocommit = False
                line.cursor().execute(HELD, [self.key(place)])
                holders[line.info.backend_pid] = place, line
            yield holders

    def stopped(self, holders):
        """The (place, line) before which the worker stands, or None."""
        found = (pid for (pids,) in self.parts.sql(WAITING) for pid in pids)
        return next((holders[pid] for pid in found if pid in holders), None)

    def kill_at_first(self):
        """At a random moment after the timetable has named what is to be made."""
        self.parts.start("system")
        self.until(lambda: self.reports().keys() == self.calm.keys())
        self.kill_within(next(iter(self.calm)))
        self.killed["after the timetable had named them"] += 1

    def kill_within(self, place):
        """At a random moment of its making."""
        time.sleep(self.random.uniform(0, PART) * self.calm[place]["seconds"])
        self.parts.kill("system")

    def kill_once(self):
        """The worker, with whichever report it makes next: at a moment, or before one of two rows.

        Before its last move all is computed. Its message goes to the database in one breath with
        the word to commit. The barrier is taken away last: that waits for all who hold a row.
        """
        what = self.random.choice(WAYS)
        with ExitStack() as barrier, self.held() as holders:
            self.parts.start("system")
            place, line = self.until(lambda: self.stopped(holders))
            rows = {
                LAST_MOVE: ("supervision_quarterlyreport",
                            f"NEW.id = {self.key(place)} AND NEW.state = 'draft'", "UPDATE"),
                MESSAGE: ("core_notification", f"NEW.link = '{self.calm[place]['link']}'"),
            }  # fmt: skip
            if what == MOMENT:
                line.close()
                self.kill_within(place)
            else:
                barrier.enter_context(self.parts.barrier(*rows[what]))
                line.close()
                self.until(self.parts.standing)
                self.parts.kill("system")
        self.look_after(place, what)

    def look_after(self, place, what):
        """What is there when the database has noticed: all of it or nothing.

        It stands when the word to commit was under way already.
        """
        wait_until(lambda: self.parts.sql(UNLOCKED, self.key(place)))
        _key, state, _run, _code, figures = self.reports()[place]
        self.killed[what if state == "generating" else "at its end, which stands"] += 1
        assert (figures == 0) == (state != "draft"), "nothing half made is seen"

    def rage(self, kills):
        """Kill so often, each time the making of a report; then let all be made."""
        self.kill_at_first()
        for _n in range(kills - 1):
            self.kill_once()
        self.parts.start("system")
        self.until(lambda: all(map(self.is_made, self.calm)))

    def sign(self, kills):
        """Two people sign; they are killed too, before a receipt or a message of some reports.

        Each report once: a message is sent along with the word to commit, which stands although
        its sender is gone.
        """
        places = list(self.calm)
        for at in sorted(self.random.sample(range(len(places)), kills)):
            table, row = self.random.choice([
                ("core_notification", f"NEW.link = '{self.calm[places[at]]['link']}'"),
                ("supervision_reportreceipt", f"NEW.report_id = {self.key(places[at])}"),
            ])  # fmt: skip
            with self.parts.barrier(table, row):
                self.parts.start("signing.py")
                wait_until(self.parts.standing)
                self.parts.kill("signing.py")
        self.parts.run_script("signing.py")

    def deliver(self, mails, kills):
        """The worker is killed with a mail in the air: taken by the server, not answered yet."""
        number = len(self.parts.sql(MAILS, self.quarter))
        for _n in range(kills):
            mails.stop_at = len(mails.accepted) + self.random.randint(1, number // (kills + 1))
            mails.reached, mails.go_on = Event(), Event()
            self.parts.start("system")
            self.until(mails.reached.is_set)
            self.parts.kill("system")
            self.killed["with a mail in the air"] += 1
            mails.go_on.set()
            self.parts.sql(LEASE_ENDS)
        mails.stop_at = 0
        self.parts.start("system")
        self.until(lambda: {end for _id, end in self.parts.sql(MAILS, self.quarter)} <= ENDED)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_report_of_every_place_whatever_is_killed(parts, quarter, mails, seed, record_counts):
    calm = json.loads(parts.run_script("undisturbed.py", "system"))
    for beat in BEATS:
        parts.start(beat)
    fire = Fire(parts, quarter, calm, seed)
    fire.rage(KILLS)
    parts.kill("system")
    assert {place: row[1:] for place, row in fire.reports().items()} == {
        place: ("draft", 1, row["code"], row["figures"]) for place, row in calm.items()
    }
    fire.sign(KILLS_OF_SIGNING)
    fire.deliver(mails, KILLS_OF_MAIL)
    recipients = [(row["link"], person) for row in calm.values() for person in row["recipients"]]
    assert told(parts, "report_locked", quarter) == Counter(recipients)
    assert told(parts, "work_new", quarter) == Counter(
        (row["link"], person) for row in calm.values() for person in row["reviewers"]
    )
    links = {fire.key(place): row["link"] for place, row in calm.items()}
    received = parts.sql(RECEIVED, quarter)
    assert Counter((links[key], person) for key, person in received) == Counter(recipients)
    sent = [key for key, _state in parts.sql(MAILS, quarter)]
    arrived = Counter(mails.keys())
    assert {key: arrived[key] for key in sent} == dict.fromkeys(sent, 1)
    assert len(sent) == len(recipients)
    ways = ", ".join(f"{n} {how}" for how, n in sorted(fire.killed.items()))
    record_counts(
        f"reports under fire: {len(calm)} of {quarter} by two beats, a night missed, the worker"
        f" killed {sum(fire.killed.values())} times ({ways}), the signing"
        f" {KILLS_OF_SIGNING} times: each once, figures as undisturbed; {len(recipients)} messages,"
        f" receipts and mails, each once"
    )
