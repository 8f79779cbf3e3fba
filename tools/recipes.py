"""Does what docs/recipes.md says, word by word, to a copy of the tree.

`python -m tools.recipes FOLDER` changes FOLDER as a newcomer would who follows the page: it writes
the blocks of code where the line above each says, and runs the commands. A test does so, too.
"""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.shell import ROOT

PAGE = ROOT / "docs" / "recipes.md"
PLACE = re.compile(
    r"(?:(?P<new>New file)|(?P<end>At the end of)|In) `(?P<path>[^`]+)`"
    r"(?:, (?P<how>after|before|instead of) `(?P<line>[^`]+)`)?:"
)
BLOCK = re.compile(r"^(?P<above>[^\n]+:)\n\n```\w*\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)


class DoesNotFit(Exception):
    """The page names a file or a line that is not there (once)."""


@dataclass(frozen=True)
class Edit:
    """A block of code: `how` is new, end, after, before or instead of `line`."""

    path: str
    how: str
    line: str
    code: str

    def apply(self, folder: Path) -> None:
        """Write it. Raises DoesNotFit."""
        if self.how == "new":
            target = folder / self.path
            if target.exists():
                raise DoesNotFit(f"{self.path} is there already")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self.code, encoding="utf-8")
            return
        target = self.file(folder)
        target.write_text(self.edited(target.read_text(encoding="utf-8")), encoding="utf-8")

    def file(self, folder: Path) -> Path:
        """The one file of this name; a `*` stands for the number of a migration."""
        found = list(folder.glob(self.path))
        if len(found) != 1:
            raise DoesNotFit(f"{self.path}: {len(found)} such files")
        return found[0]

    def edited(self, text: str) -> str:
        if self.how == "end":
            gap = "\n\n" if self.path.endswith(".py") else ""
            return f"{text.rstrip()}\n{gap}{self.code}"
        lines = text.splitlines(keepends=True)
        places = [n for n, line in enumerate(lines) if line.strip() == self.line.strip()]
        if len(places) != 1:
            raise DoesNotFit(f"{self.path}: {len(places)} lines `{self.line}`")
        start = places[0] + (self.how == "after")
        end = places[0] + (self.how != "before")
        return "".join([*lines[:start], self.code, *lines[end:]])


@dataclass(frozen=True)
class Command:
    """A line of a block under `Run:`."""

    words: str

    def apply(self, folder: Path) -> None:
        """Run it in the folder. Raises DoesNotFit with what it said."""
        done = subprocess.run(
            ["/bin/sh", "-c", self.words], cwd=folder, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DoesNotFit(f"$ {self.words}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


def steps(text: str) -> list[Edit | Command]:
    """Everything the page does, in its order; other blocks only show something."""
    found = []
    for block in BLOCK.finditer(text):
        above, code = block["above"], block["code"]
        place = PLACE.fullmatch(above)
        if above == "Run:":
            found += [Command(line) for line in code.splitlines() if line]
        elif place:
            how = "new" if place["new"] else "end" if place["end"] else place["how"]
            found.append(Edit(place["path"], how, place["line"] or "", code))
    return found


def follow(folder: Path) -> None:
    """Do all of it in a folder. Raises DoesNotFit."""
    for step in steps(PAGE.read_text(encoding="utf-8")):
        step.apply(folder)


if __name__ == "__main__":
    follow(Path(sys.argv[1]).resolve())
