"""Finds in a text what leads off the platform: money past it, bank cards, links, messengers, telephone numbers. Pure.

Rules are data (`rulebooks/leading_off/`). A finding is a word of caution beside a text and nothing else: nothing is refused,
held back, counted or written to the record because of it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

MOST_SIGNS = 20_000
"""Signs of a text that are looked at."""
_BEFORE = 60
_HOST = re.compile(r"(?:https?://)?((?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12})(?::\d{1,5})?(?=[/?#\s\"'<>,;:!)。，；）]|$)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of lead.

    patterns   what shows it, over the plain text; empty for links
    hosts      hosts to which a link leads off (with all below them)
    digits     how many digits what is found has to hold (from, to); None: it does not matter
    luhn       whether it has to carry the check digit of bank cards
    number     whether it may be the number of an order or a parcel, so that words before it have to be looked at
    """

    name: str
    patterns: tuple[re.Pattern, ...] = ()
    hosts: frozenset[str] = frozenset()
    digits: tuple[int, int] | None = None
    luhn: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All kinds, the weightiest first, and what takes a finding back that stands behind it in a sentence."""

    rules: tuple[Rule, ...]
    unless: tuple[re.Pattern, ...]
    numbers: tuple[re.Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class Lead:
    """One finding. words: what of the text shows it, as written but for its width and case."""

    rule: str
    words: str


def find(text: str, rules: Rules, own_hosts: Iterable[str] = ()) -> tuple[Lead, ...]:
    """What of a text leads off the platform, one finding for each rule at most. own_hosts: of the marketplace itself."""
    said = plain(text)
    own = frozenset(own_hosts)
    found: list[Lead] = []
    taken: list[tuple[int, int]] = []
    for rule in rules.rules:
        spans = (
            _links(said, rule, own)
            if rule.hosts
            else _matches(said, rule, (*rules.unless, *(rules.numbers if rule.number else ())))
        )
        span = next((one for one in spans if not any(_within(one, other) for other in taken)), None)
        if span is not None:
            taken.append(span)
            found.append(Lead(rule.name, said[span[0] : span[1]].strip()))
    return tuple(found)


def plain(text: str) -> str:
    """A text as patterns read it: full-width signs made plain, in lower case, without signs that nobody sees."""
    folded = unicodedata.normalize("NFKC", text[:MOST_SIGNS]).lower()
    return "".join(sign for sign in folded if unicodedata.category(sign) != "Cf")


def _matches(said: str, rule: Rule, unless: tuple[re.Pattern, ...]) -> Iterable[tuple[int, int]]:
    for pattern in rule.patterns:
        for match in pattern.finditer(said):
            before = said[max(0, match.start() - _BEFORE) : match.start()]
            if _fits(match.group(), rule) and not any(one.search(before) for one in unless):
                yield match.span()


def _fits(words: str, rule: Rule) -> bool:
    if rule.digits is None:
        return True
    digits = [int(sign) for sign in words if sign.isdecimal()]
    least, most = rule.digits
    return least <= len(digits) <= most and (not rule.luhn or _luhn(digits))


def _luhn(digits: list[int]) -> bool:
    """Whether digits end in the check digit of ISO/IEC 7812. The same digit all over is no card."""
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[-2::-2]]
    return len(set(digits)) > 1 and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _links(said: str, rule: Rule, own: frozenset[str]) -> Iterable[tuple[int, int]]:
    for match in _HOST.finditer(said):
        parts = match.group(1).split(".")
        above = {".".join(parts[number:]) for number in range(len(parts) - 1)}
        led = (
            "://" in match.group() or said[match.end() : match.end() + 1] == "/"
        )  # a shop that is only named leads nobody
        if led and not above & own and above & rule.hosts and said[max(0, match.start() - 1) : match.start()] != "@":
            yield match.span()


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1]
