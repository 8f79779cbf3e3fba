"""Audit: what changed, by whom, why; in the same transaction as the change; sealed afterwards."""

from core.audit.entries import columns, record

__all__ = ["columns", "record"]
