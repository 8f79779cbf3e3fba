"""What stands in docs/ is what the code does."""

from tools.diagrams import FILE, document


def test_the_workflows_of_the_handbook_are_those_of_the_code():
    assert FILE.read_text(encoding="utf-8") == document(), "run python -m tools.diagrams"
