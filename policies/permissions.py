"""Who may write and who may publish rules; that these are two people is checked per record."""

from core.enums import Role
from core.permissions import has_role, is_system

is_author = has_role(Role.POLICY_AUTHOR)
is_publisher = has_role(Role.POLICY_PUBLISHER)

may_write = is_author
may_publish = is_publisher
may_withdraw = is_author | is_publisher

__all__ = ["is_system", "may_publish", "may_withdraw", "may_write"]
