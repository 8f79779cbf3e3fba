"""Who writes and who reads a second time; whoever wrote never approves (SD30)."""

from core.enums import Role
from core.permissions import has_role, is_system, rule

may_write = has_role(Role.EDITOR)
may_read = has_role(Role.EDITOR, Role.MUNICIPAL_CHIEF)


@rule
def is_not_writer(actor, piece):
    """Nobody who wrote on it, nor whom a deputy wrote for, nor the deputy."""
    return not actor.persons & set(piece.written_by)


may_approve = may_read & is_not_writer
may_archive = may_write | is_system

__all__ = ["is_system", "may_approve", "may_archive", "may_read", "may_write"]
