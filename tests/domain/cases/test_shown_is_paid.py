"""What a request shows that it comes to is what is paid for it, whatever went back to the buyer before, and in whatever way."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.cases import bargain_facts, findings, waiving
from hejie.domain.cases.servicing import answering, asking, modules, money, naming, paying, steps
from hejie.domain.cases.servicing.commands import AnswerService, AskService, TakeServiceStep
from hejie.domain.escrow import holds
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import back, commands, decide
from hejie.rulebooks import burdens, service
from tests.domain.cases import moves
from tests.domain.cases.scene import BUYER, OPERATOR, ROOT, SELLER, SYSTEM, Scene

assert modules  # each fills the table of steps with its own
BOOK = service.load()
KETTLES = (commands.NewLine(1, SELLER.seller, 30000, quantity=3, freight=900),)
SHELF = (*KETTLES, commands.NewLine(2, SELLER.seller, 10001, quantity=2), commands.NewLine(3, SELLER.seller, 5000))


class Orders(Scene):
    """An order, and one request after the other about it."""

    def __init__(self, lines=KETTLES) -> None:
        super().__init__(lines=lines)
        self.number = 0

    def outside(self, line: int, minor: int) -> None:
        """Money that an operator gives back outside of any request."""
        self.world = replace(self.world, case=None)
        self.do(decide.refund, commands.RefundLines(ROOT, (line,), minor, "Out of goodwill"), OPERATOR)
        for row in self.order.custody.transfers:
            if row.status == "released":
                self.do(decide.settle, commands.SettleTransfer(ROOT, row.id, True, "ok", ""), SYSTEM)

    def ask(self, kind: str, pieces: tuple, reason: str = "not_as_described", **more) -> "Orders":
        """A request of its own."""
        self.case_id = f"{ROOT}-{'bcdefghijklmnop'[self.number] * 8}"
        self.number += 1
        self.world = replace(self.world, case=None, streams={**self.world.streams, "case": f"case:{self.case_id}"})
        command = AskService(self.case_id, kind, pieces, reason, "As I said.", self.world.procedure.digest, **more)
        for event in asking.ask(self.world, command, by=BUYER, now=self.now, book=BOOK):
            self._append(event, BUYER)
        return self

    def answer(self, **told) -> "Orders":
        return self.do(answering.answer, AnswerService(self.case_id, True, **told), SELLER)

    def step(self, name: str, by=SELLER, **told) -> "Orders":
        return self.do(steps.take, TakeServiceStep(self.case_id, name, told), by)

    def back(self, send: dict | None = None) -> "Orders":
        """The goods come back, and all is in order."""
        return self.step("send", BUYER, carrier="SF", **(send or {})).step("receive").step("inspect")

    def ordered(self) -> int:
        """What the request has set in motion for the buyer."""
        own = [
            row.amount for row in self.order.custody.transfers if row.case == self.case_id and row.status != "voided"
        ]
        return sum(own) + sum(row.amount for row in self.order.custody.debts if row.case == self.case_id)

    def end(self) -> int:
        """Post it all; what came back to the buyer by this request."""
        shown = (self.case.service.reckoned or {"minor": 0})["minor"]
        assert self.ordered() == shown
        for row in holds.pending(self.order, self.case_id):
            command = commands.SettleTransfer(ROOT, row.id, True, "ok", "")
            self.do(decide.settle, command, SYSTEM)
        self.world = replace(self.world, order=replace(self.order, frozen=()))
        return shown


def test_what_was_given_back_outside_of_a_request_is_no_part_of_the_next_one():
    order = Orders()
    order.outside(1, 25000)
    assert [money.asked(order.order, {1: n}, "return", "none") for n in (1, 2, 3)] == [5900, 5900, 5900]
    order.ask("return", ((1, 3),)).answer(keep=True)
    (row,) = order.case.service.reckoned["pieces"]
    assert (row["minor"], row["before"]) == (5900, 25000)
    assert order.end() == 5900 and back.left(order.order, 1) == 0


def test_freight_laid_out_and_a_sum_for_a_delay_take_nothing_from_the_price_of_the_next_pieces():
    order = Orders()
    assert order.ask("late", ((1, 1),), "late", wish={"minor": 1000}).answer().end() == 1000
    assert order.ask("return", ((1, 1),)).answer().back({"minor": 1500}).end() == 10300 + 1500
    assert order.ask("return", ((1, 2),)).answer().back().end() == 20600
    assert sum(row.amount for row in order.order.custody.debts) == 2500


def test_of_several_alike_at_different_prices_the_one_that_is_named_counts():
    order = Orders()
    order.ask("reduction", ((1, 1),), wish={"minor": 4000}).answer().end()
    assert naming.options(order.order, 1) == (10000, 10000, 6000)
    for told in ([(1, (6000, 6000))], [(1, (7000,))], [(2, (6000,))]):
        with pytest.raises(Refusal, match="which_unknown|unknown_line"):
            order.ask("return", ((1, 1),), which=told)
    order.ask("return", ((1, 1),), which=((1, (6000,)),)).answer().back()
    (row,) = order.case.service.reckoned["pieces"]
    assert (row["minor"], row["each"]) == (6000, [6000]) and order.end() == 6300
    assert naming.options(order.order, 1) == ()  # the other two cost the same
    assert order.ask("return", ((1, 2),)).answer(keep=True).end() == 20600


def test_what_is_added_or_taken_off_where_it_would_be_lost_is_refused_and_not_dropped():
    order = Orders()
    less = ({"what": "use", "minor": -100, "note": "Worn."},)
    order.ask("reduction", ((1, 1),), wish={"minor": 4000})
    assert (
        order.refused(answering.answer, AnswerService(order.case_id, True, adjust=less), SELLER)
        == "adjustment_not_here"
    )
    order.answer().end()
    order.ask("return", ((1, 1),)).answer().step("send", BUYER, carrier="SF").step("receive")
    more = {"adjust": [{"what": "credit", "minor": 500, "note": "Sorry."}]}
    assert order.refused(steps.take, TakeServiceStep(order.case_id, "inspect", more), SELLER) == "adjustment_not_here"


def test_the_inspection_may_find_that_another_one_came_back_and_the_buyer_has_the_word():
    order = Orders()
    order.ask("reduction", ((1, 1),), wish={"minor": 4000}).answer().end()
    order.ask("return", ((1, 1),), which=((1, (10000,)),)).answer().step("send", BUYER, carrier="SF").step("receive")
    told = {"pieces": [{"line": 1, "prices": [6000]}]}
    assert order.refused(steps.take, TakeServiceStep(order.case_id, "inspect", told), SELLER) == "evidence_needed"
    order.do(*moves.file()[:2], SELLER)
    order.do(steps.take, TakeServiceStep(order.case_id, "inspect", told, "Another number.", ("e1",)), SELLER)
    assert order.case.service.deduction["less"] == 4000 and order.case.service.which == {1: (10000,)}
    assert order.step("agree", BUYER).end() == 6300 and naming.options(order.order, 1) == ()


def test_a_serial_number_names_the_piece_whose_price_was_lowered_under_it():
    order = Orders()
    order.ask("reduction", ((1, 1),), wish={"minor": 4000, "serial": "SN-4711"}).answer().end()
    assert order.ask("return", ((1, 1),), wish={"serial": "sn 4711"}).answer(keep=True).end() == 6300
    assert order.ask("return", ((1, 1),), wish={"serial": "SN-1"}).answer(keep=True).end() == 10300


def test_what_a_dispute_gave_is_no_part_of_a_later_return():
    order = Orders()
    order.open({"refund": 12000, "currency": "CNY"}, remedy="partial_refund")
    order.act(SELLER, moves.accept("o1")).act(BUYER, moves.sign()).act(SELLER, moves.sign()).post_all()
    assert order.case.closed and back.left(order.order, 1) == 30900 - 12000
    assert order.ask("return", ((1, 3),)).answer(keep=True).end() == 18900


@pytest.mark.parametrize(
    ("before", "asked", "code"),
    [(0, 10301, "asked_above_paid"), (25000, 5901, "asked_above_left"), (30900, 1, "asked_above_left")],
    ids=["above-paid", "above-left", "nothing-left"],
)
def test_a_sum_above_what_is_left_is_refused_before_it_is_asked_for(before, asked, code):
    order = Orders()
    if before:
        order.outside(1, before)
    with pytest.raises(Refusal, match=code) as refused:
        order.ask("price_protection", ((1, 1),), "price_error", wish={"minor": asked})
    most = money.most(order.order, {1: 1})
    assert refused.value.facts["most"] == f"{most // 100}.{most % 100:02}" + " CNY"
    if most:
        assert order.ask("price_protection", ((1, 1),), "price_error", wish={"minor": most}).answer().end() == most


def sent_first() -> Orders:
    """An exchange whose new article the buyer has, and of the old one nothing is back."""
    order = Orders()
    order.ask("exchange", ((1, 1),), wish={"order": "send_first"}).answer()
    return order.step("dispatch", carrier="SF").step("arrive", BUYER)


def test_who_has_both_articles_answers_the_sellers_claim():
    order = sent_first().pass_time(days=40)
    case = order.case
    assert (case.claimant, case.respondent, case.told_by) == ("seller", "buyer", "buyer")
    assert case.reason == "not_received" and case.remedy == "compensation" and case.told_reason == "not_as_described"
    assert "return_delivered" in [point.id for point in burdens.load().points_for(findings.facts(case))]
    claim = case.offers[0]
    assert (claim.side, claim.package["refund"], claim.package["goods"]) == ("seller", 0, "return")
    order.pass_time(days=90)
    assert order.case.outcome == "defaulted_buyer" and order.case.rulings[0].package["goods"] == "return"
    assert [row.credit.split(":")[0] for row in order.order.custody.transfers if row.case == order.case_id] == [
        "seller"
    ]


@pytest.mark.parametrize(
    ("outcome", "reason", "goods"),
    [
        ("empty_box", "not_received", "return"),
        ("other_item", "wrong_item", "return"),
        ("damaged", "damaged_in_transit", "keep"),
    ],
    ids=["empty-box", "other-item", "damaged"],
)
def test_what_the_inspection_of_the_old_one_finds_is_the_reason_of_the_sellers_claim(outcome, reason, goods):
    order = sent_first().step("send", BUYER, carrier="SF").step("receive")
    order.do(*moves.file()[:2], SELLER)
    told = {"pieces": [{"line": 1, "found": [{"outcome": outcome, "quantity": 1}]}]}
    order.do(steps.take, TakeServiceStep(order.case_id, "inspect", told, "See the picture.", ("e1",)), SELLER)
    assert (order.case.claimant, order.case.reason, order.case.offers[0].package["goods"]) == ("seller", reason, goods)
    (answer,) = order.case.waits("answer")
    assert answer.who == "buyer"


def test_who_has_had_the_other_article_gives_up_nothing_beside_the_sellers_claim():
    case = sent_first().pass_time(days=8).case
    due = {"certainty": "due", "against": ["seller"], "amount": {"minor": 10300, "currency": "CNY"}, "rules": ["law"]}
    case = replace(
        case, entitled={"remedies": [due | {"remedy": "return_and_refund"}, due | {"remedy": "compensation"}]}
    )
    asked = case.offers[0].package
    assert waiving.given_up(replace(case, claimant="buyer", teller=""), asked)["minor"] > 10000, "else it would be much"
    assert waiving.given_up(case, asked) is None and bargain_facts.of(case).guarantees == ()


class Life:
    """Requests, money given outside of them and disputes at random, on one order."""

    def __init__(self, chance: Random) -> None:
        self.chance, self.order, self.beside = chance, Orders(SHELF), 0

    def step(self) -> None:
        """One of them."""
        order, chance = self.order, self.chance
        line = chance.choice(SHELF)
        there = line.quantity - order.order.returned.get(line.line, 0)
        left = back.left(order.order, line.line)
        pieces = ((line.line, chance.randint(1, there)),) if there else ()
        alike = naming.options(order.order, line.line)
        number = pieces[0][1] if pieces else 0
        self.which = ((line.line, tuple(chance.sample(alike, chance.randint(0, number)))),) if alike and number else ()
        act = chance.choice(("outside", "return", "return", "reduction", "late", "exchange"))
        free = sum(hold.free for hold in order.order.custody.holds_of(frozenset({line.line})))
        if act == "outside" and free:
            order.outside(line.line, chance.randint(1, free))
        elif act == "return" and pieces:
            self._return(pieces)
        elif (
            act in ("reduction", "late")
            and pieces
            and (most := money.most(order.order, dict(pieces), dict(self.which)))
        ):
            reason = "late" if act == "late" else "not_as_described"
            shown = (
                order.ask(act, pieces, reason, wish={"minor": chance.randint(1, most)}, which=self.which).answer().end()
            )
            self.beside += shown if act == "late" else 0
        elif act == "exchange" and pieces and left:
            self._exchange(pieces)
        assert all((back.left(order.order, one.line) or 0) >= 0 for one in SHELF)

    def _return(self, pieces: tuple) -> None:
        freight, keep = self.chance.choice((0, 700)), self.chance.random() < 0.5
        expected = money.asked(self.order.order, dict(pieces), "return", "not_as_described", dict(self.which))
        asked = self.order.ask("return", pieces, which=self.which).answer(keep=keep)
        asked = asked if keep else asked.back({"minor": freight} if freight else {})
        beside = 0 if keep else freight
        assert asked.end() == expected + beside
        self.beside += beside

    def _exchange(self, pieces: tuple) -> None:
        wish = {"price": self.chance.randint(0, 15000), "title": "Another", "order": "back_first"}
        asked = self.order.ask("exchange", pieces, wish=wish, which=self.which).answer()
        if asked.case.service.next_step().name == "pay_more":
            due = paying.due_of(asked.order, asked.case.service)
            asked.step("pay_more", replace(SYSTEM, role="integrator"), minor=due, provider_ref="x")
        asked.back().step("dispatch", carrier="SF").step("arrive", BUYER).end()


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_shown_is_paid_and_all_pieces_come_to_what_was_paid_in_the_end(seed):
    life = Life(Random(seed))
    for _ in range(6):
        life.step()
    order = life.order
    for line in SHELF:
        if there := line.quantity - order.order.returned.get(line.line, 0):
            order.ask("return", ((line.line, there),)).answer(keep=True).end()
    paid = sum(hold.held for hold in order.order.custody.holds)
    got = order.paid_out()["buyer"] + sum(row.amount for row in order.order.custody.debts)
    assert got == paid + life.beside


def test_what_a_discount_took_whole_pays_nothing_back():
    cheap = (commands.NewLine(1, SELLER.seller, 19, quantity=7), commands.NewLine(2, SELLER.seller, 4, tax=2))
    orders = Orders(cheap)
    holds_of = tuple(replace(one, held=2, free=2) for one in orders.order.custody.holds if one.line == 1)
    orders.world = replace(
        orders.world, order=replace(orders.order, custody=replace(orders.order.custody, holds=holds_of), paid_minor=2)
    )
    assert money.reckon(orders.order, {1: 7, 2: 1}, "defective")["minor"] == 2


def test_an_exchange_that_ends_in_the_money_counts_as_a_return_also_of_a_gift():
    gift = commands.NewLine(2, SELLER.seller, 0, gift_for=1, worth=3741)
    orders = Orders((commands.NewLine(1, SELLER.seller, 16180, quantity=3), gift))
    orders.ask("exchange", ((2, 1),)).answer().back()
    orders.do(steps.take, TakeServiceStep(orders.case_id, "out_of_stock", {}, "None left."), SELLER).step(
        "choose", BUYER, want="refund"
    )
    assert orders.order.returned == {2: 1}
    assert money.reckon(orders.order, {1: 3}, "none")["minor"] == 16180  # the gift is back, and not charged as kept
