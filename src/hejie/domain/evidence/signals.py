"""What is noticed about a piece of evidence. A signal asks for more proof; it decides nothing.

Facts of a signal are plain numbers and words of a fixed vocabulary. They name no other case, no person and no content.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from hejie.domain.evidence import prints

SIGNALS = (
    "seen_file", "seen_picture", "taken_before", "edited", "generated", "screen_in_screen", "copied_text", "waybill_reused",
)  # fmt: skip
MOST_COUNTED = 50
"""Of other cases and orders, so many are counted at most."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed: which of `SIGNALS`, and its plain facts."""

    signal: str
    facts: Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Rules:
    """From which figures on something is a signal.

    bits, fine      most bits in which the waves and the fine print of two pictures may differ together
    close           most bits in which the fine print alone may differ
    detail          least contrast of a picture that is compared at all (standard deviation of its grey, 0 to 127)
    days            least days between a photo's own date and the order
    share_from, share_to    of a screen in a screen: hundredths of the outer one that the inner one takes
    percent, signs  least likeness of two texts in hundredths, and least letters of one
    programs        known programs that change pictures: id → words by which their metadata names them, in lower case
    kept_days       how long a trace is kept
    """

    id: str
    version: str
    digest: str
    bits: int
    fine: int
    close: int
    detail: int
    days: int
    share_from: int
    share_to: int
    percent: int
    signs: int
    programs: Mapping[str, tuple[str, ...]]
    kept_days: int


@dataclass(frozen=True, slots=True)
class Prints:
    """Prints of a picture. waves: by its low frequencies, edges: by neighbours, coarse (64 bits each); fine: so, of 256 bits."""

    waves: str
    edges: str
    fine: str

    def value(self) -> str:
        """What a trace keeps of it."""
        return f"{self.waves}:{self.fine}"


@dataclass(frozen=True, slots=True)
class Look:
    """What can be told of a picture by itself.

    prints          as it stands, then mirrored, then turned by quarters, both ways round
    detail          contrast of what it shows (standard deviation of its grey)
    taken           when its camera says that it was taken, without a zone; None: it does not say
    program         what its metadata says made or changed it, in lower case; generated: whether it says so of itself
    share           hundredths of it that a screen inside of a screen takes; 0: none was made out
    """

    prints: tuple[Prints, ...]
    detail: int
    taken: datetime | None
    program: str
    generated: bool
    share: int


def of_picture(look: Look, ordered: datetime | None, rules: Rules) -> tuple[Finding, ...]:
    """What is noticed of a picture by itself. `ordered`: when the order was placed; None: it is not known."""
    found = []
    if look.taken and ordered:
        days = (ordered.replace(tzinfo=None) - look.taken).days
        if days >= rules.days:
            found.append(Finding("taken_before", {"days": days}))
    if look.generated:
        found.append(Finding("generated", {}))
    elif program := _program(look.program, rules.programs):
        found.append(Finding("edited", {"program": program}))
    if rules.share_from <= look.share <= rules.share_to:
        found.append(Finding("screen_in_screen", {"share": look.share}))
    return tuple(found)


def _program(said: str, programs: Mapping[str, tuple[str, ...]]) -> str:
    return next((name for name, words in programs.items() if any(word in said for word in words)), "") if said else ""


def comparable(look: Look, rules: Rules) -> bool:
    """Whether a picture shows enough to be told from others: a sheet of paper or a dark room is like any other."""
    return look.detail >= rules.detail


def nearest(look: Look, value: str, rules: Rules) -> int | None:
    """In how many bits of its fine print a kept picture differs, turned or not; None where it is another picture.

    value   what its trace keeps (`Prints.value`). A picture counts as the same where its low frequencies and its fine print
            are near, or its fine print alone is very near: so a stamp in a corner does not make it another.
    """
    waves, _, fine = value.partition(":")
    far = [(prints.distance(one.waves, waves), prints.distance(one.fine, fine)) for one in look.prints]
    return min((f for w, f in far if f <= rules.close or (w <= rules.bits and f <= rules.fine)), default=None)


def seen_picture(near: Mapping[str, int]) -> tuple[Finding, ...]:
    """Near pictures in other cases. `near`: least difference in bits, by case."""
    if not near:
        return ()
    facts = {"bits": min(near.values()), "of": prints.FINE, "cases": min(len(near), MOST_COUNTED)}
    return (Finding("seen_picture", facts),)


def seen_file(cases: Collection[str]) -> tuple[Finding, ...]:
    """The very same file in other cases."""
    return (Finding("seen_file", {"cases": min(len(cases), MOST_COUNTED)}),) if cases else ()


def copied_text(likeness: Iterable[int], signs: int, rules: Rules) -> tuple[Finding, ...]:
    """Like texts of others. `likeness`: of each of them, in hundredths; signs: letters of the text itself."""
    high = [one for one in likeness if one >= rules.percent]
    return (Finding("copied_text", {"percent": max(high), "signs": signs}),) if high and signs >= rules.signs else ()


def waybill_reused(orders: Collection[str]) -> tuple[Finding, ...]:
    """The same waybill in orders of other buyers or shops."""
    return (Finding("waybill_reused", {"orders": min(len(orders), MOST_COUNTED)}),) if orders else ()
