"""What the first pages weigh over the wire, as Chromium counts it, at the first visit and after."""

import pytest

from tests.e2e.browser import PHONE

FIRST_VISIT, LATER_VISIT = 200_000, 30_000  # bytes, with the headers of the answers


class Scales:
    """Counts what arrives for a page: bodies as they came, compressed, and headers."""

    def __init__(self, page):
        self.page, self.bytes = page, 0
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.on("Network.loadingFinished", self.add)

    def add(self, event):
        self.bytes += event["encodedDataLength"]

    def weigh(self, address) -> int:
        """Bytes of one visit; what the browser still has weighs nothing."""
        self.bytes = 0
        self.page.goto(address, wait_until="networkidle")
        return self.bytes


@pytest.mark.parametrize("name", ["home", "search", "class"])
def test_a_page_is_light(demo_site, browser, name, record_counts):
    context = browser.new_context(viewport=PHONE, ignore_https_errors=True)
    scales = Scales(context.new_page())
    first, later = (scales.weigh(demo_site[name]) for _visit in range(2))
    context.close()
    record_counts(f"weight of {name}: {first:,} bytes at the first visit, {later:,} after")
    assert 0 < later <= LATER_VISIT
    assert later < first <= FIRST_VISIT
