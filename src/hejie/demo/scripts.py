"""Ways that a case can go, each a script for the stage. Those of `ENDED` come to their end, those of `OPEN` stop midway.

The order of acts and the pauses are what such disputes look like; every deadline that is missed here is missed on purpose.
"""

from collections.abc import Callable

from hejie.demo.parts import DAY, HOUR, Play, Script
from hejie.domain.escrow import holds
from hejie.record import reader


def _answered(play: Play, wanted: dict) -> Script:
    """Claim, evidence, the seller's statement."""
    play.open(wanted)
    yield HOUR / 3
    play.files("buyer", play.words.evidence[0], "IMG_2041.jpg")
    yield 19 * HOUR
    play.states("seller", play.words.answer)
    yield 5 * HOUR


def _full(play: Play) -> dict:
    return {"refund": _most(play)}


def _most(play: Play) -> int:
    return holds.paid_for(reader.order(play.claim.root), play.claim.lines)


def agreed_after_haggling(play: Play) -> Script:
    """Offer, counter-offer, offer, acceptance, both signatures."""
    yield from _answered(play, _full(play))
    first = play.offers("seller", play.share(30), play.words.offers["part_refund"])
    yield 9 * HOUR
    second = play.offers("buyer", play.share(80), play.words.offers["buyer_counter"], first)
    yield 16 * HOUR
    play.says("seller", play.words.seller_follow_up)
    third = play.offers("seller", play.share(60), play.words.offers["more_refund"], second)
    yield 6 * HOUR
    play.accepts("buyer", third)
    yield HOUR
    play.signs("buyer")
    yield 3 * HOUR
    play.signs("seller")


def _proposed(play: Play) -> Script:
    """Both say privately what matters to them, the seller asks for proposals."""
    yield from _answered(play, _full(play))
    play.tells("buyer")
    yield 3 * HOUR
    play.tells("seller")
    play.asks_proposals("seller")
    yield 5 * HOUR


def agreed_over_proposals(play: Play) -> Script:
    """Each ranks three proposals in secret, and one is accepted by both."""
    yield from _proposed(play)
    play.ranks("buyer", 2)
    yield 7 * HOUR
    play.ranks("seller", 3)
    yield 2 * HOUR
    play.signs("seller")
    yield HOUR
    play.signs("buyer")


def proposals_to_rank(play: Play) -> Script:
    """Three proposals lie there, and one side has ranked them."""
    yield from _proposed(play)
    play.ranks("seller", 2)


def second_round(play: Play) -> Script:
    """Nobody liked what the other did: a second round is to be ranked."""
    yield from _proposed(play)
    play.ranks("buyer", 0)
    yield 4 * HOUR
    play.ranks("seller", 1)


def _bidding(play: Play) -> Script:
    """They are not far apart, and the seller asks for sealed bids on the last gap."""
    yield from _answered(play, _full(play))
    first = play.offers("seller", play.share(40), play.words.offers["part_refund"])
    yield 9 * HOUR
    play.offers("buyer", play.share(70), play.words.offers["buyer_counter"], first)
    yield 5 * HOUR
    play.asks_bids("seller", play.state.offers[-1].id)
    yield 3 * HOUR


def agreed_by_sealed_bids(play: Play) -> Script:
    """Both seal a limit, the limits meet, and that is the agreement."""
    yield from _bidding(play)
    play.bids("seller", 60)
    yield 8 * HOUR
    play.bids("buyer", 50)


def sealed_bids_run(play: Play) -> Script:
    """Sealed bids are taken; whether anybody has bid is known to that side alone."""
    yield from _bidding(play)
    play.bids("buyer", 55)


def agreed_at_once(play: Play) -> Script:
    """The seller accepts the claim as it stands."""
    play.open(_full(play))
    yield 7 * HOUR
    play.says("seller", play.words.apology)
    play.accepts("seller", "o1")
    yield HOUR
    play.signs("seller")
    yield 2 * HOUR
    play.signs("buyer")


def agreed_with_return(play: Play) -> Script:
    """Goods back for the money, sent and received."""
    yield from _agreed_to_return(play)
    yield 2 * DAY
    play.reports("buyer", "SF1380042201187")
    yield 3 * DAY
    play.confirms("seller")


def _agreed_to_return(play: Play) -> Script:
    yield from _answered(play, _full(play))
    terms = {"refund": _most(play), "goods": "return", "days": 7}
    offer = play.offers("seller", terms, play.words.offers["return_and_refund"])
    yield 8 * HOUR
    play.accepts("buyer", offer)
    play.signs("buyer")
    yield 4 * HOUR
    play.signs("seller")


def agreed_on_replacement(play: Play) -> Script:
    """A replacement is promised, sent and confirmed."""
    yield from _answered(play, _full(play))
    offer = play.offers("seller", {"service": "replacement", "days": 10}, play.words.offers["replacement"])
    yield 10 * HOUR
    play.accepts("buyer", offer)
    play.signs("buyer")
    yield 2 * HOUR
    play.signs("seller")
    yield 3 * DAY
    play.reports("seller", "YT7700123456")
    yield 2 * DAY
    play.confirms("buyer")


def defaulted_seller(play: Play) -> Script:
    """The seller never answers."""
    play.open(_full(play))
    yield DAY
    play.files("buyer", play.words.evidence[1], "parcel.jpg")


def defaulted_buyer(play: Play) -> Script:
    """The seller answers, the buyer never replies."""
    yield from _answered(play, _full(play))


def withdrawn(play: Play) -> Script:
    """The buyer gives up after the explanation."""
    yield from _answered(play, _full(play))
    play.withdraws()


def _mediation(play: Play) -> Script:
    """Talks fail, a neutral hears both, also alone."""
    yield from _answered(play, _full(play))
    first = play.offers("seller", play.share(20), play.words.offers["part_refund"])
    yield 11 * HOUR
    play.rejects("buyer", first, play.words.rejected)
    play.says("buyer", play.words.buyer_upset)
    yield 2 * HOUR
    play.escalates("buyer")
    yield 20 * HOUR


def _heard(play: Play) -> Script:
    yield from _mediation(play)
    play.opens_mediation("buyer", "seller")
    yield HOUR
    question = play.asks("seller", play.words.question_to_seller)
    play.says("neutral", play.words.question_to_buyer, "buyer")
    yield 9 * HOUR
    play.says("buyer", play.words.private_buyer, "buyer")
    yield 5 * HOUR
    play.answers("seller", question, play.words.answer)
    play.says("neutral", play.words.question_to_seller, "seller")
    yield 4 * HOUR
    play.says("seller", play.words.private_seller, "seller")
    yield 3 * HOUR


def proposal_accepted(play: Play) -> Script:
    """Both accept what the neutral proposes."""
    yield from _heard(play)
    proposal = play.offers("neutral", play.share(50), play.words.proposal)
    yield 12 * HOUR
    play.accepts("seller", proposal)
    yield 9 * HOUR
    play.accepts("buyer", proposal)
    yield HOUR
    play.signs("buyer")
    yield HOUR
    play.signs("seller")


def _decided(play: Play, kind: str) -> Script:
    yield from _heard(play)
    proposal = play.offers("neutral", play.share(50), play.words.proposal)
    yield 14 * HOUR
    play.rejects("buyer" if kind == "for_seller" else "seller", proposal)
    yield 2 * HOUR
    play.escalates("buyer")
    yield DAY
    awards = {"for_buyer": _full(play), "for_seller": {"refund": 0}, "split": play.share(40)}
    play.decides(awards[kind], kind)


def decided_buyer(play: Play) -> Script:
    """The neutral decides for the buyer."""
    yield from _decided(play, "for_buyer")


def decided_seller(play: Play) -> Script:
    """The neutral decides for the seller."""
    yield from _decided(play, "for_seller")


def decided_split(play: Play) -> Script:
    """The neutral divides."""
    yield from _decided(play, "split")


def _appealed(play: Play) -> Script:
    yield from _decided(play, "for_buyer")
    yield 3 * DAY
    play.appeals("seller")
    yield DAY
    play.answers_appeal("buyer")
    yield 2 * DAY


def appealed_upheld(play: Play) -> Script:
    """A second neutral upholds the decision."""
    yield from _appealed(play)
    play.decides_appeal(True)


def appealed_changed(play: Play) -> Script:
    """A second neutral changes the decision."""
    yield from _appealed(play)
    play.decides_appeal(False, play.share(50))


def just_opened(play: Play) -> Script:
    """Waits for the seller's first word."""
    play.open(_full(play))
    yield HOUR / 3
    play.files("buyer", play.words.evidence[0], "IMG_0007.jpg")


def waits_for_reply(play: Play) -> Script:
    """The seller has answered; the buyer's turn."""
    yield from _answered(play, _full(play))


def offer_open(play: Play) -> Script:
    """An offer and a counter-offer lie on the table."""
    yield from _answered(play, _full(play))
    first = play.offers("seller", play.share(30), play.words.offers["part_refund"])
    yield 3 * HOUR
    play.offers("buyer", play.share(70), play.words.offers["buyer_counter"], first)


def seller_offer_open(play: Play) -> Script:
    """The seller's second offer waits for the buyer."""
    yield from _answered(play, _full(play))
    first = play.offers("seller", play.share(30), play.words.offers["part_refund"])
    yield 2 * HOUR
    play.rejects("buyer", first, play.words.rejected)
    yield 2 * HOUR
    play.offers("seller", play.share(60), play.words.offers["more_refund"])


def to_be_signed(play: Play) -> Script:
    """Accepted, one signature is there."""
    yield from _answered(play, _full(play))
    offer = play.offers("seller", play.share(50), play.words.offers["more_refund"])
    yield 2 * HOUR
    play.accepts("buyer", offer)
    play.signs("buyer")


def question_open(play: Play) -> Script:
    """In mediation, a question waits for the seller."""
    yield from _mediation(play)
    play.asks("seller", play.words.question_to_seller)


def proposal_open(play: Play) -> Script:
    """In mediation, a proposal waits for both; the seller offers as well."""
    yield from _heard(play)
    play.offers("neutral", play.share(50), play.words.proposal)
    yield HOUR
    play.offers("seller", play.share(45), play.words.offers["more_refund"])


def decision_due(play: Play) -> Script:
    """The neutral has to decide."""
    yield from _heard(play)
    proposal = play.offers("neutral", play.share(50), play.words.proposal)
    yield 5 * HOUR
    play.rejects("seller", proposal)
    yield HOUR
    play.escalates("buyer")


def may_be_appealed(play: Play) -> Script:
    """Decided; the time to appeal runs."""
    yield from _decided(play, "split")


def appeal_open(play: Play) -> Script:
    """A second neutral has the case."""
    yield from _decided(play, "for_buyer")
    yield DAY
    play.appeals("seller")


def promise_runs(play: Play) -> Script:
    """Still talking: a promise of the seller's is binding, another one waits for his answer."""
    yield from _answered(play, _full(play))
    play.says("seller", play.words.promise)
    said = play.state.of_kind("message")[-1].id
    yield 2 * HOUR
    made = play.promises("buyer", "seller", play.words.promise, days=3, minor=2000, message=said)
    yield 3 * HOUR
    play.agrees("seller", made)
    yield HOUR
    play.promises("buyer", "seller", play.words.promise_asked, days=5)


def goods_on_the_way(play: Play) -> Script:
    """Agreed; the goods are on their way back."""
    yield from _agreed_to_return(play)
    yield 10 * HOUR
    play.reports("buyer", "SF1380042201187")


ENDED: tuple[Callable[[Play], Script], ...] = (
    agreed_after_haggling, defaulted_seller, decided_split, agreed_with_return, withdrawn, appealed_changed,
    proposal_accepted, decided_buyer, defaulted_buyer, agreed_at_once, appealed_upheld, decided_seller, agreed_on_replacement,
    agreed_over_proposals, agreed_by_sealed_bids,
)  # fmt: skip
OPEN: tuple[tuple[Callable[[Play], Script], float], ...] = (
    (seller_offer_open, 1.9), (just_opened, 0.2), (proposal_open, 4.6), (waits_for_reply, 1.5), (decision_due, 5.0),
    (offer_open, 1.6), (to_be_signed, 1.6), (question_open, 2.9), (may_be_appealed, 6.2), (appeal_open, 7.4), (goods_on_the_way, 2.4),
    (just_opened, 2.0), (promise_runs, 2.2), (decision_due, 4.9), (proposals_to_rank, 1.9), (second_round, 2.1), (sealed_bids_run, 1.8),
)  # fmt: skip
