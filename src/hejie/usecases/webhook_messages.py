"""What a message to an endpoint says of an entry: what a shop's program needs to act on it, and no word of anybody's.

Ids, codes, sums and moments alone, each named for its kind in the tables below; what is not named does not leave. All of
it comes from the entry, the first entry of its stream and what the same stream said of the same thing before, so that a
message has the same bytes in every attempt and every replay.
"""

import re
from collections.abc import Mapping, Sequence

import orjson

from hejie.domain.cases import packages
from hejie.store import queries, story
from hejie.usecases import past_deadlines

Entry = Mapping

# Numbered ids of what an entry is about (`o2`), for every kind.
_NUMBERED = (
    "offer",
    "round",
    "promise",
    "bidding",
    "talk",
    "asking",
    "obligation",
    "ruling",
    "question",
    "referral",
    "deadline",
    "id",
    "transfer",
    "debt",
    "sanction",
    "appeal",
)
_NUMBER = re.compile(r"[a-z]{1,4}[0-9]{1,6}")
# Codes, moments and ids that a kind tells besides. `why` is a code in these kinds; where people write it, it is not named.
_TOLD: dict[str, tuple[str, ...]] = {
    "OfferMade": ("in_reply_to",),
    "OfferLapsed": ("why",),
    "AgreementLapsed": ("unsigned",),
    "PromiseProposed": ("keeper", "message"),
    "BiddingEnded": ("result",),
    "ExpertAsked": ("group", "trade"),
    "ExpertDismissed": ("why",),
    "ExpertObjectionDecided": ("granted",),
    "TalkProposed": ("how",),
    "TalkFixed": ("at", "how"),
    "TalkCalledOff": ("why",),
    "TalkConfirmed": ("joint",),
    "ObligationSet": ("what",),
    "ObligationKept": ("deemed",),
    "StageEntered": ("stage", "after", "why"),
    "ServiceAnswered": ("answer", "rule", "code", "freight"),
    "ServiceStepTaken": ("step", "deemed", "station"),
    "ServiceEnded": ("how",),
    "PiecesSettled": ("kind", "released"),
    "StepTaken": ("step",),
    "EvidenceCommented": ("piece", "disputes"),
    "IssueGranted": ("issue", "wait"),
    "FileSubmitted": ("wait",),
    "NeutralLeft": ("why",),
    "ProposalsMade": ("kind",),
    "RoundEnded": ("result", "proposal"),
    "PanelDrawn": ("members",),
    "PanelNotDrawn": ("members", "fit"),
    "PanelDecided": ("how", "result"),
    "PanelDismissed": ("why",),
    "RulingMade": ("source", "outcome"),
    "CaseReferred": ("language",),
    "ReferralAnswered": ("result",),
    "CaseLapsed": ("wait",),
    "CaseClosed": ("outcome",),
    "PauseAsked": ("pause",),
    "CasePaused": ("pause",),
    "CaseResumed": ("pause", "why"),
    "DeadlineSet": ("wait", "who", "until", "silence", "about"),
    "DeadlineMoved": ("why", "until"),
    "DeadlineHeld": ("why", "who"),
    "DeadlineReminded": ("wait", "who", "until"),
    "DeadlineCleared": ("why",),
    "DefaultApplied": ("wait", "who", "silence", "about"),
    "DealAttached": ("deal", "hash", "total", "currency"),
    "Shipped": ("on",),
    "ParcelCorrected": ("parcel", "carrier"),
    "Delivered": ("on",),
    "ReceiptConfirmed": ("deemed", "on"),
    "Cancelled": ("on",),
    "TransfersOrdered": ("why",),
    "TransferPosted": ("provider_ref",),
    "DebtPaid": ("seller", "from"),
    "SanctionAnnounced": ("measure", "begins"),
    "SanctionInEffect": ("until",),
    "SanctionEnded": ("why", "was"),
    "SanctionAppealDecided": ("result",),
}
_WITH_TERMS = ("AgreementReached", "AgreementInEffect", "RulingMade")
_DUTIES = (
    "ObligationSet", "ObligationReported", "ObligationKept", "ObligationBroken", "ObligationExcused", "PerformanceDisputed",
)  # fmt: skip
_MOVES = ("TransferPosted", "TransferFailed", "TransferVoided")
_LONGEST = 120
_SIDES = ("buyer", "seller", "neutral", "platform", "expert", "system")


def message(root: str, stream: str, seq: int) -> bytes:
    """The body about an entry: the same bytes whenever it is made."""
    _seq, _prev, digest, body = queries.entries(root, stream, seq - 1, 1)[0]
    entry = orjson.loads(body) | {"seq": seq}
    first = entry if seq == 1 else orjson.loads(queries.entries(root, stream, 0, 1)[0][3])
    wanted = _before(entry["kind"])
    past = story.of_kinds(root, stream, wanted, up_to=seq + 1) if wanted else []
    place = {"stream": stream, "seq": seq, "hash": digest}
    if not stream.startswith("standing:"):
        place["order"] = root
    return orjson.dumps({"type": entry["kind"], "timestamp": entry["at"], "data": place | told(entry, first, past)})


def told(entry: Entry, first: Entry, past: Sequence[Entry]) -> dict:
    """What the entry says to a program. Pure.

    first   the first entry of its stream; past: entries of the kinds that `message` asks for, up to one after it, in order
    """
    kind, data = entry["kind"], entry["data"]
    found = _about(first["kind"], first["data"], data) | _numbered(data) | _named(kind, data)
    if data.get("side") in _SIDES:
        found["side"] = data["side"]
    if kind == "CaseOpened":
        claim = data["claim"]
        found |= {name: claim[name] for name in ("reason", "remedy")} | {"claimant": data["claimant"]}
        found["paid"] = _money(data["paid"], data["order"]["currency"])
    if kind in _WITH_TERMS and isinstance(data.get("package"), Mapping):
        found["terms"] = _terms(data["package"])
    if kind == "RulingFinal":
        found |= _ruling(data, past)
    if kind.startswith(("Deadline", "DefaultApplied")):
        found |= _deadline(entry, past)
    if kind == "CasePaused":
        found |= _end_after(entry, past, "pause", "wait")
    if kind == "PromiseProposed":
        found |= {"days": data["days"]} | _worth(data, first)
    if kind in _DUTIES:
        found |= _obligation(entry, first, past)
    if kind in _MOVES:
        found |= _move(data, first) | _reason(data, past)
    if kind == "TransfersOrdered":
        found["transfers"] = [{"transfer": row["id"], **_move(row, first)} for row in data["transfers"]]
    if kind.startswith("Sanction"):
        found |= _sanction(data, past)
    if kind == "PiecesSettled":
        found["pieces"] = [dict(row) for row in data["pieces"]]
    if kind == "PaymentHeld":
        found["holds"] = [
            {"line": row["line"], "money": _money(row["amount"], data["currency"])} for row in data["holds"]
        ]
    if kind in ("TransfersReleased", "DebtDue"):
        found |= {name: list(data[name]) for name in ("transfers", "debts") if name in data}
    if kind == "DebtPaid":
        found["money"] = _money(data["amount"], data["currency"])
    return found


def _before(kind: str) -> tuple[str, ...]:
    """Kinds of entries before this one without which it says too little."""
    if kind in _DUTIES:
        return ("ObligationSet", *past_deadlines.KINDS)
    if kind.startswith(("Deadline", "DefaultApplied", "CasePaused")):
        return past_deadlines.KINDS
    if kind.startswith("Sanction"):
        return ("SanctionAnnounced",)
    return {"RulingFinal": ("RulingMade",)}.get(kind, ("TransfersOrdered",) if kind in _MOVES else ())


def _about(kind: str, begun: Mapping, data: Mapping) -> dict:
    """What every message says: the order, the case with its seller and lines, or whose standing it is.

    begun    what the stream began with, an entry of that kind
    """
    if kind == "CaseOpened":
        return {
            "order_ref": begun["order"]["external_id"],
            "case": begun["case"],
            "seller": begun["seller"],
            "lines": begun["lines"],
        }
    if kind == "StandingOpened":
        return {begun["side"]: begun["of"]}
    found = {"order_ref": begun["external_id"]} if "external_id" in begun else {}
    if data.get("case"):
        found["case"] = data["case"]
    if isinstance(data.get("lines"), list):
        found["lines"] = [row["line"] if isinstance(row, Mapping) else row for row in data["lines"]]
    return found


def _numbered(data: Mapping) -> dict[str, str]:
    found = {name: data.get(name) for name in _NUMBERED}
    return {name: value for name, value in found.items() if isinstance(value, str) and _NUMBER.fullmatch(value)}


def _named(kind: str, data: Mapping) -> dict[str, str | bool]:
    """The codes and moments that this kind tells; texts of people are references, and so never of these types."""
    found = {name: data.get(name) for name in _TOLD.get(kind, ())}
    return {
        name: value
        for name, value in found.items()
        if isinstance(value, bool) or (isinstance(value, str) and 0 < len(value) <= _LONGEST)
    }


def _money(minor: int, currency: str) -> dict:
    return {"minor": minor, "currency": currency}


def _terms(package: Mapping) -> dict:
    """What was settled: sums, whether the goods go back and at whose cost, and within how many days."""
    currency, freight = package["currency"], package["return_freight"]
    return {
        "refund": _money(package["refund"], currency),
        "to_buyer": _money(packages.to_buyer(package), currency),
        "goods": package["goods"],
        "return_freight": {"payer": freight["payer"], **_money(freight["minor"], currency)},
        "service": package["service"],
        "days": package["days"],
    }


def _ruling(data: Mapping, past: Sequence[Entry]) -> dict:
    made = next(row["data"] for row in past if row["data"]["ruling"] == data["ruling"])
    return {"outcome": made["outcome"], "terms": _terms(made["package"])}


def _deadline(entry: Entry, past: Sequence[Entry]) -> dict:
    """Whose time it is, and its end: before and after where it moved, else the one that held until now."""
    before = past_deadlines.in_entries(past, entry["data"]["deadline"], entry["seq"])
    if not before:
        return {}
    if entry["kind"] == "DeadlineHeld":  # its `who` is the side that cannot be reached
        return {"wait": before["wait"]}
    found = {name: before[name] for name in ("wait", "who", "about") if before.get(name)}
    return found | {"before" if entry["kind"] == "DeadlineMoved" else "until": before["until"]}


def _obligation(entry: Entry, first: Entry, past: Sequence[Entry]) -> dict:
    """What it is, whose, of how much money, and until when; the end stands in the entry that follows its setting."""
    name = entry["data"]["obligation"]
    made = next(row["data"] for row in past if row["kind"] == "ObligationSet" and row["data"]["obligation"] == name)
    found = {"what": made["what"], "side": made["side"]} | _worth(made, first)
    if made.get("promise"):
        found["promise"] = made["promise"]
    if entry["kind"] == "ObligationSet":
        found |= _end_after(entry, past, name, "about")
    return found


def _worth(data: Mapping, first: Entry) -> dict:
    """The sum of an obligation or a promise, where it is one."""
    return {"money": _money(data["minor"], first["data"]["order"]["currency"])} if data.get("minor") else {}


def _end_after(entry: Entry, past: Sequence[Entry], name: str, of: str) -> dict:
    """The end that the entry after this one sets, if it sets one for it."""
    ends = (row["data"] for row in past if row["kind"] == "DeadlineSet" and row["seq"] > entry["seq"])
    until = next((row["until"] for row in ends if row[of] == name), "")
    return {"until": until} if until else {}


def _sanction(data: Mapping, past: Sequence[Entry]) -> dict:
    """Which measure, and what it does (`delisted`, …)."""
    made = next(row["data"] for row in past if row["data"]["sanction"] == data["sanction"])
    return {"measure": made["measure"], "does": list(made["does"])}


def _move(data: Mapping, first: Entry) -> dict:
    """A sum on its way: how much, to which side, for which line and so of which shop."""
    line = data["hold"].rpartition(".")[2]
    found = {"money": _money(data["amount"], data["currency"]), "to": data["credit"].partition(":")[0]}
    if data.get("points"):
        found["in_points"] = True  # it goes back to the buyer's account of points: no provider is to pay it
    if data.get("voucher"):
        found["in_voucher"] = True  # so with a voucher's part that comes back as a voucher
    if not line.isdecimal():
        return found
    sellers = {str(row["line"]): row["seller"] for row in first["data"].get("lines", ())}
    return found | {"line": int(line)} | ({"seller": sellers[line]} if sellers.get(line) else {})


def _reason(data: Mapping, past: Sequence[Entry]) -> dict:
    ordered = (row["data"] for row in past if any(one["id"] == data["transfer"] for one in row["data"]["transfers"]))
    return {"why": why} if (why := next((one["why"] for one in ordered), "")) else {}
