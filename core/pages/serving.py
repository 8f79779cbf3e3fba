"""Which pages serve the counter, where an officer acts in a worker's place: those marked here.

A page says `at_counter = True`; a view that is a function is marked by `serves`. Nothing that is
the person's alone is: their messages, who looked at their data, their numbers in full, their phone.
"""


def serves(view):
    """Mark a function."""
    view.at_counter = True
    return view


def ends(view):
    """Mark the function by which the counter is ended: it asks for no person."""
    view.ends_counter = True
    return serves(view)


def ends_counter(view) -> bool:
    return getattr(view, "ends_counter", False)


def serves_counter(view) -> bool:
    """Whether a resolved view is marked; an argument of `as_view` counts before its class."""
    given = getattr(view, "view_initkwargs", {})
    shown = getattr(view, "view_class", view)
    return given.get("at_counter", getattr(shown, "at_counter", False))
