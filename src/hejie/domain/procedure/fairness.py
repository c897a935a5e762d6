"""Whether a procedure treats both sides fairly, as far as that can be proved of its text and of its graph.

Three properties, each of which a procedure may fail only if it says so:

    heard           nobody loses money for good without notice, sight of the other side's file and a chance to answer.
                    The program itself gives notice and shows the joint file, on which alone a decision may rest; so what
                    remains is the chance. A side has had it when a wait of its own ran out that it could have ended by
                    acting, when it acted itself where it could put its view, or when it could put its view before the
                    neutral who decides. A default against a side that it could not have averted needs an appeal as well.
    equal_windows   what one side may do for its cause, the other may; like waits are alike, what a side may add included
    other_decider   an appeal goes to somebody else
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import lru_cache

from hejie.domain.procedure.clocks import Clock
from hejie.domain.procedure.findings import Finding, Path
from hejie.domain.procedure.paths import SIDES, Graph, Way, averts, is_on, speaks
from hejie.domain.procedure.rulebook import BUILT_IN, Procedure, Trigger, Wait

LEAST_TIME = timedelta(hours=1)
"""Nobody reads a file and answers it in less."""
# Acts for one's own cause. To give a claim up, or to take it further, is the claimant's; what is owed decides who performs.
_RIGHTS = (
    "message", "statement", "evidence", "offer", "accept", "reject", "escalate", "answer_question", "answer_appeal",
    "object", "appeal", "room", "extend", "pause", "resume", "reopen",
)  # fmt: skip
# Waits in which one side does something that can be compared with what the other does in its turn: look at what the other
# has sent or done, do what one owes. These may differ, but not so many times.
_COMPARABLE = (("confirm_return", "confirm"), ("ship_back", "perform"))
_TIMES = 5
_FOR_EITHER = ("offer", "question", "settle", "sign", "appeal", "appeal_answer", "keep_promise", "confirm_promise")
_SPEECH = frozenset({"said", "filed", "offered", "accepted", "rejected", "escalated"})
_HARMLESS = frozenset({"go_on", "submit_for_him"})
_VOICE = frozenset(_RIGHTS) - {"offer", "accept", "reject", "escalate"}
_REPLIES = ("accept", "reject")
_MIRROR = {"claimant": "respondent", "respondent": "claimant", "buyer": "seller", "seller": "buyer"}


def check(procedure: Procedure, graph: Graph) -> Iterator[Finding]:
    """All that is unfair in the cases of one graph, stated or not. procedure: the one without overrides that it is of."""
    found = (
        *_heard(procedure, graph),
        *_windows(procedure, graph),
        *_rights(procedure),
        *_locks(procedure),
        *_decider(procedure),
    )
    for one in found:
        stated = one.property in procedure.unfair or any(
            name in procedure.waits and procedure.waits[name].unfair for name in one.waits
        )
        yield Finding(one.property, one.path, one.message, one.mend, one.waits, bool(stated))


def _heard(procedure: Procedure, graph: Graph) -> Iterator[Finding]:
    for side in SIDES:
        chance = _chances(procedure, graph, side)
        found = graph.search((0,), lambda way, chance=chance: not chance(way))
        for way in graph.ways:
            if way.source not in found or chance(way):
                continue
            if side in way.lost:
                yield _unheard(graph, side, way, graph.told(found, way.source))
        yield from _defaults(graph, side, chance)


def _chances(procedure: Procedure, graph: Graph, side: str) -> Callable[[Way], bool]:
    """Whether on this way the side has a chance to be heard, or has had it where the way begins."""

    def chance(way: Way) -> bool:
        place = graph.places[way.source]
        if way.kind == "silence" and is_on(way.by, side):
            return averts(graph, way.source, way.name, side) and _long_enough(procedure, way.name)
        if place.neutral and speaks(graph, way.source, side):
            return True
        return way.kind == "act" and way.by == side and speaks(graph, way.source, side)

    return chance


def _long_enough(procedure: Procedure, wait: str) -> bool:
    rule = procedure.waits.get(wait)
    return rule is None or shortest(rule.within) >= LEAST_TIME


def _unheard(graph: Graph, side: str, way: Way, how: str) -> Finding:
    who = _named(graph, side)
    wait = way.kind == "silence"
    after = "" if how == "at once" else f" (after: {how})"
    return Finding(
        "heard",
        ("waits", way.name) if wait else ("acts", graph.places[way.source].stage),
        f"{who} can lose money for good when {_told(way)}{after}, without ever having had a chance to answer",
        f"give the {side} a wait that it can answer before this, with acts such as statement and evidence"
        + ("; or let the silence mean enter_next" if wait else ""),
        (way.name,) if wait else (),
    )


def _defaults(graph: Graph, side: str, chance: Callable[[Way], bool]) -> Iterator[Finding]:
    """Defaults against a side that it could not have averted, and that nobody looks at again."""
    anyhow = graph.search((0,), lambda way: True)
    for way in graph.ways:
        if way.kind == "act" and (way.by == side or way.by not in SIDES):
            continue
        if side not in (way.lost if way.kind == "act" else way.against):
            continue
        if way.kind == "silence" and is_on(way.by, side) and averts(graph, way.source, way.name, side):
            continue
        after = graph.search((way.target,), lambda one: not chance(one))
        final = side in way.lost or any(
            side in one.lost and one.source in after and not chance(one) for one in graph.ways
        )
        if final:
            who = _named(graph, side)
            how = graph.told(anyhow, way.source)
            after = "" if how == "at once" else f" (after: {how})"
            yield Finding(
                "heard",
                ("waits", way.name) if way.kind == "silence" else ("acts", graph.places[way.source].stage),
                f"{who} loses for good when {_told(way)}{after}, which the {side} cannot prevent, and nobody weighs what it has said",
                "let this silence mean enter_next, replace_neutral or platform_pays, let it fall on whoever was silent, "
                "give the side an act that ends the wait, or let it appeal",
                (way.name,) if way.kind == "silence" else (),
            )


def _told(way: Way) -> str:
    if way.kind == "act":
        return f"the {way.by} does {way.name}"
    return f"`{way.name}` runs out, which waits on {'both' if way.by == 'both' else f'the {way.by}'}"


def _named(graph: Graph, side: str) -> str:
    other = "seller" if graph.claimant == "buyer" else "buyer"
    return f"the {side} (where the {graph.claimant} complains: the {graph.claimant if side == 'claimant' else other})"


def _windows(procedure: Procedure, graph: Graph) -> Iterator[Finding]:
    yield from _turns(procedure, graph)
    for one, other in _COMPARABLE:
        yield from _alike(procedure, one, other, _TIMES)
    for wait in procedure.own_waits():
        for other in procedure.own_waits():
            if wait.name < other.name and _mirrored(wait, other):
                yield from _alike(procedure, wait.name, other.name)
    for name in _FOR_EITHER:
        if name in procedure.waits:
            yield from _for_both(procedure.waits[name])
    appeal = procedure.waits.get("appeal")
    if appeal is not None and appeal.windows and "loser" not in appeal.windows:
        sides = {"claimant": graph.claimant, "respondent": _MIRROR[graph.claimant]}
        named = sorted(sides.get(party, party) for party in appeal.windows)
        if named != ["buyer", "seller"]:
            yield Finding(
                "equal_windows", ("waits", "appeal", "windows"),
                f"the time to appeal goes to {', '.join(appeal.windows)}, and so not once to each side",
                "write windows: [buyer, seller], or leave it out: then both have it at once",
                ("appeal",),
            )  # fmt: skip


def _turns(procedure: Procedure, graph: Graph) -> Iterator[Finding]:
    """The shortest time in which a side must put its view, or lose something, is the same for both."""
    turns = {side: [] for side in SIDES}
    for wait in procedure.waits.values():
        side = _side(wait.who, graph)
        told = wait.name in ("answer", "reply") or any(
            one.event in _SPEECH and _side(one.arg, graph) in (side, "") for one in wait.ends
        )
        if side in turns and told and wait.silence not in _HARMLESS and (wait.name in BUILT_IN or wait.starts):
            turns[side].append((_most(wait), wait.name))
    if all(turns.values()):
        yield from _alike(procedure, *(min(turns[side])[1] for side in SIDES[::-1]))
    elif "reply" in procedure.waits and turns["claimant"] and "answer" not in procedure.waits:
        yield Finding(
            "equal_windows",
            ("waits", "reply"),
            "`reply` gives the claimant a turn, and no `answer` gives one to the respondent",
            "add a wait `answer` of the same length",
            ("reply",),
        )


def _side(who: str, graph: Graph) -> str:
    """claimant or respondent, where a wait is on one of them; else the word as it stands."""
    sides = {graph.claimant: "claimant", _MIRROR[graph.claimant]: "respondent"}
    return sides.get(who, who)


def _alike(procedure: Procedure, name: str, other: str, times: int = 1) -> Iterator[Finding]:
    """Two like waits take equally long (none so many times as the other), with what whoever must act may add by himself."""
    if not {name, other} <= procedure.waits.keys():
        return
    first, second = (_most(procedure.waits[one]) for one in (name, other))
    if max(first, second) > min(first, second) * times:
        told = [_days(procedure.waits[one]) for one in (name, other)]
        yield Finding(
            "equal_windows", ("waits", name, "within"),
            f"`{name}` lasts {told[0]} and `{other}` {told[1]}, so that the sides have unequal time for the like",
            "give both the same time, an extension by `self` included",
            (name, other),
        )  # fmt: skip


def _for_both(wait: Wait) -> Iterator[Finding]:
    if wait.extend is not None:
        parties = {_MIRROR.get(party, party) for party in wait.extend.by}
        if parties != wait.extend.by:
            yield Finding(
                "equal_windows", ("waits", wait.name, "extend"),
                f"`{wait.name}` waits on either side, and only one of them can make it longer",
                "write `self` in place of the one side, or name both", (wait.name,),
            )  # fmt: skip
    for party, own in wait.to.items():
        other = wait.to.get(_MIRROR[party], wait)
        if _most(own) != _most(other):
            yield Finding(
                "equal_windows", ("waits", wait.name, "to", party),
                f"`{wait.name}` lasts {_days(own)} for the {party}, and {_days(other)} for the other side",
                "give both the same time", (wait.name,),
            )  # fmt: skip


def _mirrored(wait: Wait, other: Wait) -> bool:
    """Whether one wait is for one side what the other is for the other side."""
    if _MIRROR.get(wait.who) != other.who:
        return False
    return _swapped(wait.ends) == set(other.ends) and set(other.starts) in (set(wait.starts), _swapped(wait.starts))


def _swapped(triggers: Iterable[Trigger]) -> set[Trigger]:
    return {Trigger(one.event, _MIRROR.get(one.arg, one.arg)) for one in triggers}


def _most(wait: Wait) -> timedelta:
    """How long a wait lasts at most, with what whoever must act may add by himself."""
    extend = wait.extend
    own = longest(extend.within) if extend is not None and "self" in extend.by else timedelta()
    return longest(wait.within) + own


def _days(wait: Wait) -> str:
    return f"{in_words(wait.within)}" + (
        f" (and {in_words(wait.extend.within)} more on wish)" if wait.extend and "self" in wait.extend.by else ""
    )


def in_words(clock: Clock) -> str:
    """A length of time as it stands in the file."""
    if clock.at_once:
        return "no time"
    unit = clock.unit.replace("_", " ")
    return f"{clock.amount} {unit.removesuffix('s') if clock.amount == 1 else unit}"


@lru_cache(maxsize=512)
def longest(clock: Clock) -> timedelta:
    """The longest time that a clock can count, whatever may be done to the hands of clocks meanwhile."""
    hands = timedelta() if clock.calendar else timedelta(hours=1)
    return clock.longest() - hands


def shortest(clock: Clock) -> timedelta:
    """A time that a clock certainly lasts."""
    if clock.unit in ("minutes", "hours", "shift_hours"):
        return timedelta(**{clock.unit.removeprefix("shift_"): clock.amount})
    return timedelta(days=clock.amount * (28 if clock.unit == "months" else 1)) - timedelta(hours=1)


def by_claimant(one: Procedure, other: Procedure, path: Path) -> Iterator[Finding]:
    """What a procedure has other for buyers who complain than for sellers who do, in cases that are alike otherwise."""
    for name, wait in one.waits.items():
        against = other.waits[name]
        if wait.who in ("neutral", "platform") or (_most(wait), wait.silence) == (_most(against), against.silence):
            continue
        yield Finding(
            "equal_windows",
            (*path, name),
            f"`{name}` lasts {_days(wait)} (then {wait.silence}) or {_days(against)} (then {against.silence}), only because another "
            "side complains",
            "give buyers and sellers the same where they are in the same part",
            (name,),
            bool(wait.unfair or against.unfair or "equal_windows" in one.unfair),
        )


def _rights(procedure: Procedure) -> Iterator[Finding]:
    for stage, parties in procedure.acts.items():
        claimant, respondent = (parties.get(side, frozenset()) for side in SIDES)
        for act in _RIGHTS:
            if (act in claimant) != (act in respondent):
                has, lacks = SIDES if act in claimant else SIDES[::-1]
                if (act, lacks) == ("escalate", "respondent") or (act in _REPLIES and not _is_offered(parties, has)):
                    continue
                yield Finding(
                    "equal_windows", ("acts", stage, lacks if lacks in parties else has),
                    f"in {stage} the {has} may do `{act}` and the {lacks} may not",
                    f"list `{act}` for both or for neither, or state it at the top: unfair: {{equal_windows: …}}",
                )  # fmt: skip


def _locks(procedure: Procedure) -> Iterator[Finding]:
    """What one side may say or ask for only later than the other may."""
    for act, parties in procedure.locks.items():
        locked = [side for side in SIDES if parties.get(side)]
        if act in _VOICE and len(locked) == 1:
            yield Finding(
                "equal_windows",
                ("locks", act, locked[0]),
                f"the {locked[0]} alone may not do `{act}` as long as {' and '.join(sorted(parties[locked[0]]))} may run",
                "lock it for both or for neither",
            )


def _is_offered(parties: Mapping, other: str) -> bool:
    """Whether a side is offered anything by the other side, or by a neutral, that it could accept or reject."""
    return "offer" in parties.get(other, ()) or "propose" in parties.get("neutral", ())


def _decider(procedure: Procedure) -> Iterator[Finding]:
    if "appeal" not in procedure.stages:
        return
    if procedure.appeal_to == "same":
        yield Finding(
            "other_decider", ("appeal_to",), "an appeal goes to the same person who made the ruling",
            "write appeal_to: other, or leave it out", ("appeal", "appeal_decide"),
        )  # fmt: skip
    both = _decides(procedure.acts, "decision", "decide"), _decides(procedure.acts, "appeal", "decide_appeal")
    for party in sorted(both[0] & both[1] - {"neutral"}):
        yield Finding(
            "other_decider", ("acts", "appeal", party),
            f"the {party} may decide the case and decide the appeal as well, and nothing makes that two people",
            "leave both to the neutral, who is always another for the appeal", ("appeal_decide",),
        )  # fmt: skip


def _decides(acts: Mapping, stage: str, act: str) -> set[str]:
    return {party for party, listed in acts.get(stage, {}).items() if act in listed}
