"""Money after the decision: instructing the provider, recording its answer, purses, and covering debts.

The provider is asked outside of any transaction; what it answers is recorded by an act of its own, exactly once.
"""

from collections.abc import Callable

from hejie.domain.cases import commands as case_commands
from hejie.domain.cases import performance
from hejie.domain.escrow import accounts, purse
from hejie.domain.escrow.custody import Debt, Transfer
from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands, decide
from hejie.record import reader, writer
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.usecases import acts

Pay = Callable[[Transfer, str, str], object]
"""(transfer, idempotency key, reference) → an answer with `ok`, `ref` and `why`; raises when nobody knows."""


def carry_out_transfer(ctx: Context, root: str, transfer_id: str, *, pay: Pay) -> Receipt | None:
    """Ask the provider for one released transfer and record its answer; None where that has been done before.

    Whatever `pay` raises leaves the transfer as it is; the same call with the same key follows later.
    """
    transfer = reader.order(root).custody.transfer(transfer_id)
    if transfer is None or transfer.status != "released":
        return None
    key = f"{root}:{transfer.id}:{transfer.attempts}"
    answer = pay(transfer, key, f"{root} {transfer.id}")
    command = commands.SettleTransfer(root, transfer.id, answer.ok, answer.ref, answer.why)
    return settle_transfer(ctx, command, key=f"settle:{key}")


def settle_transfer(ctx: Context, command: commands.SettleTransfer, *, key: str) -> Receipt:
    """Record what the provider answered; a case whose last money this was goes on to its closing.

    Refuses   not_found, transfer_unknown, transfer_not_released
    """
    transfer = _ordered_transfer(command)
    if transfer is not None and transfer.case:
        of_case = case_commands.RecordTransfer(
            transfer.case, command.transfer, command.ok, command.provider_ref, command.why
        )
        return acts.in_case(ctx, of_case, key=key, decide=performance.record_transfer, action="system.transfer")
    return _in_order(ctx, command, key=key, decide=decide.settle, action="system.transfer")


def _ordered_transfer(command: commands.SettleTransfer) -> Transfer | None:
    """The transfer as it was ordered; a remembered one will do, since for which case it was never changes."""
    remembered = reader.remembered_order(command.root)
    if remembered is not None and (known := remembered.custody.transfer(command.transfer)):
        return known
    order = reader.order(command.root)
    if order is None:
        raise Refusal("not_found")
    return order.custody.transfer(command.transfer)


def retry_transfer(ctx: Context, command: commands.RetryTransfer, *, key: str) -> Receipt:
    """Give a transfer that the provider refused to it once more. Refuses transfer_unknown, transfer_not_failed."""
    return _in_order(ctx, command, key=key, decide=decide.retry, action="order.retry")


def deposit(ctx: Context, command: purse.Deposit, *, key: str) -> Receipt:
    """Money comes into a seller's deposit or the guarantee fund."""
    return _in_purse(ctx, command, command.owner, key=key, decide=purse.deposit, action="deposit")


def repay(ctx: Context, command: purse.Repay, *, key: str) -> Receipt:
    """A seller pays back to the guarantee fund what it gave for him."""
    return _in_purse(ctx, command, accounts.FUND, key=key, decide=purse.repay, action="deposit")


def collect_debt(ctx: Context, root: str, debt_id: str) -> Money:
    """Cover a debt that is due, from the seller's deposit first and the guarantee fund for the rest.

    Two streams are written one after the other (purse, then order), each exactly once; called again after a crash it
    goes on where it was. Returns what is still owed; above zero means that the purses are empty.
    """
    debt = _debt(root, debt_id)
    for owner in _owners(debt):
        if not debt.owed or debt.status != "due":
            break
        drawn = _drawn_before(ctx, root, debt) or _draw(ctx, root, debt, owner)
        if drawn:
            _cover(ctx, root, debt, *drawn)
            debt = _debt(root, debt_id)
    return Money(debt.owed if debt.status == "due" else 0, debt.currency)


def _debt(root: str, debt_id: str) -> Debt:
    order = reader.order(root)
    debt = order.custody.debt(debt_id) if order is not None else None
    if debt is None:
        raise Refusal("debt_unknown", debt=debt_id)
    return debt


def _owners(debt: Debt) -> tuple[str, ...]:
    return (accounts.FUND,) if debt.seller == "platform" else (debt.seller, accounts.FUND)


def _draw_command(root: str, debt: Debt, owner: str) -> purse.Draw:
    return purse.Draw(owner, root, debt.case, debt.id, debt.covers + 1, debt.seller, debt.owed, debt.currency)


def _drawn_before(ctx: Context, root: str, debt: Debt) -> tuple[str, int] | None:
    """What a purse has already given for this cover, when we were interrupted before it reached the order."""
    for owner in _owners(debt):
        stream = accounts.purse(ctx.actor.marketplace, owner)
        state = reader.state(stream, stream)
        drawn = state.drawn.get(_draw_command(root, debt, owner).id) if state is not None else None
        if drawn:
            return owner, drawn
    return None


def _draw(ctx: Context, root: str, debt: Debt, owner: str) -> tuple[str, int] | None:
    """Take from a purse what the debt needs, at most what is there; None where it is empty."""
    command = _draw_command(root, debt, owner)
    try:
        _in_purse(ctx, command, owner, key=f"draw:{command.id}", decide=purse.draw, action="system.draw")
    except Refusal as refusal:
        if refusal.code != "purse_empty":
            raise
        return None
    return _drawn_before(ctx, root, debt)


def _cover(ctx: Context, root: str, debt: Debt, owner: str, minor: int) -> None:
    stream = accounts.purse(ctx.actor.marketplace, owner)
    source = "fund" if owner == accounts.FUND else "deposit"
    command = commands.CoverDebt(root, debt.id, source, stream, minor)
    key = f"cover:{debt.id}:{debt.covers + 1}"
    _in_order(ctx, command, key=key, decide=decide.cover_debt, action="system.cover")


def _in_order(ctx: Context, command: object, *, key: str, decide: Callable, action: str) -> Receipt:
    streams = {"order": f"order:{command.root}"}
    return writer.write(ctx, command, key=key, decide=decide, action=action, root=command.root, streams=streams)


def _in_purse(ctx: Context, command: object, owner: str, *, key: str, decide: Callable, action: str) -> Receipt:
    root = accounts.purse(ctx.actor.marketplace, owner)
    return writer.write(ctx, command, key=key, decide=decide, action=action, root=root, streams={"purse": root})
