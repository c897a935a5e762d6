"""What to gather: the pieces that the open ways call for, the reader's own first."""

from django.utils.translation import gettext as _

from hejie.domain.entitlements.answer import evidence
from hejie.web import languages
from hejie.web.way_in.finding import Found


def of(found: Found) -> dict[str, list[dict]]:
    """Pieces that the reader brings (`own`) and those that the other side must (`theirs`)."""
    lang = languages.active()
    names = {(one.what, one.why[lang]): one.name[lang] for one in found.bundle.evidence}
    side = found.carried.side
    groups: dict[str, list[dict]] = {"own": [], "theirs": []}
    for piece in evidence(found.finding, lang):
        words = names.get((piece["what"], piece["why"]), piece["what"])
        item = {"words": words, "why": piece["why"]}
        if piece["what"] in _on_file(found):
            item |= {"why": _("We have it, from the order."), "have": True}
        groups["own" if piece["from"] == side else "theirs"].append(item)
    return groups | {
        "other": _("What the buyer has to bring") if side == "seller" else _("What the seller has to bring")
    }


def _on_file(found: Found) -> frozenset[str]:
    """Pieces that the marketplace has itself, where the questions began from an order."""
    if not found.carried.order:
        return frozenset()
    paid = {"bank_statement"} if found.carried.told.get("payment") == "escrow" else set()
    return frozenset({"receipt"} | paid)
