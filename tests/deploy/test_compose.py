"""docker-compose.yml: fits its schema, and every command of ours in it runs, in production mode."""

import re
import subprocess
import urllib.request

import pytest

from tests.deploy.native import ROOT, SERVICES, VARIABLE, Machine

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


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path / "host")
    yield made
    made.stop()


def test_the_services_start_in_order_and_serve(machine, record_counts):
    machine.run("roles")
    if machine.pooled:
        machine.start_pool()
    machine.run("migrate")
    for service in ("web", "worker", "system", "beat"):
        machine.start(service)
    for service in ("web", "worker", "system"):
        machine.wait_healthy(service)
    assert page(machine, "/classes/") == 200
    codes = machine.stop()
    assert {name: code for name, code in codes.items() if name != "pgbouncer"} == {
        "web": 0, "worker": 0, "system": 0, "beat": 0,
    }  # fmt: skip
    run = [*codes, "roles", "migrate"]
    assert set(SERVICES) - FOREIGN - {"pgbouncer"} == set(run) - {"pgbouncer"}
    pool = "through the pooler" if machine.pooled else "without a pooler on this machine"
    record_counts(f"services of the compose file run natively: {len(run)}, {pool}")


def page(machine, path) -> int:
    """What the site answers as it stands behind the proxy."""
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{machine.port}{path}", headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status
