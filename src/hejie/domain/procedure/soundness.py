"""Whether a procedure works: every act can be done, everything can be reached, something always runs, all comes to an end."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from hejie.domain.procedure.findings import UNFAIRNESS, Finding
from hejie.domain.procedure.paths import Graph
from hejie.domain.procedure.rulebook import BUILT_IN, Procedure, Wait

# What is proved by playing; whether the others make sense is seen in the text alone.
_PLAYED = frozenset(
    {"offer", "accept", "reject", "sign", "escalate", "withdraw", "perform", "confirm", "answer_question", "answer_appeal",
     "object", "appeal", "assign", "ask", "propose", "to_decision", "decide", "decide_appeal", "reopen"}
)  # fmt: skip
# Whose an act is, and at which stages it does what it is for.
_WHOSE = {
    **dict.fromkeys(("ask", "propose", "to_decision", "decide", "decide_appeal", "hand_over"), ("neutral", "platform")),
    "assign": ("platform",), "note": ("neutral", "platform"), "withdraw": ("claimant",),
    **dict.fromkeys(
        ("sign", "accept", "reject", "answer_question", "answer_appeal", "appeal", "object", "perform", "confirm", "reopen"),
        ("claimant", "respondent")),
}  # fmt: skip
_WHERE = {"escalate": ("negotiation", "mediation"), "to_decision": ("mediation",)}
_IN_CLOSED = frozenset({"message", "statement", "evidence", "note", "room", "reopen"})
# Which act fulfils a wait of the program.
_FULFIL = {
    "sign": ("sign",), "rank": ("rank",), "bid": ("bid",), "assign": ("assign",), "question": ("answer_question",), "decide": ("decide",),
    "appeal_decide": ("decide_appeal",), "appeal_answer": ("answer_appeal",), "ship_back": ("perform",),
    "perform": ("perform",), "confirm": ("confirm",), "confirm_return": ("confirm",),
}  # fmt: skip
_BEGUN = frozenset(BUILT_IN) - {"keep_promise", "confirm_promise", "expert", "rank", "bid"}
_DAYS = tuple(datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=13) * number for number in range(700))
_SENTENCES = ("summary", "final_stage", "courts")
_WRITING = {"zh": re.compile("[\u3400-\u9fff]"), "ru": re.compile("[а-яА-ЯёЁ]")}


def check(procedure: Procedure, graphs: Iterable[Graph]) -> Iterator[Finding]:
    """All that does not hold of a procedure, given the graphs of all its kinds of cases."""
    graphs = tuple(graphs)
    yield from _unknown(procedure)
    yield from _texts(procedure)
    yield from _acts(procedure, graphs)
    yield from _fulfilled(procedure, graphs)
    yield from _reached(procedure, graphs)
    yield from _locks(procedure, graphs)
    yield from _openings(procedure)
    yield from _hidden(procedure)
    yield from _ends(graphs)
    yield from _promises(procedure)
    yield from _in_secret(procedure)
    yield from _whole(graphs)


def _unknown(procedure: Procedure) -> Iterator[Finding]:
    for name in procedure.unfair:
        if name not in UNFAIRNESS:
            yield Finding(
                "written", ("unfair", name), f"{name} is nothing that could be proved unfair",
                f"write one of {', '.join(UNFAIRNESS)}, or put `unfair` into the wait that it is about",
            )  # fmt: skip
    last = procedure.stages[-2]
    if procedure.final_stage != last:
        yield Finding(
            "written", ("final_stage",), f"people are told that {procedure.final_stage} is the last stage, and it is {last}",
            f"write final_stage: {last}",
        )  # fmt: skip


def _texts(procedure: Procedure) -> Iterator[Finding]:
    for language, texts in procedure.texts.items():
        for name, words in _flat(texts, ("texts", language)):
            if not isinstance(words, str) or not words.strip():
                yield Finding(
                    "texts", name, f"there is no text in {language}", "write the sentence that people are to read"
                )
            elif name[2] in _SENTENCES and language in _WRITING and not _WRITING[language].search(words):
                yield Finding("texts", name, f"this is not written in {language}", "translate it")


def _flat(texts: object, path: tuple) -> Iterator[tuple[tuple, object]]:
    if isinstance(texts, dict):
        for name, words in texts.items():
            yield from _flat(words, (*path, name))
    else:
        yield path, texts


def _acts(procedure: Procedure, graphs: tuple[Graph, ...]) -> Iterator[Finding]:
    done = {act for graph in graphs for act in graph.done}
    locked = {act for graph in graphs for act in graph.locked}
    for stage, parties in procedure.acts.items():
        for party, acts in parties.items():
            for act in sorted(acts):
                path = ("acts", stage, party)
                if party not in _WHOSE.get(act, (party,)):
                    whose = " or the ".join(_WHOSE[act])
                    yield Finding(
                        "acts", path, f"`{act}` is not for the {party}", f"list it for the {whose}, or leave it out"
                    )
                elif stage not in _WHERE.get(act, (stage,)):
                    yield Finding(
                        "acts", path, f"in {stage}, `{act}` would end the case without a result",
                        f"list it in {' or '.join(_WHERE[act])} alone",
                    )  # fmt: skip
                elif _is_idle(procedure, stage, party, act) or (
                    act in _PLAYED
                    and (stage, party, act) not in done | locked
                    and not any(graph.cut for graph in graphs)
                ):
                    yield Finding(
                        "acts", path, f"in {stage} the {party} can never do `{act}`",
                        "leave it out, or add what it belongs to (the wait that it answers, the act that comes before it)",
                    )  # fmt: skip


def _is_idle(procedure: Procedure, stage: str, party: str, act: str) -> bool:
    """Whether nothing in the text gives an act anything to do."""
    if stage == "closed" and act not in _IN_CLOSED:
        return True
    listed = procedure.acts[stage][party]
    if act == "extend":
        return not any(wait.extend is not None for wait in _all_waits(procedure))
    if act in ("pause", "resume"):
        return not procedure.pauses
    if act == "take_back":
        return not {"offer", "propose"} & listed
    return act == "reopen" and procedure.reopening is None


def _all_waits(procedure: Procedure) -> Iterator[Wait]:
    yield from procedure.waits.values()
    for override in procedure.overrides:
        yield from override.waits.values()


def _fulfilled(procedure: Procedure, graphs: tuple[Graph, ...]) -> Iterator[Finding]:
    """Whoever must act has the act by which he does."""
    open_rows = {
        (place.stage, *row, graph.claimant) for graph in graphs for place in graph.places for row in place.waits
    }
    for stage, name, who, _claimant in sorted(open_rows):
        for party in ("claimant", "respondent") if who == "both" else (who,):
            needed = _FULFIL.get(name)
            if needed and not any(procedure.allows(stage, party, act) for act in needed):
                yield Finding(
                    "acts", ("waits", name), f"in {stage} `{name}` waits on the {party}, who may not do `{needed[0]}` there",
                    f"list `{needed[0]}` for the {party} in acts.{stage}",
                )  # fmt: skip
    if "appeal" in procedure.stages and not any(
        procedure.allows("decision", party, "appeal") for party in ("claimant", "respondent")
    ):
        yield Finding(
            "acts", ("acts", "decision"), "there is a stage for appeals, and nobody may appeal",
            "list `appeal` for both sides in acts.decision, or leave the stage out",
        )  # fmt: skip


def _reached(procedure: Procedure, graphs: tuple[Graph, ...]) -> Iterator[Finding]:
    stages = {place.stage for graph in graphs for place in graph.places}
    begun = {name for graph in graphs for name in graph.begun}
    taken = {name for graph in graphs for name in graph.taken}
    happened = {word for graph in graphs for word in graph.happened}
    if any(graph.cut for graph in graphs):
        return
    for stage in procedure.stages:
        if stage not in stages:
            yield Finding(
                "reachable", ("stages", procedure.stages.index(stage)), f"no case ever comes to {stage}",
                "let somebody escalate (or the neutral do to_decision), let a silence mean enter_next, or leave the stage out",
            )  # fmt: skip
    for name in procedure.waits:
        if name in begun or (name in BUILT_IN and name not in _BEGUN):
            continue
        what = "what begins it never happens" if name not in BUILT_IN else "nothing in this procedure begins it"
        yield Finding(
            "reachable", ("waits", name), f"the wait `{name}` never runs: {what}", "mend `starts`, or leave it out"
        )
    for name in procedure.steps:
        if name not in taken:
            yield Finding(
                "reachable", ("steps", name), f"nobody can ever take the step {name}", "mend its `by` and `stages`"
            )
    for name, wait in procedure.waits.items():
        ends = [(one.event, one.arg) for one in wait.ends]
        if ends and name in begun and not happened & set(ends):
            yield Finding(
                "reachable", ("waits", name, "ends"), f"nothing that is to end `{name}` can ever happen",
                "name something that who must act may do, and list that act",
            )  # fmt: skip


def _locks(procedure: Procedure, graphs: tuple[Graph, ...]) -> Iterator[Finding]:
    done = {act for graph in graphs for act in graph.done}
    for stage, party, act in sorted({act for graph in graphs for act in graph.locked} - done):
        yield Finding(
            "reachable", ("locks", act, party), f"the lock on `{act}` of the {party} never opens in {stage}",
            "lock it behind a wait that ends while the act is still of use",
        )  # fmt: skip


def _openings(procedure: Procedure) -> Iterator[Finding]:
    """Openings behind which nobody ever comes: the time is over before it begins, or an earlier one always counts."""
    for number, one in enumerate(procedure.openings):
        path = ("openings", number)
        if one.after and one.within and not any(one.after.end(day) < one.within.end(day) for day in _DAYS):
            yield Finding(
                "reachable", path, "nobody can ever open a case by this: its time is over before it begins",
                "both count from the same date; make `within` longer than `after`",
            )  # fmt: skip
        before = (
            other for other in procedure.openings[:number] if other.since == one.since and other.when.covers(one.when)
        )
        if next(before, None):
            yield Finding(
                "reachable", path, "this never counts, because one before it fits every case that it is for",
                "put it before the one that is for more cases; the first that fits counts",
            )  # fmt: skip


def _hidden(procedure: Procedure) -> Iterator[Finding]:
    """Overrides of which nothing is left, because later ones are for the same cases."""
    for number, one in enumerate(procedure.overrides):
        later = [other for other in procedure.overrides[number + 1 :] if other.when.covers(one.when)]
        if one.waits and all(any(name in other.waits for other in later) for name in one.waits):
            yield Finding(
                "reachable", ("overrides", number), "this never counts, because one after it is for all of its cases",
                "put it after the one that is for more cases; the last that fits counts",
            )  # fmt: skip


def _whole(graphs: tuple[Graph, ...]) -> Iterator[Finding]:
    if any(graph.cut for graph in graphs):
        yield Finding(
            "terminates",
            ("waits",),
            "cases can come to more situations than can be looked at, so that nothing is proved",
            "use fewer steps and waits of its own that may run at the same time",
        )


def _promises(procedure: Procedure) -> Iterator[Finding]:
    """What is promised has a clock of its own from the moment at which both want it."""
    for stage, parties in procedure.acts.items():
        for party, acts in parties.items():
            for wait in ("keep_promise", "confirm_promise"):
                if {"promise", "accept_promise"} & acts and wait not in procedure.waits:
                    yield Finding(
                        "ends", ("acts", stage, party), f"promises are made here, and no `{wait}` says how long that may take",
                        f"add the wait `{wait}`, or leave `promise` and `accept_promise` out",
                    )  # fmt: skip


def _in_secret(procedure: Procedure) -> Iterator[Finding]:
    """Who is asked to rank or to bid in secret has a clock, or whoever waits for him would wait for ever."""
    for stage, parties in procedure.acts.items():
        for party, acts in parties.items():
            for act, wait in (("ask_proposals", "rank"), ("rank", "rank"), ("bid", "bid")):
                if act in acts and wait not in procedure.waits:
                    yield Finding(
                        "ends", ("acts", stage, party), f"`{act}` is done here, and no `{wait}` says how long that may take",
                        f"add the wait `{wait}`, or leave `{act}` out",
                    )  # fmt: skip


def _ends(graphs: tuple[Graph, ...]) -> Iterator[Finding]:
    for graph in graphs:
        found = graph.search((0,), lambda way: True)
        for place in graph.places:
            if place.stuck:
                needs = f"; add the wait `{place.lacking}`" if place.lacking else ""
                yield Finding(
                    "ends", ("waits",), f"a case stands still for ever in {place.stage}, with no wait running"
                    f" (after: {graph.told(found, place.number)})",
                    "let a wait run there whose silence leads on" + needs,
                )  # fmt: skip
        for name in sorted(graph.endless):
            yield Finding(
                "terminates", ("waits", name), f"the silence of `{name}` begins waits again and again without an end",
                "let this silence lead on (enter_next, close_case …), or let nothing begin by it",
            )  # fmt: skip
