"""Predicates: rules of one to four lines, composed with `&`, `|` and `~` beside the model."""


class Rule:
    """A predicate `(actor, obj) -> bool` that composes."""

    def __init__(self, check, name):
        self.check, self.name = check, name

    def __call__(self, actor, obj=None) -> bool:
        return bool(self.check(actor, obj))

    def __and__(self, other):
        return Rule(lambda a, o: self(a, o) and other(a, o), f"({self} & {other})")

    def __or__(self, other):
        return Rule(lambda a, o: self(a, o) or other(a, o), f"({self} | {other})")

    def __invert__(self):
        return Rule(lambda a, o: not self(a, o), f"~{self}")

    def __repr__(self):
        return self.name


def rule(check):
    """Decorate a function of (actor, obj) into a composable rule."""
    return Rule(check, check.__name__)


def has_role(*roles):
    """True for an actor in one of these roles."""
    return Rule(lambda actor, obj: actor.role in roles, " or ".join(map(str, roles)))


@rule
def is_own_organization(actor, obj):
    return obj.organization_id == actor.organization_id


@rule
def is_own_district(actor, obj):
    return obj.district_id == actor.district_id


@rule
def is_own_person(actor, obj):
    return actor.user_id is not None and obj.trainee_user_id == actor.user_id


@rule
def is_requester(actor, obj):
    """The person who asked, in whichever membership."""
    return actor.user_id is not None and obj.requested_by_id == actor.user_id


is_system = has_role("system")
