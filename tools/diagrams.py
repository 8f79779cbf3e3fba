"""Writes docs/workflows.md: every process as a table and a diagram, drawn from its MOVES."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "workflows.md"
HEAD = """# Workflows

Drawn from the MOVES tables of the models by `python -m tools.diagrams`; a test keeps it current.
"""


def processes():
    """Every model with a MOVES table, by app and name."""
    from django.apps import apps

    found = [model for model in apps.get_models() if hasattr(model, "MOVES")]
    return sorted(found, key=lambda model: model._meta.label_lower)


def document() -> str:
    """The whole page, in English."""
    from django.utils import translation

    with translation.override("en"):
        return HEAD + "".join(section(model) for model in processes())


def section(model) -> str:
    """One process: a table of its moves, and the diagram."""
    rows = [
        f"| `{name}` | {', '.join(sorted(map(str, move.sources)))} | {move.target} |"
        f" {move.label} | {', '.join(move.needs)} | {'yes' if move.is_automatic else ''} |"
        for name, move in model.MOVES.items()
    ]
    arrows = [
        f"    {source} --> {move.target}: {name}"
        for name, move in model.MOVES.items()
        for source in sorted(map(str, move.sources))
    ]
    return "\n".join(
        [
            f"\n## `{model.__name__}` ({model._meta.app_label})\n",
            "| move | from | to | button | needs | by time alone |",
            "|---|---|---|---|---|---|",
            *rows,
            "\n```mermaid",
            "stateDiagram-v2",
            *arrows,
            "```\n",
        ]
    )


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dalian_training.settings_test")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    FILE.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()
