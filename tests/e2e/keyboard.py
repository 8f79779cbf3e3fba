"""A person without a mouse: Tab, arrows, Enter, Space and typing, each of them counted.

Every stop of the focus is looked at: whoever cannot see where it is cannot go on.
"""

import os
from pathlib import Path

from django.utils.translation import gettext as _

PICTURES = os.environ.get("SCREENSHOTS", "")

FARTHEST = 60  # stops from one place to the next; who needs more gives up
FOCUS = r"""() => {
  const on = document.activeElement, style = getComputedStyle(on);
  const [box] = on.getClientRects(), label = on.labels && on.labels[0];
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    name: on.getAttribute("aria-label") || (label || on).innerText.trim().split("\n")[0],
    chosen: on.tagName === "SELECT" ? on.selectedOptions[0].text : "",
    isOutlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isOnTop: Boolean(there) && (on.contains(there) || there.contains(on)),
    isAtStart: on === document.body,
    place: on.id || on.className,
  };
}"""


class Keyboard:
    """`Keyboard(page)` counts `keys`, `steps` (a page opened or a form sent) and `stops`."""

    def __init__(self, page):
        self.page = page
        self.page.emulate_media(reduced_motion="reduce")  # what glides cannot be looked at
        self.keys = self.steps = self.stops = 0
        self.unseen: list[str] = []

    def lap(self) -> tuple[int, int]:
        """(steps, keys) since this was last asked."""
        taken, self.steps, self.keys = (self.steps, self.keys), 0, 0
        return taken

    @property
    def begins_at(self) -> str:
        """Where the focus begins on this page: the id or class of a place; empty for its start."""
        focus = self.focus()
        return "" if focus["isAtStart"] else focus["place"]

    def focus(self) -> dict:
        """What has the focus, and how it is seen."""
        return self.page.evaluate(FOCUS)

    def key(self, name):
        self.page.keyboard.press(name)
        self.keys += 1
        return self

    def write(self, text):
        self.page.keyboard.type(text)
        self.keys += len(text)
        return self

    def tab(self, key="Tab") -> str:
        """One stop on; the name of what has the focus now."""
        focus = self.key(key).focus()
        if not focus["isAtStart"]:  # where a page ends and begins again there is nothing to see
            self.stops += 1
            if not (focus["isOutlined"] and focus["isOnTop"]):
                self.unseen.append(f"{self.page.url} {focus}")
        return focus["name"]

    def to(self, name):
        """Tab until what has this name has the focus."""
        passed = []
        while len(passed) < FARTHEST:
            passed.append(self.tab())
            if passed[-1] == name:
                return self
        raise AssertionError(f"no stop is called {name}: {passed}")

    def skip(self):
        """From the start of a page past its header, to the content."""
        assert self.begins_at == ""
        assert self.tab() == _("Skip to content")
        self.key("Enter")
        assert self.begins_at == "main"
        return self

    def unfold(self, name):
        """Open what is folded where the screen is narrow."""
        fold = self.page.locator("summary:visible", has_text=name)
        if fold.count() and not fold.evaluate("it => it.parentElement.open"):
            self.to(name).key("Enter")
        return self

    def choose(self, name):
        """Arrow down in a list until this is chosen."""
        for _n in range(FARTHEST):
            if self.key("ArrowDown").focus()["chosen"] == name:
                return self
        raise AssertionError(f"the list has no {name}")

    def open(self, address):
        self.steps += 1
        self.page.goto(address)
        return self

    def enter(self):
        """Follow a link or send a form, and wait for the page it leads to."""
        self.steps += 1
        with self.page.expect_event("load"):
            self.key("Enter")
        return self

    def send(self):
        """Send a form whose answer comes into the same page."""
        self.steps += 1
        with self.page.expect_response("**"):
            self.key("Enter")
        self.page.wait_for_function("() => document.activeElement.id === 'results'")
        return self

    def draw(self, name):
        """A picture of what the person sees, where pictures are asked for."""
        if PICTURES:
            width = self.page.viewport_size["width"]
            self.page.screenshot(path=Path(PICTURES) / f"keyboard.{width}.{name}.png")
        return self
