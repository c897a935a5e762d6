"""Both sides' claims beside each other, issue by issue: who wants what by his last word, what lies between, what bears on it."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import credit, findings
from hejie.domain.cases.state import CaseState, Offer
from hejie.usecases.reading import CaseView
from hejie.web.case import issue_words, terms
from hejie.web.case.evidence import title_of
from hejie.web.case.voice import Voice, plain_sum

# On which issues a point of the burden book bears, beside the money; the money rests on all of them.
_BEARS = {
    **dict.fromkeys(("sent", "delivered", "in_time"), ("service", "days")),
    "parcel": ("goods", "service"),
    **dict.fromkeys(
        ("fault", "description", "genuine", "told", "repaired"), ("goods", "return_freight", "service", "words")
    ),
    **dict.fromkeys(("worn", "return_delivered"), ("goods", "return_freight")),
    "performed": ("service",),
}
_GAPS = {
    "agreed": gettext_lazy("Both say the same"),
    "open": gettext_lazy("Nothing offered yet"),
    "apart": gettext_lazy("They differ"),
}
# What stands beside a cell where rows are cards: (what the claimant wants, what the other side offers), by who claims.
_LABELS = {
    "buyer": (gettext_lazy("The buyer wants"), gettext_lazy("The seller offers")),
    "seller": (gettext_lazy("The seller wants"), gettext_lazy("The buyer offers")),
}


def facts(view: CaseView, speaks: Voice, found: Sequence[Mapping]) -> dict:
    """What `neutral/issues.html` shows. found: the points of the draft, with what the neutral has sorted to them."""
    case = view.case
    claimant, respondent = last_word(case, case.claimant), last_word(case, case.respondent)
    asked = issue_words.raw_of(claimant.package)
    offered = issue_words.raw_of(respondent.package) if respondent else {}
    evidence = _evidence(view, found)
    rows = [
        _row(issue, asked, offered, case, view.side, evidence)
        for issue in issue_words.NAMES
        if not _is_idle(issue, asked.get(issue), offered.get(issue))
    ]
    return {
        "claimant": {"side": case.claimant, "name": speaks.name(case.claimant), "how": _how(claimant)},
        "respondent": {
            "side": case.respondent,
            "name": speaks.name(case.respondent),
            "how": _how(respondent) if respondent else "",
        },
        "labels": _LABELS[case.claimant],
        "rows": rows,
        "agreed": sum(row["gap"]["kind"] == "agreed" for row in rows),
        "gap": _whole_gap(claimant, respondent, case),
    }


def last_word(case: CaseState, side: str) -> Offer | None:
    """A side's last offer, the claim included; None where it has never offered anything."""
    return next((offer for offer in reversed(case.offers) if offer.side == side), None)


def _how(offer: Offer) -> str:
    return _("by the claim") if offer.is_claim else _("by the last offer")


def _is_idle(issue: str, asked: str | None, offered: str | None) -> bool:
    """Whether nobody wants anything of the kind, so that there is nothing to talk about."""
    return all(raw is None or issue_words.is_nothing(issue, raw) for raw in (asked, offered)) or (
        issue == "days" and asked == offered
    )


def _row(
    issue: str, asked: Mapping, offered: Mapping, case: CaseState, reader: str, evidence: Mapping[str, list[dict]]
) -> dict:
    one, other = asked.get(issue), offered.get(issue)
    kind = "open" if other is None else "agreed" if one == other else "apart"
    return {
        "issue": issue,
        "name": issue_words.name(issue),
        "asked": issue_words.value(issue, one, case, reader),
        "offered": issue_words.value(issue, other, case, reader) if other is not None else "",
        "gap": {"kind": kind, "words": _gap(issue, one, other, kind, case)},
        "evidence": evidence.get(issue, []),
    }


def _gap(issue: str, one: str, other: str | None, kind: str, case: CaseState) -> str:
    if kind == "apart" and issue in ("refund", *credit.FORMS):
        return plain_sum(abs(int(one) - int(other or 0)), case.currency)
    return str(_GAPS[kind])


def _whole_gap(claimant: Offer, respondent: Offer | None, case: CaseState) -> str:
    """How far the sides are apart in money, freight included."""
    if respondent is None:
        return ""
    between = abs(terms.packages.to_buyer(claimant.package) - terms.packages.to_buyer(respondent.package))
    return plain_sum(between, case.currency) if between else ""


def _evidence(view: CaseView, found: Sequence[Mapping]) -> dict[str, list[dict]]:
    """Pieces by issue: filed for a point that bears on it, or sorted to that point by the neutral."""
    case, about = view.case, findings.facts(view.case)
    book = view.world.procedure.burdens
    ticked = {point["point"]: point["bears"] for point in found if point.get("point")}
    known = {item.id: item for item in case.of_kind("evidence")}
    sorted_: dict[str, list[str]] = {}
    for point in {
        **{one.id: one for one in book.points_for(about)},
        **{one: book.points[one] for one in ticked if one in book.points},
    }.values():
        filed = findings.filed_for(point, case, ticked.get(point.id, ()))
        pieces = [*(piece for step in filed.values() for piece in step), *ticked.get(point.id, ())]
        for issue in ("refund", *_BEARS.get(point.id, ())):
            sorted_.setdefault(issue, []).extend(piece for piece in pieces if piece in known)
    return {issue: [_piece(view, known[piece]) for piece in dict.fromkeys(pieces)] for issue, pieces in sorted_.items()}


def _piece(view: CaseView, item: object) -> dict:
    return {
        "number": item.id.upper(),
        "side": item.side,
        "title": title_of(view, item),
        "anchor": f"#joint-{item.id}",
    }
