"""Messages about invitations, memberships, deputies and the safety of an account."""

from django.utils import translation

from core.outbox import Message


def english(choice) -> str:
    """A role or state as a message stores it: in English, translated for each reader."""
    with translation.override("en"):
        return str(choice.label)


class InvitationSent(Message):
    """To the invited person, who may have no account."""

    code = "invitation"
    channels = ("email", "sms")
    zh = "{unit}邀请您担任{role}，请于{due}前打开：{link}"
    en = "{unit} invites you as {role}. Open until {due}: {link}"


class InvitationDeclined(Message):
    """To the sender; the one message with a name, in the product only."""

    code = "invitation_declined"
    zh = "{name}谢绝了{role}邀请。"
    en = "{name} declined the invitation as {role}."


class MembershipChanged(Message):
    """To the member: a membership begins or is resumed."""

    code = "membership_changed"
    channels = ("app", "email")
    zh = "您在{unit}的{role}任职已生效。"
    en = "Your membership as {role} at {unit} is active."


class DeputyChanged(Message):
    """To the member and the deputy."""

    code = "deputy_state"
    channels = ("app", "email")
    zh = "代理{number}（{unit}，{role}）：{state}，至{due}。"
    en = "Deputy {number} ({unit}, {role}): {state}, until {due}."


class SecurityEvent(Message):
    """To the owner of an account: a new device, a new password, a change of the second factor."""

    code = "security_event"
    channels = ("app", "email", "sms")
    zh = "您的账户{date} {time}有安全变更，如非本人请立即修改密码。"
    en = "Security change on your account {date} {time}."
