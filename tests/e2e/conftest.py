"""What several modules of browser and fault tests use: they run in one process, one after another.

`tests/conftest.py` sees to that: the product is then started once for them.
"""

from contextlib import closing

import psycopg2
import pytest

from dalian_training.embedded import Postgres
from dalian_training.servers import DATABASE_NAME
from tests.e2e.beginning import Beginning
from tests.e2e.browser import chromium
from tests.e2e.parts import Parts
from tests.e2e.prepared import prepared
from tests.e2e.stack import Stack
from tests.e2e.tls import Proxy


@pytest.fixture(scope="session")
def parts(tmp_path_factory):
    """The product, each part of it on its own."""
    made = Parts(prepared(tmp_path_factory.mktemp("parts") / "var"))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def demo_city(tmp_path_factory):
    """The whole product with a small demo city."""
    stack = Stack(prepared(tmp_path_factory.mktemp("demo-city") / "var", "small"), demo="small")
    yield stack
    stack.stop()


@pytest.fixture(scope="session")
def beginning(tmp_path_factory):
    """The product with what every walk begins with."""
    stack = Stack(prepared(tmp_path_factory.mktemp("walks") / "var"))
    yield Beginning(stack)
    stack.stop()


@pytest.fixture(scope="module")
def product(beginning):
    """The product for a walk, which moves the clock: the next one begins with the story again."""
    beginning.again()
    return beginning.product


@pytest.fixture(scope="module")
def today(beginning):
    """The day on which the story of a walk begins, with its people in the product."""
    return beginning.today


@pytest.fixture(scope="session")
def demo_site(demo_city, tmp_path_factory):
    """Addresses of the first pages, as the public gets them: {home, search, class}."""
    proxy = Proxy(demo_city.port, tmp_path_factory.mktemp("demo-site"))
    with closing(psycopg2.connect(Postgres(demo_city.var).url(name=DATABASE_NAME))) as line:
        cursor = line.cursor()
        cursor.execute("SELECT min(number) FROM programs_trainingclass WHERE state = 'open'")
        number = cursor.fetchone()[0]
    pages = {"home": "/", "search": "/classes/", "class": f"/classes/{number}/"}
    yield {name: f"{proxy.url}{path}" for name, path in pages.items()}
    proxy.stop()


@pytest.fixture(scope="package")
def started_browser():
    """Not for the session: while it runs, Django takes the thread for one that must not wait."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def browser(started_browser):
    """The windows of a module close at its end."""
    yield started_browser
    for context in started_browser.contexts:
        context.close()
