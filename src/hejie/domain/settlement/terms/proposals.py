"""Three packages to propose: Nash of what is believed, the most equal one, and the one whose answer teaches most."""

import numpy as np

from hejie.domain.settlement import proposals
from hejie.domain.settlement.terms.bargain import Bargain

WANTED = 3
MATTERS = 200
"""Two packages differ in something that matters where they differ by so many of 10,000 for at least one side."""
_BESIDE = 5


def three(bargain: Bargain, wanted: int = WANTED) -> tuple[dict, ...]:
    """Packages in their checked form, the best first: mutually undominated, none below the floor or worse than no agreement.

    Where one is nearly the same as another for both sides, the next stands in its place. Fewer where the frontier has
    fewer; none where there is no zone of agreement.
    """
    solved = bargain.solved
    if solved.found is None:
        return ()
    without = (float(solved.without[0]), float(solved.without[1]))
    chosen = proposals.chosen(solved.frontier, solved.found, bargain.numbers, without, wanted + _BESIDE)
    worths = solved.frontier.utilities
    picked: list[int] = []
    for one in chosen:
        if all(np.abs(worths[one] - worths[other]).max() >= MATTERS for other in picked):
            picked.append(one)
    picked += [one for one in chosen if one not in picked]
    return tuple(bargain.space.package(tuple(solved.frontier.packages[one].tolist())) for one in picked[:wanted])
