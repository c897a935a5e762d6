"""The story of a case: acts of one moment told as one, newest first, the older ones folded."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.cases import notices
from hejie.domain.cases.called_in import Asking
from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web import formatting, languages, talk_words, words
from hejie.web.case import after_sentences, bid_words, chosen, filing_sentences, sentences, service_sentences, terms
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice, joined, plain_sum, say, written

SHOWN = 5
# Said in the list of the whole record, but not in the story: the conversation and the clocks have their own places.
_QUIET = frozenset(
    {"MessageWritten", "DeadlineSet", "DeadlineCleared", "NoticeSent", "ProcedureShown", "TransfersReleased"}
    | {"EntitlementFound", "LinesUnfrozen", "OfferCountered", "DeadlineReminded", "DebtDue", "TransferVoided"}
)
# Kinds after which a whole act is called, in falling weight, where nobody's own doing heads it.
_HEADS = ("DefaultApplied", "RulingMade", "AgreementInEffect", "CaseClosed", "PanelDecided", "PanelDrawn", "RoundEnded",
    "ProposalsMade", "NeutralAssigned",
    "NeutralLeft",
)  # fmt: skip
# Acts beside which a word may stand, and under which name.
_BESIDE = {
    "PauseAsked": "reason", "CaseReopened": "reason", "StepTaken": "note", "ObligationBroken": "note",
    "ObligationReported": "note", "ObligationKept": "note", "PerformanceDisputed": "note", "TalkCalledOff": "reason",
    "EvidenceCommented": "text", "ServiceAnswered": "note", "ServiceStepTaken": "note", "OfferRejected": "note",
    "CaseWithdrawn": "reason", "EscalationAsked": "note", "NeutralLeft": "reason",
}  # fmt: skip
_STRONG = re.compile(r"</?strong[^>]*>")
_DATES = (
    ("delivered", sentences.FACTS["Delivered"]),
    ("shipped", sentences.FACTS["Shipped"]),
    ("ordered", sentences.ORDERED),
)


@dataclass(frozen=True, slots=True)
class Story:
    """What `components/timeline.html` takes: the newest acts, and the earlier ones below a fold with its words."""

    items: list[dict]
    earlier: list[dict]
    summary: str


class Teller:
    """Tells entries of one case to one reader."""

    def __init__(self, view: CaseView, voice: Voice) -> None:
        self.view, self.case, self.voice = view, view.case, voice
        self.waits = {row.id: row.wait for row in view.case.deadlines}

    def called(self, group: str, name: str) -> str:
        """What this case's procedure calls one of its waits, stages, steps or pauses."""
        return words.called(self.view.world.procedure, group, name)

    def side(self, entry: Mapping) -> str:
        """The side that acted: as the entry says, else by the author's role."""
        if entry["kind"] in ("ObligationSet", "ObligationReported", "ObligationKept", "ObligationBroken"):
            entry = {**entry, "data": {}}
        return notices.acting_side(self.case, entry)

    def sentence(self, entry: Mapping) -> SafeString:
        """The entry as a whole sentence."""
        kind, parts = entry["kind"], self._parts(entry)
        special = _SPECIAL.get(kind)
        frame = special(self, entry) if special else None
        if frame is None:
            frame = (
                sentences.ACTS.get(kind)
                or sentences.FACTS.get(kind)
                or format_html("{}", words.word(words.ENTRY_KINDS, kind))
            )
        if isinstance(frame, tuple):
            side = self.side(entry)
            frame = frame[0] if self.voice.is_mine(side) else frame[1]
            parts["who"] = self.voice.name(side)
        return joined(say(frame, **parts), self._word_with(entry))

    def _word_with(self, entry: Mapping) -> SafeString | str:
        """What was written beside an act that is told in our words."""
        if entry["kind"] == "NeutralAssigned":
            return self._why_chosen(entry["data"])
        if entry["data"].get("waives"):
            return self._waived(entry["data"]["waives"])
        beside = entry["data"].get(_BESIDE.get(entry["kind"], ""))
        return self.quoted(beside) if beside else ""

    def _waived(self, less: Mapping) -> str:
        """That the buyer has gone below what the rules give him, and knew it."""
        return self.voice.pick(
            buyer=_("You said that you know: this is %(sum)s less than the rules give you."),
            seller=_("The buyer knows that this is %(sum)s less than the rules give."),
            other=_("The buyer knows that this is %(sum)s less than the rules give."),
        ) % {"sum": plain_sum(less["minor"], self.case.currency)}

    def _why_chosen(self, data: Mapping) -> str:
        """Why it was this neutral, where the record says it; to object stays open as long as he is there."""
        view, case = self.view, self.case
        may_object = (
            "object" in view.acts
            and data["neutral"] == case.neutral
            and view.side not in case.objections
            and not case.ruling
        )
        return chosen.told(data["why"], may_object) if data.get("why") else ""

    def _parts(self, entry: Mapping) -> dict:
        found = {}
        for name, maker in _PARTS.items():
            if name in entry["data"] or name == "always":
                found |= maker(self, entry)
        of_service = entry["kind"].startswith("Service") or "service" in entry["data"]  # its steps are its own
        return found | (service_sentences.parts(entry["data"]) if of_service else {})

    def terms(self, package: Mapping) -> SafeString:
        """A package in the reader's words."""
        return terms.sentence(package, self.case, self.voice)

    def quoted(self, reference: Mapping | None) -> SafeString:
        """A private text as its writer wrote it, or that it was erased."""
        text = self.view.text(reference)
        return format_html("<q data-user-text>{}</q>", text) if text else format_html("{}", _("(erased)"))

    def moves(self, rows: Iterable[Mapping]) -> str:
        """How money moves: who gets how much."""
        told = []
        for row in rows:
            side = "buyer" if row["credit"].startswith("buyer:") else "seller"
            said = after_sentences.MOVES[bool(row.get("points"))]["mine" if self.voice.is_mine(side) else side]
            told.append(said % {"sum": plain_sum(row["amount"], row["currency"])})
        return _(", ").join(told)


def _offer_parts(teller: Teller, entry: Mapping) -> dict:
    offer = teller.case.offer(entry["data"]["offer"])
    return {"terms": teller.terms(offer.package)} if offer else {"terms": ""}


def _duty_parts(teller: Teller, entry: Mapping) -> dict:
    duty = teller.case.obligation(entry["data"]["obligation"])
    what = words.word(words.OBLIGATIONS, duty.what) if duty else entry["data"]["obligation"]
    if duty and duty.promise:
        what = say(_("the promise %(text)s"), text=teller.quoted(teller.case.promise(duty.promise).text))
    return {"duty": what, "side": words.word(words.SIDES, duty.side) if duty else ""}


def _promise_parts(teller: Teller, entry: Mapping) -> dict:
    promise = teller.case.promise(entry["data"]["promise"])
    return {"promise": teller.quoted(promise.text)} if promise else {"promise": ""}


def _claim_parts(teller: Teller, entry: Mapping) -> dict:
    return {"terms": teller.terms(entry["data"]["claim"]["package"])}


def _sum_parts(teller: Teller, entry: Mapping) -> dict:
    data = entry["data"]
    if "asking" in data:
        return {"fee": plain_sum(data["minor"], teller.case.currency)}
    minor = data.get("amount", data.get("minor"))
    currency = teller.case.currency if "bidding" in data else data.get("currency")
    return {"sum": plain_sum(minor, currency)} if isinstance(minor, int) and currency else {}


def _transfer_parts(teller: Teller, entry: Mapping) -> dict:
    return {"moves": teller.moves([entry["data"]])} if "credit" in entry["data"] else {}


def _until(teller: Teller, entry: Mapping) -> dict:
    until = clock.parse(entry["data"]["until"])
    return {
        "until": str(formatting.moment_short(until, clock.parse(entry["at"]), named=True)),
        "wait": _wait_of(teller, entry),
    }


def _wait_of(teller: Teller, entry: Mapping) -> str:
    wait = entry["data"].get("wait", "")
    known = wait or teller.waits.get(entry["data"].get("deadline", ""), "")
    return teller.called("waits", known) if known else _("the open task")


_PARTS: dict[str, Callable[[Teller, Mapping], dict]] = {
    "claim": _claim_parts,
    "offer": _offer_parts,
    "package": lambda teller, entry: {"terms": teller.terms(entry["data"]["package"])},
    "obligation": _duty_parts,
    "promise": _promise_parts,
    "amount": _sum_parts,
    "minor": _sum_parts,
    "transfers": lambda teller, entry: {
        "moves": teller.moves(row for row in entry["data"]["transfers"] if isinstance(row, Mapping))
    },
    "transfer": _transfer_parts,
    "until": _until,
    "wait": lambda teller, entry: {"wait": _wait_of(teller, entry)},
    "silence": lambda teller, entry: {"silence": words.word(words.SILENCES, entry["data"]["silence"])},
    "stage": lambda teller, entry: {"stage": teller.called("stages", entry["data"]["stage"])},
    "step": lambda teller, entry: {"step": teller.called("steps", entry["data"]["step"])},
    "pause": lambda teller, entry: {"pause": teller.called("pauses", entry["data"]["pause"])},
    "members": lambda teller, entry: {"members": formatting.number(entry["data"]["members"])},
    "among": lambda teller, entry: {"among": formatting.number(entry["data"]["among"])},
    "fit": lambda teller, entry: {"fit": formatting.number(entry["data"]["fit"])},
    "asking": lambda teller, entry: {"expert": _expert(teller, entry)},
    "question": lambda teller, entry: (
        {"question": teller.quoted(entry["data"]["question"])} if isinstance(entry["data"]["question"], Mapping) else {}
    ),
    "piece": lambda teller, entry: {"piece": entry["data"]["piece"].upper()},
    "moments": lambda teller, entry: {"moments": _("; ").join(_moment(at, entry) for at in entry["data"]["moments"])},
    "at": lambda teller, entry: {"moment": _moment(entry["data"]["at"], entry)},
    "how": lambda teller, entry: (
        {} if entry["kind"] == "PanelDecided" else {"how": words.word(talk_words.TALK_HOW, entry["data"]["how"])}
    ),
    "issue": lambda teller, entry: {"issue": words.word(words.ISSUES, entry["data"]["issue"])},
    "outcome": lambda teller, entry: {"outcome": words.word(words.OUTCOMES, entry["data"]["outcome"])},
    "neutral": lambda teller, entry: {
        "neutral": format_html(
            "<span data-user-text>{}</span>", teller.view.names.get(entry["data"]["neutral"], "") or "–"
        )
    },
    "body": lambda teller, entry: {"body": entry["data"]["body"]["names"][languages.active()]},
    "result": lambda teller, entry: (
        {"result": words.word(words.REFERRAL_RESULTS, entry["data"].get("result", ""))}
        if entry["kind"] not in ("PanelDecided", "BiddingEnded", "RoundEnded")
        else {}
    ),
    "name": lambda teller, entry: {"name": teller.quoted(entry["data"]["name"])},
    "text": lambda teller, entry: {"text": teller.quoted(entry["data"]["text"])},
    "to": lambda teller, entry: {"asked": teller.voice.name(entry["data"]["to"]), "whom": _whom(teller, entry)},
    "side": lambda teller, entry: {"whom": teller.voice.name(entry["data"]["side"])},
    "reason": lambda teller, entry: (
        {"reason": teller.quoted(entry["data"]["reason"])} if isinstance(entry["data"]["reason"], Mapping) else {}
    ),
    "procedure": lambda teller, entry: {
        "procedure": entry["data"]["procedure"]["id"] if isinstance(entry["data"]["procedure"], Mapping) else ""
    },
    "notice": lambda teller, entry: {
        "about": words.word(words.ENTRY_KINDS, entry["data"]["kind"]),
        "whom": _whom(teller, entry),
    },
}


def _expert(teller: Teller, entry: Mapping) -> SafeString:
    """What somebody who was asked in is called."""
    return written(teller.view.text(_asking(teller, entry).name)) or format_html(
        "{}", words.word(words.THE_SIDE, "expert")
    )


def _asking(teller: Teller, entry: Mapping) -> Asking:
    return next(one for one in teller.case.askings if one.id == entry["data"]["asking"])


def _moment(at: str, entry: Mapping) -> str:
    """A moment in the reader's zone, with the day of the week."""
    return str(formatting.moment_short(clock.parse(at), clock.parse(entry["at"]), named=True))


def _whom(teller: Teller, entry: Mapping) -> SafeString:
    """A side, or somebody by name; of whom the reader knows no name, not the id either."""
    whom = entry["data"]["to"]
    if named := teller.view.names.get(whom, ""):
        return written(named)
    return teller.voice.name(whom) if whom in words.THE_SIDE else format_html("{}", _("somebody who takes part"))


def _offer_frame(teller: Teller, entry: Mapping) -> object:
    if entry["data"].get("round"):
        return sentences.BY_ROUND
    return sentences.PROPOSED if entry["data"]["side"] == "neutral" else None


def _ruling_frame(teller: Teller, entry: Mapping) -> object:
    data = entry["data"]
    if data["outcome"] == "appealed_upheld":
        return sentences.UPHELD
    if data["outcome"] == "appealed_changed":
        return sentences.CHANGED
    if data["source"] != "default":
        return None
    rule = teller.view.world.procedure.waits.get(data.get("wait", ""))
    return sentences.AT_ONCE_RULING if rule and rule.within.at_once else sentences.DEFAULT_RULING


def _promise_ended(teller: Teller, entry: Mapping) -> object:
    promise = teller.case.promise(entry["data"]["promise"])
    return sentences.PROMISE_TAKEN_BACK if promise and promise.side == entry["data"]["side"] else None


_SPECIAL: dict[str, Callable[[Teller, Mapping], object]] = {
    **after_sentences.SPECIAL,
    **filing_sentences.SPECIAL,
    **service_sentences.SPECIAL,
    "CaseOpened": lambda teller, entry: service_sentences.opened(entry, sentences.OPENED_BY_RULES),
    "OfferMade": _offer_frame,
    "BiddingEnded": lambda teller, entry: bid_words.BIDS[entry["data"]["result"]],
    "ProposalsMade": lambda teller, entry: sentences.PUT.get(entry["data"]["kind"]),
    "RoundEnded": lambda teller, entry: sentences.ROUNDS[entry["data"]["result"]],
    "RulingMade": _ruling_frame,
    "DefaultApplied": lambda teller, entry: sentences.AT_ONCE if entry["data"].get("at_once") else None,
    "NeutralLeft": lambda teller, entry: sentences.LEFT.get(entry["data"]["why"]),
    "PromiseDeclined": _promise_ended,
    "ObligationSet": lambda teller, entry: sentences.PROMISED if entry["data"].get("promise") else None,
    "ObligationBroken": lambda teller, entry: sentences.NOT_KEPT if entry["data"].get("note") else None,
    "ObligationKept": lambda teller, entry: sentences.DEEMED if entry["data"].get("deemed") else None,
    "ExpertObjectionDecided": lambda teller, entry: sentences.EXPERT_OBJECTION if entry["data"]["granted"] else None,
    "ExpertDismissed": lambda teller, entry: sentences.EXPERT_SILENT if entry["data"]["why"] == "silent" else None,
    "TalkCalledOff": lambda teller, entry: sentences.TALK_ENDED if entry["data"]["why"] == "closed" else None,
    "TalkConfirmed": lambda teller, entry: sentences.TALK_JOINT if entry["data"]["joint"] else None,
    "DeadlineMoved": lambda teller, entry: sentences.MOVED.get(entry["data"].get("why", "")),
    "OfferRejected": lambda teller, entry: sentences.DEEMED_REFUSED if entry["data"].get("deemed") else None,
    "StageEntered": lambda teller, entry: sentences.entered(entry["data"]),
    "DebtPaid": lambda teller, entry: sentences.FROM_FUND if entry["data"].get("from") == "fund" else None,
}


def of_case(view: CaseView, voice: Voice, entries: list[dict]) -> Story:
    """The story up to now. `entries`: newest first, as `usecases.story.of_case` gives them."""
    teller = Teller(view, voice)
    acts = [act for act in (_act(teller, list(group)) for _moment, group in groupby(entries, key=_together)) if act]
    whole = [*acts, *_before(view)]
    items, earlier = whole[:SHOWN], whole[SHOWN:]
    if len(earlier) == 1:
        items, earlier = whole, []
    summary = ngettext("Earlier: %(count)s act", "Earlier: %(count)s acts", len(earlier)) % {
        "count": formatting.number(len(earlier))
    }
    return Story(items, earlier, summary)


def _together(entry: Mapping) -> tuple:
    return entry["at"], entry["by"]["role"], entry["by"]["id"]


def _act(teller: Teller, group: list[dict]) -> dict | None:
    """One act of the timeline out of what was entered together, or None where all of it is quiet."""
    told = [entry for entry in reversed(group) if not _is_quiet(teller, entry)]
    if not told:
        return None
    head = min(told, key=_rank)
    side = "system" if head["by"]["role"] == "system" else teller.side(head)
    more = joined(*(teller.sentence(entry) for entry in told if entry is not head))
    return {
        "side": marks(side),
        "text": teller.sentence(head),
        "more": mark_safe(_STRONG.sub("", more)),
        "at": clock.parse(head["at"]),
        "badge": filing_sentences.late(head),
        "id": f"act-{head['stream'].partition(':')[0]}-{head['seq']}",
    }


def _rank(entry: Mapping) -> int:
    """What the act is called after: what somebody did, else what it came to, else the first of it."""
    if entry["kind"] in sentences.ACTS:
        return 0
    return _HEADS.index(entry["kind"]) + 1 if entry["kind"] in _HEADS else len(_HEADS) + 1


def _is_quiet(teller: Teller, entry: Mapping) -> bool:
    kind, data = entry["kind"], entry["data"]
    if kind in _QUIET or data.get("replaced"):
        return True
    if kind == "OfferAccepted" and entry["by"]["role"] == "system" and not data.get("waives"):
        return True  # told by what both sides accept
    if kind == "OfferLapsed":
        return data.get("why") not in ("silence", "neutral_left")
    duty = teller.case.obligation(data["obligation"]) if kind in ("ObligationSet", "ObligationKept") else None
    return duty is not None and duty.what == "refund"


def _before(view: CaseView) -> list[dict]:
    """What the order says of the time before the case."""
    dates = view.case.order["dates"]
    found = [
        {"side": "system", "text": sentence, "at": clock.parse(dates[name])}
        for name, sentence in _DATES
        if dates.get(name) and dates[name] <= view.case.opened_at
    ]
    return sorted(found, key=lambda act: act["at"], reverse=True)


def author(view: CaseView, entry: Mapping) -> str:
    """Who wrote an entry, by name where one is known, else by his role."""
    by = entry["by"]
    return view.names.get(by["id"], "") or words.word(words.ROLES, by["role"])
