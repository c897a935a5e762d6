"""A package in words: what the buyer gets, what happens to the goods, what the seller does, and what has changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hejie.domain.cases import credit, packages
from hejie.domain.cases.claims import nothing_there
from hejie.domain.cases.state import CaseState
from hejie.web import formatting, words
from hejie.web.case.voice import Voice, joined, plain_sum, say, sum_of

# (money back: all, part or none; goods: keep, return, or absent where nothing came) → to the buyer, about the buyer
_MONEY_AND_GOODS = {
    ("all", "keep"): (
        gettext_lazy("You get everything back (%(sum)s) and keep the goods."),
        gettext_lazy("The buyer gets everything back (%(sum)s) and keeps the goods."),
    ),
    ("part", "keep"): (
        gettext_lazy("You get %(share)s back (%(sum)s) and keep the goods."),
        gettext_lazy("The buyer gets %(share)s back (%(sum)s) and keeps the goods."),
    ),
    ("none", "keep"): (
        gettext_lazy("You get no money back and keep the goods."),
        gettext_lazy("The buyer gets no money back and keeps the goods."),
    ),
    ("all", "return"): (
        gettext_lazy("You send the goods back and get everything back (%(sum)s)."),
        gettext_lazy("The buyer sends the goods back and gets everything back (%(sum)s)."),
    ),
    ("part", "return"): (
        gettext_lazy("You send the goods back and get %(share)s back (%(sum)s)."),
        gettext_lazy("The buyer sends the goods back and gets %(share)s back (%(sum)s)."),
    ),
    ("none", "return"): (
        gettext_lazy("You send the goods back and get no money back."),
        gettext_lazy("The buyer sends the goods back and gets no money back."),
    ),
    ("all", "absent"): (
        gettext_lazy("You get everything back (%(sum)s)."),
        gettext_lazy("The buyer gets everything back (%(sum)s)."),
    ),
    ("part", "absent"): (
        gettext_lazy("You get %(share)s back (%(sum)s)."),
        gettext_lazy("The buyer gets %(share)s back (%(sum)s)."),
    ),
    ("none", "absent"): (gettext_lazy("You get no money back."), gettext_lazy("The buyer gets no money back.")),
}
# The same while the sum is still to come of sealed bids.
_OPEN_SUM = {
    "keep": (
        gettext_lazy("You keep the goods and get a sum back."),
        gettext_lazy("The buyer keeps the goods and gets a sum back."),
    ),
    "return": (
        gettext_lazy("You send the goods back and get a sum back."),
        gettext_lazy("The buyer sends the goods back and gets a sum back."),
    ),
    "absent": (gettext_lazy("You get a sum back."), gettext_lazy("The buyer gets a sum back.")),
}
# To the seller, about the seller.
_SERVICES = {
    "replacement": (gettext_lazy("You send a replacement."), gettext_lazy("The seller sends a replacement.")),
    "repair": (gettext_lazy("You repair the goods."), gettext_lazy("The seller repairs the goods.")),
    "redelivery": (gettext_lazy("You send the order again."), gettext_lazy("The seller sends the order again.")),
}
_WORDS = {
    "apology": (gettext_lazy("You apologise."), gettext_lazy("The seller apologises.")),
    "explanation": (
        gettext_lazy("You explain what happened."),
        gettext_lazy("The seller explains what happened."),
    ),
}
# To the buyer, to the seller, about both.
_VOUCHER = (
    gettext_lazy("You get a voucher of %(sum)s%(days)s."),
    gettext_lazy("You give the buyer a voucher of %(sum)s%(days)s."),
    gettext_lazy("The seller gives the buyer a voucher of %(sum)s%(days)s."),
)
_POINTS = (
    gettext_lazy("You get %(points)s worth %(sum)s%(days)s."),
    gettext_lazy("You give the buyer %(points)s worth %(sum)s%(days)s."),
    gettext_lazy("The seller gives the buyer %(points)s worth %(sum)s%(days)s."),
)
_CREDIT = {credit.VOUCHER: _VOUCHER, credit.POINTS: _POINTS}
# Besides the money: to the buyer, about the buyer.
_BESIDES = {
    credit.VOUCHER: (gettext_lazy("Besides, a voucher for you"), gettext_lazy("Besides, a voucher for the buyer")),
    credit.POINTS: (gettext_lazy("Besides, points for you"), gettext_lazy("Besides, points for the buyer")),
}
_CHANGED = {
    credit.VOUCHER: gettext_lazy("Voucher: <del>%(before)s</del> <ins>%(after)s</ins>."),
    credit.POINTS: gettext_lazy("Marketplace points: <del>%(before)s</del> <ins>%(after)s</ins>."),
}
_REPLY = (
    gettext_lazy("The seller replies publicly to your review."),
    gettext_lazy("You reply publicly to the buyer’s review."),
    gettext_lazy("The seller replies publicly to the buyer’s review."),
)


@dataclass(frozen=True, slots=True)
class Division:
    """What becomes of what custody has for a case under some terms; minor units.

    short   by how much the award exceeds custody: the seller's deposit, then the guarantee fund, pays it
    """

    to_buyer: int
    to_seller: int
    short: int


def divide(package: Mapping, custody: int) -> Division:
    """How `custody` minor units would part under these terms."""
    award = packages.to_buyer(package)
    from_custody = min(award, custody)
    return Division(from_custody, custody - from_custody, award - from_custody)


def sentence(package: Mapping, case: CaseState, voice: Voice) -> SafeString:
    """The whole package as the reader would say it; one without a refund is that of a bidding."""
    mine = voice.is_mine("buyer")
    goods = "absent" if package["goods"] == "keep" and nothing_there(case) else package["goods"]
    first = ""
    if "refund" not in package:
        first = str(_OPEN_SUM[goods][0 if mine else 1])
    elif package["refund"] or package["goods"] == "return" or package["service"] == "none":
        said = _MONEY_AND_GOODS[_part(package["refund"], case.paid_minor), goods][0 if mine else 1]
        first = say(
            said, sum=sum_of(package["refund"], case.currency), share=_share(package["refund"], case.paid_minor)
        )
    seller = 0 if voice.is_mine("seller") else 1
    service = str(_SERVICES.get(package["service"], ("", ""))[seller])
    said = [str(_WORDS[word][seller]) for word in ("apology", "explanation") if package[word]]
    reply = voice.pick(buyer=_REPLY[0], seller=_REPLY[1], other=_REPLY[2]) if package.get("public_reply") else ""
    given = [_credit(form, package, case, voice) for form in credit.given(package)]
    return joined(first, service, _freight(package, case.currency, voice), *given, *said, reply)


def rows(package: Mapping, case: CaseState, voice: Voice, custody: int, ruled: bool = False) -> list[dict]:
    """The ledger of a package: to whom, how much, from where, when; then what else it asks for.

    ruled   the package is a decision's, which needs no signatures
    """
    parts, when = divide(package, custody), _when(package, ruled)
    found = [
        {
            "label": voice.pick(
                buyer=_("To you, from custody"),
                seller=_("To the buyer, from custody"),
                other=_("To the buyer, from custody"),
            ),
            "sum": plain_sum(parts.to_buyer, case.currency),
            "how": when,
        }
    ]
    if parts.short:
        found.append(
            {
                "label": voice.pick(
                    buyer=_("To you, from the seller’s deposit"),
                    seller=_("To the buyer, from your deposit"),
                    other=_("To the buyer, from the seller’s deposit"),
                ),
                "sum": plain_sum(parts.short, case.currency),
                "how": _("custody no longer has this part; the guarantee fund steps in where the deposit is too small"),
            }
        )
    seller = voice.pick(
        buyer=_("To the seller, from custody"), seller=_("To you, from custody"), other=_("To the seller, from custody")
    )
    found.append({"label": seller, "sum": plain_sum(parts.to_seller, case.currency), "how": when})
    found += [
        {
            "label": str(_BESIDES[form][0 if voice.is_mine("buyer") else 1]),
            "sum": plain_sum(credit.of(package, form)["minor"], case.currency),
            "how": _("from the seller; it is no money"),
        }
        for form in credit.given(package)
    ]
    if packages.needs_performance(package) or packages.by_word(package):
        found.append({"label": _("Time for each step"), "sum": _days(package["days"])})
    return found


def changes(before: Mapping, after: Mapping, case: CaseState) -> SafeString:
    """What differs between two packages, the old struck out and the new marked; "" where they are equal."""
    found = [_money_change(before, after, case)] if before["refund"] != after["refund"] else []
    if before["goods"] != after["goods"] and not nothing_there(case):
        found.append(
            _exchange(
                _("Goods: <del>%(before)s</del> <ins>%(after)s</ins>."), words.GOODS, before["goods"], after["goods"]
            )
        )
    if before["service"] != after["service"]:
        found.append(
            _exchange(
                _("Besides: <del>%(before)s</del> <ins>%(after)s</ins>."),
                words.SERVICES,
                before["service"],
                after["service"],
            )
        )
    if after["goods"] == "return" and before["return_freight"] != after["return_freight"]:
        found.append(
            _exchange(
                _("The way back: <del>%(before)s</del> <ins>%(after)s</ins>."),
                {},
                *(_way_back(one, case) for one in (before, after)),
            )
        )
    if (before["apology"], before["explanation"]) != (after["apology"], after["explanation"]):
        found.append(
            _exchange(_("Words: <del>%(before)s</del> <ins>%(after)s</ins>."), {}, _words(before), _words(after))
        )
    return joined(*found, *_lesser_changes(before, after, case))


def _lesser_changes(before: Mapping, after: Mapping, case: CaseState) -> list[SafeString]:
    """Voucher, points, public reply and time, where they differ."""
    found = []
    for form in credit.FORMS:
        if credit.of(before, form) != credit.of(after, form):
            said = [_credit_words(form, one, case) for one in (before, after)]
            found.append(_exchange(str(_CHANGED[form]), {}, *said))
    replies = [bool(one.get("public_reply")) for one in (before, after)]
    if replies[0] != replies[1]:
        said = [_("yes") if one else _("none") for one in replies]
        found.append(_exchange(_("Public reply: <del>%(before)s</del> <ins>%(after)s</ins>."), {}, *said))
    if before["days"] != after["days"]:
        said = [_days(one["days"]) for one in (before, after)]
        found.append(_exchange(_("Time for each step: <del>%(before)s</del> <ins>%(after)s</ins>."), {}, *said))
    return found


def _credit(form: str, package: Mapping, case: CaseState, voice: Voice) -> SafeString:
    given, said = credit.of(package, form), _CREDIT[form]
    frame = voice.pick(buyer=said[0], seller=said[1], other=said[2])
    good = _(", good for %(days)s") % {"days": _days(given["days"])} if given["days"] else ""
    return say(frame, points=_number_of(given), sum=sum_of(given["minor"], case.currency), days=good)


def _credit_words(form: str, package: Mapping, case: CaseState) -> str:
    given = credit.of(package, form)
    if not given["minor"]:
        return _("none")
    worth = plain_sum(given["minor"], case.currency)
    return f"{_number_of(given)} ({worth})" if form == credit.POINTS else worth


def _number_of(given: Mapping) -> str:
    """How many points they are; "" for a voucher."""
    count = given.get("number", 0)
    said = ngettext("%(count)s marketplace point", "%(count)s marketplace points", count)
    return said % {"count": formatting.number(count)} if count else ""


def _days(count: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", count) % {"days": formatting.number(count)}


def _money_change(before: Mapping, after: Mapping, case: CaseState) -> SafeString:
    difference = after["refund"] - before["refund"]
    more = _("Money back: <del>%(before)s</del> <ins>%(after)s</ins>, %(difference)s more.")
    less = _("Money back: <del>%(before)s</del> <ins>%(after)s</ins>, %(difference)s less.")
    told = [_amount(one["refund"], case) for one in (before, after)]
    return say(
        more if difference > 0 else less,
        before=told[0],
        after=told[1],
        difference=plain_sum(abs(difference), case.currency),
    )


def _exchange(frame: str, table: Mapping, before: str, after: str) -> SafeString:
    return say(
        frame, before=words.word(table, before) if table else before, after=words.word(table, after) if table else after
    )


def _amount(minor: int, case: CaseState) -> str:
    amount = plain_sum(minor, case.currency)
    if not case.paid_minor or minor in (0, case.paid_minor):
        return amount
    return _("%(share)s (%(sum)s)") % {"share": _share(minor, case.paid_minor), "sum": amount}


def _way_back(package: Mapping, case: CaseState) -> str:
    freight = package["return_freight"]
    if package["goods"] != "return":
        return _("none")
    if freight["payer"] == "buyer":
        return _("paid by the buyer")
    if not freight["minor"]:
        return _("paid by the seller")
    return _("paid by the seller, %(sum)s") % {"sum": plain_sum(freight["minor"], case.currency)}


def _words(package: Mapping) -> str:
    if package["apology"] and package["explanation"]:
        return _("an apology and an explanation")
    if package["apology"]:
        return _("an apology")
    return _("an explanation") if package["explanation"] else _("none")


def _part(refund: int, paid: int) -> str:
    if not refund:
        return "none"
    return "all" if refund >= paid else "part"


def _share(refund: int, paid: int) -> str:
    if not paid:
        return ""
    whole = round(100 * refund / paid)
    return formatting.percent(min(max(whole, 1), 99) if 0 < refund < paid else whole)


def _freight(package: Mapping, currency: str, voice: Voice) -> SafeString | str:
    freight = package["return_freight"]
    if package["goods"] != "return":
        return ""
    if freight["payer"] == "buyer":
        return voice.pick(
            buyer=_("You pay the way back."),
            seller=_("The buyer pays the way back."),
            other=_("The buyer pays the way back."),
        )
    if not freight["minor"]:
        return voice.pick(
            buyer=_("The seller pays the way back."),
            seller=_("You pay the way back."),
            other=_("The seller pays the way back."),
        )
    said = voice.pick(
        buyer=_("The seller pays the way back (%(sum)s)."),
        seller=_("You pay the way back (%(sum)s)."),
        other=_("The seller pays the way back (%(sum)s)."),
    )
    return say(said, sum=plain_sum(freight["minor"], currency))


def _when(package: Mapping, ruled: bool) -> str:
    if package["goods"] == "return":
        return _("once the goods have come back")
    if package["service"] != "none":
        return _("once the buyer has confirmed that it was done")
    return _("as soon as the decision is final") if ruled else _("as soon as both have signed")
