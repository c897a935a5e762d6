"""Whatever people do in whatever order and after whatever silence, a case stays whole and comes to its end."""

from collections import Counter
from datetime import timedelta
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hejie.domain.cases import bargain_state, biddings, commands, fold, packages, performance, upkeep
from hejie.domain.escrow import holds
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders import commands as placing
from hejie.domain.orders import decide as orders_decide
from hejie.domain.orders import state as orders
from tests.domain.cases import moves, walk
from tests.domain.cases.scene import (
    AGENT,
    AUDITOR,
    BUYER,
    CASE,
    MARKET,
    NEUTRAL,
    OPERATOR,
    OTHER_NEUTRAL,
    PAID,
    ROOT,
    SELLER,
    START,
    SYSTEM,
    Outage,
    Scene,
)  # fmt: skip

CAST = {
    "buyer": BUYER, "seller": SELLER, "agent": AGENT, "neutral": NEUTRAL, "other": OTHER_NEUTRAL, "operator": OPERATOR,
    "auditor": AUDITOR, "third": type(NEUTRAL)("neutral", "pthird", MARKET, second_factor=True),
    "stranger": type(BUYER)("buyer", "pstranger", MARKET),
}  # fmt: skip
# Negotiation, mediation, two neutrals, appeal, the same again, then goods and service at 90 days each, and the longest
# standstills there can be: half a year for the police, two months on joint wish, some weeks for a court; a promise runs
# beside all that, at last.
LONGEST_DAYS = 260 + 184 + 60 + 20 + 97


class Life:
    """A case at random; a refused act changes nothing, and after every step the case is whole."""

    def __init__(self, package: int, delivered_paid: int = PAID) -> None:
        self.scene = Scene(delivered_paid).open(walk.PACKAGES[package])
        self.refs: dict[bool, set[str]] = {True: set(), False: set()}
        self.done: Counter = Counter()

    def step(self, step: walk.Step, number: int) -> None:
        self.scene.pass_time(hours=walk.hours(step))
        if step.act % 5 == 0:
            self.outside(step, number)
        elif not self.scene.case.closed or not step.bold % 4:
            actor, move = walk.choose(step, CAST, self.scene.world, f"word {number}")
            self.attempt(actor, move)
        self.check()

    def attempt(self, actor, move) -> None:
        scene = self.scene
        before = (scene.case, scene.order, dict(scene.rooms), len(scene.entries))
        try:
            scene.act(actor, move)
        except Refusal as refusal:
            assert before == (scene.case, scene.order, scene.rooms, len(scene.entries))
            self.done[refusal.code] += 1
        else:
            self.done[move[2]] += 1
            new = scene.entries[before[3] :]
            private = walk.is_private(move[1])
            noted = move[2] == "hand_over"  # in the case's own stream, and why in the internal room
            assert all(entry["stream"].startswith("room:") == private for entry in (new[:-1] if noted else new))
            assert not noted or new[-1]["stream"].endswith(":internal")
            self.refs[private] |= {ref for entry in new for ref in _refs(entry["data"])}

    def outside(self, step: walk.Step, number: int) -> None:
        """What happens outside of the case: payments, outages, bounces, acts on the order."""
        scene = self.scene
        what = step.nth % 11
        if what < 3:
            self.provider(step, ok=what < 2)
        elif what == 3:
            scene.cover_all()
        elif what == 4:
            begin = scene.now - timedelta(hours=step.terms % 50)
            scene.outages = (*scene.outages, Outage(f"web-{number}", max(begin, START), scene.now))
        elif what == 5:
            scene.lost = scene.lost ^ {(BUYER.id, SELLER.seller)[step.who % 2]}
        elif what == 6:
            self.look_after_people()
        elif what < 9:
            self.settle(step)
        else:
            self.on_order(step)

    def provider(self, step: walk.Step, ok: bool) -> None:
        for row in holds.pending(self.scene.order, CASE):
            if row.status == "released" and step.terms % 3:
                answer = commands.RecordTransfer(CASE, row.id, ok, "ref", "" if ok else "account closed")
                self.scene.do(performance.record_transfer, answer, SYSTEM, "system.transfer")
            elif row.status == "failed":
                self.scene.do(orders_decide.retry, placing.RetryTransfer(ROOT, row.id), OPERATOR)

    def settle(self, step: walk.Step) -> None:
        """What the worker does of a round: count it, put the next, offer an improvement; and of sealed bids."""
        if (bids := biddings.unfinished(self.scene.case)) is not None and not self.scene.case.closed:
            met = step.terms % PAID if step.nth % 2 else None
            self.scene.act(SYSTEM, moves.settle_bids(bids.id, met))
        case, row = self.scene.case, bargain_state.unfinished(self.scene.case)
        terms = [walk.PACKAGES[(step.terms + number) % 9] for number in range(3)]
        found = [packages.checked(one, "CNY", PAID) for one in terms]
        if row is not None:
            self.scene.act(SYSTEM, moves.count(row.id))
        elif case.agreement is not None:
            move = moves.put(
                *found[:2], kind="improvement", row=bargain_state.number(case), agreement=case.agreement.offer
            )
            self.scene.act(SYSTEM, move)
        elif case.proposals_asked:
            kind = bargain_state.next_kind(case)
            some = found if kind == "three" else found[:2]
            self.scene.act(
                SYSTEM, moves.put(*some[: 3 * (step.who % 7 > 0)], kind=kind, row=bargain_state.number(case))
            )

    def look_after_people(self) -> None:
        self.scene.lost = frozenset()
        for side in ("buyer", "seller"):
            self.scene.do(upkeep.resume_deadlines, commands.ResumeDeadlines(CASE, side), SYSTEM, "system.resume")

    def on_order(self, step: walk.Step) -> None:
        decide, command, by = (
            (orders_decide.confirm_receipt, placing.ConfirmReceipt(ROOT), BUYER),
            (orders_decide.refund, placing.RefundLines(ROOT, (1,), 500), SELLER),
            (orders_decide.release, placing.ReleaseHold(ROOT, 1, 700), BUYER),
        )[step.terms % 3]
        self.attempt(by, (decide, command, ""))

    def check(self) -> None:
        scene, case = self.scene, self.scene.case
        assert not [row for row in case.deadlines if row.until <= scene.now and not row.held]
        assert not self.refs[True] & self.refs[False]
        paid = scene.paid_out()
        fees = sum(asking.advance.minor for asking in case.askings if asking.advance)
        assert paid["buyer"] <= PAID + walk.FREIGHT + fees and paid["seller"] <= PAID
        assert len([offer for offer in case.open_offers() if offer.side == "seller"]) <= 1
        if case.closed:
            assert not case.deadlines and not case.open_offers() and case.outcome
            assert not holds.pending(scene.order, CASE) and not holds.open_debts(scene.order, CASE)
            assert not holds.lines_of(scene.order, CASE)
        else:
            assert case.deadlines or holds.pending(scene.order, CASE) or holds.open_debts(scene.order, CASE)

    def silence(self) -> None:
        """From now on nobody says a word; letters arrive and the provider pays."""
        scene = self.scene
        self.look_after_people()
        for _day in range(LONGEST_DAYS):
            if scene.case.closed:
                break
            scene.pass_time(days=1)
            self.look_after_people()
            for row in holds.pending(scene.order, CASE):
                if row.status == "failed":
                    scene.do(orders_decide.retry, placing.RetryTransfer(ROOT, row.id), OPERATOR)
            scene.post_all().cover_all().post_all()
            self.check()
        assert scene.case.closed, f"not closed after {LONGEST_DAYS} days: {scene.case.stage} {scene.case.deadlines}"

    def read_again(self) -> None:
        """Every stream folded anew from its entries is what it was."""
        case = order = None
        for entry in self.scene.entries:
            if entry["stream"].startswith("case:"):
                case = fold.evolve(case, entry)
            elif entry["stream"].startswith("order:"):
                order = orders.evolve(order, entry)
        assert (case, order) == (self.scene.case, self.scene.order)


def _refs(value) -> set[str]:
    if isinstance(value, dict):
        own = {value["ref"]} if value.get("type", "").startswith("text/") else set()
        return own.union(*(_refs(item) for item in value.values()))
    return set().union(*(_refs(item) for item in value)) if isinstance(value, list) else set()


def live(package: int, steps: list[walk.Step]) -> Life:
    life = Life(package)
    for number, step in enumerate(steps):
        life.step(step, number)
    life.silence()
    life.read_again()
    return life


numbers = st.integers(0, 839)
step_lists = st.lists(st.builds(walk.Step, *[numbers] * 6), max_size=50)


@settings(max_examples=120, deadline=None)
@given(package=st.integers(0, 8), steps=step_lists)
@example(package=0, steps=[])
def test_a_case_stays_whole_and_ends_whatever_people_do(package, steps):
    live(package, steps)


def test_long_random_cases_do_every_act_and_reach_every_outcome():
    done: Counter = Counter()
    outcomes: Counter = Counter()
    for seed in range(300):
        random = Random(seed)
        life = live(seed % 9, [walk.drawn(random) for _ in range(90)])
        done += life.done
        outcomes[life.scene.case.outcome] += 1
    acts = {act for parties in life.scene.world.procedure.acts.values() for names in parties.values() for act in names}
    assert not sorted(acts - set(done)), "the walk never got so far"
    assert len(outcomes) == 9, outcomes
