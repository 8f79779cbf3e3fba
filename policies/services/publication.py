"""Publishing a rule set by another person; revoking it, and its end when others followed (2.16)."""

from datetime import timedelta

from django.db import transaction

from core import clock
from core.access import Actor, system_actor
from core.enums import Role
from core.outbox import notify
from core.punctuation import with_colon
from core.refusals import Refused
from core.workflow import moving, perform, performs
from organizations.models import Membership
from policies import rulebook
from policies.decisions import cite
from policies.enums import RuleSetState, Standing
from policies.messages import RulesPublished
from policies.models import Decision, RuleSet
from policies.queries import end_of, limit_on
from policies.rows import kinds
from policies.services.rule_sets import refuse_faults

TIMETABLE = system_actor("rules")
TOLD = (
    Role.INSTITUTION_ADMIN,
    Role.ENTERPRISE_ADMIN,
    Role.AGENCY_ADMIN,
    Role.DISTRICT_REVIEWER,
    Role.MUNICIPAL_REVIEWER,
)


@performs(RuleSet, "publish")
@transaction.atomic
def publish_rule_set(rule_set, *, actor: Actor) -> RuleSet:
    """Make the rows known from today; they can never be edited afterwards.

    Raises Refused: same_author_publisher, ruleset_late, ruleset_invalid when the rules in force
    have changed since the validation, and what an attached guard refuses with.
    """
    with moving(rule_set, "publish", actor=actor) as row:
        check_another_person(row, actor)
        refuse_faults(row)
        check_lead(row)
        row.published_at, row.published_by_id = clock.now(), actor.user_id
        row.known_from = clock.today()
    write_rows(row)
    tell_all(row)
    supersede_older()
    return row


def check_another_person(rule_set, actor) -> None:
    """Nobody who wrote on a set, or whom a deputy wrote for, publishes or revokes it (SD27)."""
    if actor.persons & set(rule_set.edited_by):
        raise Refused("same_author_publisher")


def first_day(rule_set):
    """The first day of any row of a set."""
    rows = rule_set.changes.filter(is_dropped=False).order_by("valid_from")
    return rows.values_list("valid_from", flat=True).first()


def check_lead(rule_set) -> None:
    """Early enough before the first day, or a correction that states its reason."""
    first, today = first_day(rule_set), clock.today()
    limit = limit_on("tl_ruleset_lead", today)
    far = timedelta(days=30 + 3 * int(limit.number))
    if rule_set.correction_reason or first - today > far:
        return
    latest = end_of(limit, first)
    if today > latest:
        rule = cite(limit)
        raise Refused(
            "ruleset_late", with_colon(first, latest), clause=rule.words, clause_url=rule.url
        )


def write_rows(rule_set: RuleSet) -> None:
    """The rows of the set, each known from the day of publication; one statement for each kind."""
    changes = list(rule_set.changes.filter(is_dropped=False).select_related("clause__document"))
    for one in kinds().values():
        wanted = [change for change in changes if change.kind == one.name]
        newest = newest_rows(one.model, wanted)
        one.model.objects.bulk_create(
            row_of(one, change, newest[change.code], rule_set) for change in wanted
        )


def newest_rows(model, changes) -> dict:
    """Code → the rows of that code, the latest known first."""
    found: dict = {change.code: [] for change in changes}
    rows = model.objects.filter(code__in=list(found), known_to=None)
    for row in rows.order_by("-known_from", "-valid_from", "-pk"):
        found[row.code].append(row)
    return found


def row_of(one, change, rows, rule_set):
    """One published row; it corrects the latest known row that begins on the same day."""
    made = one.build(change, rows[0] if rows else None)
    document = change.clause.document
    made.valid_from, made.valid_to = change.valid_from, change.valid_to
    made.known_from, made.rule_set = rule_set.known_from, rule_set
    made.clause, made.cited_clause = change.clause.label, change.clause
    is_real = document.standing == Standing.DOCUMENTED
    made.source_standing = document.number if is_real else document.standing
    made.replaces = next((row for row in rows if row.valid_from == change.valid_from), None)
    return made


def tell_all(rule_set: RuleSet) -> None:
    """Whoever administers or reviews, in every organization."""
    members = Membership.objects.filter(state="active", role__in=TOLD)
    notify(
        RulesPublished,
        members.values_list("user_id", flat=True).distinct(),
        about=rule_set,
        link=rule_set.public_url,
        number=rule_set.number,
        state=RuleSetState(rule_set.state).name.capitalize(),
        date=first_day(rule_set),
    )


@performs(RuleSet, "revoke")
@transaction.atomic
def revoke_rule_set(rule_set, *, actor: Actor, reason: str) -> RuleSet:
    """Take a published set back before its first day: known time of its rows ends today.

    Raises Refused: same_author_publisher, ruleset_in_use.
    """
    with moving(rule_set, "revoke", actor=actor, reason=reason) as row:
        check_another_person(row, actor)
        if clock.today() >= first_day(row) or is_used(row):
            raise Refused("ruleset_in_use", f"{first_day(row)}")
        row.withdrawn_at, row.revoked_by_id = clock.now(), actor.user_id
    rulebook.forget()
    for one in kinds().values():
        one.model.objects.filter(rule_set=row).update(known_to=clock.today())
    tell_all(row)
    return row


def is_used(rule_set) -> bool:
    """Whether a decision cites a row of the set."""
    keys = [
        f"{one.name}:{pk}"
        for one in kinds().values()
        for pk in one.model.objects.filter(rule_set=rule_set).values_list("pk", flat=True)
    ]
    return Decision.objects.filter(rules__overlap=keys).exists()


def supersede_older(*, actor: Actor = TIMETABLE) -> int:
    """End the published sets of which every row has been followed by a later one that holds now.

    Run after a publication and once a day. Returns how many ended.
    """
    ended = 0
    for rule_set in RuleSet.objects.filter(state=RuleSetState.PUBLISHED).order_by("known_from"):
        follower = follower_of(rule_set)
        if follower:
            perform(rule_set, "supersede", actor=actor, superseded_by=follower)
            ended += 1
    return ended


def follower_of(rule_set: RuleSet) -> RuleSet | None:
    """The set that took the place of every row of this one by today; None while one still holds."""
    followers = []
    for one in kinds().values():
        for row in one.model.objects.filter(rule_set=rule_set):
            later = later_row(one.model, row)
            if later is None:
                return None
            followers.append(later.rule_set)
    return max(followers, key=lambda item: item.pk) if followers else None


def later_row(model, row):
    """A row that is known later, holds by today and speaks of the last day of this one."""
    rows = model.objects.filter(
        code=row.code, known_from__gt=row.known_from, known_to=None, rule_set__isnull=False,
        valid_from__lte=clock.today(),
    ).select_related("rule_set")  # fmt: skip
    rows = rows.filter(valid_to=None) if row.valid_to is None else rows.in_force(row.valid_to)
    return rows.order_by("known_from").last()
