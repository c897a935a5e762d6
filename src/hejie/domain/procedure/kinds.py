"""For which kinds of cases a procedure is another: its overrides, as procedures without any."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product

from hejie.domain.procedure.rulebook import About, Procedure, Wait

_OTHER = "(another)"
_MOST_TRIED = 30_000


def kinds(procedure: Procedure) -> tuple[Procedure, ...]:
    """The procedure as it runs for each kind of case that it tells apart, without overrides; at least one.

    Where there are more combinations than can be tried, those that come first are.
    """
    found: dict[tuple, Procedure] = {}
    for about in islice(_abouts(procedure), _MOST_TRIED):
        fitting = tuple(number for number, one in enumerate(procedure.overrides) if one.when.fits(about))
        key = (fitting, about.claimant if _tells_claimants(procedure) else "")
        if key not in found:
            found[key] = replace(procedure.for_case(about), overrides=())
    return tuple(found.values())


def shape(procedure: Procedure) -> tuple:
    """What of the waits decides which ways there are; procedures of one shape differ in lengths of time alone."""
    return tuple(sorted((name, _shape(wait)) for name, wait in procedure.waits.items()))


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
