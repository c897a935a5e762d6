"""From entries to ledger rows, in the writer's transaction; and the comparison of the ledger with the record.

Rows are a pure function of entries (`rows_of`), so that `rebuild --check` can say whether the live tables are what the
record says. Balances are moved by the database's own triggers; here they are only worked out again to compare.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection

from hejie.domain.escrow import accounts, promised, voucher_book
from hejie.domain.kernel import clock

TRANSFER_COLUMNS = (
    "root", "id", "marketplace", "phase", "pending_id", "debit", "credit", "amount", "currency", "case_id", "why",
    "provider_ref", "seq", "at_ms",
)  # fmt: skip
BALANCE_COLUMNS = ("root", "account", "currency", "marketplace", "amount", "reserved")
DEBT_COLUMNS = ("root", "id", "marketplace", "case_id", "seller", "status", "currency", "amount", "paid", "at_ms")
_MOST_FAULTS = 20


@dataclass(slots=True)
class Rows:
    """Ledger rows worked out from entries, by primary key."""

    transfers: dict[tuple, tuple] = field(default_factory=dict)
    balances: dict[tuple, list] = field(default_factory=dict)
    debts: dict[tuple, list] = field(default_factory=dict)


def project_money(cursor, marketplace: str, root: str, entries: Sequence[Mapping]) -> None:
    """Write what one stream's new entries mean for the ledger, all transfers by one INSERT."""
    rows = [row for entry in entries for row in rows_of(marketplace, root, entry)]
    if rows:
        _insert(cursor, "transfer", TRANSFER_COLUMNS, rows)
    for entry in entries:
        _project_debt(cursor, marketplace, root, entry)


def rows_of(marketplace: str, root: str, entry: Mapping) -> list[tuple]:
    """The transfer rows of one entry of an order's or a purse's stream, in order."""
    moves = _MOVES.get(entry["kind"])
    if moves is None:
        return []
    at_ms = clock.milliseconds(clock.parse(entry["at"]))
    return [(root, row[0], marketplace, *row[1:], entry["seq"], at_ms) for row in moves(root, entry, entry["data"])]


def _row(
    id: str, phase: str, terms: Mapping, why: str, *, pending: str | None = None, case: str | None = "", ref: str = ""
) -> tuple:
    """One movement. `terms`: debit, credit, amount, currency."""
    moved = (terms["debit"], terms["credit"], terms["amount"], terms["currency"])
    return (id, phase, pending, *moved, case or "", why, ref)


def _terms(debit: str, credit: str, amount: int, currency: str) -> dict:
    return {"debit": debit, "credit": credit, "amount": amount, "currency": currency}


def _held(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    for row in data["holds"]:
        terms = _terms(accounts.OUTSIDE, accounts.custody(row["hold"]), row["amount"], data["currency"])
        yield _row(f"hold:{row['line']}", "single", terms, "payment", ref=data["provider_ref"])


def _added(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    terms = _terms(accounts.OUTSIDE, accounts.custody(data["hold"]), data["amount"], data["currency"])
    ref = data.get("provider_ref", "")
    yield _row(f"added:{entry['seq']}", "single", terms, "payment", case=data["case"], ref=ref)


def _ordered(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    for row in data["transfers"]:
        yield _row(row["id"], "pending", row, data["why"], case=data["case"])


def _posted(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    id = data["transfer"]
    yield _row(f"{id}:post", "post", data, "posted", pending=id, case=data["case"], ref=data["provider_ref"])


def _voided(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    id = data["transfer"]
    yield _row(f"{id}:void", "void", data, data["why"], pending=id, case=data["case"])


def _debt_paid(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    hold = accounts.hold_id(root, data["debt"])
    terms = _terms(accounts.from_purse(data["purse"]), accounts.custody(hold), data["amount"], data["currency"])
    yield _row(f"cover:{data['debt']}:{data['cover']}", "single", terms, "cover", case=data["case"])


def _shop_told(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    """Money that moved in a shop's own system: nothing is to be posted, it has moved."""
    refunds = [row for one in data.get("refunds", ()) for row in one["rows"]]
    moves = [(row, "shop_payment") for row in data.get("paid", ())] + [(row, "shop_refund") for row in refunds]
    for number, (row, why) in enumerate(moves, 1):
        terms = {**row, "currency": data["currency"]}
        yield _row(f"shop:{entry['seq']}:{number}", "single", terms, why, ref=f"{data['system']}:{data['ref']}")


def _paid_in(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    why = "deposit" if entry["kind"] == "Deposited" else "repaid"
    terms = _terms(accounts.OUTSIDE, root, data["amount"], data["currency"])
    yield _row(f"{why}:{entry['seq']}", "single", terms, why, ref=data["provider_ref"])


def _drawn(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    terms = _terms(root, accounts.to_order(data["order"]), data["amount"], data["currency"])
    yield _row(f"draw:{data['draw']}", "single", terms, "draw", case=data["case"])


def _voucher(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    """A voucher's money: out of the purse, on to an order or back from it, and what is left back into the purse. Of a refund the
    buyer was paid, and pays it in again as a voucher."""
    own, kind = accounts.voucher(data["voucher"]), entry["kind"]
    given = _given_from(root, data) if kind == "VoucherIssued" else root
    ways = {"VoucherIssued": (given, own), "VoucherEnded": (own, root), "VoucherReturned": (accounts.OUTSIDE, own)}
    debit, credit = ways.get(kind) or (own, accounts.to_order(data["order"]))
    ref = f"{data['order']} {data['transfer']}" if kind == "VoucherReturned" else ""
    if kind == "VoucherGivenBack":
        debit, credit = credit, debit
    if data["minor"]:
        terms = _terms(debit, credit, data["minor"], data["currency"])
        yield _row(f"{kind}:{entry['seq']}", "single", terms, "voucher", case=data.get("case"), ref=ref)


def _given_from(root: str, data: Mapping) -> str:
    """Where what a purse gives comes from: what it had set aside for it, or what it may give."""
    return accounts.promised(data["case"]) if voucher_book.aside(data) else root


def _credit(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    """Set aside for what an agreement promises, or more or less of it than before, or given free."""
    more = -promised.moved(entry["kind"], data)
    own = accounts.promised(data["case"])
    if more:
        debit, credit = (root, own) if more > 0 else (own, root)
        terms = _terms(debit, credit, abs(more), data["currency"])
        yield _row(f"{entry['kind']}:{entry['seq']}", "single", terms, "promised", case=data["case"])


def _voucher_paid(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    for row in data["holds"]:
        terms = _terms(
            accounts.from_purse(data["purse"]), accounts.custody(row["hold"]), row["amount"], data["currency"]
        )
        why = "voucher" if entry["kind"] == "VoucherPaid" else "points"
        yield _row(f"{why}:{data['use']}:{row['line']}", "single", terms, why)


def _points(root: str, entry: Mapping, data: Mapping) -> Iterable[tuple]:
    """The money behind points: from purse to account and home again, into what is kept for an order, on to it, and back."""
    kind, seq = entry["kind"], entry["seq"]
    for number, (debit, credit, minor) in enumerate(_POINTS[kind](root, data), start=1):
        if minor:
            ref = f"{data['order']} {data['transfer']}" if kind == "PointsReturned" else ""
            terms = _terms(debit, credit, minor, data["currency"])
            yield _row(f"{kind}:{seq}:{number}", "single", terms, "points", case=data.get("case"), ref=ref)


def _beside(root: str, owner: str) -> str:
    """The purse of another owner at the same marketplace."""
    return f"{root.rpartition(':')[0]}:{owner}"


def _kept(root: str, data: Mapping) -> list[tuple[str, str, int]]:
    return [(accounts.points(row["lot"]), accounts.kept(data["use"]), row["minor"]) for row in data["parts"]]


def _let_go(root: str, data: Mapping) -> list[tuple[str, str, int]]:
    at = accounts.to_order(data["order"]) if data["sent"] else accounts.kept(data["use"])
    return [(at, accounts.points(row["lot"]), row["minor"]) for row in data["parts"]]


_POINTS = {
    "PointsGiven": lambda root, data: [
        (_given_from(root, data), accounts.to_purse(_beside(root, data["account"])), data["minor"])
    ],
    "PointsReceived": lambda root, data: [
        (accounts.from_purse(_beside(root, data["giver"])), accounts.points(data["lot"]), data["minor"])
    ],
    "PointsReserved": _kept,
    "PointsSpent": lambda root, data: [(accounts.kept(data["use"]), accounts.to_order(data["order"]), data["minor"])],
    "PointsReleased": _let_go,
    "PointsReturned": lambda root, data: [
        (accounts.OUTSIDE, accounts.points(row["lot"]), row["minor"]) for row in data["parts"]
    ],
    "PointsEnded": lambda root, data: [
        (accounts.points(data["lot"]), accounts.to_purse(_beside(root, data["giver"])), data["minor"])
    ],
    "PointsHome": lambda root, data: [(accounts.from_purse(data["account"]), root, data["minor"])],
}
"""By entry: (from, to, minor units). Of a refund the buyer was paid, and pays it in again as points."""

_VOUCHERS = ("VoucherIssued", "VoucherUsed", "VoucherGivenBack", "VoucherReturned", "VoucherEnded")
_MOVES = {
    **dict.fromkeys(_POINTS, _points),
    **dict.fromkeys(_VOUCHERS, _voucher),
    **dict.fromkeys(("CreditPromised", "CreditFreed"), _credit),
    "VoucherPaid": _voucher_paid,
    "PointsPaid": _voucher_paid,
    "PaymentHeld": _held,
    "PaymentAdded": _added,
    "TransfersOrdered": _ordered,
    "TransferPosted": _posted,
    "TransferVoided": _voided,
    "DebtPaid": _debt_paid,
    "ShopTold": _shop_told,
    "Deposited": _paid_in,
    "Repaid": _paid_in,
    "Drawn": _drawn,
}


def _project_debt(cursor, marketplace: str, root: str, entry: Mapping) -> None:
    kind, data = entry["kind"], entry["data"]
    if kind == "DebtCreated":
        _insert(cursor, "debt", DEBT_COLUMNS, [_debt_row(marketplace, root, entry)])
    elif kind in _DEBT_STATUS:
        for debt in data["debts"]:
            cursor.execute("UPDATE debt SET status = %s WHERE root = %s AND id = %s", (_DEBT_STATUS[kind], root, debt))
    elif kind == "DebtPaid":
        cursor.execute(
            "UPDATE debt SET paid = paid + %s WHERE root = %s AND id = %s", (data["amount"], root, data["debt"])
        )

    for debt, minor in _covered(entry):
        cursor.execute("UPDATE debt SET paid = paid + %s WHERE root = %s AND id = %s", (minor, root, debt))


def _covered(entry: Mapping) -> list[tuple[str, int]]:
    """Debts that refunds of the shop's own pay, with how much of each."""
    refunds = entry["data"].get("refunds", ()) if entry["kind"] == "ShopTold" else ()
    return [(row["debt"], row["amount"]) for refund in refunds for row in refund.get("covered", ())]


_DEBT_STATUS = {"DebtDue": "due", "DebtVoided": "voided"}


def _debt_row(marketplace: str, root: str, entry: Mapping) -> tuple:
    data = entry["data"]
    at_ms = clock.milliseconds(clock.parse(entry["at"]))
    who = (root, data["debt"], marketplace, data["case"], data["seller"])
    return (*who, "ordered", data["currency"], data["amount"], 0, at_ms)


def rebuild_rows(streams: Iterable[tuple[str, Mapping]]) -> Rows:
    """All ledger rows that whole streams, given as (root, entry) in order, stand for. Pure."""
    rows, marketplaces = Rows(), {}
    for root, entry in streams:
        if entry["kind"] in ("OrderPlaced", "PurseOpened"):
            marketplaces[root] = entry["data"]["marketplace"]
        marketplace = marketplaces.get(root, "")
        for row in rows_of(marketplace, root, entry):
            rows.transfers[row[:2]] = row
            _move(rows.balances, row)
        _rebuild_debt(rows.debts, marketplace, root, entry)
    return rows


def _move(balances: dict[tuple, list], row: tuple) -> None:
    """What the database's trigger does with a transfer, done again."""
    named = dict(zip(TRANSFER_COLUMNS, row, strict=True))
    amount, phase = named["amount"], named["phase"]
    debit = _balance(balances, named, "debit")
    if accounts.is_source(named["debit"]):
        debit[4] += amount
    else:
        debit[4] += {"void": amount, "post": 0}.get(phase, -amount)
        debit[5] += {"single": 0, "pending": amount}.get(phase, -amount)
    if phase in ("single", "post"):
        _balance(balances, named, "credit")[4] += amount


def _balance(balances: dict[tuple, list], named: Mapping, side: str) -> list:
    key = (named["root"], named[side], named["currency"])
    return balances.setdefault(key, [*key, named["marketplace"], 0, 0])


def _rebuild_debt(debts: dict[tuple, list], marketplace: str, root: str, entry: Mapping) -> None:
    kind, data = entry["kind"], entry["data"]
    if kind == "DebtCreated":
        debts[root, data["debt"]] = list(_debt_row(marketplace, root, entry))
    elif kind in _DEBT_STATUS:
        for debt in data["debts"]:
            debts[root, debt][5] = _DEBT_STATUS[kind]
    elif kind == "DebtPaid":
        debts[root, data["debt"]][8] += data["amount"]
    for debt, minor in _covered(entry):
        debts[root, debt][8] += minor


def differences(streams: Iterable[tuple[str, Mapping]], roots: Sequence[str]) -> list[str]:
    """Where the live ledger of these roots is not what the record says; each as a sentence, empty when equal."""
    rows = rebuild_rows(streams)
    faults: list[str] = []
    with connection.cursor() as cursor:
        for table, columns, expected in (
            ("transfer", TRANSFER_COLUMNS, set(rows.transfers.values())),
            ("balance", BALANCE_COLUMNS, {tuple(row) for row in rows.balances.values()}),
            ("debt", DEBT_COLUMNS, {tuple(row) for row in rows.debts.values()}),
        ):
            live = set(_live(cursor, table, columns, roots))
            for word, some in (("the record says", expected - live), ("the table says", live - expected)):
                faults += [f"{table}: {word} {row}" for row in sorted(some, key=str)[:_MOST_FAULTS]]
    return faults


def unbalanced(roots: Sequence[str]) -> tuple[list[str], int]:
    """(where a balance of these roots is not what their transfers come to, or a transfer settles none; how many balances there are).

    Reckoned from the rows alone: what is pending has left the account's amount and stands as reserved; posting takes it on,
    voiding brings it back. A source counts what it has given.
    """
    wanted: dict[tuple, list[int]] = {}
    faults: list[str] = []
    with connection.cursor() as cursor:
        moved = _live(
            cursor, "transfer", ("root", "id", "phase", "pending_id", "debit", "credit", "amount", "currency"), roots
        )
        live = _live(cursor, "balance", ("root", "account", "currency", "amount", "reserved"), roots)
    pending = {(root, id_): terms for root, id_, phase, _of, *terms in moved if phase == "pending"}
    for root, id_, phase, of, debit, credit, amount, currency in moved:
        if of is not None and pending.get((root, of)) != [debit, credit, amount, currency]:
            faults.append(f"transfer {id_} of {root}: it settles {of}, and there is no such pending one")
        gives = wanted.setdefault((root, debit, currency), [0, 0])
        if accounts.is_source(debit):
            gives[0] += amount
        else:
            gives[0] += {"void": amount, "post": 0}.get(phase, -amount)
            gives[1] += {"single": 0, "pending": amount}.get(phase, -amount)
        if phase in ("single", "post"):
            wanted.setdefault((root, credit, currency), [0, 0])[0] += amount
    for root, account, currency, amount, reserved in live:
        come_to = wanted.pop((root, account, currency), None)
        if come_to != [amount, reserved]:
            faults.append(
                f"balance of {account} in {root}: {amount} {currency} and {reserved} reserved, its transfers come to {_said(come_to)}"
            )
    faults += [f"balance of {account} in {root}: there is none, its transfers come to {_said(one)}"
               for (root, account, _currency), one in wanted.items()]  # fmt: skip
    return faults, len(live)


def _said(sums: Sequence[int] | None) -> str:
    return f"{sums[0]} and {sums[1]} reserved" if sums else "nothing"


def insert_missing(cursor, root: str, entries: Sequence[Mapping]) -> None:
    """Add a whole stream's transfers that are not there yet; what is there is never changed. Debts are written anew."""
    marketplace = entries[0]["data"]["marketplace"]
    rows = rebuild_rows((root, entry) for entry in entries)
    there = {row[1] for row in _live(cursor, "transfer", TRANSFER_COLUMNS, (root,))}
    missing = [row for row in rows.transfers.values() if row[1] not in there]
    if missing:
        _insert(cursor, "transfer", TRANSFER_COLUMNS, missing)
    cursor.execute("DELETE FROM debt WHERE root = %s AND marketplace = %s", (root, marketplace))
    if rows.debts:
        _insert(cursor, "debt", DEBT_COLUMNS, [tuple(row) for row in rows.debts.values()])


def _live(cursor, table: str, columns: Sequence[str], roots: Sequence[str]) -> list[tuple]:
    marks = ", ".join(["%s"] * len(roots))
    cursor.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE root IN ({marks})", list(roots))
    return cursor.fetchall()


def _insert(cursor, table: str, columns: Sequence[str], rows: Sequence[tuple]) -> None:
    one = "(" + ", ".join(["%s"] * len(columns)) + ")"
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "
    cursor.execute(head + ", ".join([one] * len(rows)), [value for row in rows for value in row])
