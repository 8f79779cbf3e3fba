"""docker-compose.yml: fits its schema, and every command of ours in it runs, in production mode."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from celery import Celery
from prometheus_client.parser import text_string_to_metric_families

from core.metrics.work import FIGURES
from tests.deploy.native import PATIENCE, ROOT, SERVICES, VARIABLE

# what Celery says past all logging when it is told to stop
FAREWELL = {"worker: Warm shutdown (MainProcess)"}
NUMBER = "13811110001"
FOREIGN = {"postgres", "valkey", "caddy"}  # images of others


def test_the_compose_file_fits_the_schema():
    checker = [ROOT / ".venv" / "bin" / "check-jsonschema", "--builtin-schema"]
    words = [*map(str, checker), "vendor.compose-spec", "docker-compose.yml"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_variable_of_the_compose_file_is_explained():
    text = (ROOT / "docker-compose.yml").read_text()
    example = (ROOT / "deploy" / "compose.env.example").read_text()
    named = {match[1] for match in VARIABLE.finditer(text)}
    assert named == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_every_file_the_images_copy_is_there():
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for name in line.split()[1:-1]:
                assert (ROOT / name).exists(), name


def test_the_services_serve_and_end_when_they_are_asked_to(machine, record_counts):
    """The last of this folder: it takes the machine along."""
    assert status_of(machine, "/classes/") == 200
    check_metrics(machine, record_counts)
    assert status_of(machine, f"/classes/{NUMBER}/?q={NUMBER}") == 404
    run_a_task(machine)
    codes = machine.stop()
    check_logs(machine, record_counts)
    assert {name: code for name, code in codes.items() if name != "pgbouncer"} == {
        "web": 0, "worker": 0, "system": 0, "beat": 0,
    }  # fmt: skip
    run = [*codes, "roles", "migrate"]
    assert set(SERVICES) - FOREIGN - {"pgbouncer"} == set(run) - {"pgbouncer"}
    pool = "through the pooler" if machine.pooled else "without a pooler on this machine"
    record_counts(f"services of the compose file run natively: {len(run)}, {pool}")


def page(machine, path, **more) -> str:
    """What the site answers as it stands behind the proxy. Raises HTTPError."""
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https", **more}
    request = urllib.request.Request(f"http://127.0.0.1:{machine.port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read().decode()


def status_of(machine, path, **more) -> int:
    try:
        page(machine, path, **more)
    except urllib.error.HTTPError as answer:
        return answer.code
    return 200


def check_metrics(machine, record_counts):
    """Whichever process answers tells of all; one that was killed has counted for good."""
    assert status_of(machine, "/metrics", **{"X-Forwarded-For": "10.0.0.1"}) == 404
    answered = asked(machine)
    for _n in range(10):
        page(machine, "/classes/")
    assert [asked(machine) for _n in range(6)] == [answered + 10] * 6
    victim = web_workers(machine)[0]
    os.kill(victim, signal.SIGKILL)
    while victim in web_workers(machine) or len(web_workers(machine)) < 2:
        time.sleep(0.1)
    for _n in range(10):
        page(machine, "/classes/")
    assert [asked(machine) for _n in range(6)] == [answered + 20] * 6
    (run,) = (machine.folder / "metrics").iterdir()
    files = {file.name for file in run.iterdir()}
    assert files == {f"{kind}_{n}.db" for kind in ("counter", "histogram") for n in (0, 1)}
    told = {family.name for family in text_string_to_metric_families(page(machine, "/metrics"))}
    assert {f"training_{name}" for name in FIGURES} <= told
    record_counts(
        f"metrics: 20 requests to 2 processes, one killed: 20 counted, {len(files)} files"
    )


def asked(machine) -> int:
    """How often the list of classes was answered, by all processes."""
    found = re.search(
        r'training_requests_total{[^}]*route="class-list",status="200"} (\S+)',
        page(machine, "/metrics"),
    )
    return int(float(found[1]))


def web_workers(machine) -> list[int]:
    master = machine.processes["web"].pid
    return [int(n) for n in Path(f"/proc/{master}/task/{master}/children").read_text().split()]


def run_a_task(machine):
    """What the timetable does at its next minute, now."""
    address = machine.valkey.url().replace("unix://", "redis+socket://")
    Celery(broker=address.replace("?db=", "?virtual_host="), set_as_current=False).send_task(
        "core.system_seal_audit", queue="system"
    )
    end = time.monotonic() + PATIENCE
    while '"event": "task"' not in machine.lines("system"):
        assert time.monotonic() < end, machine.log("system")
        time.sleep(0.2)


def check_logs(machine, record_counts):
    """Every line of every service is one JSON object; requests and tasks have their id."""
    counted = {}
    for service in ("web", "worker", "system", "beat"):
        written = machine.lines(service).splitlines()
        lines = [json.loads(line) for line in written if line and line not in FAREWELL]
        assert all({"timestamp", "level", "event"} <= set(line) for line in lines), service
        assert NUMBER not in json.dumps(lines)
        counted[service] = len(lines)
        if service == "web":
            requests = [line for line in lines if line["event"] == "request"]
            assert all(line["request_id"] for line in requests)
            assert "/classes/***/" in {line["path"] for line in requests}
        if service == "system":
            tasks = [line for line in lines if line["event"] == "task"]
            assert tasks
            assert all(line["task"].rpartition(".")[2].startswith("system_") for line in tasks)
            assert all(line["task_id"] for line in tasks)
    record_counts(f"logs in JSON, line by line: {counted}")
