"""What was said in mediation does not travel into the decision file, unless its author allows.

The decision file is what a neutral reads who decides or looks at a decision again, what a panel reads, and what a decision may
name. Left out of it is what was written from an opening statement to the end of that stage: messages, statements, offers and
proposals with their notes, texts of a settlement, what was written down of a talk, remarks on evidence, promises that were not agreed; and all that
was said in private rooms. Evidence is never left out: a document does not become secret by being shown; nor are the
neutral's questions in the open and their answers, what the rules asked, and agreements that took effect.

This is about what is shown and named. The record is the same for all; both sides read their own file whole, auditors as well.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from hejie.domain.cases.mediated import AGREED, ALL
from hejie.domain.cases.state import CaseState, Offer, Promise, RoomState, Said
from hejie.domain.kernel.frozen import changed

SPOKEN = ("message", "statement", "remark")
"""Kinds of what is said that a mediation covers."""
# Entries about an offer by its id; and those of which nothing of their content may be told.
_OF_OFFERS = frozenset(
    {"OfferMade", "OfferAccepted", "OfferRejected", "OfferWithdrawn", "OfferLapsed", "OfferCountered"}
)
_OF_SAID = frozenset({"MessageWritten", "StatementMade", "EvidenceCommented"})
_WHOLLY = frozenset(
    {"AgreementReached", "AgreementSigned", "AgreementLapsed", "TextPut", "TalkRecorded", "TalkContested", "TalkConfirmed",
     "PromiseProposed", "PromiseDeclined", "ProposalsAsked", "ProposalsMade", "ProposalsNotMade", "RoundEnded", "BiddingOpened", "BiddingEnded",
     "EscalationAsked"}
)  # fmt: skip
COVERED = _OF_OFFERS | _OF_SAID | _WHOLLY
"""Kinds of entries of which a mediation can leave some out."""
_TOKEN = re.compile(r"[\u3400-\u9fff]|\w+")
_RUN, _RUN_OF_SIGNS = 7, 12


def begun(case: CaseState) -> bool:
    """Whether an opening statement was made, so that something can be confidential at all."""
    return bool(case.openings)


def is_covered(case: CaseState, seq: int) -> bool:
    """Whether an entry of the case's own stream was made under an opening statement."""
    return any(one.covers(seq) for one in case.openings)


def is_deciding(case: CaseState) -> bool:
    """Whether whoever is neutral of the case now reads as one who decides: mediation under a statement is over."""
    if not case.openings or not all(one.until_seq for one in case.openings):
        return False
    return case.stage in ("decision", "appeal") or (case.closed and bool(case.rulings))


def is_allowed(case: CaseState, item: str, author: str) -> bool:
    """Whether the author has let this item, or all his own, be used in the decision."""
    return item in case.allowed or f"{ALL}:{author}" in case.allowed


def own(case: CaseState, side: str) -> tuple[Said | Offer, ...]:
    """What a side has said under an opening statement, in order, allowed or not."""
    return tuple(one for one in _covered(case) if one.side == side)


def _covered(case: CaseState) -> list[Said | Offer]:
    said = [item for item in case.said if item.kind in SPOKEN and is_covered(case, item.seq)]
    offers = [offer for offer in case.offers if offer.seq and is_covered(case, offer.seq)]
    return sorted([*said, *offers], key=lambda one: one.seq)


def decision_file(case: CaseState) -> frozenset[str]:
    """Ids of messages, statements, offers and texts that the decision file leaves out, however far the case has come.

    The terms of an offer out of which an agreement has come are an agreement and no longer talk; its note stays talk.
    """
    if not case.openings:
        return frozenset()
    left = {one.id for one in _covered(case) if not is_allowed(case, one.id, one.side) and not _is_agreed(case, one.id)}
    return frozenset(left | {one.id for one in case.texts if is_covered(case, one.seq)})


def _is_agreed(case: CaseState, offer: str) -> bool:
    return f"{AGREED}:{offer}" in case.allowed or (case.agreement is not None and case.agreement.offer == offer)


def _without_note(case: CaseState, offer: Offer) -> Offer:
    talk = offer.note and is_covered(case, offer.seq) and not is_allowed(case, offer.id, offer.side)
    return replace(offer, note=None) if talk else offer


def withheld(case: CaseState) -> frozenset[str]:
    """What is left out for whoever decides now; nothing while the mediation lasts."""
    return decision_file(case) if is_deciding(case) else frozenset()


def for_decider(case: CaseState) -> CaseState:
    """The case as whoever decides it reads it; the same case where nothing is to be left out."""
    if not is_deciding(case):
        return case
    out = decision_file(case)
    return changed(
        case,
        said=tuple(item for item in case.said if not _is_left(item, out)),
        offers=tuple(_without_note(case, offer) for offer in case.offers if offer.id not in out),
        texts=(),
        talks=tuple(
            replace(talk, results=tuple(row for row in talk.results if not _then(case, row.at))) for talk in case.talks
        ),
        promises=tuple(one for one in case.promises if not _unagreed(case, one)),
        **_rounds(case),
    )


def _is_left(item: Said, out: frozenset[str]) -> bool:
    """Whether an item stays behind: what was spoken, and a signal about it."""
    return (item.kind in SPOKEN and item.id in out) or (item.kind == "signal" and item.data["about"] in out)


def _rounds(case: CaseState) -> dict:
    """Rounds of proposals and bids, as far as the case knows of any."""
    names = ("rounds", "biddings")
    kept = {name: getattr(case, name, ()) for name in names}
    return {name: tuple(one for one in rows if not _then(case, one.at)) for name, rows in kept.items() if rows}


def _then(case: CaseState, at: str) -> bool:
    return any(one.covers_moment(at) for one in case.openings)


def _unagreed(case: CaseState, promise: Promise) -> bool:
    return promise.status != "agreed" and _then(case, promise.at) and not is_allowed(case, promise.id, promise.side)


def room_for_decider(name: str, room: RoomState | None, case: CaseState) -> RoomState | None:
    """A private or internal room as whoever decides reads it: nothing that was said there up to the end of the mediation.

    In a side's own room nothing travels that was said to somebody else either. Of the internal room notes and drafts of texts
    stay behind; what a neutral has found so far does not.
    """
    if room is None or not is_deciding(case):
        return room
    end = max(one.until_at for one in case.openings)
    if name == "internal":
        begin = case.openings[0].at
        said = tuple(item for item in room.said if item.kind != "note" or not begin <= item.at < end)
        return replace(room, said=said, kept=tuple(one for one in room.kept if not begin <= one.at < end))
    since = max(end, case.assignments[-1].at if case.assignments else "")
    return replace(
        room,
        said=tuple(item for item in room.said if item.at >= since),
        kept=tuple(item for item in room.kept if item.at >= since),
    )


def shows(entry: Mapping, case: CaseState) -> bool:
    """Whether the story of the case shows an entry of its own stream to whoever decides."""
    kind, data = entry["kind"], entry["data"]
    if kind == "SignalFound" and is_deciding(case):
        return data["about"] not in decision_file(case)  # it may come later than the words that it is about
    if not is_deciding(case) or not is_covered(case, entry["seq"]):
        return True
    if kind in _OF_SAID:
        return data["id"] not in decision_file(case)
    if kind in _OF_OFFERS:
        return data["offer"] not in decision_file(case)
    if kind == "DeadlineMoved":
        return "reason" not in data  # why somebody asked for more time is said in mediation as all else
    return kind not in _WHOLLY


def repeated(said: Mapping[str, str], openly: Iterable[str], written: Iterable[str]) -> tuple[str, ...]:
    """Items whose words a text repeats: seven words running (twelve signs of Chinese) that stand nowhere in the file.

    said      texts of what the decision file leaves out, by item; openly: texts of the file; written: what is to be checked
    """
    free = {run for text in openly for run in _runs(text)}
    used = {run for text in written for run in _runs(text)}
    return tuple(item for item, text in said.items() if (set(_runs(text)) - free) & used)


def _runs(text: str) -> list[tuple[str, ...]]:
    tokens = _TOKEN.findall(text.casefold())
    signs = sum("\u3400" <= token[0] <= "\u9fff" for token in tokens)
    many = _RUN_OF_SIGNS if 2 * signs > len(tokens) else _RUN
    return [tuple(tokens[place : place + many]) for place in range(len(tokens) - many + 1)]
