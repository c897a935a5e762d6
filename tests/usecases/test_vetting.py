"""Shops' papers with everything real: declared, filed, looked at, run out, stopped and gone on; and what a buyer is told."""

from datetime import timedelta

import pytest

from hejie.domain.deals.commands import ConfirmDeal
from hejie.domain.escrow import purse
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands as order_commands
from hejie.domain.standing import vetting as states
from hejie.domain.standing.state import stream_of
from hejie.domain.standing.vet import Declare, FilePaper, ReviewPaper
from hejie.record import reader, replay
from hejie.rulebooks import procedures
from hejie.rulebooks import vetting as rules
from hejie.rulebooks.strict import BadRulebook
from hejie.store import story
from hejie.usecases import cases, deals, listing, money, vetting
from hejie.usecases import orders as acts
from hejie.usecases import vetting_policies as own_policies


class File:
    """A PDF as it is uploaded."""

    def chunks(self):
        yield b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


@pytest.fixture
def shop(people, ctx, marketplace, clock):
    """A shop that has said that it sells food in China, with what an operator and its own people do."""

    class Shop:
        seller, operator = people("seller"), people("operator")

        def declare(self, kind="business", country="cn", categories=("food",), key="d"):
            vetting.declare(ctx(self.seller), Declare(self.seller.shop, kind, country, categories), key=key)
            return self

        def file(self, kind, until=""):
            command = FilePaper(self.seller.shop, kind, {}, f"{kind}.pdf", until, "CN-77")
            receipt = vetting.file_paper(ctx(self.seller), command, File(), key=f"f {kind} {until} {clock.now}")
            return receipt.created["paper"]

        def review(self, paper, result="accepted", reason="", until=""):
            command = ReviewPaper(self.seller.shop, paper, result, reason, until)
            return vetting.review(ctx(self.operator), command, key=f"r {paper} {result}")

        def all_good(self, until="2027-01-31"):
            for kind in self.state.needed.papers:
                self.review(self.file(kind, until))

        @property
        def state(self) -> states.Vetting:
            root = stream_of(marketplace.pk, "seller", self.seller.shop)
            return reader.state(root, root).vetting

        def told(self):
            return [row["kind"] for row in listing.notices_of(self.seller.actor).rows]

    yield Shop()
    report = replay.check()
    assert report.ok, report.faults


def refused(code, act, *args, **kw):
    with pytest.raises(Refusal) as caught:
        act(*args, **kw)
    assert caught.value.code == code


def test_papers_are_filed_looked_at_and_told_to_buyers_as_one_word(shop, ctx, people, clock, work):
    shop.declare()
    assert shop.state.missing(clock.now.date()) == ("business_licence", "identity", "food_permit")
    assert shop.state.needed.deposit == (100000, "CNY") and shop.state.needed.why["food_permit"]
    buyer = ctx(people("buyer"))
    assert vetting.seen_by_buyers(buyer, [shop.seller.shop])[shop.seller.shop].papers == "open"
    paper = shop.file("food_permit", "2027-03-01")
    refused("not_found", vetting.read, buyer, shop.seller.shop)
    refused("not_found", vetting.open_paper, ctx(people("seller")), shop.seller.shop, paper)
    assert vetting.open_paper(ctx(shop.operator), shop.seller.shop, paper).name == "food_permit.pdf"
    refused("text_missing", shop.review, paper, "refused")
    shop.review(paper, "refused", "The stamp cannot be read.")
    refused("paper_reviewed", shop.review, paper)
    work()
    assert shop.told()[:2] == ["DepositSeen", "PaperReviewed"]
    shop.all_good()
    seen = vetting.seen_by_buyers(buyer, [shop.seller.shop])[shop.seller.shop]
    assert (seen.papers, seen.until.isoformat(), seen.kind) == ("checked", "2027-01-31", "business")
    view = vetting.read(ctx(shop.seller), shop.seller.shop)
    assert view.text(view.vetting.papers[0].reason) == "The stamp cannot be read." and view.own
    assert view.deposit_short.minor == 100000
    money.deposit(ctx(shop.operator), purse.Deposit(shop.seller.shop, 60000, "CNY"), key="dep")
    assert vetting.read(ctx(shop.operator), shop.seller.shop).deposit_short.minor == 40000


def test_what_is_missing_for_too_long_stops_what_is_new_and_nothing_else(shop, ctx, orders, people, clock, work):
    shop.declare()
    open_order = orders(people("buyer"), shop.seller)
    clock.move(days=31)
    work()
    assert shop.state.stopped == ("new_orders", "new_listings") and "ShopStopped" in shop.told()
    refused("seller_stopped", orders, people("buyer"), shop.seller)
    refused("seller_stopped", vetting.may_list, ctx(shop.seller).actor.marketplace, shop.seller.shop)
    assert not reader.order(open_order).cancelled
    shop.all_good("2027-06-30")
    assert not shop.state.stopped
    orders(people("buyer"), shop.seller)


def test_a_paper_that_runs_out_is_reminded_of_and_then_stops_the_shop_after_a_grace(shop, clock, work):
    shop.declare()
    shop.all_good("2027-01-31")
    clock.move(days=61)  # 2027-01-02: thirty days before
    work()
    assert "PaperDue" in shop.told() and not shop.state.missing(clock.now.date())
    clock.move(days=30)
    work()
    assert shop.state.missing(clock.now.date()) and not shop.state.stopped
    clock.move(days=14)
    work()
    assert shop.state.stopped
    shop.all_good("2028-01-31")
    assert not shop.state.stopped and shop.state.checked_until(clock.now.date())[0]


def test_a_new_shop_has_limits_and_longer_clocks_until_it_has_kept_the_rules(shop, orders, people, clock, work):
    shop.declare()
    shop.all_good("2028-01-31")
    placed = orders(people("buyer"), shop.seller)
    root = placed
    assert reader.order(root).hours_of(1) == 10 * 24 + 72
    clock.move(days=91)
    work()
    assert not shop.state.probation and "ProbationEnded" in shop.told()
    placed = orders(people("buyer"), shop.seller)
    assert reader.order(placed).hours_of(1) == 240


def test_a_private_person_shows_who_he_is_and_the_rules_are_told_so(shop, disputes):
    shop.declare("private", "de", ())
    assert shop.state.needed == states.Needed(("identity",), None, shop.state.needed.why)
    case = reader.case(disputes(seller=shop.seller).case)
    assert case.order["lines"][0]["private"] is True
    stated = next(
        entry for entry in story.newest(case.root, f"case:{case.id}", limit=50) if entry["kind"] == "EntitlementFound"
    )
    assert '"private"' in str(stated["data"]).replace("'", '"')


def test_a_private_seller_without_deposit_who_vanishes_leaves_his_debt_to_the_guarantee_fund(
    shop, ctx, orders, people, clock, work, marketplace
):
    """Paid out, then a claim that he never answers: the buyer's money comes from the fund, and the seller owes it."""
    shop.declare("private", "cn", ())
    shop.all_good("2027-06-30")
    buyer = people("buyer")
    root = orders(buyer, shop.seller)
    acts.confirm_receipt(ctx(buyer), order_commands.ConfirmReceipt(root), key="all well")
    work()
    assert reader.order(root).custody.holds[0].to_seller
    paid = reader.order(root).paid_minor
    money.deposit(ctx(shop.operator), purse.Deposit("fund", 10 * paid, "CNY"), key="fund")
    (opened,) = cases.open_cases(
        ctx(buyer), root=root, lines=(1,), reason="not_as_described", remedy="refund", story="It is not as it was shown.",
        package={"refund": paid, "currency": "CNY"}, shown=procedures.load("procedures/standard").digest, key="open",
    )  # fmt: skip
    case = opened.stream.removeprefix("case:")
    for _ in range(12):
        clock.move(days=3)
        work()
    order = reader.order(root)
    (debt,) = order.custody.debts
    assert reader.case(case).closed and (debt.owed, debt.paid) == (0, debt.amount) and debt.amount > 0
    fund = reader.state(f"purse:{marketplace.pk}:fund", f"purse:{marketplace.pk}:fund")
    assert fund.owed == {(shop.seller.shop, "CNY"): debt.amount}
    assert sum(hold.to_buyer for hold in order.custody.holds) == debt.amount == paid
    assert shop.state.short == {"CNY": debt.amount} and shop.state.held == ("hold", "new_listings", "new_deals")
    assert {"DepositSeen", "DepositOverdue"} <= set(shop.told())
    refused("deposit_short", vetting.may_list, marketplace.pk, shop.seller.shop)
    assert reader.order(orders(people("buyer"), shop.seller)).hours_of(1) == 240 + 168, "buyers have a week more"
    money.repay(ctx(shop.operator), purse.Repay(shop.seller.shop, debt.amount, "CNY"), key="back")
    work()
    assert not shop.state.short and not shop.state.held and "DepositMadeUp" in shop.told()
    vetting.may_list(marketplace.pk, shop.seller.shop)


@pytest.mark.once
def test_a_short_deposit_has_its_time_and_then_stops_goods_and_deals_until_it_is_made_up(
    shop, ctx, people, clock, work
):
    shop.declare()
    work()
    assert shop.state.short == {"CNY": 100000}
    shop.all_good("2027-06-30")
    deal = {"goods": [{"title": "Tea", "price": 9900}], "currency": "CNY"}
    put = {"seller": shop.seller.shop, "buyer": "", "written": deal}
    money.deposit(ctx(shop.operator), purse.Deposit(shop.seller.shop, 40000, "CNY"), key="some")
    clock.move(days=13)
    work()
    assert shop.state.short == {"CNY": 60000} and not shop.state.held, "a part of it does not begin the time anew"
    opened = deals.propose(ctx(people("buyer")), **put, key="one").created["deal"]
    clock.move(days=1)
    work()
    assert shop.state.held and not shop.state.stopped
    refused("shop_paused", deals.propose, ctx(people("buyer")), **put, key="two")
    digest = deals.read(ctx(shop.seller), opened).deal.newest.hash
    refused("deposit_short", deals.confirm, ctx(shop.seller), ConfirmDeal(opened, digest), key="c")
    money.deposit(ctx(shop.operator), purse.Deposit(shop.seller.shop, 60000, "CNY"), key="rest")
    work()
    assert not shop.state.held
    deals.confirm(ctx(shop.seller), ConfirmDeal(opened, digest), key="c")


OWN = {"deposit": {"minor": 300000, "currency": "CNY"}, "papers": ["tea_grade", "identity"]}


def own(**changes):
    """The standard policy with a rule of the operator's own for tea, of which papers are good for a year."""
    text = rules.plain(rules.load())
    text["papers"]["tea_grade"] = {
        "ends": False,
        "lasts": 365,
        "en": "Tea grade",
        "zh": "茶叶等级证明",
        "ru": "Сорт чая",
    }
    text["rules"] = [
        {"for": "business", "countries": ["CN"], "categories": ["food"], "source": "ours", **OWN},
        *text["rules"],
    ]
    text["rules"][0]["probation"] = {"days": 200, "longer": 96, "most": {"CNY": 90000}}
    return {**text, "version": "ours", **changes}


@pytest.mark.once
def test_an_operators_policy_counts_from_its_day_on_and_leaves_accepted_papers_alone(shop, ctx, people, clock, work):
    shop.declare()
    shop.all_good("2027-06-30")
    operator = ctx(shop.operator)
    refused("not_found", own_policies.publish, ctx(shop.seller), own())
    refused("vetting_when", own_policies.publish, operator, own(), counts_from=clock.now - timedelta(days=1))
    refused("vetting_again", own_policies.publish, operator, own(), again=True)
    refused("vetting_wrong", own_policies.publish, operator, own(rules=[{"for": "club"}]))
    row = own_policies.publish(operator, own(), counts_from=clock.now + timedelta(days=2), for_all=True)
    same = own_policies.publish(ctx(shop.operator), own(), counts_from=clock.now + timedelta(days=2), for_all=True)
    assert (row.number, same.number) == (1, 1), "a double click publishes once"
    assert own_policies.in_force(operator)[0] is None
    (touched,) = own_policies.touched(operator, own_policies.version(operator, 1)[1])[0]
    assert touched.more == ("tea_grade",) and touched.deposit == (300000, "CNY")
    clock.move(days=2)
    work()
    state = shop.state
    assert state.policy["version"] == "ours" and state.needed.deposit == (300000, "CNY")
    assert state.missing(clock.now.date()) == ("tea_grade",) and state.short == {"CNY": 300000}
    assert {paper.valid_until.isoformat() for paper in state.papers} == {"2027-06-30"}
    assert "VettingRevised" in shop.told() and not state.stopped
    shop.review(shop.file("tea_grade"))
    assert shop.state.newest("tea_grade").valid_until == clock.now.date() + timedelta(days=365)
    assert shop.state.terms.probation == 200 and shop.state.terms.most["CNY"] == 90000
    assert vetting.read(operator, shop.seller.shop).policy.name("tea_grade", "zh") == "茶叶等级证明"
    own_policies.publish(ctx(shop.operator), own(version="stricter"), for_all=True, again=True)
    work()
    last = clock.now.date() + timedelta(days=30)
    assert {one.valid_until for one in shop.state.papers if one.status == "accepted"} == {last}
    assert shop.state.policy["version"] == "stricter" and own_policies.versions(operator)[0].done


def test_bad_input_is_refused(shop, ctx, people):
    refused("not_declared", shop.file, "identity")
    refused("bad_country", shop.declare, country="C1")
    refused("vetting_kind", shop.declare, kind="club")
    shop.declare()
    refused("declared_already", shop.declare, key="again")
    refused("paper_not_needed", shop.file, "publication_permit")
    refused("paper_over", shop.file, "identity", "2020-01-01")
    refused("bad_date", shop.file, "identity", "tomorrow")
    refused("paper_unknown", shop.review, "p9")
    paper = shop.file("identity")
    refused("paper_result", shop.review, paper, "perhaps")
    other = people("seller")
    mine = FilePaper(shop.seller.shop, "identity", {}, "x.pdf")
    refused("not_found", vetting.file_paper, ctx(other), mine, File(), key="k")
    refused("not_found", vetting.declare, ctx(other), Declare(shop.seller.shop, "private", "CN", ()), key="k")
    refused("not_found", vetting.review, ctx(shop.seller), ReviewPaper(shop.seller.shop, paper, "accepted"), key="k")


def test_the_policy_is_read_strictly():
    assert rules.load().needed("business", "JP", ()).papers == ("business_licence", "identity")
    text = (rules._FILE).read_text("utf-8")
    for wrong in ("first: 30", "for: business, countries: [RU], categories: [any], papers"):
        with pytest.raises(BadRulebook):
            rules.parse(text.replace(wrong, wrong.replace("30", "often").replace("business", "club"), 1))
