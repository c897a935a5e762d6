"""A buyer's payment on top while a request is under way: the provider is asked outside of any transaction, its answer recorded once.

Whoever asks again (a worker after a kill, a second worker, the next try after an outage) asks with the same key, and the provider
answers what it answered first; what is on the record already is not written a second time.
"""

from collections.abc import Callable

from hejie.domain.aftersales import on_top
from hejie.domain.cases.servicing import paying
from hejie.domain.escrow import accounts
from hejie.domain.kernel.money import Money
from hejie.record import reader
from hejie.record.context import Context
from hejie.record.receipt import Receipt
from hejie.usecases import acts

TOPIC = "pay_in"
Hold = Callable[[str, str, str, Money, str], object]
"""(idempotency key, debited account, credited account, how much, reference) → an answer with `ok`, `ref` and `why`; raises
where nobody knows."""


def carry_out(ctx: Context, case_id: str, payment: str, *, hold: Hold) -> Receipt | None:
    """Ask the provider for a payment and record its answer; None where that has been done before.

    Whatever `hold` raises leaves all as it is; the same call with the same key follows later.
    """
    case = reader.case(case_id)
    asked = on_top.asked(case.service, payment) if case is not None and case.service is not None else None
    if asked is None or on_top.answered(case.service, payment):
        return None
    key, amount = f"{case_id}:{payment}", Money(asked.data["minor"], case.currency)
    credit = accounts.custody(accounts.hold_id(case.root, case.lines[0]))
    answer = hold(key, accounts.OUTSIDE, credit, amount, f"{case_id} {payment}")
    command = paying.SettlePayment(case_id, payment, answer.ok, answer.ref, answer.why)
    return acts.in_case(ctx, command, key=f"paid:{key}", decide=paying.settle, action="system.transfer")
