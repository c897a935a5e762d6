"""The parts of a procedure rulebook: waits and what begins and ends them, for which cases, standstills, opening, steps.

Each function reads what stands at a path of the book and raises BadRulebook with the line of what is wrong.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches

from hejie.domain.cases.claims import REASONS, REMEDIES
from hejie.domain.cases.silence import SILENCES
from hejie.domain.cases.triggers import EVENTS
from hejie.domain.procedure.clocks import Clock
from hejie.domain.procedure.rulebook import (
    BUILT_IN,
    OWN_WAIT_FOR,
    PARTIES,
    STAGES,
    Case,
    Extension,
    Opening,
    OpensItself,
    Override,
    PanelRule,
    Pause,
    Reopening,
    Step,
    Trigger,
    Unfair,
    Wait,
)
from hejie.rulebooks.clock_words import Usual, clock
from hejie.rulebooks.strict import Book
from hejie.rulebooks.strict import Path as Place

LANGUAGES = ("en", "zh", "ru")
DATES = ("ordered", "approved", "paid", "shipped", "deliver_by", "delivered", "confirmed", "cancelled")
ISSUES = ("refund", "goods", "return_freight", "service", "apology", "explanation")
_ENDS_NAMED = ("answer", "reply")
_FIXED = ("ship_back", "perform")
_BY_PARTY = ("offer", "question")
_WINDOWS = ("claimant", "respondent", "buyer", "seller", "loser")
_WAIT = (
    "who", "within", "silence", "starts", "ends", "stages", "extend", "windows", "issue", "final", "fixed", "unfair", "to",
)  # fmt: skip
_WHEN = ("reason", "remedy", "category", "tier", "value_from", "value_below", "shipped", "delivered")
_WHOSE = ("claimant",)


def waits(book: Book, usual: Usual, steps: Collection[str]) -> dict[str, Wait]:
    """All waits of a procedure, those that the program begins and the procedure's own."""
    names = book.kind(("waits",), dict, "a mapping of waits")
    if "vote" in names:
        raise book.wrong(
            ("waits", "vote"), "how long a panel votes is said where the panel is: `panel: {vote: {days: 3}}`"
        )
    return {name: _wait(book, ("waits", name), name, usual, (names, steps)) for name in names}


def _wait(book: Book, path: Place, name: str, usual: Usual, known: tuple[Collection[str], Collection[str]]) -> Wait:
    found = book.keys(path, ("who", "within", "silence"), _WAIT)
    own = name not in BUILT_IN
    if own and "starts" not in found:
        raise book.wrong(
            path, _near(name) or "a wait of the procedure's own says what begins it; add `starts: [opened]` or the like"
        )
    wait = Wait(name, who=BUILT_IN.get(name, ""), within=_within(book, path, name, usual), silence="")
    return _changed(book, path, wait, usual, known)


def _near(name: str) -> str:
    close = get_close_matches(name, BUILT_IN, 1)
    return (
        f"the program knows no wait `{name}`; did you mean {close[0]}? If not, say what begins it: `starts`"
        if close
        else ""
    )


def _within(book: Book, path: Place, name: str, usual: Usual) -> Clock:
    """How long a wait lasts; `at_once` where something of the procedure's own follows without anybody's being waited for."""
    if book.at(*path, "within") != "at_once":
        return clock(book, (*path, "within"), usual)
    if name in BUILT_IN:
        raise book.wrong((*path, "within"), "somebody must have time for this; write it like {days: 5}")
    return Clock(0, "minutes")


def _changed(book: Book, path: Place, wait: Wait, usual: Usual, known: tuple[Collection[str], Collection[str]]) -> Wait:
    """The wait with all that stands at a path in place of what it had."""
    found, own = book.at(*path), wait.name not in BUILT_IN
    names, steps = known
    if not own:
        _only(book, path, found, "starts", False, "the program begins this wait itself; leave `starts` out")
        _only(book, path, found, "stages", False, "the program knows where this wait begins; leave `stages` out")
        _only(
            book, path, found, "ends", wait.name in _ENDS_NAMED, "only `answer` and `reply` may be told what ends them"
        )
    _only(book, path, found, "windows", wait.name == "appeal", "only `appeal` can go from one party to the other")
    _only(book, path, found, "to", wait.name in _BY_PARTY, "only `offer` and `question` can be another for one party")
    _only(book, path, found, "fixed", wait.name in _FIXED, "no terms name a time for this wait; leave `fixed` out")
    change: dict[str, object] = {}
    if "who" in found:
        change["who"] = book.one_of((*path, "who"), OWN_WAIT_FOR if own else (BUILT_IN[wait.name],))
    if "within" in found:
        change["within"] = _within(book, path, wait.name, usual)
    if "silence" in found:
        change["silence"] = book.one_of((*path, "silence"), SILENCES["" if own else wait.name])
    for name in ("starts", "ends"):
        if name in found:
            change[name] = triggers(book, (*path, name), names, steps)
    if "stages" in found:
        change["stages"] = frozenset(_listed(book, (*path, "stages"), STAGES[:-1]))
    if "extend" in found:
        change["extend"] = _extension(book, (*path, "extend"), usual)
    if "windows" in found:
        change["windows"] = tuple(_listed(book, (*path, "windows"), _WINDOWS))
    if "issue" in found:
        change["issue"] = book.one_of((*path, "issue"), ISSUES)
    for name in ("final", "fixed"):
        if name in found:
            change[name] = book.kind((*path, name), bool, "true or false")
    if "unfair" in found:
        change["unfair"] = unfair(book, (*path, "unfair"))
    after = replace(wait, **change)
    if after.within.at_once and (after.who != "platform" or after.extend):
        raise book.wrong(
            (*path, "within"), "nobody can act in no time; write `who: platform` and no `extend`, or give it time"
        )
    if "loser" in after.windows and len(after.windows) > 1:
        raise book.wrong((*path, "windows"), "`loser` is whoever the ruling went against; write it alone")
    if "to" in found:
        after = replace(after, to=_by_party(book, (*path, "to"), after, usual))
    elif wait.to and change:
        raise book.wrong(path, "this wait is another for one party; say `to` again")
    if after.silence == "grant_issue" and not after.issue:
        raise book.wrong(path, "`grant_issue` concedes one term; say which: `issue: return_freight`")
    if after.issue and after.silence != "grant_issue":
        raise book.wrong((*path, "issue"), "only `grant_issue` concedes one term; leave it out")
    return after


def _only(book: Book, path: Place, found: Mapping, name: str, allowed: bool, why: str) -> None:
    if name in found and not allowed:
        raise book.wrong((*path, name), why)


def _by_party(book: Book, path: Place, wait: Wait, usual: Usual) -> Mapping[str, Wait]:
    """The wait as it is for one party, where it is another for him."""
    found = {}
    for name in book.keys(path, (), ("claimant", "respondent", "buyer", "seller")):
        here = book.keys((*path, name), (), ("within", "silence"))
        within = clock(book, (*path, name, "within"), usual) if "within" in here else wait.within
        if within.unit != wait.within.unit:
            raise book.wrong((*path, name, "within"), f"counts in {wait.within.unit}, as the wait itself does")
        silence = book.one_of((*path, name, "silence"), SILENCES[wait.name]) if "silence" in here else wait.silence
        found[name] = replace(wait, within=within, silence=silence)
    return found


def triggers(book: Book, path: Place, waits: Collection[str], steps: Collection[str]) -> tuple[Trigger, ...]:
    """What happens, as a list: words, or words with of whom or of what, `{said: respondent}`."""
    found = []
    for number, one in enumerate(book.kind(path, list, "a list of what happens, such as [opened, {said: respondent}]")):
        here = (*path, number)
        if isinstance(one, str):
            found.append(Trigger(book.one_of(here, EVENTS)))
            continue
        if len(book.kind(here, dict, "a word, or a word with of whom")) != 1:
            raise book.wrong(here, "one word with of whom or of what, such as {said: respondent}")
        (event,) = book.keys(here, (), EVENTS)
        args = {"step": steps, "wait": waits}.get(EVENTS[event], EVENTS[event])
        if args is None:
            raise book.wrong((*here, event), f"nothing stands behind `{event}`; write it alone")
        found.append(Trigger(event, book.one_of((*here, event), args)))
    return tuple(found)


def _extension(book: Book, path: Place, usual: Usual) -> Extension:
    book.keys(path, ("within", "by"))
    within = clock(book, (*path, "within"), usual)
    return Extension(within, frozenset(_listed(book, (*path, "by"), ("self", *PARTIES))))


def overrides(book: Book, usual: Usual, known: Mapping[str, Wait], steps: Collection[str]) -> tuple[Override, ...]:
    """Other waits for some cases, in their order."""
    found = []
    for number, _ in enumerate(book.kind(("overrides",), list, "a list")):
        path = ("overrides", number)
        book.keys(path, ("when", "waits"))
        changed = {}
        for name in book.keys((*path, "waits"), (), known):
            book.keys((*path, "waits", name), (), _WAIT)
            changed[name] = _changed(book, (*path, "waits", name), known[name], usual, (known, steps))
        when = case(book, (*path, "when"), _WHOSE)
        if when == Case():
            raise book.wrong((*path, "when"), f"an override says for which cases it is: {', '.join((*_WHEN, *_WHOSE))}")
        found.append(Override(changed, when))
    return tuple(found)


def case(book: Book, path: Place, more: tuple[str, ...] = ()) -> Case:
    """For which cases something is meant. more: what else may be looked at here, such as who complains."""
    when = book.keys(path, (), (*_WHEN, *more))
    amounts = {name: _amounts(book, (*path, name)) if name in when else None for name in ("value_from", "value_below")}
    stations = {
        name: book.kind((*path, name), bool, "true or false") if name in when else None
        for name in ("shipped", "delivered")
    }
    return Case(
        reasons=frozenset(_listed(book, (*path, "reason"), REASONS)) if "reason" in when else frozenset(),
        remedies=frozenset(_listed(book, (*path, "remedy"), REMEDIES)) if "remedy" in when else frozenset(),
        categories=frozenset(words(book, (*path, "category"))) if "category" in when else frozenset(),
        tiers=frozenset(words(book, (*path, "tier"))) if "tier" in when else frozenset(),
        claimants=frozenset(_listed(book, (*path, "claimant"), ("buyer", "seller")))
        if "claimant" in when
        else frozenset(),
        **amounts,
        **stations,
    )


def words(book: Book, path: Place) -> list[str]:
    """A list of words of the marketplace's own."""
    return [
        book.kind((*path, number), str, "a word") for number, _ in enumerate(book.kind(path, list, "a list of words"))
    ]


def _listed(book: Book, path: Place, known: Collection[str]) -> list[str]:
    """A list of words, each of those known."""
    return [book.one_of((*path, number), known) for number, _ in enumerate(book.kind(path, list, "a list of words"))]


def _amounts(book: Book, path: Place) -> Mapping[str, int]:
    """Minor units by currency."""
    found = book.kind(path, dict, "amounts in minor units by currency, such as {CNY: 5000}")
    return {name: book.kind((*path, name), int, "whole minor units") for name in found}


def acts(book: Book, stages: Collection[str], known: Collection[str]) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Who may do what at which stage."""
    book.keys(("acts",), (), stages)
    return {
        stage: {
            party: frozenset(_listed(book, ("acts", stage, party), known))
            for party in book.keys(("acts", stage), (), PARTIES)
        }
        for stage in book.at("acts")
    }


def locks(book: Book, known: Collection[str], waits: Collection[str]) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """What somebody may not do yet while a wait is open."""
    return {
        act: {
            party: frozenset(_listed(book, ("locks", act, party), waits))
            for party in book.keys(("locks", act), (), PARTIES)
        }
        for act in book.keys(("locks",), (), known)
    }


def steps(book: Book, stages: Collection[str]) -> Mapping[str, Step]:
    """Steps that a party may say it has taken."""
    waits = book.kind(("waits",), dict, "a mapping of waits")
    found = {}
    for name in book.kind(("steps",), dict, "a mapping of steps"):
        here = book.keys(("steps", name), ("by", "stages"), ("during",))
        by = frozenset(_listed(book, ("steps", name, "by"), PARTIES))
        during = frozenset(_listed(book, ("steps", name, "during"), waits)) if "during" in here else frozenset()
        found[name] = Step(name, by, frozenset(_listed(book, ("steps", name, "stages"), stages)), during)
    return found


def pauses(book: Book, usual: Usual) -> Mapping[str, Pause]:
    """Why everything may stand still."""
    found = {}
    for name in book.kind(("pauses",), dict, "a mapping of reasons to stand still"):
        path = ("pauses", name)
        here = book.keys(path, ("within", "by"), ("times",))
        both = book.one_of((*path, "by"), ("both", "either")) == "both"
        found[name] = Pause(name, clock(book, (*path, "within"), usual), both, _count(book, path, here, "times"))
    return found


def _count(book: Book, path: Place, found: Mapping, name: str) -> int:
    """A whole number from 1 on; 1 where nothing is said."""
    many = book.kind((*path, name), int, "a whole number") if name in found else 1
    if many < 1:
        raise book.wrong((*path, name), f"must be 1 or more, and is {many}")
    return many


def opened_by(book: Book) -> frozenset[str]:
    """Who may open a case."""
    found = frozenset(_listed(book, ("opened_by",), ("buyer", "seller")))
    if not found:
        raise book.wrong(("opened_by",), "somebody must be able to open a case; name buyer, seller, or both")
    return found


def openings(book: Book, usual: Usual) -> tuple[Opening, ...]:
    """From when and until when a case may be opened."""
    found = []
    for number, _ in enumerate(book.kind(("openings",), list, "a list")):
        path = ("openings", number)
        here = book.keys(path, ("since",), ("when", "after", "within"))
        if not {"after", "within"} & here.keys():
            raise book.wrong(path, "say `after` (nobody can open before), `within` (nobody can open later), or both")
        found.append(
            Opening(
                since=book.one_of((*path, "since"), DATES),
                when=case(book, (*path, "when")) if "when" in here else Case(),
                after=clock(book, (*path, "after"), usual) if "after" in here else None,
                within=clock(book, (*path, "within"), usual) if "within" in here else None,
            )
        )
    return tuple(found)


def opens_itself(book: Book, usual: Usual) -> tuple[OpensItself, ...]:
    """When the platform opens a case for the buyer."""
    found = []
    for number, _ in enumerate(book.kind(("opens_itself",), list, "a list")):
        path = ("opens_itself", number)
        book.keys(path, ("since", "within", "unless", "reason", "remedy"))
        found.append(
            OpensItself(
                since=book.one_of((*path, "since"), ("ordered", "shipped")),
                within=clock(book, (*path, "within"), usual),
                unless=book.one_of((*path, "unless"), ("shipped", "delivered")),
                reason=book.one_of((*path, "reason"), REASONS),
                remedy=book.one_of((*path, "remedy"), REMEDIES),
            )
        )
    return tuple(found)


def caps(book: Book) -> Mapping[str, int]:
    """How often something may happen."""
    found = book.keys(("caps",), (), ("cases_per_line",))
    return {name: _count(book, ("caps",), found, name) for name in found}


def reopening(book: Book, usual: Usual) -> Reopening | None:
    """Whether a closed case may be taken up again: `never`, or within so long on new evidence."""
    if book.at("reopening") == "never":
        return None
    found = book.keys(("reopening",), ("within",), ("times",))
    return Reopening(clock(book, ("reopening", "within"), usual), _count(book, ("reopening",), found, "times"))


def panel(book: Book, usual: Usual, stages: Collection[str]) -> tuple[PanelRule, Wait]:
    """The panel that decides instead of one neutral, and the wait for its votes."""
    book.keys(("panel",), ("members", "vote"), ("stage",))
    many = book.kind(("panel", "members"), int, "a whole number")
    if many % 2 == 0 or not 3 <= many <= 31:
        raise book.wrong(
            ("panel", "members"), f"must be an odd number from 3 to 31, so that there is a majority; it is {many}"
        )
    if "stage" in book.at("panel"):
        book.one_of(("panel", "stage"), ("decision",))
    if "decision" not in stages:
        raise book.wrong(
            ("panel",), "a panel decides at the stage `decision`; add it to `stages`, or leave the panel out"
        )
    wait = Wait("vote", who=BUILT_IN["vote"], within=clock(book, ("panel", "vote"), usual), silence="count_votes")
    return PanelRule(many), wait


def unfair(book: Book, path: Place) -> Unfair:
    """What is said openly to be less than fair."""
    book.keys(path, ("why", "source"))
    return Unfair(by_language(book, (*path, "why")), book.kind((*path, "source"), str, "where it is written"))


def by_language(book: Book, path: Place) -> Mapping[str, str]:
    """A text in the three languages."""
    found = book.keys(path, LANGUAGES)
    for language in found:
        if not book.kind((*path, language), str, "text").strip():
            raise book.wrong((*path, language), "the text is empty")
    return found


def all_of(book: Book, path: Place, read: Callable[[Book, Place], object]) -> Mapping[str, object]:
    """A mapping whose values are all read by one function."""
    return {name: read(book, (*path, name)) for name in book.kind(path, dict, "a mapping")}
