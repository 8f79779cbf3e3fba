"""What files may be stored for: allowed types and size, in one declared table."""

from dataclasses import dataclass

from core.files.types import CSV, JPEG, JSON, PDF, PNG, WEBP, XLSX, ZIP, Type

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Purpose:
    """`types` are what the content may be; `is_recorded`: each download stands in the audit."""

    name: str
    types: tuple[Type, ...]
    megabytes: int
    is_recorded: bool = False


_purposes: dict[str, Purpose] = {}


def purpose(name, *, types, megabytes, is_recorded=False) -> Purpose:
    """Declare a purpose; raises ValueError when it is declared otherwise already."""
    made = Purpose(name, tuple(types), megabytes, is_recorded)
    if _purposes.setdefault(name, made) != made:
        raise ValueError(f"two purposes of files are called {name}")
    return made


def purpose_of(name) -> Purpose:
    """The purpose of this name; raises KeyError."""
    return _purposes[name]


def purposes() -> list[Purpose]:
    return list(_purposes.values())


purpose("import", types=(XLSX, CSV), megabytes=32)
purpose("export", types=(XLSX, CSV, JSON, PDF, ZIP), megabytes=500, is_recorded=True)
purpose("evidence", types=(PDF, JPEG, PNG), megabytes=20)
purpose("document", types=(PDF,), megabytes=20)
purpose("picture", types=(JPEG, PNG, WEBP), megabytes=10)
