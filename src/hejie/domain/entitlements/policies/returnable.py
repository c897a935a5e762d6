"""Whether something may come back under a policy, and until when: true, false or unknown, with what is missing.

What was not told is unknown and never guessed. A special window that nobody has shown to hold does not stand in the way of
a later one that is no longer than it; a window that could be shorter does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from difflib import get_close_matches
from typing import Any

from hejie.domain.entitlements.logic import TRUE, UNKNOWN
from hejie.domain.entitlements.policies.conditions import holds
from hejie.domain.entitlements.policies.model import (
    DATES,
    DEFECTS,
    RAISED,
    Amount,
    Charge,
    Exclusion,
    Fee,
    Policy,
    Terms,
    Window,
)  # fmt: skip
from hejie.domain.kernel.refusal import Refusal

_FOREVER = date.max
_MOST_FLAGS = 4  # facts told by yes or no of which all answers are tried


@dataclass(frozen=True, slots=True)
class Answer:
    """What follows from a policy.

    returnable      True, False or None (unknown)
    last_day        that day still counts; None: not known, or no end where `endless`
    window          the one that counts; why: the exclusion or window that says no, or a word for why nothing does
    missing         facts to tell next; unless: exclusions that would still say no if they were shown
    restocking      for whoever has changed his mind; nothing is kept of goods that are not right
    perhaps         charges that hang on what is not told yet
    refunds         what is given back, of `model.REFUNDS`; nothing: not said
    then            what comes after the window that counts, as answers with a window, a last day and refunds
    at_least_until  the day that holds in any case, where the last day is open
    """

    returnable: bool | None
    last_day: date | None = None
    missing: tuple[str, ...] = ()
    window: str = ""
    why: str = ""
    modifiers: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    at_least_until: date | None = None
    endless: bool = False
    could_be_longer: bool = False
    fee: Fee | None = None
    restocking: Amount | None = None
    charges: tuple[Charge, ...] = ()
    perhaps: tuple[Charge, ...] = ()
    refunds: tuple[str, ...] = ()
    then: "tuple[Answer, ...]" = ()


@dataclass(frozen=True, slots=True)
class _End:
    """How a window ends: its last day, whether it is known at all, and what is missing for it."""

    day: date | None
    missing: tuple[str, ...] = ()
    modifiers: tuple[str, ...] = ()
    longer: bool = False


def returnable(policy: Policy, raw: Mapping[str, Any]) -> Answer:
    """Whether something may come back, by the facts that were told.

    raw        by name: words (or a list of them), true or false, ISO days; `as_of`: the day of the question, if it matters
    Refuses    fact_unknown, fact_value, fact_date
    """
    facts = read(policy, raw)
    found = _answer(policy, facts)
    if found.returnable is None:
        found = _either_way(policy, facts, found)
    return _with_fees(policy, facts, found)


def read(policy: Policy, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are compared. Refuses fact_unknown, fact_value, fact_date."""
    known = policy.known_facts()
    facts: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in known:
            near = get_close_matches(str(name), known, 1)
            raise Refusal("fact_unknown", fact=str(name)[:80], near=near[0] if near else "—")
        if value is not None and value != "":
            facts[name] = _value(policy, name, value)
    return facts


def _value(policy: Policy, name: str, value: Any) -> Any:
    if name in DATES or name == "as_of":
        try:
            return date.fromisoformat(value[:10] if "T" in value else value)
        except (ValueError, TypeError):
            raise Refusal("fact_date", fact=name, value=str(value)[:60]) from None
    if policy.flag(name):
        if type(value) is not bool:
            raise Refusal("fact_value", fact=name, value=str(value)[:60], known="true, false")
        return value
    listed = value if isinstance(value, list | tuple) else [value]
    if not listed or not all(isinstance(one, str) and 0 < len(one) <= 100 for one in listed):
        raise Refusal("fact_value", fact=name, value=str(value)[:60], known="…")
    return tuple(listed)


def _answer(policy: Policy, facts: Mapping[str, Any]) -> Answer:
    excluded, unless, missing = _excluded(policy.exclusions, facts)
    if excluded:
        return Answer(False, why=excluded)
    found = _going_on(policy, facts, _first(policy, facts) if policy.combine == "first" else _longest(policy, facts))
    if missing and found.returnable is not False:
        return replace(found, returnable=None, missing=_joined([missing, *([found.missing] if found.missing else [])]),
                       unless=unless, at_least_until=None)  # fmt: skip
    return replace(found, unless=unless)


def _excluded(
    exclusions: Iterable[Exclusion], facts: Mapping[str, Any]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The exclusion that is known to hold; those that could be shown; facts about the thing itself that are missing."""
    could, missing = [], []
    for one in exclusions:
        value, lacks = holds(one.when, facts)
        if value == TRUE:
            return one.id, (), ()
        if value == UNKNOWN:
            could.append(one.id)
            if not set(lacks) & RAISED:
                missing.append(lacks)
    return "", tuple(could), _joined(missing)


def _going_on(policy: Policy, facts: Mapping[str, Any], found: Answer) -> Answer:
    """Where a window is over, what goes on after it; each window leads to one that stands further down, so there is an end."""
    for window in policy.windows:
        if not window.after or window.after != found.window or found.why != "too_late":
            continue
        value, lacks = holds(window.when, facts)
        if value == UNKNOWN:
            return _unknown([lacks])
        if value == TRUE:
            found = _of(policy, window, facts)
    return found


def _then(policy: Policy, facts: Mapping[str, Any], found: Answer) -> tuple[Answer, ...]:
    """What comes once the window that counts is over, in order."""
    told, at = [], found.window
    for window in policy.windows if found.returnable else ():
        if window.after and window.after == at and holds(window.when, facts)[0] == TRUE:
            told.append(replace(_of(policy, window, facts), refunds=terms_of(policy, window.id).refunds))
            at = window.id
    return tuple(told)


def _first(policy: Policy, facts: Mapping[str, Any]) -> Answer:
    open_: list[tuple[Window, tuple[str, ...]]] = []
    for window in policy.windows:
        if window.after:
            continue
        value, lacks = holds(window.when, facts)
        if value == UNKNOWN:
            open_.append((window, lacks))
        if value != TRUE:
            continue
        found = _of(policy, window, facts)
        shorter = [lacks for other, lacks in open_ if not _no_shorter(_end(policy, other, facts), found)]
        if shorter:
            return _unknown(shorter, at_least=None)
        return replace(found, could_be_longer=found.could_be_longer or bool(open_))
    if open_:
        return _unknown([lacks for _, lacks in open_])
    return Answer(False, why="nothing_promised")


def _no_shorter(other: _End, found: Answer) -> bool:
    """Whether a window that may hold would leave the buyer no worse."""
    if found.returnable is False and found.last_day is None:
        return other.day == date.min
    if found.endless:
        return other.day == _FOREVER
    if found.last_day is None or other.day is None:
        return other.day is None and bool(other.missing) and found.last_day is None
    return other.day >= found.last_day


def _longest(policy: Policy, facts: Mapping[str, Any]) -> Answer:
    held, open_ = [], []
    for window in policy.windows:
        if window.after:
            continue
        value, lacks = holds(window.when, facts)
        if value == TRUE:
            held.append(_of(policy, window, facts))
        elif value == UNKNOWN:
            open_.append((window, lacks))
    blank = [one for one in held if one.returnable is None and one.last_day is None and not one.endless]
    known = [one for one in held if one not in blank]
    best = max(known, key=_length, default=None)
    could = [lacks for window, lacks in open_ if best is None or _beats(_end(policy, window, facts).day, best)]
    could += [one.missing for one in blank if one.missing]
    if could:
        floor = None if best is None or best.returnable is False else best.last_day
        return _unknown(could, at_least=floor)
    if best is None:
        return blank[0] if blank else Answer(False, why="nothing_promised")
    return best


def _length(one: Answer) -> date:
    return _FOREVER if one.endless else one.last_day or date.min


def _beats(day: date | None, best: Answer) -> bool:
    return day is None or day > _length(best)


def _of(policy: Policy, window: Window, facts: Mapping[str, Any]) -> Answer:
    """What a window that holds gives."""
    end = _end(policy, window, facts)
    if end.day is None:
        return Answer(None, None, end.missing, window.id, "" if end.missing else "not_said")
    if end.day == date.min:
        return Answer(False, window=window.id, why=window.id)
    if end.day == _FOREVER:
        return Answer(True, window=window.id, endless=True)
    as_of = facts.get("as_of")
    over = as_of is not None and as_of > end.day
    return Answer(
        not over, end.day, (), window.id, "too_late" if over else "", end.modifiers, could_be_longer=end.longer
    )


def _end(policy: Policy, window: Window, facts: Mapping[str, Any]) -> _End:
    """The last day: `date.min` where nothing may come back, `date.max` where there is no end."""
    term = _in_season(window, facts)
    if term is None:
        return _End(None, ("purchase_date",))
    if term.kind == "not_permitted" or term.days == 0:
        return _End(date.min)
    if term.kind == "unlimited":
        return _End(_FOREVER)
    if term.last_day:
        return _End(date.fromisoformat(term.last_day[:10]))
    if term.days is None:
        return _End(None)
    start = facts.get(window.clock)
    if start is None:
        return _End(None, (window.clock,))
    added, names, longer = 0, [], False
    for one in policy.modifiers:
        if window.id in one.not_for:
            continue
        value, _ = holds(one.when, facts)
        longer = longer or value == UNKNOWN
        if value == TRUE:
            added += one.add_days
            names.append(one.id)
    try:
        return _End(start + timedelta(days=term.days + added), (), tuple(names), longer)
    except OverflowError:
        return _End(_FOREVER)


def _in_season(window: Window, facts: Mapping[str, Any]) -> Any:
    """The term that counts: a season's for what was bought in it, the better one where seasons or days are open."""
    bought = facts.get("purchase_date")
    for one in window.seasons:
        if bought is None:
            return None
        if (not one.start or bought.isoformat() >= one.start[:10]) and (
            not one.end or bought.isoformat() <= one.end[:10]
        ):
            return one.term if one.term.kind or one.term.days is not None or one.term.last_day else window.term
    return window.term


def _unknown(lacks: list[tuple[str, ...]], at_least: date | None = None) -> Answer:
    return Answer(None, missing=_joined(lacks), at_least_until=at_least)


def _joined(lacks: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Facts to tell next: of each open condition at least one, of what lacks least first."""
    found: dict[str, None] = {}
    for one in sorted(lacks, key=len):
        if not set(one) & set(found):
            found.update(dict.fromkeys(one))
    return tuple(found)


def _either_way(policy: Policy, facts: dict[str, Any], found: Answer) -> Answer:
    """What holds whichever of yes and no is told for what is missing."""
    flags = [name for name in found.missing if policy.flag(name)]
    if not flags or len(flags) != len(found.missing) or len(flags) > _MOST_FLAGS:
        return found
    ways = [facts]
    for name in flags:
        ways = [{**one, name: value} for one in ways for value in (True, False)]
    answers = [_answer(policy, one) for one in ways]
    if len({(one.returnable, one.last_day, one.window) for one in answers}) == 1:
        return answers[0]
    days = [one.last_day if one.returnable else one.at_least_until for one in answers if not one.endless]
    return replace(found, at_least_until=min(days) if days and None not in days else None)  # type: ignore[type-var]


def _with_fees(policy: Policy, facts: Mapping[str, Any], found: Answer) -> Answer:
    if found.returnable is False:
        return found
    terms = terms_of(policy, found.window)
    held = {one.id: holds(one.when, facts)[0] for one in policy.charges}
    reason = facts.get("reason")
    sellers = bool(set(reason or ()) & DEFECTS)
    return replace(
        found,
        fee=_fee(terms, reason),
        restocking=None if sellers else terms.restocking,
        charges=tuple(one for one in policy.charges if held[one.id] == TRUE),
        perhaps=tuple(one for one in policy.charges if held[one.id] == UNKNOWN),
        refunds=terms.refunds,
        then=_then(policy, facts, found),
    )


def terms_of(policy: Policy, window: str) -> Terms:
    """The terms that go with a window."""
    own = next((one.terms for one in policy.windows if one.id == window), None)
    return policy.terms if own is None else own


def _fee(terms: Terms, reason: tuple[str, ...] | None) -> Fee | None:
    """The fee of the case, the special one before that of any case; None where the reason is open and it hangs on it."""
    special = {name: fee for name, fee in terms.fees.items() if name != "any"}
    if reason is None:
        return terms.fees.get("any") if not special else None
    return special.get("defect" if set(reason) & DEFECTS else "changed_mind", terms.fees.get("any"))


def above_law(found: Answer, legal_until: date | None) -> Answer:
    """The answer beside what the law gives without a reason: a policy may give more, never less.

    legal_until    last day of the right of withdrawal; None: the law gives none
    """
    if legal_until is None or found.endless:
        return found
    if found.returnable and found.last_day is not None and found.last_day >= legal_until:
        return found
    if found.returnable is None:
        floor = legal_until if found.at_least_until is None else max(found.at_least_until, legal_until)
        return replace(found, at_least_until=floor)
    return replace(found, returnable=True, last_day=legal_until, why="law")
