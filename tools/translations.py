"""Is every word of the product there in Chinese? Checks the catalogue, or adds what is missing.

`python tools/translations.py` checks: each text of our code and templates, and each text of
django-unfold and django-allauth that their own catalogues leave in English, must stand in
`locale/zh_Hans` with a translation that has the same placeholders; nothing obsolete may stand
there. A text that a package translates itself may stand there too: then ours is shown.
`--update [FILE.tsv …]` writes the catalogue anew, with translations from lines of
`English<TAB>中文`, which also reword what stands there without a context.
"""

import ast
import gettext
import re
import sys
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO_FILE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
APPS = ("core", "dalian_training", "organizations", "policies", "programs", "trainees",
        "evaluation", "funding", "supervision", "portal")  # fmt: skip
PACKAGES = ("unfold", "allauth/account", "allauth/mfa", "allauth/usersessions")
REWORDABLE = ("django/contrib/admin", "django/contrib/auth", "allauth/templates")
CATALOGUES = ("django", "django/contrib/admin", "django/contrib/auth", "allauth", "django_filters")
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
LITERAL = r"u?((?:'(?:[^'\\]|\\.)*')|(?:\"(?:[^\"\\]|\\.)*\"))"
TEMPLATE_CALL = re.compile(
    rf"(?<![\w.])(_|gettext|ngettext|pgettext)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?"
)
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_]*\}")


def python_messages(path):
    """(context, msgid, plural) of the translation calls of a Python file.

    Raises ValueError where a function of gettext goes by a name that is not looked for here.
    """
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            check_names(path, node.names)
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [a.value for a in node.args if isinstance(a, ast.Constant)]
        words = [word for word in words if isinstance(word, str)]
        yield from _message(name, words)


def check_names(path, names) -> None:
    for alias in names:
        if "gettext" in alias.name and (alias.asname or "_") != "_":
            raise ValueError(f"{path}: import {alias.name} under its own name or as _")


def template_messages(path):
    """(context, msgid, plural) of the translate tags of a template."""
    from django.utils.translation.template import templatize

    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for name, *literals in TEMPLATE_CALL.findall(source):
        words = [ast.literal_eval(literal) for literal in literals if literal]
        yield from _message(name, words)


def _message(name, words):
    if name in SINGLE and words:
        yield None, words[0], None
    elif name in PLURAL and len(words) > 1:
        yield None, words[0], words[1]
    elif name in CONTEXT and len(words) > 1:
        yield words[0], words[1], None


def files_of(folder):
    """The Python files and templates below a folder that hold texts."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield path, python_messages
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield path, template_messages


def own_messages():
    """Every message of the product with the file it stands in."""
    for folder in [*(ROOT / app for app in APPS), ROOT / "templates"]:
        for path, reader in files_of(folder):
            for message in reader(path):
                yield message, str(path.relative_to(ROOT))


def package_messages():
    """Messages of packages that no catalogue of theirs, or of Django, has in Chinese."""
    known = [_catalogue(name) for name in CATALOGUES]
    for message, place in messages_of(PACKAGES):
        if not any(message[1] in catalogue for catalogue in known):
            yield message, place


def reworded():
    """(context, msgid) -> plural of what our catalogue says better than the package does."""
    return {
        (context, msgid): plural
        for (context, msgid, plural), _place in messages_of((*PACKAGES, *REWORDABLE))
    }


def messages_of(packages):
    """Every message of some packages with the file it stands in."""
    for name in packages:
        package, _, below = name.partition("/")
        for path, reader in files_of(_folder(package) / below):
            if "contrib" in path.relative_to(_folder(package) / below).parts:
                continue  # optional parts of the package that we do not install
            for message in reader(path):
                yield message, f"{name}: {path.name}"


def _folder(package):
    return Path(next(iter(find_spec(package.split("/")[0]).submodule_search_locations)))


def _catalogue(name):
    top, _, below = name.partition("/")
    folder = _folder(top) / below / ("conf/locale" if name == "django" else "locale")
    file = folder / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    if not file.exists():
        return set()
    with file.open("rb") as stream:
        found = gettext.GNUTranslations(stream)._catalog
    return {key[0] if isinstance(key, tuple) else key for key, text in found.items() if text}


def wanted():
    """Every message that must be translated: (context, msgid) -> (plural, files)."""
    found = {}
    for source in (own_messages(), package_messages()):
        for (context, msgid, plural), place in source:
            if msgid.strip() and re.search(r"[A-Za-z]{2}", msgid):
                entry = found.setdefault((context, msgid), (plural, set()))
                entry[1].add(place)
    return found


def read_catalogue():
    if not PO_FILE.exists():
        return Catalog(locale="zh_Hans", domain="django")
    with PO_FILE.open("rb") as stream:
        return read_po(stream, locale="zh_Hans")


def problems():
    """One line for everything that is wrong with the catalogue."""
    catalogue, needed = read_catalogue(), wanted()
    present = {(m.context, _singular(m)): m for m in catalogue if m.id}
    for key, (plural, places) in sorted(needed.items(), key=lambda item: item[0][1]):
        message = present.get(key)
        if message is None or not _text(message):
            yield f"not translated: {key[1]!r} ({min(places)})"
        elif message.fuzzy:
            yield f"fuzzy: {key[1]!r}"
        elif _placeholders(plural or key[1]) != _placeholders(_text(message)):
            yield f"other placeholders: {key[1]!r} -> {_text(message)!r}"
    for key in sorted(present.keys() - needed.keys() - reworded().keys(), key=lambda key: key[1]):
        yield f"obsolete: {key[1]!r}"


def _singular(message):
    return message.id[0] if isinstance(message.id, (tuple, list)) else message.id


def _text(message):
    return message.string[0] if isinstance(message.string, (tuple, list)) else message.string


def _placeholders(text):
    return sorted(set(PLACEHOLDER.findall(text)))


def update(files):
    """Write the catalogue anew: what is needed, with the translations that are known."""
    old = {(m.context, _singular(m)): _text(m) for m in read_catalogue() if m.id}
    given = {}
    for name in files:
        for line in Path(name).read_text(encoding="utf-8").splitlines():
            english, tab, chinese = line.partition("\t")
            if tab and chinese.strip():
                given[english.strip().replace("\\n", "\n")] = chinese.strip().replace("\\n", "\n")
    catalogue = Catalog(locale="zh_Hans", domain="django", project="dalian-training", version="1",
                        copyright_holder="", fuzzy=False)  # fmt: skip
    catalogue.header_comment = "# Simplified Chinese; the words of docs/glossary."
    needed = {key: plural for key, (plural, _places) in wanted().items()}
    own = {
        key: plural for key, plural in reworded().items() if key in old or key[1].strip() in given
    }
    for (context, msgid), plural in sorted((own | needed).items(), key=lambda i: i[0][1]):
        text = given.get(msgid) or given.get(msgid.strip()) or ""
        if context or not text:
            text = old.get((context, msgid)) or text
        catalogue.add((msgid, plural) if plural else msgid, (text,) if plural else text,
                      context=context)  # fmt: skip
    PO_FILE.parent.mkdir(parents=True, exist_ok=True)
    with PO_FILE.open("wb") as stream:
        write_po(stream, catalogue, width=100, no_location=True, omit_header=False)


def main(arguments):
    sys.path.insert(0, str(ROOT))
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
    if arguments[:1] == ["--update"]:
        update(arguments[1:])
    found = list(problems())
    for line in found:
        print(f"translations: {line}")
    print(f"translations: {len(found)} problems" if found else "translations: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
