"""Goods that came back and are kept apart are let go long after, once, and the shop's own system hears of it once."""

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.store import queries, story
from hejie.usecases import webhook_messages

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def apart(services, run_worker):
    """A request about one kettle that came back in a state not to be sold; `apart(done=True)`: its money is paid."""

    def make(*, done: bool = True):
        asked = services()
        asked.answer()
        asked.step("send", carrier="SF")
        asked.step("receive", pieces=[{"line": 1, "grade": "D"}])
        if done:
            asked.step("inspect")
            run_worker()
        return asked

    return make


def told(asked) -> list[list[dict]]:
    """What the shop's own system was told of the goods, in order."""
    rows = story.newest(asked.root, f"order:{asked.root}")[::-1]
    return [row["data"]["pieces"] for row in rows if row["kind"] == "PiecesSettled"]


def refused(act) -> str:
    with pytest.raises(Refusal) as found:
        act()
    return found.value.code


def test_after_the_money_is_paid_they_go_back_to_stock_once(apart, people, run_worker):
    asked = apart()
    mine = asked.ctx(asked.seller).actor
    assert [row["id"] for row in queries.cases(mine, apart=True, sort="opened").rows] == [asked.case]
    assert asked.state.closed and asked.state.service.pieces[0].held and told(asked)[0][0]["goods"] == "kept_apart"
    returned = asked.state.order
    first = asked.step("release", line=1, to="stock")
    assert asked.step("release", line=1, to="stock").repeated and first.last_seq
    run_worker()
    assert not queries.cases(mine, apart=True, sort="opened").rows
    assert [rows[0]["goods"] for rows in told(asked)] == ["kept_apart", "stock"]
    assert refused(lambda: asked.step("release", line=1, to="written_off", key="again")) == "not_kept_apart"
    assert asked.state.closed and not asked.state.deadlines and asked.state.order == returned
    (row,) = [one for one in story.newest(asked.root, f"order:{asked.root}") if one["data"].get("released")]
    message = webhook_messages.message(asked.root, f"order:{asked.root}", row["seq"])
    assert b'"released":true' in message and b'"goods":"stock"' in message
    for who in ("seller", "buyer", "operator"):
        assert (
            refused(lambda who=who: asked.step("release", by=people(who), line=1, to="stock", key=who)) == "not_found"
        )


def test_while_the_request_is_open_its_end_tells_what_they_were_let_go_to(apart, run_worker):
    asked = apart(done=False)
    asked.step("release", line=1, to="stock")
    assert told(asked) == []
    asked.step("inspect")
    run_worker()
    assert [rows[0]["goods"] for rows in told(asked)] == ["stock"]


def test_in_a_dispute_they_may_go_until_somebody_has_agreed_or_decided_on_them(apart):
    from hejie.domain.cases import commands
    from hejie.usecases import settlement

    first, second = apart(done=False), apart(done=False)
    for asked in (first, second):
        photo = asked.file(asked.seller)
        damaged = [{"line": 1, "found": [{"outcome": "damaged", "quantity": 1}]}]
        less = [{"what": "damage", "minor": -3000, "note": "A dent"}]
        asked.step("inspect", pieces=damaged, adjust=less, note="A dent", evidence=(photo,))
        asked.step("agree", agreed=False)
        assert asked.state.stage == "negotiation"
    first.step("release", line=1, to="written_off")
    assert told(first) == [[{"line": 1, "quantity": 1, "goods": "written_off"}]]
    offer = second.state.open_offers()[-1].id
    settlement.accept_offer(
        second.ctx(second.buyer), commands.AcceptOffer(second.case, offer, waives=True), key="accept"
    )
    assert refused(lambda: second.step("release", line=1, to="stock")) == "goods_settled"
