"""Background work of trainees: waiting lists, proofs of groups, vouchers, guardians."""

from celery import shared_task

from trainees.services import accounts, enrolment, groups, guardian_following, vouchers, waiting


@shared_task(name="trainees.system_offer_seats")
def system_offer_seats() -> int:
    """Every minute, and whenever a seat is given back: lapse offers, offer free seats."""
    return waiting.advance()


@shared_task(name="trainees.system_end_proofs")
def system_end_proofs() -> int:
    """Every minute: end the proofs of groups that are over or were not completed in time."""
    return groups.advance()


@shared_task(name="trainees.system_end_verification")
def system_end_verification() -> int:
    """Every minute: refuse enrolments nobody has verified in time."""
    return enrolment.advance()


@shared_task(name="trainees.system_lead_vouchers")
def system_lead_vouchers() -> int:
    """Every minute, and when one is used: bring vouchers to where their enrolments are."""
    return vouchers.advance()


@shared_task(name="trainees.system_remind_of_vouchers")
def system_remind_of_vouchers() -> int:
    """Every hour: tell people, once, whose voucher ends soon."""
    return vouchers.remind()


@shared_task(name="trainees.system_follow_guardians")
def system_follow_guardians() -> int:
    """Every minute: end guardianships, withdraw what guardians ended, tell them of wards."""
    return guardian_following.advance()


@shared_task(name="trainees.system_check_accounts")
def system_check_accounts() -> int:
    """Every minute: ask the bank about new accounts, where a source is connected."""
    return accounts.check_names()
