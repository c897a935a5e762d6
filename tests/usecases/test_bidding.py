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


def seal(ctx, dispute, who, minor, key="seal", waives=None, named="", if_match="", **actor):
    from hejie.usecases import bidding

    knows = who == dispute.buyer if waives is None else waives
    rows = case_of(dispute).biddings
    limit = bidding.Limit(named or (rows[-1].id if rows else "bd1"), minor, waives=knows)
    return bidding.seal(ctx(who, **actor), dispute.case, limit, key=key, if_match=if_match)


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


def refused(code: str, call) -> Refusal:
    with pytest.raises(Refusal) as found:
        call()
    assert found.value.code == code
    return found.value


def test_both_at_once_and_two_workers_settle_once(disputes, ctx, clock) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    from hejie.usecases import bid_work

    dispute = disputes()
    opened(ctx, dispute)

    def sealing(who, minor):
        try:
            return seal(ctx, dispute, who, minor)
        finally:
            connection.close()

    def looking():
        try:
            bid_work.Looking().step(clock.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        both = [pool.submit(sealing, dispute.buyer, 8000), pool.submit(sealing, dispute.seller, 12000)]
        both += [pool.submit(looking), pool.submit(looking)]
        for one in both:
            one.result()
        for one in [pool.submit(looking) for _ in range(3)]:
            one.result()
    assert kinds(dispute).count("AgreementReached") == 1 and kinds(dispute).count("BiddingEnded") == 1
    assert kinds(dispute).count("AgreementSigned") == 2
    assert case_of(dispute).agreement.in_effect


def test_the_signed_text_and_the_money_follow(disputes, ctx, work, clock) -> None:
    from hejie.usecases import reading
    from hejie.usecases.agreement import document

    dispute = disputes()
    opened(ctx, dispute)
    seal(ctx, dispute, dispute.buyer, 10000)
    seal(ctx, dispute, dispute.seller, 10000)
    work()
    case = case_of(dispute)
    assert case.agreement.package["refund"] == 10000 and (case.closed, case.outcome) == (True, "agreed")
    found = document.of_view(reading.read_case(ctx(dispute.buyer), dispute.case))
    assert "100.00" in found.texts["en"] and {one.side for one in found.signatures} == {"buyer", "seller"}
    given = case.offers[-1]
    assert given.side == "system" and set(given.accepted_by) == {"buyer", "seller"}
    import orjson

    from hejie.store import queries

    entries = [orjson.loads(body) for *_rest, body in queries.entries(dispute.root, dispute.stream, 0, 1000)]
    knowing = [one["data"]["waives"] for one in entries if one["kind"] == "OfferAccepted" and "waives" in one["data"]]
    assert knowing == [{"minor": 9900, "rule": knowing[0]["rule"]}]
    assert {one["by"]["through"] for one in entries if one["kind"] == "AgreementSigned"} == {"bid"}


def test_bids_in_time_settle_even_where_the_worker_comes_late(disputes, ctx, work, clock) -> None:
    dispute = disputes()
    opened(ctx, dispute)
    seal(ctx, dispute, dispute.buyer, 8000)
    seal(ctx, dispute, dispute.seller, 12000)
    clock.move(days=3, hours=1)
    from hejie.domain.cases.commands import WriteMessage
    from hejie.usecases import cases

    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "Is anybody there?"), key="late")
    assert case_of(dispute).biddings[-1].status == "closed"
    work()
    assert case_of(dispute).biddings[-1].result == "agreed"


def test_no_bid_is_taken_after_its_time(disputes, ctx, clock) -> None:
    dispute = disputes()
    refused("bidding_over", lambda: seal(ctx, dispute, dispute.buyer, 8000))
    opened(ctx, dispute)
    clock.move(days=3)
    refused("bidding_over", lambda: seal(ctx, dispute, dispute.buyer, 8000))


def test_three_biddings_and_no_more(disputes, ctx, work, clock) -> None:
    from hejie.domain.cases.commands import WriteMessage
    from hejie.usecases import bidding, cases

    dispute = disputes()
    for number in range(3):
        opened(ctx, dispute, key=f"open {number}")
        refused("bidding_is_open", lambda: opened(ctx, dispute, key="beside"))
        seal(ctx, dispute, dispute.buyer, 9000 + number, key=f"seal {number}")
        clock.move(days=3)
        cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "No."), key=f"no {number}")
        work()
    case = case_of(dispute)
    assert len(case.biddings) == 3
    refused("biddings_used_up", lambda: opened(ctx, dispute, key="fourth"))
    assert all(row.result == "none" for row in case.biddings)
    assert not [row for row in case.biddings if row.minor]
    assert bidding.audit(ctx()).published is False


def test_after_a_restore_what_was_sealed_is_void_and_asked_again(disputes, ctx, work, clock, home) -> None:
    import shutil

    from hejie.usecases import bidding, reading

    dispute = disputes()
    opened(ctx, dispute)
    seal(ctx, dispute, dispute.buyer, 8000)
    shutil.rmtree(home / "sealed")
    seen = bidding.own(reading.read_case(ctx(dispute.buyer), dispute.case))
    assert seen.lost and not seen.sealed and seen.left == 2
    refused("bidding_void", lambda: seal(ctx, dispute, dispute.seller, 12000))
    work()
    opened(ctx, dispute, key="again")
    assert [row.result for row in case_of(dispute).biddings] == ["void", ""]
    assert bidding.own(reading.read_case(ctx(dispute.buyer), dispute.case)).left == 2
    seal(ctx, dispute, dispute.buyer, 8000, key="anew")
    seal(ctx, dispute, dispute.seller, 12000)
    work()
    assert case_of(dispute).agreement.in_effect


def test_lost_bids_end_with_their_time(disputes, ctx, work, clock, home) -> None:
    import shutil

    dispute = disputes()
    opened(ctx, dispute)
    work()
    shutil.rmtree(home / "sealed")
    clock.move(days=3)
    work()
    assert case_of(dispute).biddings[-1].result == "none"


def test_an_agreement_by_another_way_destroys_what_was_sealed(disputes, ctx, work, home) -> None:
    from hejie.domain.cases.commands import AcceptOffer
    from hejie.usecases import settlement

    dispute = disputes()
    opened(ctx, dispute)
    seal(ctx, dispute, dispute.buyer, 8000)
    settlement.accept_offer(ctx(dispute.seller), AcceptOffer(dispute.case, "o1"), key="accept")
    assert case_of(dispute).biddings[-1].result == "over"
    refused("bidding_over", lambda: seal(ctx, dispute, dispute.seller, 9000))
    refused("agreement_waits", lambda: opened_anew(ctx, dispute))
    work()
    assert not list((home / "sealed" / "biddings").iterdir())


def opened_anew(ctx, dispute) -> None:
    from hejie.usecases import bidding

    bidding.open_(ctx(dispute.seller), OpenBidding(dispute.case, package={}), key="anew")


def test_an_opening_that_is_refused_or_repeated_leaves_no_place(disputes, ctx, home) -> None:
    from hejie.usecases import bidding

    dispute = disputes()
    opened(ctx, dispute)
    again = bidding.open_(ctx(dispute.seller), OpenBidding(dispute.case, package={"goods": "keep"}), key="open")
    assert again.repeated
    refused("bidding_is_open", lambda: opened_anew(ctx, dispute))
    assert [one.name for one in (home / "sealed" / "biddings").iterdir()] == [case_of(dispute).biddings[-1].commitment]


def test_terms_come_from_an_open_offer_or_a_package(disputes, ctx) -> None:
    from hejie.usecases import bidding

    dispute = disputes()
    refused(
        "offer_not_open", lambda: bidding.open_(ctx(dispute.buyer), OpenBidding(dispute.case, offer="o9"), key="no")
    )
    bidding.open_(ctx(dispute.buyer), OpenBidding(dispute.case, offer="o1"), key="yes")
    row = case_of(dispute).biddings[-1]
    assert "refund" not in row.package and row.package["goods"] == case_of(dispute).offers[0].package["goods"]


def test_who_may_not_bid(disputes, ctx, people) -> None:
    dispute = disputes()
    opened(ctx, dispute)
    refused("act_in_person", lambda: seal(ctx, dispute, dispute.buyer, 8000, personal=False))
    refused("second_factor_needed", lambda: seal(ctx, dispute, dispute.seller, 8000, second_factor=False))
    refused("not_found", lambda: seal(ctx, dispute, people("buyer"), 8000))
    for who in (people("operator"), people("auditor")):
        refused("not_allowed_now", lambda who=who: seal(ctx, dispute, who, 8000))
    agent = people("agent", shop=dispute.seller.shop)
    told = refused("bid_above_promise", lambda: seal(ctx, dispute, agent, 12000, promise_limit=5000))
    assert told.facts == {"limit": 5000, "currency": "CNY"}
    seal(ctx, dispute, agent, 4000, promise_limit=5000)


def test_a_bid_below_what_is_guaranteed_is_sealed_knowingly_alone(disputes, ctx, work) -> None:
    dispute = disputes()
    opened(ctx, dispute)
    refused("below_entitlement", lambda: seal(ctx, dispute, dispute.buyer, 8000, waives=False))
    seal(ctx, dispute, dispute.buyer, 19900, waives=False)


def test_a_case_without_money_has_no_bidding(disputes, ctx, people, orders) -> None:
    from hejie.rulebooks import procedures
    from hejie.usecases import bidding, cases

    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller, price=0, paid=True)
    (receipt,) = cases.open_cases(
        ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="apology", story="It was late.",
        package={"refund": 0, "currency": "CNY", "apology": True}, shown=procedures.load("procedures/standard").digest, key="o",
    )  # fmt: skip
    case = receipt.stream.removeprefix("case:")
    refused("bidding_without_money", lambda: bidding.open_(ctx(buyer), OpenBidding(case, package={}), key="b"))


def test_a_mediator_may_ask_both_and_cannot_bid(disputes, ctx, people, work) -> None:
    from hejie.domain.cases.commands import AssignNeutral, Escalate
    from hejie.usecases import bidding, mediation, reading

    dispute, neutral, operator = disputes(), people("neutral"), people("operator")
    opened(ctx, dispute, key="first")
    mediation.escalate(ctx(dispute.seller), Escalate(dispute.case, ""), key="up")
    if case_of(dispute).waits("assign"):
        mediation.assign_neutral(ctx(operator), AssignNeutral(dispute.case, neutral.id), key="who")
    assert bidding.own(reading.read_case(ctx(neutral), dispute.case)).bidding.id == "bd1"
    refused("not_found", lambda: seal(ctx, dispute, neutral, 9000))


def test_draws_of_agreements_are_kept_for_the_audit(disputes, ctx, work, home) -> None:
    from hejie.adapters import draws

    for number in range(2):
        dispute = disputes()
        opened(ctx, dispute)
        seal(ctx, dispute, dispute.buyer, 8000 + number)
        seal(ctx, dispute, dispute.seller, 12000)
        work()
    assert (home / "sealed" / "draws" / "harbour.pending").is_file()
    assert draws.counts(home, "harbour")["draws"] == 0


def test_what_a_kill_left_behind_is_cleared(disputes, ctx, clock, home) -> None:
    import os

    from hejie.adapters import sealed
    from hejie.usecases import bid_work

    dispute = disputes()
    opened(ctx, dispute)
    sealed.open_bidding(home, "ef" * 32, dispute.case, b"s" * 32)
    long_ago = clock.now.timestamp() - 10**6
    for place in (home / "sealed" / "biddings").iterdir():
        os.utime(place, (long_ago, long_ago))
    bid_work.clear(clock.now)
    assert [one.name for one in (home / "sealed" / "biddings").iterdir()] == [case_of(dispute).biddings[-1].commitment]


def test_killed_between_agreement_and_destruction_it_is_finished_once(disputes, ctx, clock, home) -> None:
    """The agreement stands, the bids still lie there: the next look counts the draw, keeps the answers, and destroys."""
    import shutil

    from hejie.usecases import bid_work

    dispute = disputes()
    opened(ctx, dispute)
    seal(ctx, dispute, dispute.buyer, 8000)
    seal(ctx, dispute, dispute.seller, 12000)
    commitment = case_of(dispute).biddings[-1].commitment
    place, kept = home / "sealed" / "biddings" / commitment, home / "before"
    shutil.copytree(place, kept)
    bid_work.look(commitment, clock.now)
    first = case_of(dispute)
    pending = (home / "sealed" / "draws" / "harbour.pending").read_bytes()
    shutil.copytree(kept, place)  # as if it had been killed before anything was removed
    bid_work.clear(clock.now)
    assert case_of(dispute).head == first.head and not place.exists()
    assert (home / "sealed" / "draws" / "harbour.pending").read_bytes() == pending
    again = seal(ctx, dispute, dispute.buyer, 8000)
    assert again.repeated and kinds(dispute).count("AgreementReached") == 1
