"""Columns of short reference texts, kept in one language and read in both."""

from django.contrib import admin

from core.language import told


def told_field(field):
    """A column of the admin that tells a stored text in the reader's language."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def shown(row):
        return told(getattr(row, field.name))

    return shown


def as_told(names, told) -> list[str]:
    """Names of columns, once each, with the columns of `told_field` for those of `told`."""
    return list(dict.fromkeys(f"told_{name}" if name in told else name for name in names))
