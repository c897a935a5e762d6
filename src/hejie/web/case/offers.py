"""Open offers as cards, side by side: the sentence, what has changed, how the money parts, what may be answered."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import access
from hejie.domain.cases.state import CaseState, Offer
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.usecases.reading import CaseView
from hejie.web import formatting, words
from hejie.web.case import own_points, terms
from hejie.web.case.entitlement import Floor
from hejie.web.case.voice import Voice, plain_sum, written

_ROLES = {
    ("buyer", False): gettext_lazy("buyer, offers"),
    ("seller", False): gettext_lazy("seller, offers"),
    ("neutral", False): gettext_lazy("neutral, proposes"),
    ("buyer", True): gettext_lazy("buyer, claims"),
    ("seller", True): gettext_lazy("seller, claims"),
}
_ACCEPT = {
    "buyer": gettext_lazy("Accept the buyer’s offer"),
    "seller": gettext_lazy("Accept the seller’s offer"),
    "neutral": gettext_lazy("Accept the neutral’s proposal"),
}
_DECLINE = {
    "buyer": gettext_lazy("Decline the buyer’s offer"),
    "seller": gettext_lazy("Decline the seller’s offer"),
    "neutral": gettext_lazy("Decline the neutral’s proposal"),
}
_WAITS = {
    "buyer": gettext_lazy("Waits for the buyer"),
    "seller": gettext_lazy("Waits for the seller"),
    "both": gettext_lazy("Waits for both sides"),
}
_CHANGED = {
    "buyer": gettext_lazy("Changed since the buyer’s last offer"),
    "seller": gettext_lazy("Changed since the seller’s last offer"),
    "neutral": gettext_lazy("Changed since the neutral’s last proposal"),
}


def can(view: CaseView, act: str) -> bool:
    """Whether the reader may do this act, perhaps after proving that it is really he (a link's one-time code)."""
    if act in view.acts:
        return True
    party = access.party_of(view.side, view.case)
    return act in access.PERSONAL and view.world.procedure.allows(view.case.stage, party, act)


def in_custody(view: CaseView) -> int:
    """Minor units that custody still has for the goods of this case."""
    return sum(hold.free + hold.reserved for hold in view.order.custody.holds_of(frozenset(view.case.lines)))


def name_of(voice: Voice, side: str) -> str:
    """A side's name as plain words."""
    return voice.names.get(side, "") or words.word(words.THE_SIDE, side)


def cards(view: CaseView, voice: Voice, table: object | None = None, floor: Floor | None = None) -> list[dict]:
    """One card for each open offer, those that wait for the reader first.

    table   what the reader's own side may know (usecases.bargaining.table_of), for the points that each gives him
    """
    case = view.case
    if case.agreement or case.settled or case.closed:
        return []
    shown = case.open_offers()
    if len(shown) > 1:  # the reader's own claim stands in every comparison already
        shown = tuple(offer for offer in shown if not (offer.is_claim and offer.side == view.side))
    found = [
        _card(offer, view, voice)
        | {
            "points": own_points.of_package(offer.package, table, view),
            "below": floor.told(offer.package) if floor else "",
        }
        for offer in shown
    ]
    return sorted(found, key=lambda card: not card["answer_url"])


def own_open(view: CaseView) -> list[Offer]:
    """The reader's own offers that he can still take back."""
    if not can(view, "take_back"):
        return []
    return [offer for offer in view.case.open_offers() if offer.side == view.side and not offer.is_claim]


def _card(offer: Offer, view: CaseView, voice: Voice) -> dict:
    case, custody = view.case, in_custody(view)
    parts = terms.divide(offer.package, custody)
    awaited = view.side in offer.recipients and view.side not in offer.accepted_by
    base, title = _base(offer, case, voice)
    until = next(
        (
            row.until
            for row in case.waits("offer", "answer")
            if row.about in (offer.id, "") and (row.about or offer.is_claim)
        ),
        None,
    )
    return {
        "id": offer.id,
        "side": offer.side,
        "name": name_of(voice, offer.side),
        "role": words.word(_ROLES, (offer.side, offer.is_claim)),
        "at": clock.parse(offer.at),
        "note": _number(offer, case),
        "says": terms.sentence(offer.package, case, voice),
        "change_title": title,
        "change": (terms.changes(base, offer.package, case) or _("The same terms.")) if base else "",
        "to_buyer": Money(parts.to_buyer + parts.short, case.currency) if custody or parts.short else None,
        "to_seller": Money(parts.to_seller, case.currency),
        "split_label": _split_label(parts, case, voice),
        "rows": terms.rows(offer.package, case, voice, custody),
        "rule": "" if offer.is_claim else written(view.text(offer.note)),
        "state": None if awaited and can(view, "accept") else _state(offer),
        "answer_url": reverse("case_offer_answer", args=[case.id, offer.id]) if awaited and can(view, "accept") else "",
        "accept_name": _accept_name(offer),
        "decline_name": _decline_name(offer),
        "counter_url": f"{reverse('case_offer_new', args=[case.id])}?reply={offer.id}" if can(view, "offer") else "",
        "until": until,
    }


def _base(offer: Offer, case: CaseState, voice: Voice) -> tuple[dict, str]:
    """What an offer is compared with: the same side's last one, else the claim."""
    earlier = [
        row
        for row in case.offers
        if row.side == offer.side and row.id != offer.id and _index(case, row) < _index(case, offer)
    ]
    if earlier:
        return earlier[-1].package, words.word(_CHANGED, offer.side)
    if offer.is_claim:
        return {}, ""
    mine = voice.is_mine(case.claimant)
    return case.offers[0].package, _("Against your claim") if mine else _("Against the claim")


def _index(case: CaseState, offer: Offer) -> int:
    return case.offers.index(offer)


def _number(offer: Offer, case: CaseState) -> str:
    of_side = [row for row in case.offers if row.side == offer.side and not row.is_claim]
    if offer.is_claim or len(of_side) < 2:
        return ""
    return _("offer %(number)s of this side") % {"number": formatting.number(of_side.index(offer) + 1)}


def _state(offer: Offer) -> dict:
    if offer.side == "neutral":
        left = [side for side in offer.recipients if side not in offer.accepted_by]
        words_ = _WAITS["both"] if len(left) == 2 else _WAITS[left[0]]
    else:
        words_ = _WAITS[offer.recipients[0]]
    return {"words": words_, "kind": "open", "sign": "open"}


def _accept_name(offer: Offer) -> str:
    return _("Accept the claim") if offer.is_claim else words.word(_ACCEPT, offer.side)


def _decline_name(offer: Offer) -> str:
    return _("Decline the claim") if offer.is_claim else words.word(_DECLINE, offer.side)


def _split_label(parts: terms.Division, case: CaseState, voice: Voice) -> str:
    sums = {
        "buyer": plain_sum(parts.to_buyer + parts.short, case.currency),
        "seller": plain_sum(parts.to_seller, case.currency),
    }
    return (
        voice.pick(
            buyer=_("%(buyer)s go to you and %(seller)s to the seller"),
            seller=_("%(buyer)s go to the buyer and %(seller)s to you"),
            other=_("%(buyer)s go to the buyer and %(seller)s to the seller"),
        )
        % sums
    )
