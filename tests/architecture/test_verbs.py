"""What the trail calls an action, and who acted, has words for people: never a code on a page."""

import ast
from pathlib import Path

from django.apps import apps

from core.pages.verbs import SYSTEM_NAMES, VERBS

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("core", "organizations", "policies", "programs", "trainees", "supervision", "portal")
RECORDS = ("record", "record_all", "record_select", "record_past_select")


def calls():
    """(name of what is called, its literal texts) of every call in our code."""
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.Call):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
                    yield name, [text for text in texts if isinstance(text, str)]


def test_every_action_of_the_trail_has_words():
    moves = {name for model in apps.get_models() for name in getattr(model, "MOVES", {})}
    told = {texts[0] for name, texts in calls() if name in RECORDS and texts}
    assert told - moves - VERBS.keys() == set()


def test_every_part_of_the_system_that_acts_has_a_name():
    actors = {texts[0] for name, texts in calls() if name == "system_actor" and texts}
    assert actors - SYSTEM_NAMES.keys() == set()
