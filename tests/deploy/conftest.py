"""The services of docker-compose.yml, started once for what is looked at in production mode."""

import pytest

from tests.deploy.native import Machine
from tests.e2e.conftest import browser, started_browser

__all__ = ["browser", "started_browser"]  # a walk here needs a browser, too


@pytest.fixture(scope="session")
def machine(tmp_path_factory):
    """Every service of ours, begun in the order of the file; the last test may end them."""
    made = Machine(tmp_path_factory.mktemp("compose") / "host")
    made.run("roles")
    if made.pooled:
        made.start_pool()
    made.run("migrate")
    for service in ("web", "worker", "system", "beat"):
        made.start(service)
    for service in ("web", "worker", "system"):
        made.wait_healthy(service)
    yield made
    made.stop()
