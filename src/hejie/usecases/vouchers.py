"""Vouchers: given by agents within their budgets, handed over by themselves where they were agreed, used once at an order.

The money of a use goes from purse to order in two steps, each exactly once; where the order does not take it, it comes back.
A code is made when its buyer wants to see it, shown once, and kept as a digest.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from hejie.domain.cases import access, committing, credit, performance
from hejie.domain.escrow import accounts, vouchers
from hejie.domain.escrow.promised import Promise
from hejie.domain.escrow.purse import PurseState
from hejie.domain.escrow.voucher_book import EACH, RETURNED, SHOP, month_of
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import vouchers as at_orders
from hejie.domain.wording import reviews
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import after_the_end, wordings
from hejie.store import after_lists, people, queries
from hejie.store.outbox import Row
from hejie.usecases import acts, credit_terms, news, system
from hejie.usecases.noticing import NotYet

TOPIC = "voucher"
PAGE = 25
_STILL_OWED = ("open", "broken")
"""What a deposit can pay late is given late all the same; that it was late stays on the file."""
_ALPHABET = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "ABCDEFGH9JKLMN8PQRSTUVWXYZ234567")
"""No O like 0, no I like 1."""
_SIGNS = 16


@dataclass(frozen=True, slots=True)
class Budgets:
    """What vouchers may come to this month out of one purse. rows: (who, limit, spent, left), limit None where there is none.

    balance   what the purse may give; promises: what besides is set aside for agreements, the oldest first; minor units
    """

    funder: str
    currency: str
    balance: int
    rows: tuple[tuple[str, int | None, int, int | None], ...]
    names: Mapping[str, str]
    promises: tuple[Promise, ...] = ()


def set_budget(ctx: Context, command: vouchers.SetBudget, *, key: str) -> Receipt:
    """Set a month's budget of a purse, of each agent, or of one.

    Refuses   not_found (no such shop, nobody of it), amount_negative, currency_unknown, second_factor_needed
    """
    _known_funder(ctx, command.funder)
    if command.who not in (SHOP, EACH) and command.who not in _agents(ctx, command.funder):
        raise Refusal("not_found")
    return _in_purse(ctx, command, key=key, decided=vouchers.set_budget, action="voucher.budget")


def give_in_case(
    ctx: Context, case_id: str, *, minor: int, days: int, why: str, partial: bool = False, least: int = 0, note: str = "", key: str
) -> Receipt:  # fmt: skip
    """Give the buyer of a case a voucher; both read of it in the case.

    Refuses   not_found (also for whoever is not its seller or the marketplace), review_bought, what `vouchers.issue` refuses
    """
    case = access.may_read(ctx.actor, reader.case(case_id) if len(case_id) > 16 else None)
    funder = {"seller": case.seller, "platform": vouchers.PLATFORM}.get(access.side_of(ctx.actor, case))
    if funder is None:
        raise Refusal("not_found")
    command = vouchers.IssueVoucher(
        funder, case.buyer, minor, case.currency, days, why, case.id, case.root, partial, least, note
    )
    return _issue(ctx, command, key=key)


def give_at_order(
    ctx: Context, root: str, *, minor: int, days: int, why: str, partial: bool = False, least: int = 0, note: str = "", key: str
) -> Receipt:  # fmt: skip
    """Give the buyer of an order a voucher, by its shop or the marketplace. Refuses as `give_in_case`."""
    order = access.may_read_order(ctx.actor, reader.order(root))
    funder = ctx.actor.seller or vouchers.PLATFORM
    command = vouchers.IssueVoucher(
        funder, order.buyer, minor, order.currency, days, why, "", root, partial, least, note
    )
    return _issue(ctx, command, key=key)


def _issue(ctx: Context, command: vouchers.IssueVoucher, *, key: str) -> Receipt:
    reviews.refuse(wordings.reviews(), command.note)
    return _in_purse(ctx, command, key=key, decided=vouchers.issue, action="voucher.issue")


def make_code(ctx: Context, root: str, voucher: str, *, key: str) -> str:
    """A new code for its buyer, to be shown once; one that was shown before holds no longer.

    Refuses   not_found, voucher_used, voucher_expired, code_shown_already (the same page was sent twice)
    """
    code = _new_code(ctx)
    command = vouchers.MakeCode(_funder(ctx, root), voucher, digest(ctx.actor.marketplace, code))
    try:
        receipt = _in_purse(ctx, command, key=key, decided=vouchers.make_code, action="voucher.code")
    except Refusal as refusal:
        if refusal.code == "key_used_otherwise":
            raise Refusal("code_shown_already") from None
        raise
    assert not receipt.repeated  # each code has a digest of its own
    return "-".join(code[place : place + 4] for place in range(0, _SIGNS, 4))


def use_by_code(ctx: Context, code: str, order: str, minor: int | None, currency: str, *, key: str) -> Receipt:
    """Pay at an order with a code, for the shop's program or the buyer's.

    currency   as the shop has it, which must be the order's and the voucher's own
    Refuses    not_found, currency_mismatch, and what `vouchers.use` and the order refuse
    """
    row = after_lists.voucher_by_code(ctx.actor.marketplace, digest(ctx.actor.marketplace, code))
    if row is None:
        raise Refusal("not_found")
    return _use(ctx, row["root"], row["id"], row["digest"], order, minor, currency, key=key)


def use_own(ctx: Context, root: str, voucher: str, order: str, *, key: str) -> Receipt:
    """Pay at one's own order with one's own voucher, as much as goes. Refuses as `use_by_code`."""
    return _use(ctx, root, voucher, "", order, None, "", key=key)


def _use(
    ctx: Context, root: str, voucher: str, digest_: str, order_root: str, minor: int | None, currency: str, *, key: str
) -> Receipt:
    order = access.may_read_order(ctx.actor, reader.order(order_root))
    if currency and currency != order.currency:
        raise Refusal("currency_mismatch", given=currency, expected=order.currency)
    funder = _funder(ctx, root)
    at = vouchers.Terms(
        order.buyer, order.currency, at_orders.worth(order, funder), sum(at_orders.unpaid(order, funder).values()),
        at_orders.usable_at(order), funder == vouchers.PLATFORM or funder in order.sellers(),
    )  # fmt: skip
    command = vouchers.UseVoucher(funder, voucher, digest_, order_root, minor)
    receipt = _in_purse(ctx, command, key=key, decided=partial(vouchers.use, at=at), action="voucher.use")
    refusal = carry(_as_system(ctx), root, voucher, vouchers.use_of(voucher, receipt.first_seq))
    if refusal:
        raise refusal
    return receipt


def carry(ctx: Context, root: str, voucher: str, use: str) -> Refusal | None:
    """Bring the money of a use to its order, or back; the refusal where the order did not take it. Done before: nothing."""
    state: PurseState = reader.state(root, root)
    found = state.book.vouchers[voucher]
    row = next((row for row in found.uses if row[0] == use), None)
    if row is None or found.status != "using" or found.uses[-1] != row:
        return None
    _use_id, order, minor = row
    name = f"{state.owner}.{use}"  # two purses may both have a v1.5
    command = at_orders.PayByVoucher(
        order, root, state.owner, name, minor, back=tuple(after_the_end.load().voucher_back)
    )
    refused = None
    try:
        writer.write(
            ctx, command, key=f"voucher:{name}", decide=at_orders.pay, action="system.voucher", root=order,
            streams={"order": f"order:{order}"},
        )  # fmt: skip
    except Refusal as refusal:
        refused = refusal
    told = vouchers.Carry(state.owner, voucher, use, refused is None)
    _in_purse(ctx, told, key=f"carry:{use}", decided=vouchers.carry, action="system.voucher")
    return refused


def deliver(ctx: Context, row: Row, post: object) -> None:
    """Carry out what the outbox asks: a reminder or an end, a use on its way, what a case is told, what an agreement owes."""
    told = row.payload
    if told["do"] == "hand_over":
        _hand_over(ctx, told["case"], told["obligation"])
    elif told["do"] == "carry":
        carry(ctx, row.root, told["voucher"], told["use"])
    elif told["do"] == "issued":
        _tell_of_it(ctx, row.root, told["voucher"])
    elif told["do"] == "free":
        credit_terms.give_free(ctx, told["case"])
    else:
        command = vouchers.LookAt(_funder(ctx, row.root), told["voucher"])
        _in_purse(ctx, command, key=row.id, decided=vouchers.look_at, action="system.voucher")
        _tell_of_its_end(ctx, row.root, told["voucher"])


def _hand_over(ctx: Context, case_id: str, obligation: str) -> None:
    """Give what was agreed, out of the seller's own purse; where that has too little it waits, and he may hand over one of his own."""
    case = reader.case(case_id)
    duty = case.obligation(obligation) if case else None
    if duty is None or duty.status not in _STILL_OWED or not performance.is_current(case, duty) or case.terms is None:
        return
    agreed = credit.of(case.terms, credit.VOUCHER)
    root = accounts.purse(case.marketplace, case.seller)
    if not agreed["minor"]:
        return
    command = vouchers.IssueVoucher(
        case.seller, case.buyer, agreed["minor"], case.currency, agreed["days"], "agreement", case.id, case.root,
        bearer=credit_terms.signer(case),
    )  # fmt: skip
    try:
        receipt = _in_purse(
            ctx, command, key=f"agreed:{case_id}:{obligation}", decided=vouchers.issue, action="system.voucher"
        )
    except Refusal as refusal:
        if refusal.code not in ("voucher_not_funded", "credit_promised_away", "not_found"):
            raise
        raise NotYet(f"the purse {root} has too little for the voucher of {case_id}") from None
    name = receipt.created.get("voucher") or _issued_for(root, case_id)
    _tell_case(ctx, root, name, obligation)


def _issued_for(root: str, case_id: str) -> str:
    book = reader.state(root, root).book
    return next(one.id for one in book.vouchers.values() if one.case == case_id and one.why == "agreement")


def _tell_of_it(ctx: Context, root: str, name: str) -> None:
    """Tell the case, and the buyer by a notice that leads to his vouchers."""
    state: PurseState = reader.state(root, root)
    voucher = state.book.vouchers[name]
    if voucher.case and voucher.why != "agreement":
        _tell_case(ctx, root, name, "")
    facts = {"minor": voucher.minor, "currency": voucher.currency, "until": voucher.until}
    kind = "VoucherReturned" if voucher.why == RETURNED else "VoucherIssued"
    news.put(ctx, root, f"issued:{name}", "buyer", (voucher.buyer,), kind, facts, "/vouchers/", state.head)


def _tell_case(ctx: Context, root: str, name: str, obligation: str) -> None:
    state: PurseState = reader.state(root, root)
    voucher = state.book.vouchers[name]
    side = "platform" if state.owner == vouchers.PLATFORM else "seller"
    command = committing.RecordVoucher(
        voucher.case,
        f"{state.owner}:{name}",
        side,
        voucher.minor,
        voucher.currency,
        voucher.until,
        voucher.why,
        obligation,
    )
    acts.in_case(ctx, command, key=f"voucher:{root}:{name}", decide=committing.record_voucher, action="system.voucher")


def _tell_of_its_end(ctx: Context, root: str, name: str) -> None:
    state: PurseState = reader.state(root, root)
    voucher = state.book.vouchers[name]
    if voucher.reminded and voucher.status == "open":
        facts = {"minor": voucher.left, "currency": voucher.currency, "until": voucher.until}
        news.put(
            ctx, root, f"reminded:{name}", "buyer", (voucher.buyer,), "VoucherReminded", facts, "/vouchers/", state.head
        )


def mine(ctx: Context, after: str = "") -> queries.Page:
    """A buyer's own vouchers, newest first, rows of `voucher_row`. Refuses not_found for others, bad_cursor."""
    if ctx.actor.role != "buyer" or ctx.actor.only_case:
        raise Refusal("not_found")
    return after_lists.vouchers_of_buyer(ctx.actor.marketplace, ctx.actor.id, after, PAGE)


def given(ctx: Context, funder: str, after: str = "") -> queries.Page:
    """What a shop or the marketplace has given, newest first, for its own people and operators. Refuses not_found, bad_cursor."""
    may_look(ctx, funder)
    return after_lists.vouchers_of_funder(ctx.actor.marketplace, funder, after, PAGE)


def budgets(ctx: Context, funder: str, currency: str) -> Budgets:
    """This month's budgets: of the purse, of each, and of every agent who has one or has given something. Refuses not_found."""
    may_look(ctx, funder)
    root = accounts.purse(ctx.actor.marketplace, funder)
    state: PurseState | None = reader.state(root, root)
    month = month_of(clock.text(ctx.now))
    agents = _agents(ctx, funder)
    rows = []
    for who in (SHOP, EACH, *agents):
        book = state.book if state else None
        limit = book.limit(who, currency) if book else None
        spent = book.spent.get((month, who, currency), 0) if book else 0
        rows.append((who, limit, spent, book.left(who, currency, month) if book else None))
    names = people.names(ctx.actor.marketplace, agents)
    promises = tuple(one for one in state.promised.values() if one.currency == currency) if state else ()
    return Budgets(funder, currency, state.balance(currency).minor if state else 0, tuple(rows), names, promises)


def about(ctx: Context, *, case: str = "", order: str = "") -> list[dict]:
    """Vouchers given about a case or an order, for whoever may read that. Refuses not_found."""
    if case:
        access.may_read(ctx.actor, reader.case(case))
    else:
        access.may_read_order(ctx.actor, reader.order(order))
    return after_lists.vouchers_about(case=case, order=order)


def usable_at(ctx: Context, order: object) -> list[dict]:
    """A buyer's vouchers that he could use at his order now, rows of `voucher_row`, of his newest ones.

    Each with `pays`: how much of it would go to this order, and `lost`: what of it would end unused with that (minor units).
    """
    if ctx.actor.role != "buyer" or ctx.actor.only_case or not at_orders.usable_at(order):
        return []
    now_ms = clock.milliseconds(ctx.now)
    rows = after_lists.vouchers_of_buyer(ctx.actor.marketplace, ctx.actor.id, "", PAGE).rows
    found = []
    for row in rows:
        if row["status"] == "open" and row["until_ms"] > now_ms and row["currency"] == order.currency:
            pays = min(row["rest"], sum(at_orders.unpaid(order, row["funder"]).values()))
            stays = pays and reader.state(row["root"], row["root"]).book.vouchers[row["id"]].partial
            if pays:
                found.append(row | {"pays": pays, "lost": 0 if stays else row["rest"] - pays})
    return found


def notes_of(rows: Iterable[Mapping]) -> dict[tuple[str, str], str]:
    """What givers wrote to the buyer of these vouchers, by (root of the purse, voucher)."""
    noted = {}
    for root in dict.fromkeys(row["root"] for row in rows):
        known = reader.state(root, root).book.vouchers
        noted |= {
            (root, row["id"]): known[row["id"]].note["ref"]
            for row in rows
            if row["root"] == root and known[row["id"]].note
        }
    texts = {root: queries.texts(root, [ref for (of, _), ref in noted.items() if of == root]) for root, _ in noted}
    return {key: texts[key[0]].get(ref) or "" for key, ref in noted.items()}


def names_of(ctx: Context, rows: tuple[dict, ...]) -> Mapping[str, str]:
    """Names of buyers and agents in rows of vouchers."""
    return people.names(ctx.actor.marketplace, [row[name] for row in rows for name in ("buyer", "agent")])


def shop_name(marketplace: str, seller: str) -> str:
    """A shop's name, for a voucher that is good there."""
    return people.shop_name(marketplace, seller)


def real_use(marketplace: str, now: object) -> tuple[int, float | None]:
    """(how many vouchers have ended within the last year, which share of their worth was used; None while that is too few)."""
    rules = after_the_end.load()
    since = clock.milliseconds(now - timedelta(days=rules.voucher_days))
    count, millionths, _faces = after_lists.redemption(marketplace, since)
    return count, (millionths / count / 1_000_000 if count >= rules.enough else None)


def digest(marketplace: str, code: str) -> str:
    """What is kept of a code: 80 bits of chance behind it make guessing hopeless and salt needless."""
    cleaned = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    return hashlib.sha256(f"voucher\n{marketplace}\n{cleaned}".encode()).hexdigest()


def _new_code(ctx: Context) -> str:
    return base64.b32encode(ctx.random_bytes(10)).decode().translate(_ALPHABET)[:_SIGNS]


def _funder(ctx: Context, root: str) -> str:
    """Whose purse a root is. Refuses not_found for what is none of this marketplace."""
    begin = accounts.purse(ctx.actor.marketplace, "")
    if not root.startswith(begin) or len(root) == len(begin):
        raise Refusal("not_found")
    return root.removeprefix(begin)


def _known_funder(ctx: Context, funder: str) -> None:
    if funder != vouchers.PLATFORM and funder not in people.names(ctx.actor.marketplace, [funder]):
        raise Refusal("not_found")


def _agents(ctx: Context, funder: str) -> list[str]:
    return people.agents_of(ctx.actor.marketplace, "" if funder == vouchers.PLATFORM else funder)


def may_look(ctx: Context, funder: str) -> None:
    """Let a purse's own people, operators and auditors look at what it has given. Refuses not_found."""
    actor = ctx.actor
    own = bool(actor.seller) and funder == actor.seller and actor.role in ("seller", "agent")
    ours = funder == vouchers.PLATFORM and actor.role == "agent" and not actor.seller
    if actor.only_case or not (own or ours or actor.role in ("operator", "auditor")):
        raise Refusal("not_found")


def _as_system(ctx: Context) -> Context:
    return system.context(ctx.actor.marketplace, ctx.now)


def _in_purse(ctx: Context, command: object, *, key: str, decided: object, action: str) -> Receipt:
    root = accounts.purse(ctx.actor.marketplace, command.funder)
    return writer.write(ctx, command, key=key, decide=decided, action=action, root=root, streams={"purse": root})
