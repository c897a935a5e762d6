"""Sealed bids: a limit counts in its own bidding alone, a repeat never seals anew, and each side's own room has the word of it."""

import pytest

from hejie.domain.cases.bidding import OpenBidding
from tests.usecases.test_bidding import case_of, home, opened, refused, seal

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["home"]  # the fixture: a home of the test's own


def test_a_late_repeat_seals_nothing_in_the_next_bidding(disputes, ctx, work, clock) -> None:
    """The same request, key and all, after its bidding has ended without a result and another was opened on other terms."""
    from hejie.domain.cases.commands import WriteMessage
    from hejie.usecases import bidding, cases

    dispute = disputes()
    opened(ctx, dispute)
    seal(ctx, dispute, dispute.seller, 15000)
    clock.move(days=3)
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "No."), key="no")
    work()
    refused("bidding_over", lambda: seal(ctx, dispute, dispute.seller, 15000))
    bidding.open_(ctx(dispute.buyer), OpenBidding(dispute.case, package={"goods": "return"}), key="second")
    told = refused("bidding_over", lambda: seal(ctx, dispute, dispute.seller, 15000, named="bd1"))
    assert told.facts == {"bidding": "bd1", "open": "bd2"}
    seal(ctx, dispute, dispute.buyer, 9000, key="buyer")
    work()
    assert case_of(dispute).agreement is None
    refused("bidding_over", lambda: seal(ctx, dispute, dispute.seller, 15000, named="bd1"))
    seal(ctx, dispute, dispute.seller, 15000)  # named anew it is another request, even with the same key
    work()
    assert case_of(dispute).biddings[-1].result == "agreed"


def test_a_repeat_after_an_agreement_gets_the_first_answer_whatever_sum_stands_there(disputes, ctx, work) -> None:
    dispute = disputes()
    opened(ctx, dispute)
    first = seal(ctx, dispute, dispute.seller, 15000)
    seal(ctx, dispute, dispute.buyer, 9000)
    work()
    for minor in (15000, 15001):
        again = seal(ctx, dispute, dispute.seller, minor)
        assert again.repeated and (again.head, again.created) == (first.head, first.created)
    refused("not_allowed_now", lambda: seal(ctx, dispute, dispute.seller, 15000, key="another"))


def test_who_has_read_an_earlier_state_seals_nothing(disputes, ctx) -> None:
    from hejie.domain.cases.commands import WriteMessage
    from hejie.usecases import cases

    dispute = disputes()
    opened(ctx, dispute)
    head = case_of(dispute).head
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "One more thing."), key="more")
    told = refused("stale_head", lambda: seal(ctx, dispute, dispute.seller, 15000, if_match=head))
    now = case_of(dispute).head
    assert told.facts == {"head": now}
    seal(ctx, dispute, dispute.seller, 15000, if_match=now)
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "And another."), key="another")
    assert seal(ctx, dispute, dispute.seller, 15000, if_match=now).repeated
    refused("stale_head", lambda: seal(ctx, dispute, dispute.seller, 15000, key="other", if_match=now))


def test_what_a_side_sealed_stands_in_its_own_room_after_an_agreement(disputes, ctx, work, people) -> None:
    from hejie.domain.cases import access

    dispute = disputes()
    opened(ctx, dispute)
    seal(ctx, dispute, dispute.buyer, 8137)
    work()
    rooms = {side: f"room:{dispute.case}:bid-{side}" for side in ("buyer", "seller")}
    assert not any(entries_of(dispute, room) for room in rooms.values())
    seal(ctx, dispute, dispute.seller, 15421)
    work()
    row = case_of(dispute).biddings[-1]
    for side, room in rooms.items():
        (entry,) = entries_of(dispute, room)
        assert entry["kind"] == "BidSealed" and set(entry["data"]) == {"bidding", "commitment", "at"}
        assert (entry["data"]["bidding"], entry["data"]["commitment"]) == (row.id, row.commitment)
        assert "8137" not in str(entry["data"]) and "15421" not in str(entry["data"])
        other = {"buyer": dispute.seller, "seller": dispute.buyer}[side]
        for who in (other, people("operator"), people("auditor"), people("neutral")):
            assert room not in access.readable_streams(ctx(who).actor, case_of(dispute))
        own = {"buyer": dispute.buyer, "seller": dispute.seller}[side]
        assert room in access.readable_streams(ctx(own).actor, case_of(dispute))


def test_the_record_of_bids_is_replayed_whole(disputes, ctx, work, tmp_path) -> None:
    import zipfile

    from hejie.record import replay
    from hejie.usecases import dossiers

    dispute = disputes()
    opened(ctx, dispute)
    seal(ctx, dispute, dispute.buyer, 8000)
    seal(ctx, dispute, dispute.seller, 12000)
    work()
    assert replay.rebuild().ok and replay.check().ok and replay.verify_all().ok
    files = dossiers.export_all(ctx(dispute.buyer), dispute.case, tmp_path / "own")
    texts = []
    for file in files:
        with zipfile.ZipFile(file) as archive:
            texts.append(b"".join(archive.read(name) for name in archive.namelist()))
    assert sum(b"BidSealed" in text for text in texts) == 1
    assert not any(b"bid-seller" in text for text in texts)


def entries_of(dispute, stream: str) -> list[dict]:
    import orjson

    from hejie.store import queries

    return [orjson.loads(body) for *_rest, body in queries.entries(dispute.root, stream, 0, 1000)]
