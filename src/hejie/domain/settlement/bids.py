"""Sealed bids for the last gap in money: what comes out of two limits, and nothing else ever does.

The buyer seals the least that he takes (`low`), the seller the most that he gives (`high`). Without overlap nothing comes out.
With it comes low + u (high - low), to the money grid. The share u is drawn from a Beta distribution by a seed of which the
record has only the commitment, made before anybody bid, and which is destroyed with the limits: a fixed share, as the middle,
would let each side reckon the other's limit from the sum and its own. Whoever sealed earlier has the mean of u moved his way.

Why Beta(2, 2) and five points: research/negotiation §6 and `bench/bids.py`, which measure what a side can still tell of the
other's limit, and what bidders who shade their limits realise of the gains that there are.
"""

import hashlib
import math
from dataclasses import dataclass

CONCENTRATION = 4.0
"""alpha + beta of the share's distribution: 2 + 2 while nobody was earlier."""
REWARD = 0.05
"""By how much the mean of the share moves from one half in favour of whoever sealed earlier."""
SEED_BYTES = 32
_DRAW = b"hejie/sealed-bids/draw/v1\0"
_COMMITMENT = b"hejie/sealed-bids/commitment/v1\0"
_HALVINGS = 60
_STEPS = (1, 2, 5)
_FINEST = 200  # steps of the money grid in the whole sum, at least


@dataclass(frozen=True, slots=True)
class Share:
    """The distribution of the buyer's share of the overlap: Beta(alpha, beta)."""

    alpha: float
    beta: float

    @property
    def mean(self) -> float:
        """What the buyer gets of an overlap on average."""
        return self.alpha / (self.alpha + self.beta)

    @property
    def variance(self) -> float:
        """Of one draw."""
        whole = self.alpha + self.beta
        return self.alpha * self.beta / (whole * whole * (whole + 1))

    def below(self, share: float) -> float:
        """The chance of a share of at most this: the regularised incomplete beta function."""
        if share <= 0.0 or share >= 1.0:
            return 0.0 if share <= 0.0 else 1.0
        if share > (self.alpha + 1) / (self.alpha + self.beta + 2):
            return 1.0 - Share(self.beta, self.alpha).below(1.0 - share)
        log_front = (
            math.lgamma(self.alpha + self.beta) - math.lgamma(self.alpha) - math.lgamma(self.beta)
            + self.alpha * math.log(share) + self.beta * math.log1p(-share)
        )  # fmt: skip
        return math.exp(log_front) * _continued(self.alpha, self.beta, share) / self.alpha

    def quantile(self, chance: float) -> float:
        """The share below which one is with this chance, by halving; to 2^-60."""
        low, high = 0.0, 1.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if self.below(middle) < chance:
                low = middle
            else:
                high = middle
        return (low + high) / 2


def _continued(alpha: float, beta: float, share: float) -> float:
    """Lentz's continued fraction of the incomplete beta function."""
    tiny, whole = 1e-300, alpha + beta
    c, d = 1.0, 1.0 - whole * share / (alpha + 1)
    d = 1.0 / (d if abs(d) > tiny else tiny)
    found = d
    for m in range(1, 300):
        for term in (
            m * (beta - m) * share / ((alpha + 2 * m - 1) * (alpha + 2 * m)),
            -(alpha + m) * (whole + m) * share / ((alpha + 2 * m) * (alpha + 2 * m + 1)),
        ):
            d = 1.0 + term * d
            d = 1.0 / (d if abs(d) > tiny else tiny)
            c = 1.0 + term / c
            c = c if abs(c) > tiny else tiny
            found *= c * d
        if abs(c * d - 1.0) < 1e-15:
            break
    return found


def share_of(earlier: str) -> Share:
    """The distribution of the buyer's share by who sealed earlier: buyer, seller, or "" where both did at once."""
    mean = 0.5 + {"buyer": REWARD, "seller": -REWARD, "": 0.0}[earlier]
    return Share(CONCENTRATION * mean, CONCENTRATION * (1 - mean))


def earlier(buyer_ms: int, seller_ms: int) -> str:
    """Who sealed earlier (milliseconds): buyer, seller, or "" where both did at once."""
    if buyer_ms == seller_ms:
        return ""
    return "buyer" if buyer_ms < seller_ms else "seller"


def commitment(about: str, seed: bytes) -> str:
    """What is put on the record before anybody bids: a digest that holds the draw fast and tells nothing of it (hex).

    about   which bidding it is, so that no commitment serves twice; seed: SEED_BYTES of chance
    """
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed has {SEED_BYTES} bytes")
    name = about.encode()
    return hashlib.sha256(_COMMITMENT + len(name).to_bytes(4, "big") + name + seed).hexdigest()


def draw(seed: bytes, of: Share) -> float:
    """The share that a seed stands for: the same each time, and spread as `of` over all seeds."""
    number = int.from_bytes(hashlib.sha256(_DRAW + seed).digest()[:8], "big") >> 11
    return of.quantile((number + 0.5) / (1 << 53))


def step_of(whole_minor: int) -> int:
    """The money grid for sums of this size: the greatest of 1, 2, 5, 10, 20 … minor units of which 200 go into it."""
    most, best, power = max(1, whole_minor // _FINEST), 1, 1
    while power <= most:
        best = max([best, *(step * power for step in _STEPS if step * power <= most)])
        power *= 10
    return best


def settle(low: int, high: int, share: float, step: int = 1) -> int | None:
    """What comes out of two limits, in minor units: None without overlap, else a sum that is never outside of it.

    low     least that the buyer takes; high: most that the seller gives
    share   the buyer's share of the overlap, 0 to 1
    step    money grid; where no whole step lies within the overlap, the sum is exact
    """
    if low > high:
        return None
    exact = low + share * (high - low)
    first, last = -(-low // step) * step, high // step * step
    if first > last:
        return min(high, max(low, round(exact)))
    return min(last, max(first, round(exact / step) * step))
