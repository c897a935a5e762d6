"""What must happen outside after the commit: payments, assignments, debts to collect, cases to open and to count.

Pure: entries in, effects out.
"""

from collections.abc import Mapping

from hejie.domain.cases import after_effects, erasure_news, signals, verdicts
from hejie.domain.cases.effect import Effect
from hejie.domain.cases.state import SIDES, CaseState
from hejie.domain.cases.world import World
from hejie.domain.orders import clocks


def effects(world: World, entries: list[dict]) -> list[Effect]:
    """Effects of the entries of one transaction."""
    found: list[Effect] = []
    for entry in entries:
        data = entry["data"]
        if entry["kind"] == "TransfersReleased":
            found += [
                _effect("payment", entry, one, {"root": world.root, "transfer": one, "case": data.get("case") or ""})
                for one in data["transfers"]
            ]
        elif entry["kind"] == "DebtDue":
            found += [
                _effect("debt", entry, one, {"root": world.root, "debt": one, "case": data["case"]})
                for one in data["debts"]
            ]
        elif entry["kind"] == "DeadlineSet" and data["wait"] == "assign":
            found.append(_effect("assign", entry, "neutral", {"root": world.root, "case": world.case.id}))
        elif entry["kind"] in ("VoteCast", "PanelClosed") or (
            entry["kind"] == "DeadlineSet" and data["wait"] == "vote"
        ):
            found.append(_effect("panel", entry, "count", {"root": world.root, "case": world.case.id}))
        elif entry["kind"] in _LETTERS and (entry["kind"] != "DeadlineReminded" or data["who"] == "expert"):
            found += _letters(world.case, entry)
        elif entry["kind"] == "ContentErased" and world.case is not None:
            found += [_letter(world.case, entry, one) for one in erasure_news.askings(world.case, entry)]
        elif entry["kind"] == "DefaultApplied" and data.get("silence") == clocks.OPEN_CASE and data["lines"]:
            found.append(_effect("open_case", entry, "buyer", _asked(world, entry)))
        elif entry["kind"] in _KNOWN_BY_ORDER and entry["stream"].startswith("order:"):
            found += [_effect("look", entry, one, {"root": world.root, "case": one}) for one in _others(world)]
        elif entry["kind"] == "DealAttached" or (entry["kind"] == "OrderPlaced" and entry["data"].get("listings")):
            found.append(_effect("papers", entry, "order", {"root": world.root}))
        elif entry["kind"] == "CaseClosed":
            found += [
                _effect("standing", entry, side, _closing(world.case, side, entry))
                for side in SIDES
                if verdicts.may_change_a_count(world.case, side)
            ]
        found += after_effects.of(world, entry)
        found += _questions(world, entry)
        if entry["kind"] in _LOOKED_AT:
            found += _looks(world, entry)
        found += _sealed_bids(world.case, entry)
        found += _settling(world, entry)
    return found


# After these there is something new to be kept of a question to the shop with the order that it is about.
_TOLD_TO_ORDER = frozenset({"ShopAnswered", "VisitFixed", "VisitReported", "ShopQuestionEnded"})


def _questions(world: World, entry: dict) -> list[Effect]:
    """What was asked and answered goes on the record of its order; what was asked before the sale, once a case is opened."""
    if entry["kind"] == "CaseOpened":
        return [_effect("questions", entry, "order", {"root": world.root, "order": world.root})]
    late = entry["kind"] == "DefaultApplied" and entry["data"].get("silence") == "tell_silence"
    if world.question is None or not world.question.order or not (late or entry["kind"] in _TOLD_TO_ORDER):
        return []
    return [_effect("questions", entry, "order", {"root": world.root, "order": world.question.order})]


# What pieces, words and waybills come in by, which are then looked at for signals.
_LOOKED_AT = frozenset(
    {
        "EvidenceFiled",
        "MessageWritten",
        "StatementMade",
        "CaseOpened",
        "ObligationReported",
        "Shipped",
        "ParcelCorrected",
        "ServiceStepTaken",
    }
)


def _looks(world: World, entry: dict) -> list[Effect]:
    case = world.case.id if world.case and entry["stream"].startswith("case:") else ""
    return [
        _effect("signals", entry, about, {"root": world.root, "case": case, "about": about, **more})
        for about, more in signals.asked(world.case, entry)
    ]


# What becomes known of an order while cases about it are open, so that the rules may say something else of them.
_KNOWN_BY_ORDER = frozenset({"Shipped", "Delivered", "ReceiptConfirmed", "Cancelled", "RecordImported", "ShopTold"})


# After these there may be something to do that looks at what both sides keep for themselves.
_SETTLING = frozenset(
    {"ProposalsAsked", "ProposalsRanked", "PreferencesTold", "RoundEnded", "AgreementReached", "AgreementInEffect"}
)


def _settling(world: World, entry: dict) -> list[Effect]:
    """One row whatever the other side has told or ranked; what there is to do is found out when it is carried out."""
    case, kind = world.case, entry["kind"]
    lapsed = kind == "DefaultApplied" and entry["data"].get("silence") == "lapse_round"
    if case is None or not (lapsed or kind in _SETTLING):
        return []
    if kind == "AgreementInEffect" and not case.rounds:
        return []  # nothing was reckoned here
    if kind == "AgreementReached" and not world.procedure.allows(case.stage, "claimant", "rank"):
        return []
    return [_effect("settle", entry, "look", {"root": case.root, "case": case.id})]


def _sealed_bids(case: CaseState | None, entry: dict) -> list[Effect]:
    """When its time is over, what was sealed for a bidding is looked at; with the entry with which it ends, destroyed."""
    if entry["kind"] not in ("BiddingEnded", "DeadlineCleared", "DefaultApplied") or case is None or not case.biddings:
        return []
    row = next((one for one in case.biddings if one.ended_seq == entry["seq"]), None)
    if entry["kind"] == "DefaultApplied" and entry["data"]["silence"] == "end_bidding":
        row = next((one for one in case.biddings if one.id == entry["data"]["about"]), None)
    if row is None or entry["stream"] != f"case:{case.id}":
        return []
    return [_effect("bids", entry, row.id, {"root": case.root, "case": case.id, "commitment": row.commitment})]


def _others(world: World) -> list[str]:
    """Open cases about lines of the order, but for the one of this very act, which is looked at in it."""
    here = world.case.id if world.case else ""
    return [case for case in dict.fromkeys(case for _line, case in world.order.frozen) if case != here]


# Of what somebody who was asked in gets a letter, besides what ends his request with the case.
_LETTERS = ("ExpertAsked", "ExpertQuoteAccepted", "ExpertDismissed", "ExpertObjectionDecided", "DeadlineReminded")


def _letters(case: CaseState, entry: dict) -> list[Effect]:
    data = entry["data"]
    if entry["kind"] == "DeadlineReminded":
        row = next((row for row in case.deadlines if row.id == data["deadline"]), None)
        asking = row.about if row else ""
    else:
        asking = data["asking"]
    return [_letter(case, entry, asking)] if asking else []


def _letter(case: CaseState, entry: dict, asking: str) -> Effect:
    payload = {"root": case.root, "case": case.id, "asking": asking, "kind": entry["kind"], "head": entry["hash"]}
    return _effect("expert", entry, asking, payload)


def _asked(world: World, entry: dict) -> dict:
    """The case that the platform opens for the buyer, as the clock that ran out has it."""
    unless, reason, remedy = clocks.asked(entry["data"]["about"])
    asked = {"unless": unless, "reason": reason, "remedy": remedy, "at": entry["at"]}
    return {"root": world.root, "lines": list(entry["data"]["lines"]), **asked}


def _closing(case: CaseState, side: str, entry: dict) -> dict:
    """All that counting needs, as it was at this closing, so that a repeat asks for the very same."""
    return {
        "case": case.id,
        "side": side,
        "of": case.seller if side == "seller" else case.buyer,
        "grounds": list(verdicts.against(case, side)),
        "reason": case.reason,
        "closed_at": entry["at"],
        "seq": entry["seq"],
        "judges": list(verdicts.judges(case)),
    }


def _effect(topic: str, entry: dict, target: str, payload: Mapping) -> Effect:
    return Effect(topic, entry["stream"], entry["seq"], target, payload)
