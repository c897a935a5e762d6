"""The preset `ebay` against the collection of eBay's windows and options: each window's edges, each state's acts by side.

Days are counted here by hand, Monday to Friday; no public holiday of the United States lies between the days used.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.insight.rehearsal import Claim, Order, Rehearsal
from hejie.rulebooks import procedures
from tests.support.rules import real_data

DATA = real_data("external/ebay_windows")
WINDOWS = {row["id"]: row for row in json.loads((DATA / "windows.json").read_text(encoding="utf-8"))}
OPTIONS = json.loads((DATA / "options.json").read_text(encoding="utf-8"))
PROBES = json.loads((DATA / "probes_derived.json").read_text(encoding="utf-8"))["rows"]
EBAY = procedures.load("procedures/ebay")
TEXT = (Path(procedures.__file__).parent / "procedures" / "ebay.yaml").read_text(encoding="utf-8")
HOME = ZoneInfo("America/Los_Angeles")
DAY = timedelta(days=1)
MONDAY = date(2026, 3, 2)
BACK = {"refund": 10000, "currency": "USD", "goods": "return"}


def at(day: date, hour: int = 12) -> datetime:
    """Noon, or another hour, of a day at eBay's home."""
    return datetime.combine(day, time(hour), HOME).astimezone(UTC)


def last_day(row: Mapping, event: date) -> date:
    """The day on which a window closes, by its own numbers."""
    closes = row["closes"]
    if closes["kind"] == "calendar":
        return event + DAY * closes["days"]
    return working_days_after(event, closes["days"])


def working_days_after(day: date, many: int) -> date:
    while many:
        day += DAY
        many -= day.weekday() < 5
    return day


def begun(day: date = MONDAY, *, dates: Mapping[str, date] | None = None, category: str = "", **claim) -> Rehearsal:
    """An inquiry or a return, opened at noon of a day. Refuses what opening refuses."""
    known = {"delivered": day - DAY} if dates is None else dates
    order = Order(10000, "USD", {name: clock.text(at(one)) for name, one in known.items()}, category, "paid")
    return Rehearsal(EBAY, order, Claim(**claim), at(day))


def inquiry(day: date = MONDAY, *, shipped: bool = True) -> Rehearsal:
    dates = {"deliver_by": day - DAY} | ({"shipped": day - DAY * 9} if shipped else {})
    return begun(day, dates=dates, reason="not_received")


def accepted() -> Rehearsal:
    """A return that both have signed, with ten days to send the goods."""
    played = begun(package={**BACK, "days": 10})
    played.act("seller", "accept")
    played.act("buyer", "sign")
    played.act("seller", "sign")
    return played


def delivered_back(day: date) -> Rehearsal:
    played = accepted()
    played.pass_to(at(day))
    played.act("buyer", "perform")
    return played


def in_case(day: date = MONDAY) -> Rehearsal:
    """Escalated by the buyer on the first day he may, with somebody of eBay on it."""
    played = begun(day)
    played.pass_to(at(working_days_after(day, 3) + DAY))
    played.act("buyer", "escalate")
    played.act("platform", "assign")
    return played


def decided(refund: int) -> Rehearsal:
    played = in_case()
    played.act("neutral", "decide", refund=refund)
    return played


def code_of(open_it: Callable[[], Rehearsal]) -> str:
    try:
        open_it()
    except Refusal as refusal:
        return refusal.code
    return ""


def on(played: Rehearsal, day: date, who: str, act: str, **terms) -> str:
    """The code with which an act would be refused at noon of a day, "" if it would be done."""
    played.pass_to(at(day))
    return played.may(who, act, **terms)


def opens_late(day: date) -> str:
    return code_of(lambda: begun(day, dates={"deliver_by": MONDAY}, reason="not_received"))


def test_w01_nothing_came():
    last = last_day(WINDOWS["w01"], MONDAY)
    assert [opens_late(day) for day in (MONDAY, MONDAY + DAY, last, last + DAY)] == [
        "too_early_to_open", "", "", "too_late_to_open"]  # fmt: skip


@pytest.mark.parametrize("row", ["w02", "w07"])
def test_w02_w07_the_seller_answers(row):
    def open_it() -> Rehearsal:
        return inquiry() if row == "w02" else begun()

    last = last_day(WINDOWS[row], MONDAY)
    played = open_it()
    for day in (MONDAY, last):
        played.pass_to(at(day))
        assert [wait.who for wait in played.case.waits("answer")] == ["seller"]
    played.act("seller", "message")
    assert not played.case.waits("answer")
    silent = open_it()
    assert on(silent, last + DAY, "buyer", "escalate") == "" and not silent.case.waits("answer")
    assert silent.case.outcome == ""


@pytest.mark.parametrize("row", ["w03", "w08"])
@pytest.mark.parametrize("seller_says", [True, False])
def test_w03_w08_the_buyer_calls_ebay(row, seller_says):
    window = WINDOWS[row]
    played = inquiry() if row == "w03" else begun()
    if seller_says:
        played.act("seller", "message")
    first = working_days_after(MONDAY, window["opens"]["days"]) + DAY
    last = last_day(window, MONDAY)
    codes = [on(played, day, "buyer", "escalate") for day in (first - DAY, first, last, last + DAY)]
    assert codes == ["too_early", "", "", "not_allowed_now"]
    assert played.case.closed and played.case.outcome == "lapsed"


def test_w04_the_seller_calls_ebay():
    last = last_day(WINDOWS["w04"], MONDAY)
    assert on(inquiry(shipped=False), MONDAY, "seller", "escalate") == "too_early"
    played = inquiry()
    assert [on(played, day, "seller", "escalate") for day in (MONDAY, last, last + DAY)] == ["", "", "not_allowed_now"]
    late = inquiry(shipped=False)
    late.act("seller", "step", step="tracking")
    assert late.may("seller", "escalate") == ""


def opens_return(day: date, **more) -> str:
    return code_of(lambda: begun(day, dates={"delivered": MONDAY}, **more))


def test_w05_not_as_described():
    last = last_day(WINDOWS["w05"], MONDAY)
    assert [opens_return(day) for day in (MONDAY, last, last + DAY)] == ["", "", "too_late_to_open"]
    cards = [opens_return(MONDAY + DAY * days, category="trading_cards") for days in (3, 4)]
    assert cards == ["", "too_late_to_open"]


@pytest.mark.parametrize(
    ("tier", "days"), [("returns_none", 0), ("returns_14", 14), ("returns_30", 30), ("returns_60", 60), ("", 30)]
)
def test_w06_a_change_of_mind(tier, days):
    assert str(days) in WINDOWS["w06"]["closes"]["days"]
    last = MONDAY + DAY * days
    codes = [opens_return(day, reason="none", tier=tier) for day in (MONDAY, last, last + DAY)]
    assert codes == ["", "", "too_late_to_open"]


def test_w09_the_goods_go_back_by_the_day_in_the_acceptance():
    played = accepted()
    last = MONDAY + DAY * 10
    assert [wait.until for wait in played.case.waits("ship_back")] == [at(MONDAY) + DAY * 10]
    assert on(played, last - DAY, "buyer", "perform") == ""
    assert on(played, last + DAY, "buyer", "perform") == "not_allowed_now"
    assert played.case.closed and played.paid_out() == {"buyer": 0, "seller": 10000}


@pytest.mark.parametrize("act", ["confirm", "dispute"])
@pytest.mark.parametrize("back", [MONDAY + DAY, MONDAY + DAY * 3])  # the second one has a weekend in its window
def test_w10_w11_w12_the_goods_are_back(act, back):
    last = last_day(WINDOWS["w10"], back)
    assert on(accepted(), back, "seller", act) == "obligation_not_open"
    played = delivered_back(back)
    assert [on(played, day, "seller", act) for day in (back, last)] == ["", ""]
    assert on(played, last, "buyer", "escalate") == "agreement_waits"
    assert on(played, last + DAY, "seller", act) == "not_allowed_now"
    assert played.case.closed and played.paid_out() == {"buyer": 10000, "seller": 0}  # w11 has nothing left to ask


def test_w12_before_that_the_seller_of_a_return_cannot_call_ebay():
    assert on(begun(), working_days_after(MONDAY, 3) + DAY, "seller", "escalate") == "too_early"


def test_w13_ebay_decides():
    hours = timedelta(hours=WINDOWS["w13"]["closes"]["hours"])
    assert begun().may("neutral", "decide", refund=0) == "not_found"
    played = in_case()
    end = played.now + hours
    for moment in (played.now, end - timedelta(minutes=1)):
        played.pass_to(moment)
        assert played.may("neutral", "decide", refund=0) == ""
        assert played.may("neutral", "extend", wait="decide") == ""
    played.pass_to(end)
    assert played.may("neutral", "decide", refund=0) == "not_found" and played.case.waits("assign")


@pytest.mark.parametrize(("row", "refund", "winner"), [("w14", 0, "seller"), ("w15", 10000, "buyer")])
def test_w14_w15_whoever_lost_appeals(row, refund, winner):
    window = WINDOWS[row]
    assert on(in_case(), MONDAY, window["party"], "appeal") == "appeal_not_open"
    played = decided(refund)
    day = played.now.astimezone(HOME).date()
    last = last_day(window, day)
    assert played.may(winner, "appeal") == "appeal_not_open"
    codes = [on(played, one, window["party"], "appeal") for one in (day, last, last + DAY)]
    assert codes == ["", "", "not_allowed_now"]


def test_whoever_got_a_part_appeals_too():
    played = decided(5000)
    assert played.may("buyer", "appeal") == played.may("seller", "appeal") == ""


def test_every_window_is_gone_through():
    named = " ".join(name for name in globals() if name.startswith("test_w"))
    assert not [row for row in WINDOWS if row not in named]


def comments() -> list[str]:
    """What stands in the preset as comments, each run of comment lines in one."""
    blocks, here = [], ""
    for line in (*TEXT.splitlines(), ""):
        before, mark, words = line.partition("#")
        if mark and not before.strip():
            here += f" {words.strip()}"
            continue
        blocks += [here] if here else []
        here = ""
        blocks += [words.strip()] if mark else []
    return blocks


@pytest.mark.parametrize("row", sorted(WINDOWS))
def test_the_preset_names_each_row_and_its_grade(row):
    told = [block for block in comments() if row in block]
    assert told
    if "C" in WINDOWS[row]["grade"]:
        assert any("C)" in block for block in told), "third parties only, and the preset does not say so"


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe["weekday"])
def test_working_days_as_counted_by_hand(probe):
    opened, answer = date.fromisoformat(probe["opened"]), date.fromisoformat(probe["seller_answer_until"])
    first, last = date.fromisoformat(probe["buyer_may_escalate_from"]), date.fromisoformat(probe["closes_after"])
    played = begun(opened)
    assert played.case.waits("answer")[0].until == at(answer + DAY, 0)
    assert played.case.waits("settle")[0].until == at(last + DAY, 0)
    played.pass_to(at(first, 0) - timedelta(minutes=1))
    assert played.may("buyer", "escalate") == "too_early"
    played.pass_to(at(first, 0))
    assert played.may("buyer", "escalate") == ""
    played.pass_to(at(last + DAY, 0) - timedelta(minutes=1))
    assert not played.case.closed
    played.pass_to(at(last + DAY, 0))
    assert played.case.closed


def offered() -> Rehearsal:
    played = begun()
    played.pass_to(at(working_days_after(MONDAY, 3)))
    played.act("seller", "offer", refund=4000)
    played.pass_to(at(working_days_after(MONDAY, 4)))  # the buyer could call eBay now, if there were no offer
    return played


def closed() -> Rehearsal:
    played = begun()
    played.act("buyer", "withdraw")
    return played


def later(played: Rehearsal, day: date) -> Rehearsal:
    played.pass_to(at(day))
    return played


STATES: dict[str, Callable[[], Rehearsal]] = {
    "return requested, not as described": begun,
    "return requested, changed mind, policy allows": lambda: begun(reason="none", tier="returns_30"),
    "return requested, changed mind, outside policy": lambda: begun(
        dates={"delivered": MONDAY}, reason="none", tier="returns_none"),
    "3 business days without solution": lambda: later(begun(), working_days_after(MONDAY, 3) + DAY),
    "partial refund offered": offered,
    "accepted, waiting for the goods": accepted,
    "shipped back": lambda: delivered_back(MONDAY + DAY),
    "delivered back, within 2 business days": lambda: delivered_back(MONDAY + DAY),
    "escalated to a case": in_case,
    "closed": closed,
}  # fmt: skip
# eBay's action → the act here. Labels and return numbers go by message; a refund is the claim accepted, or the return confirmed.
ACTS = {
    "BUYER_CLOSE_RETURN": "withdraw", "BUYER_SEND_MESSAGE": "message", "BUYER_ESCALATE": "escalate",
    "BUYER_ACCEPTS_PARTIAL_REFUND": "accept", "BUYER_DECLINE_PARTIAL_REFUND": "reject",
    "BUYER_MARK_RETURN_SHIPPED": "perform", "BUYER_PROVIDE_TRACKING_INFO": "perform",
    "BUYER_PRINT_SHIPPING_LABEL": "message", "SUBMIT_FILE": "evidence", "SELLER_APPROVE_REQUEST": "accept",
    "SELLER_OFFER_PARTIAL_REFUND": "offer", "SELLER_OFFER_REPLACEMENT": "offer", "SELLER_DECLINE_REQUEST": "reject",
    "SELLER_SEND_MESSAGE": "message", "SELLER_PROVIDE_LABEL": "message", "SELLER_PROVIDE_RMA": "message",
    "SELLER_MARK_AS_RECEIVED": "confirm",
}  # fmt: skip
PROBED = {
    "buyer": ("withdraw", "message", "escalate", "accept", "reject", "perform", "offer"),
    "seller": ("accept", "offer", "message", "reject", "escalate", "confirm", "dispute", "withdraw"),
}
# Where the two are not the same, and why.
OTHERWISE = {
    # An offer takes nothing from the buyer's window (w08), and he need not decline it first when his days run out.
    ("partial refund offered", "buyer"): {"escalate"},
    # Once both have signed, the buyer ends a return by not sending the goods, and no refund comes before they are back.
    ("accepted, waiting for the goods", "buyer"): {"withdraw"},
    ("accepted, waiting for the goods", "seller"): {"accept"},
    # The buyer reports a return when it has been delivered, so there is no state in between.
    ("shipped back", "seller"): {"dispute"},
    # eBay lists options of the return alone; a case can be closed by the buyer (`buyer_closes_case`).
    ("escalated to a case", "buyer"): {"withdraw"},
}


def listed(state: str, side: str, options: list[str]) -> set[str]:
    back = "back" in state
    found = {ACTS[name] for name in options if name in ACTS}
    found |= {"dispute" if back else "escalate"} if "SELLER_ESCALATE" in options else set()
    return found | ({"confirm" if back else "accept"} if "SELLER_ISSUE_REFUND" in options else set())


@pytest.mark.parametrize("side", ["buyer", "seller"])
@pytest.mark.parametrize("row", OPTIONS["by_state_derived"], ids=lambda row: row["state"])
def test_each_side_may_do_what_is_listed_and_nothing_else(row, side):
    state = row["state"]
    if state == "delivered back, 2 business days over, no refund":
        over = delivered_back(MONDAY + DAY)
        over.pass_to(at(working_days_after(MONDAY + DAY, 2) + DAY))
        assert over.paid_out()["buyer"] == 10000  # there is no such state: the refund has been made
        return
    played, wanted = STATES[state](), listed(state, side, row[side])
    terms = {"offer": {"refund": 3000}}
    possible = {act for act in PROBED[side] if played.may(side, act, **terms.get(act, {})) == ""}
    assert possible ^ (wanted - {"evidence"}) == OTHERWISE.get((state, side), set())
    assert "evidence" not in wanted or played.may(side, "evidence") == ""


def test_every_action_of_either_side_is_known_here_or_named_as_missing():
    missing = {
        "BUYER_CREATE_RETURN",  # opening a case
        "BUYER_ACCEPTS_NON_PAYPAL_PARTIAL_REFUND", "BUYER_MARK_REFUND_RECEIVED", "SELLER_MARK_REFUND_SENT",
        "SELLER_RETRY_REFUND",  # money outside custody
        "BUYER_ACCEPT_REPLACEMENT_OFFER", "BUYER_DECLINE_REPLACEMENT_OFFER",  # accept, reject
        "BUYER_MARK_AS_RECEIVED", "SELLER_MARK_REPLACEMENT_SHIPPED",  # confirm, perform of a replacement
        "SELLER_PRINT_SHIPPING_LABEL", "SELLER_PROVIDE_TRACKING_INFO", "SELLER_UPDATE_TRACKING", "SELLER_VOID_LABEL",
        "SELLER_ISSUE_REFUND", "SELLER_ESCALATE",  # by state, see `listed`
    }  # fmt: skip
    sides = OPTIONS["options_by_party"]
    assert {*sides["buyer"], *sides["seller"], *sides["either"]} == set(ACTS) | missing
