"""Audit: what changed, by whom, why; in the same transaction as the change; sealed afterwards."""

from core.audit.entries import (
    Entry,
    columns,
    involved,
    persons,
    record,
    record_all,
    record_past,
    record_past_select,
    record_select,
    visible_json,
)

__all__ = [
    "Entry",
    "columns",
    "involved",
    "persons",
    "record",
    "record_all",
    "record_past",
    "record_past_select",
    "record_select",
    "visible_json",
]
