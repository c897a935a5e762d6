"""Sealed bids as use cases: what comes out of two limits, and that nothing else does."""

import pytest

from hejie.domain.cases.bidding import OpenBidding
from hejie.domain.kernel.refusal import Refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    """A home of the test's own."""
    settings.HOME = tmp_path
    return tmp_path


def opened(ctx, dispute, by=None, key="open") -> None:
    from hejie.domain.cases.commands import WriteMessage
    from hejie.usecases import bidding, cases

    cases.write_message(ctx(dispute.seller), WriteMessage(dispute.case, "Let us find a sum."), key=f"said {key}")
    bidding.open_(ctx(by or dispute.seller), OpenBidding(dispute.case, package={"goods": "keep"}), key=key)


def seal(ctx, dispute, who, minor, key="seal", **more):
    from hejie.usecases import bidding

    return bidding.seal(ctx(who), dispute.case, minor, key=key, **{"waives": who == dispute.buyer, **more})


def case_of(dispute):
    from hejie.record import reader

    return reader.case(dispute.case)


def kinds(dispute) -> list[str]:
    import orjson

    from hejie.store import queries

    return [orjson.loads(body)["kind"] for *_rest, body in queries.entries(dispute.root, dispute.stream, 0, 1000)]


def test_bids_that_meet_bind_both(disputes, ctx, work, home) -> None:
    dispute = disputes()
    opened(ctx, dispute)
    seal(ctx, dispute, dispute.buyer, 8000)
    assert work() >= 0
    assert case_of(dispute).agreement is None
    seal(ctx, dispute, dispute.seller, 12000)
    work()
    case = case_of(dispute)
    assert case.agreement.in_effect
    assert 8000 <= case.agreement.package["refund"] <= 12000
    assert case.agreement.package["refund"] % 50 == 0
    assert case.biddings[-1].result == "agreed"
    assert [one.by for one in case.agreement.signatures] == [dispute.buyer.id, dispute.seller.id]
    assert kinds(dispute).count("AgreementReached") == 1
    assert not list((home / "sealed" / "biddings").iterdir())


def test_bids_that_do_not_meet_say_nothing_until_the_time_is_over(disputes, ctx, work, clock, home) -> None:
    dispute = disputes()
    opened(ctx, dispute)
    work()
    before = kinds(dispute)
    seal(ctx, dispute, dispute.buyer, 12000)
    seal(ctx, dispute, dispute.seller, 8000)
    work()
    assert kinds(dispute) == before
    clock.move(days=3)
    work()
    case = case_of(dispute)
    assert case.biddings[-1].result == "none"
    assert case.agreement is None
    assert not list((home / "sealed" / "biddings").iterdir())


def test_a_bid_is_sealed_once(disputes, ctx) -> None:
    dispute = disputes()
    opened(ctx, dispute)
    first = seal(ctx, dispute, dispute.buyer, 12000)
    again = seal(ctx, dispute, dispute.buyer, 12000)
    assert again.repeated and (again.head, again.last_seq) == (first.head, first.last_seq)
    with pytest.raises(Refusal) as refused:
        seal(ctx, dispute, dispute.buyer, 12001)
    assert refused.value.code == "key_used_otherwise"
    for minor in (12000, 9000):
        with pytest.raises(Refusal) as refused:
            seal(ctx, dispute, dispute.buyer, minor, key="another")
        assert refused.value.code == "bid_sealed_before"
        assert str(minor) not in str(refused.value.facts)
