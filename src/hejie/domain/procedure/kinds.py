"""For which kinds of cases a procedure is another: its overrides, as procedures without any."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice, product

from hejie.domain.procedure.fairness import LEAST_TIME, longest, shortest
from hejie.domain.procedure.rulebook import About, Override, Procedure, Wait

_OTHER = "(another)"
_MOST_TRIED = 30_000


def kinds(procedure: Procedure) -> tuple[Procedure, ...]:
    """The procedure as it runs for each kind of case that it tells apart, without overrides; at least one.

    Where there are more combinations than can be tried, each override is tried by itself, and then those that come first.
    """
    found: dict[tuple, Procedure] = {}
    for about in islice(chain(map(meant, procedure.overrides), _abouts(procedure)), _MOST_TRIED):
        fitting = tuple(number for number, one in enumerate(procedure.overrides) if one.when.fits(about))
        key = (fitting, about.claimant if _tells_claimants(procedure) else "")
        if key not in found:
            found[key] = replace(procedure.for_case(about), overrides=())
    return tuple(found.values())


def shape(procedure: Procedure) -> tuple:
    """What of the waits decides which ways there are: all but their lengths, of which the order counts."""
    lengths = sorted({longest(wait.within) for wait in procedure.waits.values()})
    return tuple(
        sorted(
            (name, lengths.index(longest(wait.within)), shortest(wait.within) < LEAST_TIME, _shape(wait))
            for name, wait in procedure.waits.items()
        )
    )


def meant(override: Override) -> About:
    """A case of which an override is meant."""
    when = override.when
    reason, remedy, category, tier = (
        min(words, default=_OTHER) for words in (when.reasons, when.remedies, when.categories, when.tiers)
    )
    above, below = when.value_from or {}, when.value_below or {}
    currency = next((name for name in above if not below or name in below), next(iter(below), _OTHER))
    paid = above.get(currency, max(0, below.get(currency, 1) - 1))
    shipped = bool(when.shipped or when.delivered)
    claimant = min(when.claimants, default="buyer")
    return About(reason, remedy, paid, currency, category, tier, shipped, bool(when.delivered), claimant)


def _shape(wait: Wait) -> tuple:
    return (
        wait.who, wait.silence, wait.final, wait.issue, wait.starts, wait.ends, wait.windows, tuple(sorted(wait.stages)),
        tuple(sorted((party, own.silence, own.final) for party, own in wait.to.items())), wait.unfair is None,
    )  # fmt: skip


def _tells_claimants(procedure: Procedure) -> bool:
    return any(one.when.claimants for one in procedure.overrides)


def _abouts(procedure: Procedure) -> Iterator[About]:
    whens = [one.when for one in procedure.overrides]
    words = [
        sorted(set().union(*(getattr(when, name) for when in whens))) + [_OTHER]
        for name in ("reasons", "remedies", "categories", "tiers")
    ]
    amounts = {(_OTHER, 0)}
    for when in whens:
        for limits in (when.value_from or {}, when.value_below or {}):
            for currency, limit in limits.items():
                amounts |= {(currency, limit), (currency, max(0, limit - 1))}
    stations = [(False, False), (True, False), (True, True)]
    claimants = ["buyer", "seller"] if _tells_claimants(procedure) else ["buyer"]
    for claimant, station, amount, reason, remedy, category, tier in product(
        claimants, stations, sorted(amounts), *words
    ):
        yield About(reason, remedy, amount[1], amount[0], category, tier, *station, claimant)
