"""Compile the message catalogues (`django.po` to `django.mo`) without needing gettext's msgfmt."""

import sys

from tools.shell import PYTHON, ROOT, call

SOURCES = "locale/*/LC_MESSAGES/*.po"


def stale():
    """The .po files whose .mo is missing or older."""
    return [po for po in sorted(ROOT.glob(SOURCES)) if _is_stale(po, po.with_suffix(".mo"))]


def install():
    """Compile what is stale, inside `.venv`, where Babel is."""
    if stale():
        call("compiling the message catalogues", [PYTHON, "-m", "tools.catalogues"])


def compile_catalogue(po):
    """Write the .mo beside one .po; fuzzy entries are left out, as Django expects."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parent.parent.name)
    with po.with_suffix(".mo").open("wb") as target:
        write_mo(target, catalogue)


def _is_stale(po, mo):
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


if __name__ == "__main__":
    for path in stale() if "--all" not in sys.argv else sorted(ROOT.glob(SOURCES)):
        compile_catalogue(path)
