"""A job's life: asked for, claimed, worked at, ended, told; and what must not happen to it."""

import logging
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core import files, jobs
from core.jobs.work import claim
from core.models import AuditEntry, Job, Notification
from core.refusals import Refused
from core.tasks import run_job, system_requeue_jobs
from core.tenancy.scope import AUTH, NOBODY, OWNER, SYSTEM, acting_as
from core.workflow import perform
from organizations.models import Membership, User
from tests import world as laid_out
from tests.core.files import makers
from tests.core.jobs import declared


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def school(world):
    actor = laid_out.unit_actor(world["甲"])
    with acting_as(actor.scope):
        yield actor


@pytest.fixture
def ask(school):
    def start(do, **options):
        return jobs.start("test_work", actor=school, do=do, **options)

    return start


def again(job) -> Job:
    with acting_as(OWNER):
        return Job.objects.get(pk=job.pk)


def lease_over(job) -> None:
    """As if the time had passed."""
    past = timezone.now() - timedelta(seconds=1)
    with acting_as(OWNER):
        Job.objects.filter(pk=job.pk).update(lease_until=past)


def requeue() -> int:
    with acting_as(SYSTEM):
        return system_requeue_jobs.run()


def told(user_id) -> list[tuple[str, str]]:
    with acting_as(OWNER):
        rows = Notification.objects.filter(recipient_id=user_id, code__startswith="job_")
        return [(row.code, row.link) for row in rows]


def test_a_job_is_stored_with_who_asked_and_rings_after_the_commit(
    school, ask, world, django_capture_on_commit_callbacks, monkeypatch
):
    rung = []
    monkeypatch.setattr(
        "core.tasks.ring", lambda bell, *args: rung.append((bell.args, bell.options))
    )
    with django_capture_on_commit_callbacks(execute=True):
        job = ask("succeed", about=world["甲"].training_class)
        assert rung == []
    stored = again(job)
    assert (stored.state, stored.params) == ("queued", {"do": "succeed"})
    assert (stored.user_id, stored.organization_id, stored.role) == (
        school.user_id, school.organization_id, school.role,
    )  # fmt: skip
    assert (stored.about_model, stored.about_id) == (
        "programs.trainingclass", str(world["甲"].training_class.pk),
    )  # fmt: skip
    headers = {"actor": [school.user_id, str(school.organization_id)]}
    assert rung == [((str(job.pk),), {"queue": "default", "headers": headers})]


def test_a_job_that_is_done_has_its_result_and_tells_the_asker(school, ask):
    job = ask("succeed")
    run_job.run(str(job.pk))
    done = again(job)
    assert (done.state, done.done, done.total, done.result) == ("done", 4, 4, {"rows": 4})
    assert (done.attempts, done.share) == (1, 100)
    assert told(school.user_id) == [("job_done", f"/jobs/{job.pk}/")]
    with acting_as(OWNER):
        trail = AuditEntry.objects.filter(object_id=str(job.pk)).order_by("id")
        assert list(trail.values_list("verb", flat=True)) == ["create", "claim", "finish"]


def test_a_second_bell_does_nothing(school, ask):
    job = ask("succeed")
    run_job.run(str(job.pk))
    run_job.run(str(job.pk))
    assert again(job).attempts == 1
    assert len(told(school.user_id)) == 1


def test_a_refusal_fails_the_job_with_words_and_is_not_tried_again(school, ask):
    job = ask("refuse")
    run_job.run(str(job.pk))
    failed = again(job)
    assert (failed.state, failed.error_code, failed.attempts) == ("failed", "not_eligible", 1)
    assert failed.failure == "不符合条件：3"
    assert [row["code"] for row in failed.errors] == ["already_enrolled"]
    assert told(school.user_id) == [("job_failed", f"/jobs/{job.pk}/")]


def test_any_other_error_is_tried_three_times_and_logged_without_its_words(ask, caplog):
    job = ask("crash")
    states = []
    with caplog.at_level(logging.ERROR):
        for _attempt in range(4):
            run_job.run(str(job.pk))
            states.append(again(job).state)
    assert states == ["queued", "queued", "failed", "failed"]
    assert (again(job).attempts, again(job).error_code) == (3, "job_broken")
    assert "RuntimeError" in caplog.text
    assert "密甲" not in caplog.text


def test_a_job_that_takes_its_worker_along_is_not_claimed_a_fourth_time(ask):
    job = ask("succeed")
    for _attempt in range(3):
        assert claim(str(job.pk)) is not None
        lease_over(job)
    assert claim(str(job.pk)) is None
    assert (again(job).state, again(job).error_code) == ("failed", "job_broken")


def test_steps_go_on_where_the_attempt_before_stopped(ask):
    job = ask("count_in_steps")
    run_job.run(str(job.pk))
    assert (again(job).state, again(job).cursor) == ("queued", {"next": 6, "sum": 15})
    run_job.run(str(job.pk))
    assert (again(job).state, again(job).result) == ("done", {"sum": 45})


@pytest.fixture
def running(ask, school):
    """An attempt at a job, as its kind holds it."""
    kind = jobs.kinds.kind_of("test_work")
    return jobs.Running(claim(str(ask("succeed").pk)), school, kind)


def test_a_report_inside_a_transaction_is_refused(running):
    with pytest.raises(RuntimeError), transaction.atomic():
        running.report(done=1)
    running.report(done=1)
    assert again(running.job).done == 1


def test_a_report_renews_the_lease_so_that_nobody_takes_the_job(running):
    lease_over(running.job)
    running.report(done=1)
    assert claim(str(running.id)) is None
    assert requeue() == 0


@pytest.mark.parametrize("call", ["report", "step", "last_step"])
def test_a_worker_whose_job_was_taken_over_writes_nothing(running, call):
    lease_over(running.job)
    assert claim(str(running.id)).attempts == 2
    with pytest.raises(jobs.Stopped):
        write(running, call)
    assert (again(running.job).state, again(running.job).done) == ("running", 0)


def write(running, call):
    if call == "report":
        running.report(done=9)
        return
    with getattr(running, call)() as given:
        given["x"] = 1


def test_a_cancelled_job_stops_at_its_next_word_and_stays_cancelled(running, school):
    perform(running.job, "cancel", actor=school)
    with pytest.raises(jobs.Stopped):
        running.report(done=1)
    assert again(running.job).state == "cancelled"
    assert claim(str(running.id)) is None


def test_nobody_cancels_a_job_of_another_organization(world, ask):
    job = ask("succeed")
    other = laid_out.unit_actor(world["乙"])
    with acting_as(other.scope), pytest.raises(Refused) as refused:
        jobs.cancel(job, actor=other)
    assert refused.value.code == "not_allowed"
    assert again(job).state == "queued"


def test_the_operator_may_cancel_any_job(world, ask):
    job = ask("succeed")
    operator = laid_out.city_actor(world["市"], "system_administrator")
    with acting_as(operator.scope):
        jobs.cancel(job, actor=operator)
    assert again(job).state == "cancelled"


def test_a_foreign_file_is_no_input(world, school):
    other = laid_out.unit_actor(world["乙"])
    with acting_as(other.scope):
        foreign = files.store(other, makers.upload("x.pdf", makers.pdf()), purpose="document")
    with pytest.raises(Refused) as refused:
        jobs.start("test_work", actor=school, input=foreign, do="succeed")
    assert refused.value.code == "not_allowed"


def test_a_job_whose_asker_lost_the_role_does_not_run(ask, school):
    job = ask("succeed")
    with acting_as(OWNER):
        Membership.objects.filter(user_id=school.user_id).update(role="teacher")
    run_job.run(str(job.pk))
    failed = again(job)
    assert (failed.state, failed.error_code, failed.done) == ("failed", "membership_ended", 0)


@pytest.mark.parametrize("ended", ["membership", "account"])
def test_a_job_whose_asker_is_gone_is_failed_by_the_timetable(ask, school, ended):
    job = ask("succeed")
    with acting_as(OWNER):
        if ended == "membership":
            Membership.objects.filter(user_id=school.user_id).update(state="ended")
        else:
            User.objects.filter(pk=school.user_id).update(is_active=False)
    with acting_as(NOBODY):  # the scope the worker gives a task whose asker does not stand
        run_job.run(str(job.pk))
    assert again(job).state == "queued"
    lease_over(job)
    assert requeue() == 0
    assert (again(job).state, again(job).error_code) == ("failed", "membership_ended")


def test_the_timetable_rings_for_what_nobody_answers_for_and_for_nothing_else(ask):
    fresh, lost, orphan, over = (ask("succeed") for _n in range(4))
    lease_over(lost)
    claim(str(orphan.pk))
    lease_over(orphan)
    run_job.run(str(over.pk))
    lease_over(over)
    assert requeue() == 2
    assert requeue() == 0
    states = [again(job).state for job in (fresh, lost, orphan, over)]
    assert states == ["queued", "queued", "queued", "done"]


def test_the_system_s_own_job_runs_as_the_system(world):
    from core.access import system_actor
    from core.tasks import system_run_job

    with acting_as(SYSTEM):
        job = jobs.start("test_work", actor=system_actor("night"), do="succeed")
        system_run_job.run(str(job.pk))
    assert again(job).state == "done"


@pytest.fixture
def page(client, world, school):
    with acting_as(AUTH):
        client.force_login(world["甲"].admin)
    return lambda job, **headers: client.get(f"/jobs/{job.pk}/", headers=headers)


def test_the_page_polls_while_the_job_lives_and_reloads_when_it_is_over(page, ask):
    job = ask("succeed")
    body = page(job).content.decode()
    assert 'hx-trigger="every 2s"' in body
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in body
    assert f"/moves/core.job/{job.pk}/cancel/" in body
    run_job.run(str(job.pk))
    answer = page(job, hx_request="true")
    assert answer["HX-Refresh"] == "true"
    body = page(job).content.decode()
    assert "hx-trigger" not in body
    assert "http-equiv" not in body
    assert "4 / 4" in body


def test_the_page_tells_why_it_failed_row_by_row(page, ask):
    job = ask("refuse")
    run_job.run(str(job.pk))
    body = page(job).content.decode()
    assert "不符合条件：3" in body
    assert "已报名" in body


def test_the_list_shows_one_s_own_jobs(client, world, ask, page):
    job = ask("succeed")
    body = client.get("/jobs/").content.decode()
    assert f"/jobs/{job.pk}/" in body
    assert f"/jobs/{world['甲'].job.pk}/" in body
    assert f"/jobs/{world['甲'].worker_job.pk}/" not in body


def test_the_operator_sees_states_and_no_person(client, world, ask):
    job = ask("refuse")
    run_job.run(str(job.pk))
    operator = world["市"].system_administrator
    with acting_as(AUTH):
        client.force_login(operator)
    for address in ("/admin/core/job/", f"/admin/core/job/{job.pk}/change/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "密甲" not in answer.content.decode()
    assert client.get(f"/jobs/{job.pk}/").status_code == 200
    with acting_as(AUTH):
        client.force_login(world["市"].auditor)
    assert client.get("/admin/core/job/").status_code == 403


def test_the_tests_kinds_are_registered():
    assert jobs.kinds.kind_of("test_work").run is declared.do_work
