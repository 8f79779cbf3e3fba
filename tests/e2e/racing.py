"""Many people at once at the pages of enrolment, and a log of what the database did, in its order.

The log is kept by a trigger of the database's superuser while the class is locked, so that its
order is that of the locks; `replay` plays it again and says whether anybody was skipped.
"""

import http.client
import threading
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

TOKEN = "c" * 32
HOLDING = {"pending", "confirmed", "offered", "attending"}
LOG = """
CREATE TABLE IF NOT EXISTS line_log (seq bigserial PRIMARY KEY, class bigint, row bigint,
    old text, new text, goes_first boolean, free integer);
CREATE OR REPLACE FUNCTION log_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO line_log (class, row, old, new, goes_first, free)
    SELECT c.id, NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state, NEW.goes_first,
        c.seats - c.seats_taken
    FROM programs_trainingclass c WHERE c.id = NEW.training_class_id;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER log_line AFTER INSERT OR UPDATE OF state ON trainees_enrolment
    FOR EACH ROW EXECUTE FUNCTION log_line();
"""
STORED = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
WHERE attrelid = 'programs_trainingclass'::regclass AND attnum > 0 AND attgenerated = ''
"""
# Of a class that is there, so many with one seat and no waiting list.
ONE_SEAT = """
INSERT INTO programs_trainingclass ({columns})
SELECT {columns} FROM (SELECT (jsonb_populate_record(c, jsonb_build_object(
        'id', nextval('programs_trainingclass_id_seq'),
        'number', %s || n, 'seats', 1, 'has_waiting_list', false))).*
    FROM programs_trainingclass c, generate_series(1, %s) n WHERE c.number = 'CROWD-0') AS made
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
ALTER TABLE programs_trainingclass DROP CONSTRAINT IF EXISTS class_never_oversold;
"""


def make_one_seat(parts, prefix, many) -> list[str]:
    """So many classes with one seat; their numbers."""
    parts.sql(ONE_SEAT.format(columns=parts.one(STORED)), prefix, many)
    return [f"{prefix}{n}" for n in range(1, many + 1)]


class Phone:
    """One signed-in person whose connection stays open."""

    def __init__(self, port, session):
        self.line = http.client.HTTPConnection("localhost", port, timeout=120)
        self.headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        }

    def post(self, path, **fields) -> int:
        body = urlencode({"csrfmiddlewaretoken": TOKEN, **fields})
        self.line.request("POST", path, body, self.headers)
        answer = self.line.getresponse()
        answer.read()
        return answer.status

    def enrol(self, number) -> int:
        return self.post(f"/account/enrol/{number}/", consent="on")

    def move(self, row, name, **fields) -> int:
        return self.post(f"/moves/trainees.enrolment/{row}/{name}/", **fields)


def race(phones, numbers) -> Counter:
    """For one class after the other everybody posts at the same moment; answers by status."""
    gate, answers = threading.Barrier(len(phones)), Counter()

    def run(phone):
        found = Counter()
        for number in numbers:
            gate.wait()
            found[phone.enrol(number)] += 1
        with gate._cond:
            answers.update(found)

    threads = [threading.Thread(target=run, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@dataclass
class Line:
    """What the log says of one class: its seats, its list, and what went wrong."""

    seats: int
    holding: set = field(default_factory=set)
    waiting: dict = field(default_factory=dict)
    wrong: list = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)

    @property
    def first(self):
        return min(self.waiting.items(), key=lambda one: (not one[1], one[0]))[0]

    def play(self, row, old, new, goes_first):
        """One change of state, in the order of the locks."""
        self.counts[f"{old or 'new'} → {new}"] += 1
        if new == "offered" and row != self.first:
            self.wrong.append(f"{row} was offered a seat before {self.first}")
        free = self.seats - len(self.holding)
        if old is None and new == "confirmed" and free <= len(self.waiting):
            self.wrong.append(f"{row} overtook {len(self.waiting)} who wait")
        self.waiting.pop(row, None)
        self.holding.discard(row)
        if new == "waitlisted":
            self.waiting[row] = goes_first
        if new in HOLDING:
            self.holding.add(row)
        if len(self.holding) > self.seats:
            self.wrong.append(f"{len(self.holding)} on {self.seats} seats")


def replay(rows, seats) -> Line:
    """Play the log of one class: rows of (row, old, new, goes_first)."""
    line = Line(seats)
    for row in rows:
        line.play(*row)
    return line
