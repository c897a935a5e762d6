"""Three packages to propose: Nash of what is believed, the most equal one, and the one whose answer teaches most."""

from hejie.domain.settlement import proposals
from hejie.domain.settlement.terms.bargain import Bargain

WANTED = 3


def three(bargain: Bargain, wanted: int = WANTED) -> tuple[dict, ...]:
    """Packages in their checked form, the best first: mutually undominated, none below the floor or worse than no agreement.

    Fewer where the frontier has fewer; none where there is no zone of agreement.
    """
    solved = bargain.solved
    if solved.found is None:
        return ()
    without = (float(solved.without[0]), float(solved.without[1]))
    chosen = proposals.chosen(solved.frontier, solved.found, bargain.numbers, without, wanted)
    return tuple(bargain.space.package(tuple(solved.frontier.packages[one].tolist())) for one in chosen)
