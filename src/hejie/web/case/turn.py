"""Whose turn it is, what is asked, until when, what silence does, and the one button: for every wait and reader."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.aftersales import on_top
from hejie.domain.aftersales.flow import ANSWER, is_wait
from hejie.domain.cases import standstill
from hejie.domain.cases.bargain_state import IMPROVEMENT
from hejie.domain.cases.state import Deadline
from hejie.domain.escrow.holds import PLATFORM
from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web import formatting, words
from hejie.web.case import follows, money_turn
from hejie.web.case.voice import Voice, joined

WHOSE = {
    "buyer": gettext_lazy("The buyer’s turn"),
    "seller": gettext_lazy("The seller’s turn"),
    "neutral": gettext_lazy("The neutral’s turn"),
    "platform": gettext_lazy("The marketplace’s turn"),
    "expert": gettext_lazy("Somebody asked in"),
    "panel": gettext_lazy("The panel’s turn"),
}
# (what the reader is asked, the button, where it leads); "" as place: the page of the neutral or the operator
_MINE = {
    "answer": (gettext_lazy("Answer the claim"), gettext_lazy("See the claim and answer"), "#offers"),
    "reply": (gettext_lazy("Reply to the answer"), gettext_lazy("Read the answer and reply"), "#talk"),
    "offer": (gettext_lazy("Answer the offer"), gettext_lazy("See the offer"), "#offers"),
    "settle": (gettext_lazy("Find a solution together"), gettext_lazy("See what is on the table"), "#offers"),
    "sign": (gettext_lazy("Sign the agreement"), gettext_lazy("Read and sign"), "#agreement"),
    "assign": (gettext_lazy("Name a neutral"), gettext_lazy("Choose a neutral"), ""),
    "mediate": (gettext_lazy("Help both sides to agree"), gettext_lazy("Open the neutral’s table"), ""),
    "question": (gettext_lazy("Answer the neutral’s question"), gettext_lazy("Read the question"), "#questions"),
    "decide": (gettext_lazy("Decide the case"), gettext_lazy("Open the neutral’s table"), ""),
    "appeal": (gettext_lazy("Read the decision"), gettext_lazy("Read the decision"), "#ruling"),
    "appeal_answer": (gettext_lazy("Answer the request for a second look"), gettext_lazy("Read and answer"), "#appeal"),
    "appeal_decide": (gettext_lazy("Look at the decision once more"), gettext_lazy("Open the neutral’s table"), ""),
    "ship_back": (gettext_lazy("Send the goods back"), gettext_lazy("Say that they are on their way"), "#obligations"),
    "confirm_return": (
        gettext_lazy("Say whether the goods came back"),
        gettext_lazy("Say what arrived"),
        "#obligations",
    ),
    "perform": (gettext_lazy("Do what was settled"), gettext_lazy("Say that it is done"), "#obligations"),
    "confirm": (gettext_lazy("Say whether it was done"), gettext_lazy("Say what you received"), "#obligations"),
    "expert": (gettext_lazy("Answer the question"), gettext_lazy("See the request"), "#experts"),
    "rank": (gettext_lazy("Rank the proposals in secret"), gettext_lazy("See the proposals"), "#proposals"),
    "bid": (gettext_lazy("Seal your bid"), gettext_lazy("See the bidding"), "#bidding"),
    "keep_promise": (gettext_lazy("Keep your promise"), gettext_lazy("Say that it is done"), "#obligations"),
    "confirm_promise": (
        gettext_lazy("Say whether the promise was kept"),
        gettext_lazy("Say what became of it"),
        "#obligations",
    ),
}
_THEIRS = {
    ("answer", "seller"): gettext_lazy("The seller answers the claim"),
    ("answer", "buyer"): gettext_lazy("The buyer answers the claim"),
    ("reply", "seller"): gettext_lazy("The seller replies to the answer"),
    ("reply", "buyer"): gettext_lazy("The buyer replies to the answer"),
    ("offer", "seller"): gettext_lazy("The seller answers the offer"),
    ("offer", "buyer"): gettext_lazy("The buyer answers the offer"),
    ("offer", "both"): gettext_lazy("Both sides answer the proposal"),
    ("settle", "both"): gettext_lazy("Buyer and seller look for a solution"),
    ("sign", "seller"): gettext_lazy("The seller signs the agreement"),
    ("sign", "buyer"): gettext_lazy("The buyer signs the agreement"),
    ("assign", "platform"): gettext_lazy("The marketplace names a neutral"),
    ("mediate", "neutral"): gettext_lazy("The neutral hears both sides and proposes"),
    ("question", "seller"): gettext_lazy("The seller answers the neutral’s question"),
    ("question", "buyer"): gettext_lazy("The buyer answers the neutral’s question"),
    ("decide", "neutral"): gettext_lazy("The neutral decides on the file"),
    ("appeal", "both"): gettext_lazy("Both sides may ask for a second look"),
    ("appeal_answer", "seller"): gettext_lazy("The seller answers the request for a second look"),
    ("appeal_answer", "buyer"): gettext_lazy("The buyer answers the request for a second look"),
    ("appeal_decide", "neutral"): gettext_lazy("Another neutral looks at the decision once more"),
    ("ship_back", "buyer"): gettext_lazy("The buyer sends the goods back"),
    ("confirm_return", "seller"): gettext_lazy("The seller says whether the goods came back"),
    ("perform", "seller"): gettext_lazy("The seller does what was settled"),
    ("confirm", "buyer"): gettext_lazy("The buyer says whether it was done"),
    ("expert", "expert"): gettext_lazy("Somebody who was asked in answers"),
    ("rank", "both"): gettext_lazy("Buyer and seller rank the proposals, each in secret"),
    ("bid", "both"): gettext_lazy("Buyer and seller seal their bids"),
    ("keep_promise", "seller"): gettext_lazy("The seller keeps a promise"),
    ("keep_promise", "buyer"): gettext_lazy("The buyer keeps a promise"),
    ("confirm_promise", "seller"): gettext_lazy("The seller says whether the promise was kept"),
    ("confirm_promise", "buyer"): gettext_lazy("The buyer says whether the promise was kept"),
}
PROVISIONAL = gettext_lazy(
    "Provisional: no official calendar reaches this day yet. It may still move to a later day, never to an earlier one."
)
# Clocks that run behind the others: they are the turn only where no other clock runs.
_BEHIND = frozenset({"settle", "mediate", "expert", "bid"})
# Clocks that do not run out before a round of proposals does (domain.cases.bargaining).
_PUT_OFF = frozenset({"answer", "reply"})
_OUTCOMES = {
    "agreed": gettext_lazy("Closed: you found a solution together"),
    "defaulted_buyer": gettext_lazy("Closed: the buyer did not answer in time"),
    "defaulted_seller": gettext_lazy("Closed: the seller did not answer in time"),
    "decided_buyer": gettext_lazy("Closed: decided for the buyer"),
    "decided_seller": gettext_lazy("Closed: decided for the seller"),
    "decided_split": gettext_lazy("Closed: decided in between"),
    "withdrawn": gettext_lazy("Closed: the claim was withdrawn"),
    "appealed_upheld": gettext_lazy("Closed: the decision stands after a second look"),
    "appealed_changed": gettext_lazy("Closed: the decision was changed after a second look"),
    "lapsed": gettext_lazy("Closed: ended without result"),
    "served": gettext_lazy("Closed: done as asked"),
    "served_less": gettext_lazy("Closed: less was paid back than asked for"),
    "served_unrepaired": gettext_lazy("Closed: it was not repaired"),
    "served_otherwise": gettext_lazy("Closed: dealt with otherwise than asked"),
}
# Where a wait of the procedure's own is fulfilled, by what the procedure says ends it; the first that fits.
_PLACES = {
    "step": "#steps", "offered": "#offers", "accepted": "#offers", "rejected": "#offers", "filed": "#evidence",
    "kept": "#obligations", "reported": "#obligations",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Turn:
    """What the turn bar says (`components/turn_bar.html` has the meaning of each part)."""

    side: str
    what: str
    who: str = ""
    whos: tuple[dict, ...] = ()
    also: str = ""
    until: datetime | None = None
    until_words: str = ""
    silence: str = ""
    silence_label: str = ""
    url: str = ""
    action: str = ""
    wait: str = ""
    note: str = ""
    other_url: str = ""
    other: str = ""


def of_case(view: CaseView, voice: Voice, *, ranked: bool = False, sealed: bool = False) -> Turn:
    """The turn of a case as this reader meets it.

    ranked, sealed   his side has ranked the open proposals, has sealed a bid, which it alone knows
    """
    case = view.case
    if case.closed:
        return _closed(view, voice)
    if case.paused:
        return _paused(view)
    done = {wait for wait, has in (("rank", ranked), ("bid", sealed)) if has}
    mine = sorted((row for row in case.deadlines if _is_mine(row, view) and row.wait not in done), key=_urgency)
    theirs = sorted((row for row in case.deadlines if not _is_mine(row, view) or row.wait in done), key=_urgency)
    rank = next((row for row in theirs if row.wait == "rank" and ranked), None)
    if rank and not any(_presses(row, rank) for row in mine):
        return _ranked(rank, view, voice, next(iter(mine), None))
    if mine and (mine[0].wait not in _BEHIND or not theirs or theirs[0].wait in _BEHIND):
        return _mine(mine, view, voice)
    if theirs and theirs[0].wait in done:
        return (_ranked if theirs[0].wait == "rank" else _sealed)(theirs[0], view, voice)
    if theirs:
        return _theirs(theirs, view, voice)
    if case.service is not None and on_top.under_way(case.service):
        return Turn(**money_turn.paid_in())
    return Turn(**(money_turn.refused(view) or money_turn.owed(view, voice) or money_turn.on_its_way()))


def _urgency(row: Deadline) -> tuple:
    return (row.wait in _BEHIND, row.until)


def _is_mine(row: Deadline, view: CaseView) -> bool:
    if row.who == "both":
        if view.side not in ("buyer", "seller"):
            return False
        offer = view.case.offer(row.about) if row.wait == "offer" else None
        return not (offer and view.side in offer.accepted_by)
    if row.who == "seller" and view.case.seller == PLATFORM and is_wait(row.wait):
        return view.side == "platform"  # what the marketplace sells itself, its own people answer for
    return row.who == view.side


def _mine(rows: list[Deadline], view: CaseView, voice: Voice) -> Turn:
    row, more = rows[0], sum(1 for other in rows[1:] if other.wait not in _BEHIND)
    what, action, place = _MINE.get(row.wait) or _own(row, view)
    if row.wait == "perform":
        duty = view.case.obligation(row.about)
        what = words.word(words.OBLIGATIONS, duty.what) if duty else what
    if row.wait == "rank" and view.case.rounds[-1].kind == IMPROVEMENT:
        what = _("Look at something that may be better for both of you")
    also = _both_decide(row)
    offers = sum(1 for other in rows if other.wait == "offer")
    if row.wait == "offer" and offers > 1:
        what = ngettext("Answer %(count)s offer", "Answer %(count)s offers", offers) % {
            "count": formatting.number(offers)
        }
        more -= offers - 1
    if more:
        also = ngettext("%(count)s more thing waits for you.", "%(count)s more things wait for you.", more) % {
            "count": formatting.number(more)
        }
    return Turn(
        side=marks(row.who),
        who=_("Your turn"),
        whos=_both_turns(view.side) if row.who == "both" else (),
        what=str(what),
        also=also,
        silence=follows.of_silence(row, view.case, voice),
        url=place or _staff_page(row.wait, view.case.id),
        action=str(action),
        wait=row.wait,
        **_until(row),
        **_more_time(row, view),
    )


def _more_time(row: Deadline, view: CaseView) -> dict:
    """A way to more time, where the procedure lets the reader have it."""
    if "extend" not in view.acts or row not in standstill.extendable(view.world, view.side):
        return {}
    return {"other_url": reverse("case_extension", args=[view.case.id, row.id]), "other": _("Ask for more time")}


def called(view: CaseView, wait: str) -> str:
    """A wait as the case's procedure calls it."""
    return words.called(view.world.procedure, "waits", wait)


def _own(row: Deadline, view: CaseView) -> tuple[str, str, str]:
    """What a wait of a service, or of the procedure's own, asks for, and where on the page that is done."""
    if is_wait(row.wait):
        place = {"agree": "#less", "declined": "#service", "pay_more": "#do-pay"}.get(row.about, f"#do-{row.about}")
        button = _("See what you can do") if row.about == "declined" else _("Do it here")
        return called(view, row.wait), button, "#do-approve" if row.wait == ANSWER else place
    rule = view.world.procedure.waits.get(row.wait)
    ends = [trigger.event for trigger in rule.ends] if rule else []
    place = next((_PLACES[event] for event in ends if event in _PLACES), "#talk")
    return called(view, row.wait), _("See what you can do"), place


def _theirs(rows: list[Deadline], view: CaseView, voice: Voice) -> Turn:
    row = rows[0]
    accepted = row.wait == "offer" and row.who == "both" and view.side in view.case.offer(row.about).accepted_by
    who = ("seller" if view.side == "buyer" else "buyer") if accepted else row.who
    return Turn(
        side=marks(who),
        who=str(WHOSE.get(who, "")),
        whos=tuple({"side": side, "words": WHOSE[side]} for side in ("buyer", "seller")) if who == "both" else (),
        what=_voting(view) if row.wait == "vote" else str(_THEIRS.get((row.wait, who), "")) or called(view, row.wait),
        also=_("You have accepted the proposal already.") if accepted else _nothing_to_do(view, voice),
        silence=follows.of_silence(row, view.case, voice),
        silence_label=_("If nothing comes"),
        wait=row.wait,
        **_until(row),
    )


def _presses(row: Deadline, rank: Deadline) -> bool:
    """Whether something waits for who has ranked, other than what the round itself has put off."""
    return row.wait not in _BEHIND and not (row.wait in _PUT_OFF and row.until > rank.until)


def _ranked(row: Deadline, view: CaseView, voice: Voice, later: Deadline | None = None) -> Turn:
    """To somebody who has ranked: when the round ends, and nothing of the other side. later: what waits for him after it."""
    then = ""
    if later is not None and later.wait not in _BEHIND:
        facts = {"what": called(view, later.wait), "until": formatting.moment(later.until, row.set_at)}
        then = _("After that you have until %(until)s for this: %(what)s.") % facts
    return Turn(
        side="both",
        who=_("You have ranked the proposals"),
        what=_("The round of proposals runs"),
        also=_("It ends when both sides have ranked, or at the time beside. You may write or make an offer meanwhile."),
        silence=joined(follows.of_silence(row, view.case, voice), then),
        silence_label=_("If it ends without a result"),
        url="#proposals",
        action=_("See the proposals"),
        wait=row.wait,
        **_until(row),
    )


def _sealed(row: Deadline, view: CaseView, voice: Voice) -> Turn:
    """To somebody who has sealed a bid: until when bids are taken, and nothing of the other side."""
    return Turn(
        side="both",
        who=_("You have sealed a bid"),
        what=_("Sealed bids are taken"),
        also=_("If they meet, you see it here at once. You may write or make an offer meanwhile."),
        silence=follows.of_silence(row, view.case, voice),
        silence_label=_("If they do not meet"),
        url="#bidding",
        action=_("See the bidding"),
        wait=row.wait,
        **_until(row),
    )


def _voting(view: CaseView) -> str:
    return _("A panel of %(members)s is voting, each alone") % {"members": formatting.number(view.case.panel.members)}


def _both_turns(side: str) -> tuple[dict, ...]:
    other = _("The seller’s turn too") if side == "buyer" else _("The buyer’s turn too")
    return ({"side": side, "words": _("Your turn")}, {"side": "seller" if side == "buyer" else "buyer", "words": other})


def marks(side: str) -> str:
    """The mark under which a side appears: the marketplace, the auditor and the program share one."""
    return side if side in ("buyer", "seller", "neutral", "both") else "system"


def _nothing_to_do(view: CaseView, voice: Voice) -> str:
    return voice.pick(
        buyer=_("There is nothing that you must do now. You may write or add evidence."),
        seller=_("There is nothing that you must do now. You may write or add evidence."),
        other="",
    )


def _both_decide(row: Deadline) -> str:
    if row.wait == "appeal":
        return _("If you agree with it you need do nothing. If not, ask for a second look by another neutral.")
    return ""


def _until(row: Deadline) -> dict:
    if row.held:
        return {
            "until_words": _(
                "This clock stands still, because letters to this side came back. Somebody is looking after it."
            )
        }
    return {"until": row.until, "note": str(PROVISIONAL) if row.provisional else ""}


def _staff_page(wait: str, case_id: str) -> str:
    return reverse("case_assignment" if wait == "assign" else "neutral_table", args=[case_id])


def _closed(view: CaseView, voice: Voice) -> Turn:
    case = view.case
    told = {
        "side": "system",
        "who": _("Nobody’s turn"),
        "what": words.word(_OUTCOMES, case.outcome),
        "until_words": _("Closed on %(day)s.")
        % {"day": formatting.day(clock.parse(case.closed_at), clock.parse(case.closed_at))},
        "silence": _("Nothing more is due here. The courts stay open to you."),
        "silence_label": _("What follows"),
        "url": "#documents",
        "action": _("Take the file with you"),
    }
    return Turn(**told | money_turn.in_custody(view))


def _paused(view: CaseView) -> Turn:
    """Everything stands still: why, until when at most, and what stays open meanwhile."""
    case = view.case
    row = next(iter(case.waits("pause")), None)
    return Turn(
        side="system",
        who=_("Nobody’s turn"),
        what=_("The case stands still: %(why)s")
        % {"why": words.called(view.world.procedure, "pauses", case.paused["kind"])},
        also=_("No clock runs meanwhile. You may still write, add evidence and agree with each other."),
        silence=words.word(words.SILENCES, "resume"),
        silence_label=_("After that"),
        url="#standstill",
        action=_("See the standstill"),
        wait="pause",
        **({"until": row.until} if row else {}),
    )
