"""Logs tell what happened and by whom, never what a person's numbers are."""

import io
import json
import logging
import logging.config

import pytest
import structlog
from django.http import HttpResponse
from django.test import RequestFactory

from core.tasks import system_forget_requests
from core.tenancy.scope import AUTH, OWNER, acting_as
from dalian_training import logs, task_log
from dalian_training.celery import app
from dalian_training.request_log import RequestLog
from tests import world as laid_out

KEYS = {
    "timestamp", "level", "logger", "event", "request_id", "user_id", "organization_id", "role",
    "method", "path", "status", "duration_ms",
}  # fmt: skip


@pytest.fixture
def lines(settings):
    """Everything logged as JSON during the test."""
    stream = io.StringIO()
    wanted = logs.configuration("json")
    wanted["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(wanted)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


@pytest.mark.parametrize(
    "number",
    [
        "210202199001010010", "21020219900101001X", "21020219900101001x", "210202900101001",
        "13811110001", "6222020200112233", "6222020200112233445", "6222 0202 0011 2233 445",
        "138-1111-0001", "210202 19900101 0010",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "around", ["{}", "证件号码{}，", "Key (n)=({}) exists", "id={}&x=1", "a{}b"]
)
def test_a_number_of_a_person_does_not_pass(number, around):
    assert logs.redact(around.format(number)) == around.format("***")


@pytest.mark.parametrize(
    "text",
    [
        "C2026-DL06-0012",
        "2026-11-24 15:59:01.123456",
        "12345678 rows",
        "0411-84391234",
        "",
        "9" * 20,
    ],
)
def test_what_is_nobody_s_number_stays(text):
    assert logs.redact(text) == text


def test_the_row_a_database_error_quotes_is_left_out():
    error = "null value violates\nDETAIL:  Failing row contains (7, 刘一).\nLINE 1: x".replace(
        ":  ", ": "
    )
    assert logs.redact(error) == "null value violates\nDETAIL: left out\nLINE 1: x"


def test_a_request_is_one_line_with_who_and_what_and_no_query(client, db, lines):
    with acting_as(OWNER):
        side = laid_out.make_world()["甲"]
    with acting_as(AUTH):
        client.force_login(side.admin)
    client.get("/workspace/classes/?q=210202199001010010", headers={"user-agent": "browser/1"})
    (line,) = lines()
    assert set(line) == KEYS
    assert (line["path"], line["status"], line["method"]) == ("/workspace/classes/", 200, "GET")
    assert (line["user_id"], line["role"]) == (side.admin.pk, "institution_admin")
    assert line["organization_id"] == side.organization.pk


def test_a_number_in_a_path_and_the_body_of_a_post_stay_out(client, db, lines):
    client.get("/classes/13811110001/")
    client.post("/login/", {"login": "13811110001", "password": "secret-words"})
    assert [line["path"] for line in lines()] == ["/classes/***/", "/login/"]
    assert "secret-words" not in json.dumps(lines())


def test_an_error_is_told_with_its_trace_but_not_its_numbers(lines):
    def view(request):
        structlog.get_logger("x").warning("found 13811110001", phone=13811110001)
        raise ValueError("DETAIL: 刘一 has 210202199001010010")

    middleware = RequestLog(view)
    request = RequestFactory().get("/x/?q=210202199001010010")
    middleware.prepare(request)
    try:
        view(request)
    except ValueError as error:
        middleware._process_exception(request, error)
    middleware.handle_response(request, HttpResponse(status=500))
    warned, failed = lines()
    assert (warned["event"], warned["phone"]) == ("found ***", "***")
    assert warned["request_id"] == failed["request_id"]
    assert "Traceback" in failed["exception"]
    words = json.dumps(lines(), ensure_ascii=False)
    assert "210202199001010010" not in words


def test_objects_a_library_adds_are_dropped(lines):
    request = RequestFactory().get("/x/?q=secret-words")
    logging.getLogger("library").error(
        "failed", extra={"request": request, "data": {"args": "secret-words"}, "status_code": 500}
    )
    (line,) = lines()
    assert "secret-words" not in json.dumps(line)
    assert line["status_code"] == 500


def test_plain_lines_are_masked_too():
    record = logging.LogRecord("x", 30, "", 1, "found %s", ("13811110001",), None)
    assert logs.PlainFormatter().format(record) == "WARNING x: found ***"


def test_a_task_is_one_line_with_the_request_that_asked_and_no_argument(lines):
    from types import SimpleNamespace

    task = SimpleNamespace(
        name="core.run_job",
        request=SimpleNamespace(id="t-1", request_id="r-1", args=["secret-words"]),
    )
    with task_log.logged(task):
        logging.getLogger("core.jobs").warning("inside")
    inside, after = lines()
    assert (inside["event"], inside["task_id"], inside["request_id"]) == ("inside", "t-1", "r-1")
    assert set(after) == {
        "timestamp", "level", "logger", "event", "request_id", "task", "task_id", "duration_ms",
    }  # fmt: skip
    assert (after["event"], after["task"]) == ("task", "core.run_job")


def test_a_task_that_failed_says_how_and_not_over_what(lines, db):
    with pytest.raises(ValueError, match="刘一"), task_log.logged(system_forget_requests):
        raise ValueError("刘一 210202199001010010")
    (line,) = lines()
    assert (line["event"], line["error"], line["level"]) == ("task_failed", "ValueError", "warning")
    assert "刘一" not in json.dumps(lines(), ensure_ascii=False)


def test_the_request_s_id_travels_with_the_task_it_asks_for():
    with (
        app.connection_for_write() as broker,
        structlog.contextvars.bound_contextvars(request_id="r-7"),
    ):
        queue = broker.default_channel.client
        queue.delete("system")
        system_forget_requests.delay()
        headers = json.loads(queue.lpop("system"))["headers"]
    assert headers["request_id"] == "r-7"
