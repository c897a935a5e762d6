"""A refund's part that a voucher had paid comes back to its buyer as a voucher, out of the purse that gave the first one."""

from hejie.adapters import payments
from hejie.domain.escrow import accounts, vouchers
from hejie.domain.escrow.custody import Transfer
from hejie.record import writer
from hejie.record.context import Context
from hejie.rulebooks import after_the_end


def days() -> int:
    """For how many days a voucher that a refund brings back is good at least."""
    return after_the_end.load().back_days


def pay_back(ctx: Context, root: str, transfer: Transfer) -> payments.Answer:
    """Carry out a refund's part that is to come back as a voucher, as the payment provider would pay money. Done before: nothing."""
    funder, voucher, number = transfer.voucher.rsplit(".", 2)
    command = vouchers.TakeBack(funder, f"{voucher}.{number}", root, transfer.id, transfer.amount, days())
    purse = accounts.purse(ctx.actor.marketplace, funder)
    writer.write(
        ctx, command, key=f"back:{root}:{transfer.id}", decide=vouchers.take_back, action="system.voucher", root=purse,
        streams={"purse": purse},
    )  # fmt: skip
    return payments.Answer(True, f"voucher {purse}", "")
