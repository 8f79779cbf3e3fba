"""The own bank account: stated, confirmed, replaced; the number is seen by nobody on the way."""

import logging

from django.db import transaction

from core import audit, clock
from core.access import Actor, system_actor
from core.enums import Role
from core.identifiers import IdentifierError, check_account
from core.privacy import keyed_hash
from core.refusals import Refused
from core.tenancy.scope import AUTH, acting_as
from core.workflow import moving, performs
from organizations.models import User
from organizations.services.security import tell_owner
from trainees import banks
from trainees.ages import is_minor
from trainees.enums import AccountSource, AccountState, NameCheck
from trainees.models import BankAccount, Guardianship, Trainee
from trainees.services.people import own_trainee

logger = logging.getLogger(__name__)
SYSTEM = system_actor("bank accounts")
CHANGED = "Bank account changed"
AT_ONCE = 50  # accounts asked about in one minute


@transaction.atomic
def set_account(*, actor: Actor, account_type: str, number: str, holder: str, bank: str = ""):
    """Use another account from now on; the one before it ends.

    `holder` is the person's own name, or that of a guardian whose consent stands; `bank` may be
    left out where the card says it. Raises Refused: not_allowed, account_invalid,
    bank_name_mismatch, input_missing without a bank.
    """
    trainee = own_trainee(actor)
    if trainee is None or actor.role != Role.WORKER:
        raise Refused("not_allowed")
    try:
        digits = check_account(account_type, number)
    except IdentifierError as error:
        raise Refused(error.code, error.message) from None
    bank = bank or banks.bank_of(digits)
    if not bank:
        raise Refused("input_missing", str(BankAccount._meta.get_field("bank").verbose_name))
    row = account_of(trainee, digits, account_type=account_type, holder_name=holder, bank=bank)
    row.guardianship = guardian_named(actor, trainee, holder)
    hold_own(actor)
    end_others(row, actor)
    row.save()
    audit.record(actor, "set_account", row)
    tell(row)
    return row


def hold_own(actor) -> None:
    """Of two changes of one person's account the second waits for the first."""
    list(Trainee.objects.select_for_update(no_key=True).filter(user_id=actor.user_id))


def account_of(trainee, number: str, **given) -> BankAccount:
    """An account the person has stated now, in use; not stored yet. `number` has its digits."""
    now = clock.now()
    return BankAccount(
        trainee=trainee, trainee_user_id=trainee.user_id, district_id=trainee.district_id,
        number=number, number_hash=keyed_hash(number), source=AccountSource.SELF,
        state=AccountState.IN_USE, stated_at=now, confirmed_at=now, **given,
    )  # fmt: skip


def guardian_named(actor, trainee, holder) -> Guardianship | None:
    """The guardianship by which a guardian holds a minor's account; None for the own name.

    Raises Refused: bank_name_mismatch for anybody else.
    """
    if holder == trainee.name:
        return None
    if is_minor(trainee.birth_on):
        own = Guardianship.objects.visible_to(actor).of_ward(actor.user_id).agreed()
        found = own.filter(guardian_name=holder).first()
        if found:
            return found
    raise Refused("bank_name_mismatch")


def end_others(row: BankAccount, actor: Actor) -> None:
    """One account is in use at a time, and what somebody else has stated is answered by it."""
    live = (AccountState.IN_USE, AccountState.STATED)
    others = BankAccount.objects.filter(trainee_id=row.trainee_id, state__in=live)
    for other in others.exclude(pk=row.pk).order_by("pk"):
        with moving(other, "end", actor=actor, ended_at=clock.now()):
            pass


@transaction.atomic
def confirm_account(account: BankAccount, *, actor: Actor) -> BankAccount:
    """What an institution has stated is the person's own account, and in use from now on.

    Raises Refused: not_allowed, wrong_state.
    """
    hold_own(actor)
    end_others(account, actor)
    with moving(account, "confirm", actor=actor, confirmed_at=clock.now()) as row:
        tell(row)
    return row


@transaction.atomic
def end_account(account: BankAccount, *, actor: Actor) -> BankAccount:
    """The account is not used any more; there may be none. Raises Refused as `confirm_account`."""
    with moving(account, "end", actor=actor, ended_at=clock.now()) as row:
        tell(row)
    return row


@performs(BankAccount, "confirm")
@performs(BankAccount, "end")
def on_its_page(account, *, actor: Actor, **_inputs):
    """Only after a fresh proof of who it is: on the own pages, and nowhere else."""
    raise Refused("not_allowed")


def tell(row) -> None:
    """The owner is told on every channel, never with the number."""
    with acting_as(AUTH):
        tell_owner(User.objects.get(pk=row.trainee_user_id), CHANGED)


# ---- what the bank says


def check_names(*, actor: Actor = SYSTEM) -> int:
    """Ask the bank about accounts in use, where a source is connected; how many it answered.

    It is asked outside of any transaction; what it does not answer is asked again.
    """
    if not banks.source():
        return 0
    unknown = BankAccount.objects.in_use().filter(name_check=NameCheck.NOT_CHECKED)
    return sum(check_name(row, actor) for row in unknown.order_by("pk")[:AT_ONCE])


def check_name(account, actor) -> bool:
    """Keep what the bank says of one; whether it said something."""
    try:
        found = banks.checked(account.number, account.holder_name)
    except Exception:
        logger.exception("name at the bank: account %s", account.pk)
        return False
    keep(account.pk, found, actor)
    return True


@transaction.atomic
def keep(pk: int, found: NameCheck, actor: Actor) -> None:
    """Write the answer, unless the account has ended meanwhile."""
    row = BankAccount.objects.select_for_update(of=("self",)).get(pk=pk)
    if row.state != AccountState.IN_USE:
        return
    before = audit.columns(row)
    row.name_check, row.checked_at, row.checked_in = found, clock.now(), banks.source()
    row.save(update_fields=["name_check", "checked_at", "checked_in"])
    audit.record(actor, "check", row, before=before)
