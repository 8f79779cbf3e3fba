"""Quarterly reports under fire: a night missed, two beats at once, the worker killed all the time.

What comes out is what comes out undisturbed: one report of every place with the same snapshot code,
one message, one receipt and one mail for every recipient.
"""

import json
import time
from collections import Counter
from datetime import timedelta
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

KILLS, KILLS_OF_MAIL, KILLS_OF_SIGNING = size((2, 1, 1), (44, 6, 6))
SEED = 20261001
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


@pytest.fixture(scope="module")
def mails():
    server = MailServer()
    yield server
    server.close()


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
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

    def __init__(self, parts, quarter, calm):
        self.parts, self.quarter, self.calm = parts, quarter, calm
        self.random, self.killed = Random(SEED), Counter()

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

    def is_being_made(self, place) -> bool:
        """Whether its row is locked by a worker, as it is from the first record to the last word;
        also when that is over.
        """
        if place not in (found := self.reports()):
            return False
        key, state, *_rest = found[place]
        return state == "draft" or not self.parts.sql(UNLOCKED, key)

    def kill_in_the_middle(self, place):
        """At a random moment between the first record and a while after the last word."""
        self.parts.start("system")
        self.until(lambda: self.is_being_made(place))
        time.sleep(self.random.uniform(0, 1.2) * self.calm[place]["seconds"])
        self.kill(place, "at a moment of the computing")

    def kill_before_its_last_move(self, place):
        """All is computed, nothing is said of it."""
        of_it = f"NEW.model = 'supervision.quarterlyreport' AND NEW.object_id = '{self.key(place)}'"
        self.kill_before(place, "core_auditentry", f"NEW.verb = 'finish' AND {of_it}")

    def kill_before_its_message(self, place):
        """It is a draft within its transaction, its reviewer is not told yet."""
        told = f"NEW.code = 'work_new' AND NEW.link = '{self.calm[place]['link']}'"
        self.kill_before(place, "core_notification", told)

    def kill_before(self, place, table, condition):
        with self.parts.barrier(table, condition):
            self.parts.start("system")
            self.until(self.parts.standing)
            self.kill(place, f"before a row of {table}")

    def kill(self, place, what):
        self.parts.kill("system")
        _key, state, _run, _code, figures = self.reports()[place]
        self.killed[what if state == "generating" else "between two"] += 1
        assert (figures == 0) == (state != "draft"), "nothing half made is seen"

    def rage(self, kills):
        """Kill so often, the places in the order in which they are made."""
        places = list(self.calm)
        for at in sorted(self.random.choices(range(len(places)), k=kills)):
            place, ways = places[at], [self.kill_in_the_middle]
            if self.reports().get(place, (0, "draft"))[1] != "draft":
                ways = [*ways, self.kill_before_its_last_move, self.kill_before_its_message]
            self.random.choice(ways)(place)
        self.parts.start("system")
        self.until(lambda: {state for _id, state, *_rest in self.reports().values()} == {"draft"})

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


def test_one_report_of_every_place_whatever_is_killed(parts, quarter, mails, record_counts):
    calm = json.loads(parts.run_script("undisturbed.py", "system"))
    for beat in BEATS:
        parts.start(beat)
    fire = Fire(parts, quarter, calm)
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
