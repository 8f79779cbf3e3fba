"""Offline queues: replayed, out of order, with the clock moved, from two devices, edited."""

import base64
import random
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from core import clock
from core.refusals import Refused
from core.tenancy.scope import AUTH, OWNER, acting_as
from core.workflow import perform
from programs.models import Session
from programs.services.advance import TIMETABLE
from tests import world as laid_out
from trainees.models import AttendanceDevice, AttendanceRecord, CheckIn, DeviceEntry
from trainees.services.devices import Line, register_device, take_over

HOUR = 3_600_000


class Device:
    """A browser: a key of its own, a counter, a wall clock that can be set, a page that runs."""

    def __init__(self, actor, at):
        self.actor, self.key, self.begun = actor, ec.generate_private_key(ec.SECP256R1()), at
        self.counter, self.moved, self.lines = 0, 0, []
        spki = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        with acting_as(actor.scope):
            self.row = register_device(
                actor=actor, name="Chrome · Android", key=base64.b64encode(spki).decode()
            )

    def write(self, at, kind="", side=None) -> Line:
        """One line at a moment of the server, as the device sees it."""
        self.counter += 1
        elapsed = round((at - self.begun).total_seconds() * 1000)
        session, enrolment = (side.session.pk, side.enrolment.pk) if kind else (0, 0)
        wall = round(at.timestamp() * 1000) + self.moved
        bare = Line(self.counter, kind, session, enrolment, wall, "page", elapsed, "")
        line = Line(**{**vars(bare), "signature": self.signed(bare.words(self.row))})
        self.lines.append(line)
        return line

    def signed(self, words) -> str:
        r, s = decode_dss_signature(self.key.sign(words.encode(), ec.ECDSA(hashes.SHA256())))
        return base64.b64encode(r.to_bytes(32) + s.to_bytes(32)).decode()

    def send(self, lines=None) -> dict:
        with acting_as(self.actor.scope):
            return take_over(self.row, self.lines if lines is None else lines, actor=self.actor)


@pytest.fixture
def side(db):
    """A session of 180 minutes that begins in an hour; nobody has signed in."""
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
        CheckIn.objects.all().delete()
        DeviceEntry.objects.all().delete()
        begins = clock.now().replace(microsecond=0) + timedelta(minutes=60)
        side.session.starts_at = begins
        side.session.ends_at = side.session.starts_at + timedelta(minutes=180)
        side.session.save()
    return side


@pytest.fixture
def teacher(side):
    return laid_out.unit_actor(side, "teacher")


@pytest.fixture
def early(time_machine):
    """The clock of the server, moved by the test."""
    return lambda moment: time_machine.move_to(moment, tick=False)


def record(side) -> AttendanceRecord:
    with acting_as(OWNER):
        return AttendanceRecord.objects.get(pk=side.record.pk)


def lesson(side, teacher, early, *, moved=0, leaves_after=181, comes_after=0, online=-9) -> Device:
    """The teacher is online before, off for the whole session, and marks one who comes and leaves.

    In the middle the clock of the device is set by `moved` milliseconds.
    """
    begins = side.session.starts_at
    before = begins + timedelta(minutes=online)
    early(before)
    device = Device(teacher, before)
    device.write(device.begun)
    assert device.send() == {1: "anchor"}
    device.write(begins + timedelta(minutes=comes_after), "sign_in", side)
    device.moved = moved
    device.write(begins + timedelta(minutes=leaves_after), "sign_out", side)
    early(begins + timedelta(minutes=190))
    device.write(begins + timedelta(minutes=190))
    return device


@pytest.mark.parametrize("moved", [0, 2 * HOUR, -2 * HOUR])
def test_a_whole_session_without_a_network_counts_whatever_was_done_to_the_clock(
    side, teacher, early, moved
):
    device = lesson(side, teacher, early, moved=moved)
    outcomes = device.send()
    assert outcomes == {1: "anchor", 2: "counted", 3: "counted", 4: "anchor"}
    row = record(side)
    assert (row.state, row.minutes, row.source) == ("present", 180, "device")
    with acting_as(OWNER):
        flags = set(DeviceEntry.objects.exclude(kind="").values_list("flag", flat=True))
    assert flags == ({"clock_moved"} if moved else {""})


def test_sent_twice_and_out_of_order_it_has_one_effect(side, teacher, early, record_counts):
    device = lesson(side, teacher, early, leaves_after=120)
    chance, sent = random.Random(7), 0
    for _turn in range(10):
        mixed = [*device.lines, *device.lines]
        chance.shuffle(mixed)
        for part in (mixed[:3], mixed[3:], mixed):
            device.send(part)
            sent += len(part)
    row = record(side)
    assert (row.state, row.minutes) == ("partial", 120)
    with acting_as(OWNER):
        assert DeviceEntry.objects.count() == 4
        assert CheckIn.objects.count() == 2
    record_counts(f"offline queue: {sent} lines sent in any order, 4 kept, 2 check-ins")


def test_two_devices_that_agree_add_nothing_and_one_that_differs_is_shown(side, teacher, early):
    begins = side.session.starts_at
    first = lesson(side, teacher, early)
    early(begins - timedelta(minutes=5))
    second = Device(teacher, begins - timedelta(minutes=5))
    second.write(second.begun)
    second.send()
    second.write(begins + timedelta(seconds=30), "sign_in", side)
    second.write(begins + timedelta(minutes=60), "sign_out", side)
    early(begins + timedelta(minutes=191))
    first.send()
    second.write(begins + timedelta(minutes=191))
    assert second.send() == {1: "anchor", 2: "same", 3: "conflict", 4: "anchor"}
    assert record(side).minutes == 180


def test_an_edited_line_is_refused_and_one_taken_out_is_missed(side, teacher, early, client):
    device = lesson(side, teacher, early)
    come, leave = device.lines[1], device.lines[2]
    edited = Line(**{**vars(leave), "said_at": leave.said_at + HOUR})
    assert device.send([come, edited, device.lines[3]])[3] == "refused"
    assert record(side).state == "signed_in"
    with acting_as(AUTH):
        client.force_login(side.teacher_user)
    page = client.get(f"/workspace/devices/{device.row.pk}/").content.decode()
    assert "从未上传的记录：3" in page


def test_what_comes_after_the_session_was_closed_still_counts(side, teacher, early):
    device = lesson(side, teacher, early)
    with acting_as(OWNER):
        late = side.session.starts_at + timedelta(minutes=211)
        early(late)
        perform(Session.objects.get(pk=side.session.pk), "close", actor=TIMETABLE)
    assert record(side).state == "absent"
    device.write(late)
    device.send()
    assert (record(side).state, record(side).minutes) == ("present", 180)


def test_a_missing_sign_out_is_completed_by_the_device(side, teacher, early):
    """The network went in mid-lesson: the sign-in was sent, the session was closed without more."""
    device = lesson(side, teacher, early, leaves_after=150)
    device.send([device.lines[1], device.lines[3]])
    with acting_as(OWNER):
        early(side.session.starts_at + timedelta(minutes=211))
        perform(Session.objects.get(pk=side.session.pk), "close", actor=TIMETABLE)
        assert record(side).minutes == 0
    device.send()
    assert (record(side).state, record(side).minutes) == ("partial", 150)


def test_nothing_outside_the_window_or_of_a_foreign_session_is_taken(side, teacher, early):
    device = lesson(side, teacher, early, online=-50, comes_after=-45)
    assert device.send()[2] == "refused"
    line = device.write(side.session.starts_at, "sign_in", side)
    foreign = Line(**{**vars(line), "session": side.draft_session.pk})
    assert device.send([foreign])[foreign.counter] == "refused"


def test_a_revoked_device_and_somebody_else_s_send_nothing(side, teacher, early):
    device = lesson(side, teacher, early)
    admin = laid_out.unit_actor(side)
    with acting_as(admin.scope), pytest.raises(Refused) as refused:
        take_over(device.row, device.lines, actor=admin)
    assert refused.value.code == "not_allowed"
    with acting_as(admin.scope):
        perform(AttendanceDevice.objects.get(pk=device.row.pk), "revoke", actor=admin)
    with pytest.raises(Refused) as refused:
        device.send()
    assert refused.value.code == "device_revoked"


def test_times_are_those_of_the_server(side, teacher, early):
    device = lesson(side, teacher, early, moved=2 * HOUR, leaves_after=170)
    device.send()
    row = record(side)
    right = side.session.starts_at + timedelta(minutes=170)
    assert abs(row.signed_out_at - right) < timedelta(seconds=90)
