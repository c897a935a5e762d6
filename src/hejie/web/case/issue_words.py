"""What a case can be settled about, in words: each issue as its reader would ask it, each of its values with its money."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.cases import credit
from hejie.domain.cases.state import CaseState
from hejie.web import formatting, words
from hejie.web.case.voice import plain_sum

# Short names, for lists of points.
NAMES = {
    "refund": gettext_lazy("Money back"),
    "goods": gettext_lazy("The goods"),
    "return_freight": gettext_lazy("The way back"),
    "service": gettext_lazy("What the seller does besides"),
    "voucher": gettext_lazy("Voucher"),
    "points": gettext_lazy("Marketplace points"),
    "words": gettext_lazy("Apology and explanation"),
    "public_reply": gettext_lazy("Public reply"),
    "days": gettext_lazy("Time for each step"),
}
# The same as questions: (to the buyer, to the seller).
_QUESTIONS = {
    "refund": (gettext_lazy("How much money you get back"), gettext_lazy("How much money the buyer gets back")),
    "goods": (gettext_lazy("Whether you keep the goods"), gettext_lazy("Whether the goods come back to you")),
    "return_freight": (
        gettext_lazy("Who pays if the goods go back"),
        gettext_lazy("Who pays if the goods come back"),
    ),
    "service": (gettext_lazy("What the seller does besides"), gettext_lazy("What you do besides")),
    "voucher": (gettext_lazy("A voucher from the seller"), gettext_lazy("A voucher that you give")),
    "points": (gettext_lazy("Marketplace points from the seller"), gettext_lazy("Marketplace points that you give")),
    "words": (
        gettext_lazy("An apology or an explanation from the seller"),
        gettext_lazy("An apology or an explanation from you"),
    ),
    "public_reply": (
        gettext_lazy("A public reply from the seller below your review"),
        gettext_lazy("A public reply from you below the buyer’s review"),
    ),
    "days": (gettext_lazy("How much time each step may take"), gettext_lazy("How much time each step may take")),
}
# Phrases that say who, by reader: buyer, seller, anybody else.
_WHO = {
    ("goods", "keep"): (
        gettext_lazy("you keep them"), gettext_lazy("the buyer keeps them"), gettext_lazy("the buyer keeps them"),
    ),
    ("goods", "return"): (
        gettext_lazy("you send them back"), gettext_lazy("they come back to you"), gettext_lazy("they go back to the seller"),
    ),
    ("return_freight", "buyer"): (
        gettext_lazy("you pay it"), gettext_lazy("the buyer pays it"), gettext_lazy("the buyer pays it"),
    ),
    ("return_freight", "seller"): (
        gettext_lazy("the seller pays it"), gettext_lazy("you pay it"), gettext_lazy("the seller pays it"),
    ),
}  # fmt: skip
_SERVICES = {
    "none": gettext_lazy("nothing more"),
    "replacement": gettext_lazy("a replacement"),
    "repair": gettext_lazy("a repair"),
    "redelivery": gettext_lazy("the order sent again"),
}
_SAID = {
    "none": gettext_lazy("neither"),
    "apology": gettext_lazy("an apology"),
    "explanation": gettext_lazy("an explanation"),
    "both": gettext_lazy("an apology and an explanation"),
}
_YES = {"no": gettext_lazy("none"), "yes": gettext_lazy("one is written")}
_TABLES = {"service": _SERVICES, "words": _SAID, "public_reply": _YES}
_NO_CREDIT = {"voucher": gettext_lazy("no voucher"), "points": gettext_lazy("no points")}
_NO_WAY_BACK = gettext_lazy("there is none")
_READERS = ("buyer", "seller")


def name(issue: str) -> str:
    """An issue's short name."""
    return words.word(NAMES, issue)


def question(issue: str, side: str) -> str:
    """An issue as the side that weighs it would say it."""
    asked = _QUESTIONS.get(issue)
    return str(asked[0 if side == "buyer" else 1]) if asked else name(issue)


def value(issue: str, raw: str, case: CaseState, side: str) -> str:
    """One value of an issue as a phrase to a side (buyer, seller; "" for anybody else); money with its share and sum."""
    said = _WHO.get((issue, raw))
    if said:
        return str(said[_READERS.index(side) if side in _READERS else 2])
    if issue == "return_freight":
        return str(_NO_WAY_BACK)
    if issue == "refund":
        return _refund(int(raw), case)
    if issue in _NO_CREDIT:
        return str(_NO_CREDIT[issue]) if raw == "0" else plain_sum(int(raw), case.currency)
    if issue == "days":
        return ngettext("%(days)s day", "%(days)s days", int(raw)) % {"days": formatting.number(int(raw))}
    return words.word(_TABLES.get(issue, {}), raw)


def _refund(minor: int, case: CaseState) -> str:
    if not minor:
        return _("no money back")
    facts = {"sum": plain_sum(minor, case.currency)}
    if minor >= case.paid_minor:
        return _("everything back, %(sum)s") % facts
    share = min(max(round(100 * minor / case.paid_minor), 1), 99)
    return _("%(share)s back, %(sum)s") % {**facts, "share": formatting.percent(share)}


def named_value(issue: str, raw: str, case: CaseState, side: str) -> str:
    """A value together with what it is about, as it stands in a list: Time for each step: 5 days."""
    facts = {"issue": name(issue), "value": value(issue, raw, case, side)}
    return facts["value"] if issue in _SPEAKS_FOR_ITSELF else _("%(issue)s: %(value)s") % facts


_SPEAKS_FOR_ITSELF = frozenset({"refund"})
_NOTHING = {"voucher": "0", "points": "0", "public_reply": "no"}


def raw_of(package: Mapping) -> dict[str, str]:
    """The value of each issue that a package holds; who pays the way back only where there is one."""
    words_ = ("apology" if package["apology"] else "none", "both" if package["apology"] else "explanation")
    found = {
        "refund": str(package["refund"]),
        "goods": package["goods"],
        "return_freight": package["return_freight"]["payer"],
        "service": package["service"],
        **{form: str(credit.of(package, form)["minor"]) for form in credit.FORMS},
        "words": words_[1 if package["explanation"] else 0],
        "public_reply": "yes" if package.get("public_reply") else "no",
        "days": str(package["days"]),
    }
    if package["goods"] != "return":
        found["return_freight"] = "none"
    return found


def is_nothing(issue: str, raw: str) -> bool:
    """Whether a value only says that nothing of the kind is asked for."""
    return raw == "none" or _NOTHING.get(issue) == raw
