"""A process that remembers what stands there no longer: it does what one does that has just read everything."""

import pytest
from django.db import connection

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, streams
from hejie.rulebooks import procedures
from hejie.store import rulebooks, story
from hejie.usecases import cases, ids, settlement

pytestmark = pytest.mark.django_db(transaction=True)
PART = {"refund": 11940, "currency": "CNY"}


@pytest.fixture
def elsewhere(disputes):
    """A dispute, and a way to do something as another process would: this one remembers how all stood before."""
    dispute = disputes()

    def do(act) -> None:
        names = (dispute.stream, f"order:{dispute.root}")
        before = {name: reader.state(dispute.root, name) for name in names}
        act()
        for name, state in before.items():
            streams.remember(name, state)

    return dispute, do


def say(ctx, who, dispute, text: str, key: str):
    return cases.write_message(ctx(who), commands.WriteMessage(dispute.case, text), key=key)


def sequence(dispute) -> list[int]:
    return [entry["seq"] for entry in story.newest(dispute.root, dispute.stream, limit=100)]


def test_what_others_have_written_meanwhile_comes_before(elsewhere, ctx):
    dispute, do = elsewhere
    do(lambda: say(ctx, dispute.seller, dispute, "from elsewhere", "k1"))
    receipt = say(ctx, dispute.buyer, dispute, "from here", "k2")
    numbers = sorted(sequence(dispute))
    assert receipt.last_seq == numbers[-1] and numbers == list(range(1, len(numbers) + 1))
    assert reader.case(dispute.case).head == receipt.head


def test_a_repeat_of_what_was_done_elsewhere_gets_its_receipt(elsewhere, ctx):
    dispute, do = elsewhere
    made = []
    do(lambda: made.append(say(ctx, dispute.buyer, dispute, "once", "same")))
    before = sequence(dispute)
    again = say(ctx, dispute.buyer, dispute, "once", "same")
    assert again.repeated and again.head == made[0].head and sequence(dispute) == before
    with pytest.raises(Refusal, match="key_used_otherwise"):
        say(ctx, dispute.buyer, dispute, "something else", "same")


def test_nothing_is_refused_for_what_was_so_before(elsewhere, ctx):
    dispute, do = elsewhere
    do(lambda: settlement.make_offer(ctx(dispute.seller), commands.MakeOffer(dispute.case, PART), key="offer"))
    settlement.accept_offer(ctx(dispute.buyer), commands.AcceptOffer(dispute.case, "o2", waives=True), key="accept")
    assert reader.case(dispute.case).agreement is not None


def test_nothing_is_allowed_for_what_was_so_before(elsewhere, ctx):
    dispute, do = elsewhere
    do(lambda: cases.withdraw_case(ctx(dispute.buyer), commands.WithdrawCase(dispute.case), key="withdraw"))
    before = sequence(dispute)
    with pytest.raises(Refusal):
        settlement.make_offer(ctx(dispute.seller), commands.MakeOffer(dispute.case, PART), key="offer")
    assert sequence(dispute) == before


def test_what_was_just_seen_is_expected_and_not_asked_for(elsewhere, ctx):
    dispute, _do = elsewhere
    say(ctx, dispute.buyer, dispute, "first", "k1")
    sent: list[str] = []

    def keep(execute, sql, values, many, context):
        sent.append(sql)
        return execute(sql, values, many, context)

    with connection.execute_wrapper(keep):
        say(ctx, dispute.buyer, dispute, "second", "k2")
    assert len(sent) == 1 if connection.vendor == "postgresql" else len(sent) > 1


def test_a_case_opened_elsewhere_meanwhile_is_not_opened_again(people, orders, ctx):
    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller)
    digest = procedures.load("procedures/standard").digest
    claim = {
        "reason": "late",
        "remedy": "refund",
        "package": {"refund": 19900},
        "story": "A month late.",
        "shown": digest,
    }

    def opened(key: str):
        return cases.open_cases(ctx(buyer), root=root, lines=(1,), key=key, **claim)[0]

    before = reader.order(root)
    first = opened("k1")
    streams.forget()
    streams.remember(f"order:{root}", before)
    again = opened("k1")
    assert again.repeated and again.head == first.head
    streams.forget()
    streams.remember(f"order:{root}", before)
    with pytest.raises(Refusal, match="line_has_open_case"):
        opened("k2")


def test_what_stands_nowhere_any_more_is_not_remembered_any_longer(people, orders):
    root, gone = orders(people("buyer"), people("seller")), "a" * 16
    streams.remember(f"order:{gone}", reader.order(root))
    assert reader.order(gone) is None
    assert streams.known(f"order:{gone}") is None


def test_texts_of_rulebooks_are_kept_though_the_first_try_came_to_nothing(people, orders, ctx):
    buyer, sellers = people("buyer"), (people("seller"), people("seller"))
    root = orders(buyer, *sellers)
    digest = procedures.load("procedures/standard").digest
    before = reader.order(root)

    def opened(line: int):
        command = commands.OpenCase(
            case_id=ids.case_id(root, buyer.actor.marketplace, buyer.id, f"k{line}"), lines=(line,), reason="late", remedy="refund",
            package={"refund": 19900, "currency": "CNY"}, story="A month late.", shown=digest,
        )  # fmt: skip
        return cases.open_case(ctx(buyer), command, key=f"k{line}", order=before)

    opened(1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM rulebook")
    rulebooks.forget()
    streams.remember(f"order:{root}", before)
    opened(2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM rulebook WHERE digest = %s", [digest])
        assert cursor.fetchone() == (1,)
