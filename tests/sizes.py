"""How large a proof runs: small in `make test`, in full by `make prove`."""

import os

IS_FULL = os.environ.get("PROOFS") == "full"


def size(small, full):
    """The size for this run."""
    return full if IS_FULL else small
