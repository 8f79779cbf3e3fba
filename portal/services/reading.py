"""The second reading: handed in by an editor, returned or approved by another person (SD30)."""

from django.utils.text import capfirst

from core import clock
from core.access import Actor
from core.enums import Role
from core.messages import RecordReturned, WorkNew
from core.outbox import notify, users_in_role
from core.refusals import Refused
from core.workflow import moving, performs
from organizations.enums import OrganizationKind
from policies.queries import last_moment
from portal.enums import EditorialState
from portal.models import Announcement, Story
from portal.permissions import is_not_writer, may_read

KINDS = {Announcement: "announcement", Story: "story of a craftsman"}
NOT_APPROVED = {"approved_by_id": None, "approved_at": None, "publish_on": None}


@performs(Announcement, "hand_in")
@performs(Story, "hand_in")
def hand_in(piece, *, actor: Actor):
    """Ask for the second reading. Raises Refused: input_missing, consent_missing."""
    with moving(piece, "hand_in", actor=actor, handed_in_at=clock.now(), remark="") as row:
        check_whole(row)
        notify(
            WorkNew,
            set(readers_of(row)) - set(row.written_by),
            about=row,
            link=row.get_absolute_url(),
            kind=KINDS[type(row)],
            number=row.number,
            due=last_moment("tl_second_reading", clock.today()),
        )
    return row


def check_whole(piece) -> None:
    """Both languages, and of a story the person with a consent that stands. Raises Refused."""
    empty = [name for name in piece.NEEDED if not getattr(piece, name)]
    if empty:
        names = [capfirst(str(piece._meta.get_field(name).verbose_name)) for name in empty]
        raise Refused("input_missing", ", ".join(names))
    if isinstance(piece, Story) and not piece.has_consent:
        raise Refused("consent_missing", str(piece.person))


def readers_of(piece) -> list[int]:
    """The editors of its bureau and the city's chief."""
    of_district = piece.organization.kind == OrganizationKind.DISTRICT_BUREAU
    editors = users_in_role(Role.EDITOR, piece.district_id if of_district else None)
    return [*editors, *users_in_role(Role.MUNICIPAL_CHIEF)]


@performs(Announcement, "return")
@performs(Story, "return")
def send_back(piece, *, actor: Actor, reason: str):
    """Back to the author, with the remark, which also stands on the draft."""
    with moving(piece, "return", actor=actor, reason=reason, remark=reason) as row:
        notify(
            RecordReturned,
            [row.author_id],
            about=row,
            link=row.get_absolute_url(),
            kind=KINDS[type(row)],
            number=row.number,
            reason=reason,
            due=last_moment("tl_announcement_completion", clock.today()),
        )
    return row


@performs(Announcement, "approve")
@performs(Story, "approve")
def approve(piece, *, actor: Actor, publish_on):
    """Let it out on a day. Raises Refused: same_reviewer, publish_in_past."""
    if may_read(actor, piece) and not is_not_writer(actor, piece):
        raise Refused("same_reviewer")
    approved = {"approved_by_id": actor.user_id, "approved_at": clock.now()}
    with moving(piece, "approve", actor=actor, publish_on=publish_on, **approved) as row:
        if publish_on < clock.today():
            raise Refused("publish_in_past", f"{publish_on}")
        check_whole(row)
    return row


@performs(Announcement, "unschedule")
@performs(Story, "unschedule")
def unschedule(piece, *, actor: Actor):
    """Take it back before its day; the approval is void. Raises Refused: wrong_state."""
    with moving(piece, "unschedule", actor=actor, **NOT_APPROVED) as row:
        if clock.today() >= row.publish_on:
            raise Refused("wrong_state", str(EditorialState.PUBLISHED.label))
    return row
