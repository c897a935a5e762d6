"""What a notice says: sentences from `rulebooks/templates/notices.yaml`, filled from the facts that were kept with it.

A notice keeps facts, never sentences, so that its reader sees it in his language and time zone whenever he looks.
The same texts make the letters (`usecases.noticing`) and the list of notices on the pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources

import yaml

from hejie.domain.cases import credit, packages
from hejie.domain.kernel import clock
from hejie.usecases import service_words, wording

Facts = Mapping
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class NoticeText:
    """A notice in one language: what happened in a line, the same in full, and whose turn it is now."""

    subject: str
    body: str
    turn: str


@cache
def texts() -> Mapping:
    """The whole file of texts."""
    text = resources.files("hejie.rulebooks").joinpath("templates/notices.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def render(kind: str, facts: Facts, *, language: str, zone: str, now: datetime) -> NoticeText:
    """A notice's words.

    kind    kind of entry, or one of the program's own (NeutralMissing, AddressBounced, WebhookOff, FairnessDrift, ErasureAsked,
            ErasureDue, ErasurePutOff, ErasureAnswered)
    facts   what `noticing.facts` kept
    zone    IANA name of the reader's time zone; now: for leaving out the year
    """
    language = wording.known_language(language)
    variants = texts()["kinds"][kind]
    name = variant(kind, facts)
    found = (facts["to"] == "neutral" and variants.get(f"{name}_neutral")) or variants.get(name)
    words = _words(facts, language, zone, now)
    subject, body = (_filled(found[language][part], words) for part in ("subject", "body"))
    body = "\n".join([body, *facts.get("found", {}).get(language, ())])
    return NoticeText(_capital(subject), _capital(body), _capital(_turn(facts, language, zone, now)))


def variant(kind: str, facts: Facts) -> str:
    """Which wording of a kind holds for these facts."""
    chosen = {
        "CaseOpened": lambda: _opened(facts),
        "MessageWritten": lambda: _room(facts),
        "EvidenceFiled": lambda: "record" if facts.get("source") else _room(facts),
        "EvidenceCommented": lambda: _remark(facts),
        "ServiceAnswered": lambda: _answered(facts),
        "ServiceStepTaken": lambda: "deemed" if facts.get("deemed") else "any",
        "SignalFound": lambda: "piece" if facts.get("piece") else "words",
        "OfferMade": lambda: "proposal" if facts.get("actor") == "neutral" else "offer",
        "ProposalsMade": lambda: facts["round_kind"],
        "RoundEnded": lambda: facts["result"],
        "BiddingEnded": lambda: "unfunded" if facts.get("result") == "unfunded" else "any",
        "PromiseProposed": lambda: "mine" if facts.get("keeper") == facts["to"] else "theirs",
        "FollowUpAsked": lambda: f"{facts['to']}_reviewed" if facts.get("reviewed") else facts["to"],
        "OrderReviewHidden": lambda: facts["what_hidden"],
        "OrderReviewShown": lambda: facts["to"],
        "OrderPromiseBroken": lambda: facts["to"],
        "PromiseDeclined": lambda: "back" if facts.get("actor") == facts.get("proposer") else "any",
        "ExpertAsked": lambda: "dated" if facts.get("until") else "any",
        "ExpertDismissed": lambda: facts["why"],
        "ExpertObjectionDecided": lambda: facts["result"],
        "TalkProposed": lambda: "moved" if facts.get("talk_at") else "any",
        "ComplaintClosed": lambda: facts["how_closed"],
        "ChargeGiven": lambda: "dated" if facts.get("until") else "any",
        "LegalHoldSet": lambda: "complaint" if facts.get("complaint_id") else "any",
        "LegalHoldLifted": lambda: "complaint" if facts.get("complaint_id") else "any",
        "ComplaintAnswered": lambda: "whom" if facts["to"] == "whom" else "complainant",
        "ComplaintReceived": lambda: "platform" if facts["to"] == "platform" else "complainant",
        "ShopAsked": lambda: "visit" if facts.get("visit") else "any",
        "VisitReported": lambda: "came" if facts.get("came") else "missed",
        "ShopQuestionEnded": lambda: facts["called"],
        "TalkFixed": lambda: "moved" if facts.get("moves") else "any",
        "TalkCalledOff": lambda: "fixed" if facts.get("talk_at") else "any",
        "TalkConfirmed": lambda: "joint" if facts.get("joint") else "any",
        "ObligationSet": lambda: _set(facts),
        "ObligationBroken": lambda: _broken(facts),
        "ObligationKept": lambda: "refund" if facts.get("what") == "refund" else "any",
        "NeutralAssigned": lambda: "neutral" if facts["to"] == "neutral" else "party",
        "NeutralLeft": lambda: "panel" if facts.get("why") == "panel" else "any",
        "RulingMade": lambda: _ruling(facts),
        "StageEntered": lambda: "on_file" if facts.get("on_file") else _entered(facts),
        "OfferRejected": lambda: "deemed" if facts.get("deemed") else "any",
        "CasePaused": lambda: "dated" if facts.get("until") else "any",
        "StepTaken": lambda: "called" if facts.get("step_called") else "any",
        "DeadlineMoved": lambda: _moved(facts),
        "DeadlineReminded": lambda: _of_order(facts) if facts.get("order") else "any",
        "DealEnded": lambda: f"{facts['how']}_change" if facts["change"] else facts["how"],
        "DealBound": lambda: "differs" if facts["differs"] else "any",
        "DeadlineHeld": lambda: _dated(facts),
        "DefaultApplied": lambda: _of_order(facts) if facts.get("order") else _dated(facts),
        "TimeAnswered": lambda: "granted" if facts["granted"] else "refused",
        "CaseRecounted": lambda: "counts" if facts["counts"] else "gone",
        "FairnessDrift": lambda: facts["what_rings"],
        "ErasureAnswered": lambda: _erasure(facts),
        "PaperReviewed": lambda: facts["result"],
        "PaperDue": lambda: facts["silence"],
        "ContentErased": lambda: "texts" if not facts.get("pieces") else "both" if facts.get("others") else "pieces",
        "SanctionEnded": lambda: facts["why"],
        "SanctionAppealDecided": lambda: facts["result"],
        "SanctionInEffect": lambda: "warning" if facts["does"] == ["warning"] else "any",
    }.get(kind)
    return chosen() if chosen else "any"


def _erasure(facts: Facts) -> str:
    if facts["result"] == "refused":
        return "refused"
    return "granted_all" if facts.get("whole") else "granted_pieces"


def letter(name: str, facts: Facts, text: NoticeText, *, language: str, link: str, head: str) -> str:
    """The whole text of a letter: greeting, what happened, whose turn it is, the way there, and the proof.

    link   address of the case (or order, or standing) for this reader; head: hash of the stream's entry that the notice is about
    """
    mail = texts()["mail"]
    language = wording.known_language(language)
    parts = [
        greeting(name, language),
        text.body,
        text.turn,
        mail[_opens(facts)][language].format(link=link),
        proof(head, language, of_case=_opens(facts) == "open"),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def proof(head: str, language: str, *, of_case: bool) -> str:
    """The sentence by which whoever keeps a letter can show later how the record stood; "" without a hash.

    head   of the entry that it tells of, 64 hex digits; of_case: the record is that of a case, else of an order, a question …
    """
    word = "proof" if of_case else "proof_record"
    return texts()["mail"][word][wording.known_language(language)].format(head=head) if head else ""


def _opens(facts: Facts) -> str:
    if facts.get("standing"):
        return "open_standing"
    if facts.get("deal"):
        return "open_deal"
    if facts.get("question_id"):
        return "open_question"
    if facts.get("complaint_id"):
        return "open_complaint"
    return "open_order" if facts.get("order") else "open"


def greeting(name: str, language: str) -> str:
    """The first line of a letter."""
    mail, language = texts()["mail"], wording.known_language(language)
    return mail["greeting"][language].format(name=name) if name else mail["greeting_plain"][language]


def sender(market: str, language: str) -> str:
    """What a letter's sender is called beside the address."""
    return texts()["mail"]["sender"][wording.known_language(language)].format(market=market)


def terms(package: Facts, language: str) -> str:
    """A package of settlement terms in one line: money first, then goods, freight, service, words."""
    table = texts()["terms"][language]
    currency = package["currency"]
    parts = []
    if package.get("refund"):
        parts.append(table["refund"].format(amount=wording.amount(package["refund"], currency, language)))
    elif package["service"] == "none" and "refund" in package:  # sealed bids are about the sum alone
        parts.append(table["no_refund"])
    parts.append(table["return" if package["goods"] == "return" else "keep"])
    freight = package["return_freight"]
    if freight["payer"] == "seller" and freight["minor"]:
        parts.append(table["freight"].format(amount=wording.amount(freight["minor"], currency, language)))
    if package["service"] != "none":
        parts.append(table[package["service"]])
    for word in packages.by_word(package):
        given = credit.of(package, word) if word in credit.FORMS else {}
        amount = wording.amount(given.get("minor", 0), currency, language)
        parts.append(table[word].format(amount=amount, number=given.get("number", 0)))
    return table["join"].join(parts)


def _set(facts: Facts) -> str:
    if facts.get("what") != "promise":
        return "any"
    return "promise" if facts.get("keeper") == facts["to"] else "promised"


def _broken(facts: Facts) -> str:
    if facts.get("actor") in ("buyer", "seller"):
        return "said"
    return "promise" if facts.get("what") == "promise" else "any"


def _room(facts: Facts) -> str:
    room = facts.get("room", "joint")
    return room if room in ("joint", "internal") else "private"


def _remark(facts: Facts) -> str:
    return "disputed" if facts.get("disputes") and _room(facts) == "joint" else _room(facts)


def _moved(facts: Facts) -> str:
    """By the cause, with both ends; notices from before ends were kept, and causes without a text, get the plain wording."""
    if facts.get("order"):
        whose = _of_order(facts)
        more = {"holiday": "_holiday", "extended": "_extended", "given": "_given"}.get(facts.get("why"), "")
        return whose if whose == "accept" else f"{whose}{more}"
    known = _dated(facts) == "dated" and facts.get("why") in texts()["kinds"]["DeadlineMoved"]
    return facts["why"] if known else "any"


def _of_order(facts: Facts) -> str:
    """By whose clock of the order it is: the buyer's, the shop's to take it on, or the one that opens a case for him."""
    return {"platform_opens": "opens", "accept_order": "accept"}.get(facts["wait"], "order")


def _entered(facts: Facts) -> str:
    return "after_service" if facts.get("after") else facts.get("stage", "")


def _opened(facts: Facts) -> str:
    part = "claimant" if facts["to"] == facts.get("claimant") else "respondent"
    if facts.get("service"):
        return f"{part}_service"
    return f"{part}_by_rules" if facts.get("actor") == "system" else part


def _answered(facts: Facts) -> str:
    """Declined, approved by somebody, by silence, or by a rule without anybody's word."""
    if facts["answer"] == "declined":
        return "declined"
    rule = facts.get("rule_id", "")
    return "approved" if not rule else "by_silence" if rule == "silence" else "by_rule"


def _dated(facts: Facts) -> str:
    known = facts.get("wait_called") or facts.get("wait") in texts()["waits"]
    return "dated" if facts.get("before") and known else "any"


def _ruling(facts: Facts) -> str:
    if facts.get("fund"):
        return "fund"
    source = facts.get("source", "decision")
    if source == "default":
        if facts.get("denied"):
            return "denied"
        return "lapsed" if facts.get("outcome") == f"defaulted_{facts.get('claimant')}" else "granted"
    return source


def _words(facts: Facts, language: str, zone: str, now: datetime) -> dict[str, str]:
    """Every placeholder that these facts can fill."""
    book = texts()
    words: dict[str, str] = {}
    for role in ("actor", "who", "claimant", "respondent", "asker"):
        words |= _side_words(role, facts.get(role, ""), language)
    for name, table in (
        ("reason", "reasons"),
        ("outcome", "outcomes"),
        ("what", "duties"),
        ("silence", "silences"),
        ("issue", "issues"),
        ("how", "hows"),
        ("trade", "trades"),
    ):
        if facts.get(name) in book[table]:
            words[name] = book[table][facts[name]][language]
    if facts.get("service"):
        words["service"] = service_words.kind(facts["service"], language)
    if facts.get("service_step"):
        words["service_step"] = service_words.done(facts["service_step"], language, facts.get("service_answers", {}))
    for name, table in (("code", "declines"), ("service_why", "why")):
        if facts.get(name):
            words[name] = service_words.word(table, facts[name], language)
    if facts.get("rule"):
        words["rule"] = facts["rule"][language]
    if facts.get("ground") in book["grounds"]:
        words["ground"] = book["grounds"][facts["ground"]][language]
    if facts.get("does"):
        words["does"] = book["deeds"]["join"][language].join(book["deeds"][one][language] for one in facts["does"])
    for name in ("begins", "appeal_until"):
        if facts.get(name):
            words[name] = wording.moment(clock.parse(facts[name]), now, language, zone, book["zones"])
    for name, called in (("do", "wait_called"), ("step", "step_called"), ("pause", "pause_called")):
        if facts.get(called):
            words[name] = _lower(facts[called][language])
    if "do" not in words and facts.get("wait") in book["waits"]:
        words["do"] = book["waits"][facts["wait"]][language]
    if facts.get("piece"):
        words["piece"] = facts["piece"].upper()
    if "erased_why" in facts:
        why = facts["erased_why"]
        words["erased_why"] = book["erasures"][why if why in book["erasures"] else "other"][language]
        words |= {"pieces": _listed(facts["pieces"]), "others": str(facts["others"])}
    if facts.get("package"):
        words["terms"] = terms(facts["package"], language)
    if facts.get("minor") is not None and facts.get("currency"):
        words["amount"] = wording.amount(facts["minor"], facts["currency"], language)
    if facts.get("points_number"):
        words["points"] = str(facts["points_number"])
    words |= {name: facts[name] for name in ("webhook", "period", "order_ref", "case_name") if facts.get(name)}
    for name in ("until", "before", "talk_at"):
        if facts.get(name):
            words[name] = wording.moment(clock.parse(facts[name]), now, language, zone, book["zones"])
    return words


def _listed(pieces: Sequence[str]) -> str:
    more = len(pieces) - _MOST_LISTED
    return ", ".join(one.upper() for one in pieces[:_MOST_LISTED]) + (f" (+{more})" if more > 0 else "")


def _side_words(role: str, side: str, language: str) -> dict[str, str]:
    forms = texts()["sides"][language].get(side)
    if not forms:
        return {}
    return {role: forms["name"]} | {f"{role}_{form}": word for form, word in forms.items()}


def _turn(facts: Facts, language: str, zone: str, now: datetime) -> str:
    book = texts()["turn"]
    turn = facts.get("turn")
    if facts.get("closed"):
        return book["closed"][language]
    if not turn:
        alone = any(
            facts.get(name)
            for name in (
                "order",
                "webhook",
                "standing",
                "period",
                "deal",
                "path",
                "follow_up",
                "question_id",
                "complaint_id",
            )
        )
        return "" if alone else book["none"][language]
    words = _words(turn, language, zone, now)
    if turn.get("held"):
        return _filled(book["paused" if turn["held"] == "paused" else "held"][language], words)
    if turn["who"] == facts["to"]:
        return _filled(book["mine"][language], words)
    return _filled(book["both" if turn["who"] == "both" else "other"][language], words)


def _filled(sentence: str, words: Mapping[str, str]) -> str:
    return sentence.format_map(words)


def _lower(words: str) -> str:
    """A procedure's own words inside a sentence: its first letter small, but for words all in capitals."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _capital(sentence: str) -> str:
    """The sentence with its first letter in upper case, for languages that have one."""
    return sentence[:1].upper() + sentence[1:]
