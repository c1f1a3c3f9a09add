"""The sequence in which sheets lie on each other, as one word that two places can compare."""

import hashlib
from collections.abc import Iterable


def stack_sha256(award_pks: Iterable[int]) -> str:
    """Return the hash of a sequence of awards: equal for the same awards in the same order, and for nothing else."""
    return hashlib.sha256(",".join(str(int(pk)) for pk in award_pks).encode()).hexdigest()
