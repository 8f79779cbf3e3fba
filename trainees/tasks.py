"""Background work of trainees: waiting lists, proofs of groups, vouchers, merges, guardians,
corrections, share links.
"""

from celery import shared_task

from trainees.services import (
    accounts,
    apprenticeships,
    attendance,
    attendance_corrections,
    corrections,
    enrolment,
    groups,
    guardian_following,
    late,
    list_fetching,
    merging,
    shares,
    start_ups,
    study_settling,
    transfers,
    vouchers,
    waiting,
)


@shared_task(name="trainees.system_offer_seats")
def system_offer_seats() -> int:
    """Every minute, and whenever a seat is given back: lapse offers, offer free seats."""
    return waiting.advance()


@shared_task(name="trainees.system_end_proofs")
def system_end_proofs() -> int:
    """Every minute: end the proofs of groups that are over or were not completed in time."""
    return groups.advance()


@shared_task(name="trainees.system_confirm_by_list")
def system_confirm_by_list() -> int:
    """Every minute, and when a group is handed in or a list loaded: confirm what a list proves."""
    return groups.confirm_listed()


@shared_task(name="trainees.system_fetch_lists")
def system_fetch_lists() -> int:
    """Every hour: ring for every list that is due to be asked for at its address."""
    return list_fetching.ring_due()


@shared_task(name="trainees.system_fetch_list")
def system_fetch_list(kind: str) -> str:
    """Ask the address of one kind of list; returns what came of it."""
    return list_fetching.fetch(kind)


@shared_task(name="trainees.system_end_verification")
def system_end_verification() -> int:
    """Every minute: refuse enrolments nobody has verified in time."""
    return enrolment.advance()


@shared_task(name="trainees.system_end_late_exceptions")
def system_end_late_exceptions() -> int:
    """Every minute: end exceptions for late enrolments that nobody can use any more."""
    return late.advance()


@shared_task(name="trainees.system_lapse_transfers")
def system_lapse_transfers() -> int:
    """Every minute: end transfers nobody answered before it was too late."""
    return transfers.advance()


@shared_task(name="trainees.system_lead_apprenticeships")
def system_lead_apprenticeships() -> int:
    """Every minute: begin and finish apprenticeship plans whose day has come."""
    return apprenticeships.advance()


@shared_task(name="trainees.system_lead_vouchers")
def system_lead_vouchers() -> int:
    """Every minute, and when one is used: bring vouchers to where their enrolments are."""
    return vouchers.advance()


@shared_task(name="trainees.system_remind_of_vouchers")
def system_remind_of_vouchers() -> int:
    """Every hour: tell people, once, whose voucher ends soon."""
    return vouchers.remind()


@shared_task(name="trainees.system_settle_merges")
def system_settle_merges() -> int:
    """Every hour: a merge that can be undone no longer is final."""
    return merging.advance()


@shared_task(name="trainees.system_follow_guardians")
def system_follow_guardians() -> int:
    """Every minute: end guardianships, withdraw what guardians ended, tell them of wards."""
    return guardian_following.advance()


@shared_task(name="trainees.system_check_accounts")
def system_check_accounts() -> int:
    """Every minute: ask the bank about new accounts, where a source is connected."""
    return accounts.check_names()


@shared_task(name="trainees.system_lapse_attendance_corrections")
def system_lapse_attendance_corrections() -> int:
    """Every minute: end corrections of attendance nobody answered in time."""
    return attendance_corrections.advance()


@shared_task(name="trainees.system_make_attendance_partitions")
def system_make_attendance_partitions() -> int:
    """Every hour: make the partitions of the months to come."""
    return attendance.make_partitions()


@shared_task(name="trainees.system_settle_study")
def system_settle_study() -> int:
    """Every minute: judge what was heard from people who have stopped studying."""
    return study_settling.advance()


@shared_task(name="trainees.system_lapse_corrections")
def system_lapse_corrections() -> int:
    """Every minute: end requests for corrections whose proof did not come in time."""
    return corrections.advance()


@shared_task(name="trainees.system_expire_shares")
def system_expire_shares() -> int:
    """Every minute: share links whose last day is over."""
    return shares.advance()


@shared_task(name="trainees.system_follow_start_ups")
def system_follow_start_ups() -> int:
    """Every minute: look up new businesses, and ask after those whose follow-up has fallen due."""
    return start_ups.advance()
