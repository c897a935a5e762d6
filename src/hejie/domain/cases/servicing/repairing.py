"""A repair: found out, quoted where it is not covered, done, checked, handed back; what follows where it does not help.

Repairs that did not help leave the choice of another article or the money to the buyer: after two, or after one where the law of
the place says so. Each repair that the guarantee covered makes it longer by what that law says (`aftersales.longer`, `Book.guarantee`).
"""

from collections.abc import Mapping
from dataclasses import replace

from hejie.domain.aftersales import amounts, longer
from hejie.domain.aftersales import flow as flows
from hejie.domain.aftersales.service import Service
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.servicing import going_on, lending, outward, wishes
from hejie.domain.cases.servicing.commands import AskService
from hejie.domain.cases.servicing.steps import (
    DEEMED,
    STEPS,
    Rule,
    awaits,
    deemed,
    flag,
    only,
    private_of,
    rows,
    whole,
)  # fmt: skip
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.refusal import Refusal

WHERE = ("send_in", "on_site")
NEEDS = ("none", "daily", "work", "health")
"""How much its buyer depends on the thing: not, every day, for his work, for his health."""
AFTER_TWO = ("refund", "exchange", "repair")
_ROUND = (
    "send",
    "receive",
    "diagnose",
    "quote",
    "approve_quote",
    "pay_more",
    "repair",
    "check",
    "dispatch",
    "arrive",
    "visit",
)
_TRIED_BEFORE = 2
_MOST_PARTS = 50


def wish(order: object, command: AskService, pieces: Mapping[int, int]) -> dict:
    """`where`: sent in (the usual) or at the buyer's place; `way` of sending; `need`; `diagnosis`: what the
    guide's questions came to, as [[question, answer], …], in words; `guide`: which guide of which version that was, and the names
    of the answers, so that each side reads it in its own language. Refuses wish_value."""
    told = wishes.known(command, "where", "way", "need", "diagnosis", "guide")
    where, need = told.get("where") or "send_in", told.get("need") or "none"
    for name, value, known in (("where", where, WHERE), ("need", need, NEEDS)):
        if value not in known:
            raise wishes.no_value(name, value)
    found = {"where": where, "need": need, **wishes.way(told)}
    answers = told.get("diagnosis", ())
    if not isinstance(answers, list | tuple) or len(answers) > 30:
        raise wishes.no_value("diagnosis", answers)
    if answers:
        if not all(
            isinstance(one, list | tuple) and len(one) == 2 and all(isinstance(x, str) for x in one) for one in answers
        ):
            raise wishes.no_value("diagnosis", answers)
        found["diagnosis"] = [[Private(one[0][:300]), Private(one[1][:300])] for one in answers]
    return found | _guide(told)


def _guide(told: Mapping) -> dict:
    """{"id", "version", "answers": names in their order}, or nothing."""
    guide = told.get("guide")
    if guide is None:
        return {}
    names = guide.get("answers") if isinstance(guide, Mapping) and set(guide) == {"id", "version", "answers"} else None
    words = (guide["id"], guide["version"], *names) if isinstance(names, list | tuple) and len(names) <= 30 else ()
    if not words or not all(isinstance(one, str) and 0 < len(one) <= 60 for one in words):
        raise wishes.no_value("guide", guide)
    return {"guide": {"id": guide["id"], "version": guide["version"], "answers": list(names)}}


def flow(service: Service, *, covered: bool | None = None, back_only: bool = False) -> tuple:
    """The steps of this repair.

    covered     None until it is found out; False: with a quote, its approval and its payment
    back_only   the quote was declined or not paid: the thing goes back as it is; at the buyer's place it is there already
    """
    steps = {step.name: step for step in service.flow}
    home = service.wish.get("where") == "on_site"
    names = ["answer", *(("visit",) if home else ("send", "receive")), "diagnose"]
    if covered is False:
        names += ["quote", "approve_quote", "pay_more"]
    if not back_only:
        names += ["repair", "check"]
    if not home:
        names += ["dispatch", "arrive"]
    elif not back_only:
        names += ["arrive"]
    order = [replace(steps[name], aside=False) for name in names if name in steps]
    beside = [
        replace(step, aside=True) for step in service.flow if step.name not in names
    ]  # they may be called for later
    return (*order, *beside)


def priority(wish: Mapping, repaired: int) -> dict:
    """How soon a repair should be looked at, and why: by how much its buyer depends on it, and by what was tried before.

    Returns  {"level": 1 to 3 (1 first), "why": words of a fixed vocabulary}
    """
    why = [wish["need"]] if wish.get("need", "none") != "none" else []
    why += ["repaired_before"] if repaired else []
    level = 1 if wish.get("need") == "health" or repaired >= _TRIED_BEFORE else 2 if why else 3
    return {"level": level, "why": why}


def _diagnose(draft: Draft, told: Mapping) -> dict:
    """What is broken, and whether the guarantee covers it. Not covered needs a word and evidence (`evidence_needed`)."""
    only(told, "covered", "fault")
    covered = flag(told, "covered", True)
    data = {"covered": covered, **private_of(told, "fault", needed=True)}
    data["flow"] = [step.as_data() for step in flow(draft.case.service, covered=covered)]
    return data


def _diagnosed(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "diagnose")
    going_on.next_step(draft)


def _quote(draft: Draft, told: Mapping) -> dict:
    """What it costs the buyer, with its parts: `minor`, `parts` [{name, minor}], `days` that it takes."""
    only(told, "minor", "parts", "days")
    parts = _parts(told)
    minor = whole(told, "minor", least=1)
    if parts and sum(one["minor"] for one in parts) > minor:
        raise Refusal("step_told", name="parts")
    return {"minor": minor, "parts": parts, "days": whole(told, "days", least=1, most=365)}


def _parts(told: Mapping) -> list[dict]:
    listed = list(rows(told, "parts"))
    if len(listed) > _MOST_PARTS:
        raise Refusal("step_told", name="parts")
    return [
        {
            **private_of(only(row, "name", "minor"), "name", needed=True),
            "minor": whole(row, "minor") if "minor" in row else 0,
        }
        for row in listed
    ]


def _next(*steps: str):
    def go_on(draft: Draft, told: Mapping) -> None:
        going_on.over(draft, *steps)
        going_on.next_step(draft)

    return go_on


def _approve(draft: Draft, told: Mapping) -> dict:
    """yes, no (it goes back as it is), or contested: it should be covered."""
    answer = only(told, "answer").get("answer")
    if answer not in ("yes", "no", "covered"):
        raise Refusal("step_told", name="answer")
    if answer == "no":
        return {"answer": answer, **_as_it_is(draft)}
    return {"answer": answer, **({"over": False} if answer == "covered" else {})}


def _as_it_is(draft: Draft) -> dict:
    """It goes back unrepaired: the flow from here."""
    return {"flow": [step.as_data() for step in flow(draft.case.service, covered=True, back_only=True)]}


def _no_answer(draft: Draft) -> dict:
    """Who does not answer a quote has not ordered the repair."""
    return {"answer": "no", **_as_it_is(draft)}


def _not_paid(draft: Draft) -> dict:
    """What was not paid is not repaired, and goes back; of other kinds nothing is told."""
    return _as_it_is(draft) if draft.case.service.kind == "repair" else {}


def _approved(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "approve_quote")
    if told["answer"] == "covered":
        going_on.escalate(draft, "not_covered")
    else:
        going_on.next_step(draft)


def _repair(draft: Draft, told: Mapping) -> dict:
    """The log: what was done (`work`), with which parts."""
    only(told, "work", "parts")
    return {**private_of(told, "work", needed=True), "parts": _parts(told)}


def _check(draft: Draft, told: Mapping) -> dict:
    """The seller's own check. Not passed, it is repaired again before it goes back."""
    passed = flag(only(told, "passed"), "passed", True)
    return {"passed": passed, **({} if passed else {"over": False, "again": ["repair"]})}


def helped(draft: Draft) -> dict:
    """What the hand-back says where all is well: what the law adds to the guarantee (`aftersales.longer`), and, where something
    was lent, that it comes back now."""
    service = draft.case.service
    told: dict = {}
    if added := _added(draft, service):
        told["guarantee"] = added
    if lending.lent(service) and service.step("give_back") is not None:
        told["flow"] = lending.with_loan(service)
    return told


def _added(draft: Draft, service: Service) -> dict:
    """Nothing where it went back unrepaired, or was repaired for money: then the guarantee was not what repaired it."""
    if _takes_another(service):
        return longer.of_replacement(service.guarantee)
    found = service.last("diagnose")
    if not _was_repaired(service) or (found is not None and not found.data.get("covered", True)):
        return {}
    began = service.last("receive") or found
    before = [row for piece in service.pieces for row in longer.of_goods(draft.order.longer, piece.line)]
    received = began.at if began else ""
    return longer.of_repair(service.guarantee, before, draft.case.opened_at, received, draft.now)


def _replaced(draft: Draft) -> dict:
    """What the arrival of another article says of its guarantee."""
    told = longer.of_replacement(draft.case.service.guarantee)
    return {"guarantee": told} if told else {}


def _takes_another(service: Service) -> bool:
    """The buyer has chosen another article after repairs in vain."""
    chosen = service.last("after_two")
    return chosen is not None and chosen.data.get("want") == "exchange"


def _was_repaired(service: Service) -> bool:
    found, work = service.last("diagnose"), service.last("repair")
    return work is not None and (found is None or work.seq > found.seq)


def failed(service: Service) -> int:
    """How often the buyer has said that a repair did not help, repairs of earlier requests among them."""
    before = next((one["times"] for one in service.signs if one["sign"] == "repaired_before"), 0)
    return before + sum(one.step == "arrive" and not one.data.get("right", True) for one in service.steps)


def _attempts(service: Service) -> int:
    return service.guarantee.get("attempts", longer.ATTEMPTS)


def did_not_help(draft: Draft) -> None:
    """It is repaired again; after as many as the law of the place allows (two, where it says nothing) the buyer chooses another
    article, the money, or one more repair. What came back unrepaired, or was replaced, and is not in order becomes a dispute."""
    service = draft.case.service
    if _takes_another(service) or not _was_repaired(service):
        going_on.escalate(draft, "arrival")
        return
    if failed(service) >= _attempts(service):
        going_on.wait(draft, service.step("after_two"))
        return
    _again(draft)


def _again(draft: Draft) -> None:
    service = draft.case.service
    again = [name for name in _ROUND if name in service.finished]
    steps = [step.as_data() for step in flow(service)]
    deemed(draft, "round", "seller", over=False, again=again, flow=steps)
    going_on.next_step(draft)


def _after_two(draft: Draft, told: Mapping) -> dict:
    want = only(told, "want").get("want")
    if want not in AFTER_TWO:
        raise Refusal("step_told", name="want")
    return {"want": want, "over": False}


def _went_on(draft: Draft, told: Mapping) -> None:
    going_on.over(draft, "after_two")
    if told["want"] == "refund":
        outward.refund_instead(draft)
    elif told["want"] == "repair":
        _again(draft)
    else:
        back = ("send", "receive") if with_buyer(draft.case.service) else ()
        _go_by(draft, *back, "dispatch", "arrive")


def with_buyer(service: Service) -> bool:
    """Whether the buyer has the thing: it was repaired at his place, or has come back to him."""
    came, received = service.last("arrive"), service.last("receive")
    return received is None or (came is not None and came.seq > received.seq)


def _before_money(draft: Draft) -> None:
    """The money follows once the thing is back, and what was lent; where the shop has both, at once."""
    service = draft.case.service
    back = ("send", "receive", "inspect") if with_buyer(service) and service.step("inspect") else ()
    names = (*lending.first(service), *back)
    if names:
        _go_by(draft, *names)
    else:
        going_on.finish(draft)


def _go_by(draft: Draft, *names: str) -> None:
    """Go on by these steps alone; those that were taken before are taken once more."""
    service = draft.case.service
    order = [replace(flows.named(service.flow, name), aside=False) for name in names]
    over = [one for one in service.flow if not one.aside and one.name in service.finished and one.name not in names]
    named = {one.name for one in (*over, *order)}
    beside = [replace(one, aside=True) for one in service.flow if one.name not in named]
    going_on.over_all(draft)
    flow_now = [one.as_data() for one in (*over, *order, *beside)]
    deemed(draft, "round", "seller", over=False, again=list(names), flow=flow_now)
    going_on.next_step(draft)


def _laid_out(draft: Draft) -> None:
    """What the buyer has laid out for ways that the seller bears is paid back, where he has shown it (a slip with the step)."""
    service = draft.case.service
    if service.freight != "seller":
        return
    shown = [one.data for one in service.steps if one.step == "send" and one.data.get("evidence")]
    freight = sum(one.get("minor", 0) for one in shown)
    if not freight:
        return
    before = service.reckoned or amounts.reckon((), (), draft.case.currency)
    rows = [*before["adjust"], {"what": "freight", "minor": freight}]
    reckoned = {**before, "adjust": rows, "minor": before["minor"] + freight}
    draft.add("ServiceReckoned", reckoned=reckoned)


def chooses(service: Service) -> bool:
    """Enough repairs did not help, and the buyer has not chosen yet."""
    arrived, chosen = service.last("arrive"), service.last("after_two")
    if service.kind != "repair" or arrived is None or arrived.data.get("right", True):
        return False
    return failed(service) >= _attempts(service) and (chosen is None or chosen.seq < arrived.seq)


wishes.READERS["repair"] = wish
outward.BY_KIND["repair"] = (helped, did_not_help)
outward.BY_KIND["exchange"] = (_replaced, lambda draft: going_on.escalate(draft, "arrival"))
outward.FIRST["repair"] = _before_money
outward.GOES_BACK["repair"] = with_buyer
outward.OWN["repair"] = lambda service: not _takes_another(service)
lending.NOT_WHILE["repair"] = chooses
going_on.ENDS["repair"] = _laid_out
DEEMED |= {"approve_quote": _no_answer, "pay_more": _not_paid}
STEPS |= {
    "diagnose": Rule(("seller",), _diagnose, _diagnosed, turn=awaits("diagnose")),
    "quote": Rule(("seller",), _quote, _next("quote"), turn=awaits("quote"), note=True, proof=True),
    "approve_quote": Rule(("buyer",), _approve, _approved, turn=awaits("approve_quote")),
    "repair": Rule(("seller",), _repair, _next("repair"), turn=awaits("repair")),
    "check": Rule(("seller",), _check, _next("check"), turn=awaits("check")),
    "after_two": Rule(("buyer",), _after_two, _went_on, turn=chooses),
}
