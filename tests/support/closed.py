"""Closed cases to look back on: some agreed, some in which the seller was silent."""

from hejie.domain.cases.commands import AcceptOffer, MakeOffer, SignAgreement, WriteMessage
from hejie.usecases import cases, settlement
from tests.support.dispute import Dispute, Disputes

SECRET = "Nobody but the two of us may read this"


def agreed(disputes: Disputes, ctx, clock, run_worker) -> Dispute:
    """The seller offers a part after thirty hours, the buyer takes it, both sign, the money goes."""
    dispute = disputes(story=SECRET)
    clock.move(hours=30)
    cases.write_message(ctx(dispute.seller), WriteMessage(dispute.case, SECRET), key="m")
    settlement.make_offer(ctx(dispute.seller), MakeOffer(dispute.case, {"refund": 9900, "currency": "CNY"}), key="o")
    settlement.accept_offer(ctx(dispute.buyer), AcceptOffer(dispute.case, "o2", waives=True), key="a")
    for who in (dispute.buyer, dispute.seller):
        settlement.sign_agreement(ctx(who), SignAgreement(dispute.case), key=f"s {who.id}")
    run_worker()
    return dispute


def silent(disputes: Disputes, clock, run_worker) -> Dispute:
    """The seller says nothing until the claim is granted and final."""
    dispute = disputes(story=SECRET)
    for _day in range(12):
        clock.move(days=1)
        run_worker()
    return dispute
