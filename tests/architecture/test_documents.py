"""What stands in docs/ is what the code does."""

import re
from pathlib import Path

from tools.diagrams import FILE, document
from tools.translations import APPS

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
DECISIONS = DOCS / "decisions"
CITING = ("docs", *APPS)
CITED = re.compile(r"\b[Dd]ecisions? (\d+)(?: and (\d+))?")


def test_the_workflows_of_the_handbook_are_those_of_the_code():
    assert FILE.read_text(encoding="utf-8") == document(), "run python -m tools.diagrams"


def test_the_index_names_every_page_and_no_other():
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([a-z]+\.md)\)", index))
    assert linked == {page.name for page in DOCS.glob("*.md")} - {"README.md"}


def test_every_decision_has_a_number_of_its_own_which_its_heading_repeats():
    numbers = [int(page.name[:4]) for page in sorted(DECISIONS.glob("*.md"))]
    assert len(numbers) == len(set(numbers)), "two decisions have one number"
    for page in DECISIONS.glob("*.md"):
        heading = page.read_text(encoding="utf-8").splitlines()[0]
        assert heading.startswith(f"# {int(page.name[:4])}. "), page.name


def test_every_decision_that_is_cited_exists():
    files = [file for folder in CITING for file in (ROOT / folder).rglob("*.*")]
    texts = [f.read_text(encoding="utf-8") for f in files if f.suffix in {".md", ".py"}]
    cited = {
        int(number) for text in texts for pair in CITED.findall(text) for number in pair if number
    }
    numbers = {int(page.name[:4]) for page in DECISIONS.glob("*.md")}
    assert cited
    assert cited - numbers == set()
