"""What is believed of a side that has told nothing: what is usual in its role, moved by what it does.

A role's figures are no report of a person, so nothing of them is taken for a slip of the pen: while nothing has happened,
what is believed is what is usual, only unsure.
"""

from collections.abc import Sequence

import numpy as np

from hejie.domain.settlement import evidence
from hejie.domain.settlement.beliefs import Belief, Numbers
from hejie.domain.settlement.inference import Prior, posterior
from hejie.domain.settlement.scenario import Offer, Ranked, Utilities

_ASKED = 0.5  # ours: what a side asks for counts more beside what is usual than beside its own word (0.3)
_NOTHING = 1e-12


def usual(utilities: Utilities, error: tuple[float, float], history: Sequence[Offer | Ranked], side: int) -> Numbers:
    """The numbers of a side from its role and its behaviour. error: sd of the weights' logarithms, sd of the ratings."""
    given = tuple(np.array(one) for one in utilities.worths())
    spans = np.array([float(np.ptp(one)) for one in given])
    whole = float(spans.sum())
    if not whole > _NOTHING:
        return Numbers(given, given)
    sds = tuple(np.full(len(one), error[1] * span / whole) for one, span in zip(given, spans, strict=True))
    prior = Prior(tuple(one / whole for one in given), (error[0],) * len(given), sds, _ASKED)
    found = posterior(prior, evidence.of(tuple(history), side))
    known = sum(float(one.var()) for one in found.means)
    unsure = sum(float(one.mean()) for one in found.variances)
    tops = np.array([float(np.ptp(one)) for one in found.means])
    ratings = tuple(
        tuple(((one - one.min()) / (top or 1.0)).tolist()) for one, top in zip(found.means, tops.tolist(), strict=True)
    )
    weights = tuple((tops / (float(tops.sum()) or 1.0)).tolist())
    belief = Belief(weights, ratings, known / (known + unsure) if known else 0.0)
    return Numbers(tuple(one * whole for one in found.means), given, belief, found)
