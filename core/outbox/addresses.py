"""Where a person is reached: apps that keep addresses register how to look them up."""

from collections.abc import Callable, Collection

Lookup = Callable[[Collection[int]], dict[int, str]]

_books: dict[str, list[Lookup]] = {}


def provide_address(channel: str, lookup: Lookup) -> None:
    """Register where addresses of a channel are kept.

    `lookup` takes user ids and gives {user id: address} in one query; it is asked by the system
    worker alone, right before the sending, so that no address is ever stored with a message.
    Where several apps keep addresses, the first that has one counts.
    """
    _books.setdefault(channel, []).append(lookup)


def addresses_of(channel: str, user_ids: Collection[int]) -> dict[int, str]:
    """{user id: address} of those who have one."""
    found: dict[int, str] = {}
    for lookup in _books.get(channel, ()):
        missing = set(user_ids) - set(found)
        if missing:
            found |= {person: address for person, address in lookup(missing).items() if address}
    return found
