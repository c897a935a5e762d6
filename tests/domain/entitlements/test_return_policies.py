"""After-sales policies: what follows from them, what stays unknown, and how strictly they are read."""

from datetime import date

import pytest

from hejie.domain.entitlements.policies import written
from hejie.domain.entitlements.policies.promises import promised
from hejie.domain.entitlements.policies.returnable import above_law, returnable
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import return_policies
from hejie.rulebooks.strict import BadRulebook
from tests.domain.entitlements import retailers

PROBES = [(row["id"], number) for row in retailers.ROWS for number in range(len(row["probes"]))]
BY_ID = {row["id"]: row for row in retailers.ROWS}


@pytest.mark.parametrize(("retailer", "number"), PROBES)
def test_every_probe_of_a_real_retailer_comes_out(retailer, number):
    row = BY_ID[retailer]
    policy = return_policies.from_object(retailers.written(row))
    probe = row["probes"][number]
    got = retailers.told(returnable(policy, probe["facts"]))
    assert {name: got[name] for name in probe["expect"]} == probe["expect"]


@pytest.mark.parametrize("retailer", BY_ID)
def test_what_is_kept_reads_back_as_it_was(retailer):
    policy = return_policies.from_object(retailers.written(BY_ID[retailer]))
    again = return_policies.parse(return_policies.text(policy))
    assert again == policy and again.digest == policy.digest
    assert written.plain(again) == written.plain(policy)


def test_what_a_third_party_says_is_never_believed():
    believed = {name: return_policies.from_object(retailers.written(row)).believed() for name, row in BY_ID.items()}
    assert believed == {"rei": False, "ikea-us": False, "bombas": True, "target": False, "ebay": False}


def policy(**parts):
    return return_policies.from_object(
        {"id": "shop", "name": "Shop", "windows": [{"id": "w", "days": 30, "clock": "delivery_date"}], **parts}
    )


def test_the_last_day_still_counts_and_the_next_does_not():
    one = policy()
    facts = {"delivery_date": "2026-03-01"}
    for as_of, wanted in (("2026-03-30", True), ("2026-03-31", True), ("2026-04-01", False)):
        assert returnable(one, {**facts, "as_of": as_of}).returnable is wanted
    assert returnable(one, facts).last_day == date(2026, 3, 31)


def test_a_special_window_that_could_be_shorter_keeps_the_answer_open():
    one = policy(
        windows=[
            {"id": "phone", "if": {"category": "phone"}, "days": 14},
            {"id": "all", "days": 30},
        ]
    )
    found = returnable(one, {"delivery_date": "2026-03-01"})
    assert found.returnable is None and found.missing == ("category",)
    assert returnable(one, {"delivery_date": "2026-03-01", "category": "phone.used"}).window == "phone"


def test_a_special_window_that_could_only_be_longer_does_not():
    one = policy(
        windows=[
            {"id": "owned", "if": {"brand": "own"}, "days": 365},
            {"id": "all", "days": 30},
        ]
    )
    found = returnable(one, {"delivery_date": "2026-03-01"})
    assert found.returnable and found.window == "all" and found.could_be_longer


def test_either_way_of_yes_and_no_gives_what_holds_in_any_case():
    one = policy(
        windows=[
            {"id": "m", "if": {"member": True}, "days": 365},
            {"id": "o", "if": {"member": False}, "days": 90},
        ]
    )
    found = returnable(one, {"delivery_date": "2026-03-01"})
    assert found.returnable is None and found.at_least_until == date(2026, 5, 30)


def test_an_exclusion_about_the_thing_keeps_the_answer_open_and_one_about_its_state_does_not():
    about_thing = policy(exclusions=[{"id": "gift", "if": {"category": "gift_card"}}])
    assert returnable(about_thing, {"delivery_date": "2026-03-01"}).missing == ("category",)
    about_state = policy(exclusions=[{"id": "worn", "if": {"condition": "worn"}}])
    found = returnable(about_state, {"delivery_date": "2026-03-01"})
    assert found.returnable and found.unless == ("worn",)
    assert returnable(about_state, {"delivery_date": "2026-03-01", "condition": ["dirty", "worn"]}).why == "worn"


def test_a_season_over_the_end_of_the_year_holds_on_both_sides_of_it():
    one = policy(
        windows=[
            {"id": "winter", "if": {"purchase_between": ["YYYY-12-01", "YYYY-01-15"]}, "days": 60},
            {"id": "all", "days": 30},
        ]
    )
    for day, window in (
        ("2026-11-30", "all"),
        ("2026-12-01", "winter"),
        ("2027-01-15", "winter"),
        ("2027-01-16", "all"),
    ):
        assert returnable(one, {"purchase_date": day, "delivery_date": day}).window == window


def test_a_fixed_last_day_an_endless_window_and_one_that_is_not_said():
    assert returnable(policy(windows=[{"id": "w", "last_day": "2027-01-31"}]), {}).last_day == date(2027, 1, 31)
    assert returnable(policy(windows=[{"id": "w", "term": "unlimited"}]), {"as_of": "2099-01-01"}).endless
    found = returnable(policy(windows=[{"id": "w", "term": "unspecified"}]), {"delivery_date": "2026-03-01"})
    assert found.returnable is None and found.why == "not_said" and not found.missing
    assert returnable(policy(windows=[{"id": "none", "days": 0}]), {}).why == "none"


def test_fees_are_told_by_the_reason_and_stay_open_without_it():
    one = policy(fees={"any": {"kinds": ["customer"]}, "defect": {"kinds": ["free"]}}, restocking={"percent": "15"})
    facts = {"delivery_date": "2026-03-01"}
    assert returnable(one, facts).fee is None
    assert returnable(one, {**facts, "reason": "changed_mind"}).fee.kinds == ("customer",)
    assert returnable(one, {**facts, "reason": "not_as_described"}).fee.kinds == ("free",)
    assert returnable(one, facts).restocking.value == "15"


def test_the_law_is_a_layer_below_that_no_policy_lowers():
    legal = date(2026, 3, 15)
    for days, wanted in ((0, legal), (7, legal), (14, legal), (30, date(2026, 3, 31))):
        found = returnable(policy(windows=[{"id": "w", "days": days}]), {"delivery_date": "2026-03-01"})
        above = above_law(found, legal)
        assert above.returnable and above.last_day == wanted
    assert above_law(returnable(policy(), {}), legal).at_least_until == legal


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"membre": True}, "fact_unknown"), ({"member": "yes"}, "fact_value"), ({"delivery_date": "soon"}, "fact_date"),
     ({"category": [1]}, "fact_value")],
)  # fmt: skip
def test_facts_are_read_strictly(facts, code):
    with pytest.raises(Refusal) as refused:
        returnable(policy(), facts)
    assert refused.value.code == code


WRONG = [
    ("id: a\nname: A\nwindows:\n  - {id: w, days: 30}\nwindow: 3\n", 5, "did you mean windows"),
    ("id: a\nname: A\nwindows:\n  - id: w\n    dayz: 30\n", 5, "did you mean days"),
    ("id: a\nname: A\nwindows:\n  - {id: w, days: -1}\n", 4, "between 0"),
    ("id: a\nname: A\nwindows:\n  - {id: w, days: 30, last_day: 2027-01-01}\n", 4, "either days or a last day"),
    ("id: a\nname: A\nwindows:\n  - id: w\n    days: 30\n    if: {purchase_between: [YYYY-02-30, YYYY-03-01]}\n", 6, "a day"),
    ("id: a\nname: A\nwindows:\n  - id: w\n    days: 30\n    if: {purchase_between: [2026-02-01, YYYY-03-01]}\n", 6, "year on both"),
    ("id: a\nname: A\nwindows:\n  - id: w\n    days: 30\n    if: {membr: true}\n", 6, "did you mean member"),
    ("id: a\nname: A\nwindows:\n  - id: w\n    days: 30\n    if: {member: perhaps}\n", 6, "true or false"),
    ("id: a\nname: A\nwindows:\n  - {id: w, days: 3}\n  - {id: w, days: 4}\n", 5, "stands here twice"),
    ("id: a\nname: A\nwindows:\n  - {id: w, days: 3}\nmodifiers:\n  - {id: m, add_days: 3, not_for: [x]}\n", 6, "no window x"),
    ("id: a\nname: A\nwindows:\n  - {id: w, days: 3}\nexclusions:\n  - {id: m, if: {}}\n", 6, "says what it excludes"),
    ("id: a\nname: A\nwindows:\n  - {id: w, days: 3}\nrestocking: {value: 3, currency: XXQ}\n", 5, "not known here"),
    ("id: a\nname: A\nwindows:\n  - {id: w, term: finite_window}\n", 4, "did you mean"),
    ("id: a\nname: A\nwindows: []\n", 3, "at least one window"),
    ("id: a\nname: A\nfacts: {member: flag}\nwindows:\n  - {id: w, days: 3}\n", 3, "every policy knows"),
    ("id: a\nname: A\ncombine: best\nwindows:\n  - {id: w, days: 3}\n", 3, "not known here"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what"), WRONG)
def test_a_mistake_in_a_policy_is_told_with_its_line(text, line, what):
    with pytest.raises(BadRulebook) as wrong:
        return_policies.parse(text)
    assert wrong.value.line == line and what in wrong.value.what


def test_a_window_goes_on_where_another_ends_with_terms_of_its_own():
    one = policy(
        windows=[
            {"id": "money", "days": 30},
            {"id": "credit", "days": 60, "after": "money", "terms": {"refunds": ["store_credit"]}},
        ],
        refunds=["full"],
    )
    told = {"delivery_date": "2026-10-01"}
    first = returnable(one, {**told, "as_of": "2026-10-20"})
    assert (first.window, first.refunds, first.then[0].window, first.then[0].refunds) == (
        "money",
        ("full",),
        "credit",
        ("store_credit",),
    )
    later = returnable(one, {**told, "as_of": "2026-11-10"})
    assert (later.returnable, later.window, later.refunds, later.then) == (True, "credit", ("store_credit",), ())
    over = returnable(one, {**told, "as_of": "2026-12-10"})
    assert (over.returnable, over.why, over.last_day.isoformat()) == (False, "too_late", "2026-11-30")
    assert promised(one, told).promises == ("no_reason_return_days:30",), "credit is no money"
    with pytest.raises(BadRulebook, match="no window money above it"):
        return_policies.from_object(
            {"id": "a", "name": "A", "windows": [{"id": "credit", "days": 60, "after": "money"}]}
        )


def test_goods_or_credit_alone_promise_no_money_and_nothing_is_kept_of_what_is_not_right():
    told = {"delivery_date": "2026-10-01"}
    assert promised(policy(refunds=["exchange"]), told) is None
    assert promised(policy(refunds=["exchange", "full"]), told)
    fee = policy(
        restocking={"percent": "15"},
        charges=[{"id": "c", "what": "Opened", "if": {"opened": True}, "amount": {"percent": "5"}}],
    )
    changed, wrong = (returnable(fee, {**told, "reason": reason}) for reason in ("changed_mind", "defective"))
    assert changed.restocking.value == "15" and wrong.restocking is None
    assert [one.id for one in changed.perhaps] == ["c"] and not changed.charges
