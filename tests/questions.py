"""Which of the statements Django has noted ask something."""

WORDS = ("SAVEPOINT", "RELEASE")  # what a transaction is inside that of a test


def is_question(query: dict) -> bool:
    """Whether more was sent than words of a transaction, which go out with what follows them."""
    return not all(word.startswith(WORDS) for word in query["sql"].split("; "))
