"""Messages about invitations, memberships and deputies; words in `core/data/messages.csv`."""

from core.outbox import Message


class InvitationSent(Message):
    """To the invited person, who may have no account."""

    code = "invitation"


class RegistrationReceived(Message):
    """To the contact person of a unit, who has no account: the tracking code."""

    code = "registration_received"


class RegistrationRefused(Message):
    """To the contact person: why the unit is not registered."""

    code = "registration_refused"


class InvitationDeclined(Message):
    """To the sender; the one message with a name, in the product only."""

    code = "invitation_declined"


class MembershipChanged(Message):
    """To the member: a membership begins or is resumed."""

    code = "membership_changed"


class DeputyChanged(Message):
    """To the member and the deputy."""

    code = "deputy_state"


class VisitDate(Message):
    """To the unit: when the officers come."""

    code = "visit_date"
