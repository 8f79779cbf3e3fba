"""The timeline as the person reads it, what is left this year, and who looked."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core import clock, timeline
from core.tenancy.scope import AUTH, OWNER, acting_as
from policies.decisions import sources
from tests import world as laid_out
from tests.core.files.makers import pdf
from tests.presence import proven
from trainees.eligibility import PAID
from trainees.models import Enrolment
from trainees.sections.entitlements import limits
from trainees.services import corrections, shares

TIMELINE, LOOKS = "/account/timeline/", "/account/privacy/looks/"


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def person(side):
    return laid_out.worker_actor(side)


@pytest.fixture
def worker(side, client):
    return signed_in(client, side.worker)


def signed_in(client, user) -> Client:
    with acting_as(AUTH):
        client.force_login(user)
    return client


def page(client, url) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def attend(side, minutes):
    proven(side.record, minutes, state="present")


def test_hours_and_completed_classes_stand_on_top(side, person):
    attend(side, 90)
    with acting_as(OWNER):
        Enrolment.objects.filter(pk=side.enrolment.pk).update(
            state="completed", outcome_at=clock.now(), attended_minutes=90, scheduled_minutes=100,
            threshold="0.8",
        )  # fmt: skip
    with acting_as(person.scope):
        figures = {one.kind: one.value for one in timeline.figures(person)}
        entries = timeline.timeline(person)
    assert figures == {"hours": 1.5, "result": 2}, "one was completed before"
    assert {"training", "hours", "result"} <= {one.kind for one in entries}
    days = [one.on for one in entries]
    assert days == sorted(days, reverse=True)


def test_it_is_narrowed_by_kind_and_year(side, worker):
    attend(side, 60)
    name, heading = side.training_class.name, "已参加1小时"
    assert heading in page(worker, TIMELINE)
    assert heading not in page(worker, f"{TIMELINE}?kind=training")
    assert name in page(worker, f"{TIMELINE}?kind=training")
    assert worker.get(f"{TIMELINE}?kind=nonsense&year=x").status_code == 200


def left(person, lines) -> list:
    with acting_as(person.scope):
        return [(row["used"], row["left"]) for row in limits(lines)]


def test_what_is_left_is_the_limit_until_somebody_counts(monkeypatch, person, worker):
    assert left(person, None) == [(None, None)] * 2
    assert "暂不计数" in page(worker, TIMELINE)
    with acting_as(person.scope):
        today = clock.today()
    lines = [
        {"stream": "training_subsidy", "claimed": f"{today}"},
        {"stream": "training_subsidy", "claimed": f"{today - timedelta(days=400)}"},
        {"stream": "upgrade_subsidy", "claimed": f"{today}"},
    ]
    assert left(person, lines) == [(1, 2), (2, 2)]
    given = {PAID: lambda people: dict.fromkeys(people, lines)}
    monkeypatch.setattr(sources, "_providers", given)
    assert "剩余2次" in page(worker, TIMELINE)


def test_the_person_reads_who_opened_a_paper_and_who_a_link(side, person, worker):
    with acting_as(person.scope):
        row = corrections.ask_correction(
            actor=person, field="education", value="bachelor", grounds="毕业证书",
            proof=SimpleUploadedFile("证书.pdf", pdf(), "application/pdf"),
        )  # fmt: skip
        last = clock.today() + timedelta(days=3)
        _link, token = shares.share(actor=person, valid_until=last)
    paper = f"/papers/corrections/{row.number}/"
    assert worker.get(paper).status_code == 200
    before = page(worker, LOOKS)
    assert "您提交的证明材料" not in before, "one's own looks are no news"
    assert signed_in(Client(), side.reviewer).get(paper).status_code == 200
    assert Client().get(f"/shared/{token}/").status_code == 200
    after = page(worker, LOOKS)
    words = ("您提交的证明材料", "区县审核员", "持有分享链接的人")
    assert [word for word in words if word not in after] == []


def test_messages_can_be_chosen_from_the_own_data(worker):
    address = reverse("account:notification-settings")
    assert address in page(worker, "/account/privacy/")
    assert worker.get(address).status_code == 200
