"""What a service pays back: worked out from pieces, tax and freight, then taken out of custody line by line."""

from collections.abc import Mapping, Sequence

from hejie.domain.aftersales import amounts, on_top
from hejie.domain.aftersales.service import Service
from hejie.domain.cases import packages
from hejie.domain.cases.draft import Draft
from hejie.domain.entitlements.policies.model import DEFECTS
from hejie.domain.escrow import accounts, holds
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import back as back_of

PAYS_BACK = frozenset({"return", "authenticity", "cancellation", "interception", "lost"})
"""Kinds that pay back the price of the pieces."""
PAYS_A_SUM = frozenset({"reduction", "price_protection", "late"})
"""Kinds that pay a sum, the goods staying where they are."""
_NONE: Mapping[int, Sequence[int]] = {}
SELLERS = DEFECTS | {
    "not_shipped",
    "late",
    "false_advertising",
    "mislabelled",
    "order_cancelled_by_seller",
    "repair_failed",
}
"""Reasons that are the seller's: he bears freight both ways, and nothing is taken off for what was bought besides."""


def asked(
    order: object, pieces: Mapping[int, int], kind: str, reason: str, which: Mapping[int, Sequence[int]] = _NONE
) -> int:
    """What a request comes to before anybody has answered it, in minor units; 0 for kinds that pay nothing of themselves."""
    if kind not in PAYS_BACK:
        return 0
    return reckon(order, pieces, reason, kind, which=which)["minor"]


def most(order: object, pieces: Mapping[int, int], which: Mapping[int, Sequence[int]] = _NONE) -> int:
    """The greatest sum that can be asked for on pieces that stay where they are, in minor units: what they cost, their part of the
    freight with it, less what of that has come back already. 0 where no money of the order is known."""
    if not order.custody.holds:
        return 0
    rows = reckon(order, pieces, "not_as_described", which=which)["pieces"]
    return sum(row["minor"] + row.get("freight", 0) for row in rows)


def within(order: object, pieces: Mapping[int, int], minor: int, which: Mapping[int, Sequence[int]] = _NONE) -> None:
    """Let pass a sum that these pieces can come to.

    Refuses   asked_above_paid, asked_above_left (facts: asked, most, paid, each as a sum with its currency): more than was paid for
              them; more than is left of it
    """
    there = most(order, pieces, which)
    if minor <= there:
        return
    facts = {"asked": minor, "most": there, "paid": bought_for(order, pieces)}
    told = {name: str(Money(value, order.currency)) for name, value in facts.items()}
    raise Refusal("asked_above_left" if facts["paid"] > there else "asked_above_paid", **told)


def bought_for(order: object, pieces: Mapping[int, int]) -> int:
    """What was paid for these pieces, their part of the freight with it, whatever has come back since; in minor units."""
    if not order.custody.holds:
        return 0
    rows = rows_of(order, order.snapshot(tuple(pieces))["lines"]).values()
    plain = ({name: value for name, value in row.items() if name != "cheaper"} for row in rows)
    shares = [amounts.share(row, pieces[row["line"]], freight=True) for row in plain]
    return max(sum(one.minor + one.freight for one in shares), most(order, pieces))


def rows_of(order: object, lines: Sequence[Mapping]) -> dict[int, Mapping]:
    """Lines as a case copies them, by number. One for which nothing was paid, of an order that was paid, costs nothing: a discount
    took its whole price, and nobody gets back what he has not paid."""
    known = any(hold.held > hold.on_top for hold in order.custody.holds)
    free = {"price": 0, "freight": 0}
    return {
        row["line"]: {**row, **free, **({"tax": 0} if "tax" in row else {})} if known and not row["paid"] else row
        for row in lines
    }


def reckon(
    order: object,
    pieces: Mapping[int, int],
    reason: str,
    kind: str = "return",
    adjust: tuple[Mapping, ...] = (),
    which: Mapping[int, Sequence[int]] = _NONE,
) -> dict:
    """A refund for these pieces (`amounts.reckon`).

    The freight of the way there goes back with the seller's fault, or where all that was bought goes back for a reason that
    the law does not leave with the buyer; what was had only for buying more is taken off where the buyer changed his mind.
    which: of several alike in a line, by what each cost; the dearest, where nobody says.
    """
    shop = order.seller_of(min(pieces))
    whole = order.snapshot(tuple(line.line for line in order.lines if line.seller == shop))
    rows = rows_of(order, whole["lines"])
    freight = reason in SELLERS or kind in ("cancellation", "interception", "lost")
    shares = [
        amounts.share(
            rows[line],
            quantity,
            order.returned.get(line, 0),
            freight=freight,
            left=back_of.left(order, line),
            which=which.get(line, ()),
        )
        for line, quantity in sorted(pieces.items())
        if quantity
    ]
    back = {**order.returned, **{line: order.returned.get(line, 0) + quantity for line, quantity in pieces.items()}}
    taken = amounts.promotions(
        {**whole, "offer": order.offer}, back, order.currency, changed_mind=not freight, taken=order.taken
    )
    return amounts.reckon(shares, (*taken, *adjust), order.currency)


def package(draft: Draft, service: Service, reckoned: Mapping | None, *, keep: bool, freight: str) -> dict:
    """The terms of an approved request, in the form of all terms."""
    claim = draft.case.offers[0].package
    terms = {**claim, "refund": reckoned["minor"] if reckoned else claim["refund"]}
    terms["goods"] = "keep" if keep else claim["goods"]
    terms["return_freight"] = {"payer": freight or claim["return_freight"]["payer"], "minor": 0}
    return packages.checked(terms, draft.case.currency, max(draft.case.paid_minor, terms["refund"]))


def pay(draft: Draft) -> None:
    """Order what the request comes to out of custody, line by line; what is not there any more the seller owes.

    It is what was shown, always: what had come back before is known to `reckon`. Where no money was ever here, none is ordered.
    """
    service = draft.case.service
    reckoned = service.reckoned or {"minor": 0}
    minor = reckoned["minor"]
    if not minor or not draft.order.custody.holds:
        return
    draft.add(
        "ObligationSet", obligation=f"b{len(draft.case.obligations) + 1}", what="refund", side="platform", minor=minor
    )
    by_line = _where_it_lies(draft, amounts.by_line({**reckoned, "minor": minor}, draft.case.lines))
    reason = draft.case.reason if service.kind in PAYS_BACK else ""
    draft.add_order(holds.give_back(draft.order, draft.case.id, _with_owners(draft.order, reckoned, by_line), reason))
    draft.add_order(holds.release(draft.order, draft.case.id))


def _where_it_lies(draft: Draft, by_line: Mapping[int, int]) -> dict[int, int]:
    """What was paid on top lies with the first line of the request alone, and is taken out of there, whatever it stands for."""
    first, found = draft.case.lines[0], dict(by_line)
    left = on_top.kept(draft.case.service)
    for line, minor in by_line.items():
        hold = draft.order.custody.hold(accounts.hold_id(draft.order.root, line))
        short = min(max(minor - (hold.free if hold else 0), 0), left)
        if line != first and short:
            found[line] -= short
            found[first] = found.get(first, 0) + short
            left -= short
    return found


def hold_on_top(draft: Draft, minor: int, provider_ref: str = "") -> None:
    """What a buyer has paid on top is held with the line, and goes where the line's money goes. provider_ref: its name outside."""
    line = draft.case.lines[0]
    data = {"hold": accounts.hold_id(draft.order.root, line), "line": line, "amount": minor}
    data |= {"currency": draft.case.currency, "case": draft.case.id}
    if provider_ref:
        data["provider_ref"] = provider_ref
    draft.add_order([Event(f"order:{draft.order.root}", "PaymentAdded", data)])


def give_back_unused(draft: Draft) -> None:
    """What was paid on top for something that the buyer has not been given goes back to him, when the request ends without it."""
    if draft.case.service is not None and (minor := on_top.unused(draft.case.service)):
        give_back_on_top(draft, minor)


def give_back_on_top(draft: Draft, minor: int, payment: str = "") -> None:
    """So much of what was paid on top goes back to the buyer at once. payment: which, where it was never taken for the request."""
    hold = draft.order.custody.hold(accounts.hold_id(draft.order.root, draft.case.lines[0]))
    draft.add_order(holds.pay_buyer(draft.order, [(hold, min(minor, hold.free))], "refund"))
    told = {"payment": payment, "unasked": True} if payment else {}
    draft.add("ServiceStepTaken", step="pay_back", side="system", minor=minor, over=False, **told)


def _with_owners(order: object, reckoned: Mapping, by_line: Mapping[int, int]) -> dict[int, int]:
    """The same, with what a gift gives back taken out of the line that it came with, where it lies, if no case has frozen it."""
    found = dict(by_line)
    for one in reckoned.get("adjust", ()):
        owner = order.line(one["line"]).gift_for if one["what"] == "gift_kept" and one["minor"] > 0 else 0
        minor = min(one["minor"], found.get(one.get("line"), 0)) if owner and not order.case_of(owner) else 0
        if minor:
            found[one["line"]] -= minor
            found[owner] = found.get(owner, 0) + minor
    return found


def private(adjust: Mapping) -> dict:
    """An adjustment as an entry holds it: its word is private."""
    note = adjust.get("note")
    if not isinstance(note, str):
        return dict(adjust)
    told = {name: value for name, value in adjust.items() if name != "note"}
    return {**told, "note": Private(note.strip())} if note.strip() else told
