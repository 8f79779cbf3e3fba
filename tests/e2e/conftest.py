"""What several modules of browser and fault tests use: they run in one process, one after another.

`tests/conftest.py` sees to that: the product is then started once for them.
"""

import pytest

from tests.e2e.browser import chromium
from tests.e2e.parts import Parts
from tests.e2e.prepared import prepared
from tests.e2e.stack import Stack


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


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found
