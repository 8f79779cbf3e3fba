"""A new row as the listed functions take it: every column as the database stores it."""

from django.db import connection


def stored_columns(row) -> dict:
    """{column: value to store} of a row that is not there yet, encrypted and derived ones too."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    return {
        field.column: field.get_db_prep_save(field.pre_save(row, add=True), connection)
        for field in fields
    }
