"""What was settled: the agreement with its signatures, the decision, the second look. What is owed: `web.case.duties`."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.kernel import clock
from hejie.usecases.reading import CaseView
from hejie.web import words
from hejie.web.case import duties, panel, terms
from hejie.web.case import found as found_words
from hejie.web.case.offers import can, in_custody, name_of
from hejie.web.case.voice import Voice, joined, plain_sum

_RULING_TITLES = {
    "decision": gettext_lazy("The decision"),
    "default": gettext_lazy("Decided by silence"),
    "appeal": gettext_lazy("The second look"),
}


def agreement(view: CaseView, voice: Voice) -> dict | None:
    """The agreement: its terms, its money, who has signed, and whether the reader is asked to."""
    case = view.case
    if not case.agreement:
        return None
    found = case.agreement
    people = []
    for side in ("buyer", "seller"):
        signed = side in found.signed_by
        role = _("has signed") if signed else _("has not signed yet")
        people.append({"side": side, "name": name_of(voice, side), "role": role})
    waits = {row.who: row.until for row in case.waits("sign")}
    return {
        "says": terms.sentence(found.package, case, voice),
        "rows": terms.rows(found.package, case, voice, in_custody(view)) if not case.closed else [],
        "people": people,
        "in_effect": found.in_effect,
        "breaches": duties.breaches(view, voice, found.package) if not found.in_effect else [],
        "sign_url": reverse("case_signature", args=[case.id]) if view.side in waits and can(view, "sign") else "",
        "document_url": reverse("case_agreement", args=[case.id]),
        "until": waits.get(view.side),
        "at": clock.parse(found.at),
    }


def rulings(view: CaseView, voice: Voice) -> list[dict]:
    """Decisions, the one that stands first: terms, findings, rules, and whether a second look may be asked for."""
    case, found = view.case, []
    for ruling in reversed(case.rulings):
        stands = ruling is case.ruling
        until = next((row.until for row in case.waits("appeal", about=ruling.id)), None) if stands else None
        voted = panel.told(view, ruling.data["panel"]) if ruling.data.get("panel") else None
        found.append(
            {
                "id": ruling.id,
                "title": words.word(_RULING_TITLES, ruling.source),
                "outcome": words.word(words.OUTCOMES, ruling.outcome),
                "panel": voted,
                "by": view.names.get(ruling.by, "") if ruling.source != "default" else "",
                "side": "neutral" if ruling.source != "default" else "system",
                "at": clock.parse(ruling.at),
                "says": terms.sentence(ruling.package, case, voice),
                "fees": fees_words(ruling.data.get("fees"), case.currency),
                "rows": terms.rows(ruling.package, case, voice, in_custody(view), ruled=True)
                if stands and not case.closed
                else [],
                "findings": ""
                if voted
                else view.text(ruling.data.get("findings")),  # those are the votes' reasons again
                "rules": view.text(ruling.data.get("rules")),
                **found_words.reasons(view, ruling),
                "evidence": [piece.upper() for piece in ruling.data.get("evidence", ())],
                "final": ruling.final,
                "stands": stands,
                "until": until,
                "appeal_url": reverse("case_appeal", args=[case.id]) if until and can(view, "appeal") else "",
            }
        )
    return found


def fees_words(fees: Mapping | None, currency: str) -> str:
    """Who bears the fees of those who were asked in, and what one owes the other for them; "" where there are none."""
    if not fees:
        return ""
    facts = {"buyer": plain_sum(fees["buyer"], currency), "seller": plain_sum(fees["seller"], currency)}
    told = _("Fees of those who were asked in: the buyer bears %(buyer)s, the seller %(seller)s.") % facts
    between = {"sum": plain_sum(abs(fees["to_buyer"]), currency)}
    if fees["to_buyer"] > 0:
        more = _("For what was advanced the buyer gets %(sum)s on top.") % between
    elif fees["to_buyer"] < 0:
        more = (
            _("For what was advanced the seller gets %(sum)s, set off against the award where there is one.") % between
        )
    else:
        return told
    return joined(told, more)


def appeal(view: CaseView, voice: Voice) -> dict | None:
    """The request for a second look, and whether the reader may answer it."""
    case = view.case
    if not case.appeal:
        return None
    waiting = next(iter(case.waits("appeal_answer")), None)
    mine = waiting is not None and waiting.who == view.side and can(view, "answer_appeal")
    answers = [item for item in case.said if item.kind == "appeal_answer"]
    return {
        "side": case.appeal["side"],
        "name": name_of(voice, case.appeal["side"]),
        "at": clock.parse(case.appeal["at"]),
        "grounds": view.text(case.appeal["grounds"]),
        "answer": view.text(answers[-1].data["text"]) if answers else "",
        "answer_side": answers[-1].side if answers else "",
        "answer_name": name_of(voice, answers[-1].side) if answers else "",
        "until": waiting.until if waiting else None,
        "answer_url": reverse("case_appeal_answer", args=[case.id]) if mine else "",
    }
