"""docs/recipes.md is true: its code fits the tree, and with it every matrix passes untouched.

In `make test` the blocks are put where the page says, compiled, linted, and every name they import
is looked for. `make prove` does all of it in a copy: the commands, a new database, the matrices.
"""

import ast
import csv
import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.e2e.stack import OURS
from tests.sizes import IS_FULL
from tools.recipes import PAGE, Command, DoesNotFit, Edit, follow, steps
from tools.shell import ROOT
from tools.translations import python_messages, read_catalogue

EMPTY_MIGRATION = "from django.db import migrations\n\noperations = [\n]\n"
# Lists written by hand from the handbook, rows of the two sides, and a feature's own test.
OF_A_NEWCOMER = re.compile(
    r".*\.csv|tests/rows/\w+\.py|tests/isolation/routes\.py|tests/api/bodies\.py"
    r"|tests/programs/test_workshops\.py"
)
MATRICES = (
    "tests/architecture/test_moves.py",
    "tests/architecture/test_documents.py",
    "tests/isolation",
    "tests/api/test_answers.py",
    "tests/api/test_resources.py",
    "tests/api/test_schema.py",
    "tests/organizations/test_admin_roles.py",
    "tests/core/outbox/test_table.py",
    "tests/programs/test_workshops.py",
)
LEFT = (".git", ".venv", "node_modules", "var", "proofs", "screenshots", "__pycache__", ".*_cache")


def edits() -> list[Edit]:
    return [step for step in steps(PAGE.read_text(encoding="utf-8")) if isinstance(step, Edit)]


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    """The files the page touches, as it leaves them; what commands would make is laid beside."""
    folder = tmp_path_factory.mktemp("recipes")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for edit in edits():
        source, target = ROOT / edit.path, folder / edit.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if "*" in edit.path:
            target.with_name(target.name.replace("*", "0000")).write_text(EMPTY_MIGRATION)
        elif source.exists() and not target.exists():
            shutil.copy(source, target)
    for edit in edits():
        edit.apply(folder)
    return folder


def code_of(changed) -> list[Path]:
    return [file for file in changed.rglob("*.py") if "migrations" not in file.parts]


def test_the_page_has_blocks_and_commands():
    found = steps(PAGE.read_text(encoding="utf-8"))
    assert len([step for step in found if isinstance(step, Command)]) == 4
    assert len(edits()) > 40


def test_every_name_a_recipe_imports_is_there(changed):
    unknown = [
        f"{file.relative_to(changed)}: {module}.{name}"
        for file in code_of(changed)
        for module, name in imported(file)
        if not is_there(changed, module, name)
    ]
    assert unknown == []


def imported(file):
    """(module, name) of every `from … import …`."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module, alias.name) for alias in node.names)


def is_there(changed, module, name) -> bool:
    """Whether a module has a name, with what the page adds to it."""
    place = changed / module.replace(".", "/")
    for file in (place.with_suffix(".py"), place / "__init__.py"):
        if file.exists() and name in names_of(file):
            return True
    if (place / f"{name}.py").exists():
        return True
    try:
        return hasattr(import_module(module), name) or bool(import_module(f"{module}.{name}"))
    except ModuleNotFoundError:
        return False


def names_of(file) -> set[str]:
    """What a file defines or imports at its top."""
    found = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.ImportFrom | ast.Import):
            found |= {alias.asname or alias.name for alias in node.names}
        elif hasattr(node, "name"):
            found.add(node.name)
    return found


def test_the_code_of_the_recipes_is_in_the_style_of_the_house(changed):
    for words in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "."],
            cwd=changed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout


def test_every_word_of_the_recipes_has_its_chinese(changed):
    lines = (changed / "workshop.tsv").read_text(encoding="utf-8").splitlines()
    added = {line.split("\t")[0] for line in lines}
    known = {one if isinstance(one := message.id, str) else one[0] for message in read_catalogue()}
    apps = [file for file in code_of(changed) if "tests" not in file.parts]
    used = {words for file in apps for _context, words, _plural in python_messages(file)}
    assert used - known - added == set()
    assert added - used == set()


def test_every_row_a_recipe_adds_to_a_list_has_its_columns(changed):
    lists = {edit.path for edit in edits() if edit.path.endswith(".csv")}
    assert lists
    for path in lists:
        with (changed / path).open(encoding="utf-8") as file:
            lengths = {len(row) for row in csv.reader(file)}
        assert len(lengths) == 1, path


def test_no_recipe_touches_the_code_of_a_matrix():
    touched = {edit.path for edit in edits() if edit.path.startswith("tests/")}
    assert [path for path in touched if not OF_A_NEWCOMER.fullmatch(path)] == []


def test_a_line_that_is_not_there_any_more_is_told(tmp_path):
    (tmp_path / "a.py").write_text("one\n")
    for edit in (Edit("a.py", "after", "two", ""), Edit("b.py", "end", "", "")):
        with pytest.raises(DoesNotFit):
            edit.apply(tmp_path)


@pytest.mark.proof
@pytest.mark.skipif(not IS_FULL, reason="a copy of the tree with a database of its own: make prove")
def test_a_model_added_by_the_recipes_alone_passes_all_matrices(tmp_path, record_counts):
    folder = tmp_path / "house"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT))
    for shared in (".venv", "node_modules"):
        (folder / shared).symlink_to(ROOT / shared)
    follow(folder)
    run(folder, "tools/translations.py", "--update", "workshop.tsv", may_fail=True)
    run(folder, "-m", "tools.catalogues")
    (folder / "workshop.tsv").unlink()
    run(folder, "manage.py", "makemigrations", "--check", "--dry-run")
    run(folder, "-m", "ruff", "check", ".")
    run(folder, folder / ".venv" / "bin" / "lint-imports", "--no-logo")
    said = run(folder, "-m", "pytest", "-q", *MATRICES)
    record_counts(f"recipes: {said.strip().splitlines()[-1]} with what the page adds")


def run(folder, *words, may_fail=False) -> str:
    """What a command said; nothing of this run's environment reaches it."""
    env = {key: value for key, value in os.environ.items() if key not in (*OURS, "VAR", "PROOFS")}
    env["DJANGO_SETTINGS_MODULE"] = "dalian_training.settings_test"
    command = [sys.executable, *map(str, words)]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert may_fail or done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    return done.stdout
