"""The part of a case's document that tells where its money is and what moved it."""

from hejie.domain.escrow.custody import Transfer
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.reading import CaseView

_SIDES = {"buyer": "buyer", "seller": "seller"}


def section(view: CaseView, labels: Labels) -> b.Block:
    """What came into custody for the lines of the case, where it is now, and every movement of it."""
    case, custody = view.case, view.order.custody
    holds = custody.holds_of(frozenset(case.lines))
    debts = [debt for debt in custody.debts if debt.case == case.id and debt.status != "voided"]
    if not holds and not debts:
        return b.section(labels("money"), b.words(labels("no_money")))
    rows = [
        (labels("came_in"), labels.sum(sum(hold.held for hold in holds))),
        (labels("in_custody"), labels.sum(sum(hold.free + hold.reserved for hold in holds))),
        (labels("to_buyer"), labels.sum(sum(hold.to_buyer for hold in holds))),
        (labels("to_seller"), labels.sum(sum(hold.to_seller for hold in holds))),
    ]
    if debts:
        rows.append((labels("debt"), labels.sum(sum(debt.amount for debt in debts))))
        rows.append((labels("debt_paid"), labels.sum(sum(debt.paid for debt in debts))))
    return b.section(labels("money"), b.pairs(rows), _movements(view, labels, {hold.id for hold in holds}))


def _movements(view: CaseView, labels: Labels, holds: set[str]) -> b.Block | None:
    columns = [(labels("movement"), "fit"), (labels("amount"), "figures"), (labels("to"), "rest")]
    columns += [(labels("why"), "rest"), (labels("state"), "fit")]
    rows = [
        [
            row.id,
            labels.sum(row.amount, row.currency),
            _owner(view, labels, row.credit) + in_kind(labels, row),
            labels.of("causes", row.why),
            labels.of("states", row.status),
        ]
        for row in view.order.custody.transfers
        if row.case == view.case.id or (not row.case and row.hold in holds)
    ]
    return b.table(columns, rows)


def in_kind(labels: Labels, row: Transfer) -> str:
    """How a movement comes back that is no money: in points, or as a voucher; "" for money."""
    word = "in_points" if row.points else "in_voucher" if row.voucher else ""
    return f" · {labels(word)}" if word else ""


def _owner(view: CaseView, labels: Labels, account: str) -> str:
    """Seller · Shop 3: whom an account pays; an account of another kind is named as it stands."""
    kind, _colon, name = account.partition(":")
    if kind not in _SIDES:
        return b.plain(account)
    known = b.plain(view.names.get(name, ""))
    word = labels.of("sides", _SIDES[kind])
    return f"{word} · {known}" if known else word
