"""What holds whatever the facts are, of every law that is here: promises only help, time only takes, more facts only settle."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.entitlements import answer, facts
from hejie.domain.entitlements.answer import Finding
from hejie.domain.entitlements.rules import FREIGHT
from hejie.rulebooks import law
from hejie.rulebooks.law_tests import NOW

LAWS = ("CN", "EU", "DE", "FR", "UK", "US", "RU", "")
CERTAINTY = {"excluded": 0, "possible": 1, "due": 2}
PROBLEMS = sorted(law.schema().facts["problem"].values - {"none"})
GOODS = sorted(law.schema().facts["goods"].values)
PROMISES = ("no_reason_return_days:30", "free_return_shipping", "genuine_or_multiple:5", "repair_months:36", "replace_months:12",
            "damage_on_arrival_pays")  # fmt: skip
MONEY = st.integers(0, 10**7).map(lambda minor: {"minor": minor, "currency": "CNY"})
MAYBE = st.one_of(st.none(), st.booleans())


def choice(path: str) -> st.SearchStrategy:
    return st.one_of(st.none(), st.sampled_from(sorted(law.schema().facts[path].values)))


@st.composite
def questions(draw: st.DrawFn) -> dict:
    """Facts of one order, in the order in which things happen; each may be left out."""
    day = draw(st.dates(date(2015, 1, 1), date(2026, 6, 1)))
    days = {}
    for name in ("ordered", "shipped", "delivered", "defect_seen", "claimed"):
        days[name] = day.isoformat() if draw(st.booleans()) else None
        day += timedelta(days=draw(st.integers(0, 40)))
    problem = draw(st.one_of(st.none(), st.just(["none"]), st.lists(st.sampled_from(PROBLEMS), min_size=1, max_size=2)))
    goods = draw(
        st.one_of(
            st.none(), st.just(["physical"]), st.just([draw(st.sampled_from(["food", "made_to_order", "second_hand"]))])
        )
    )
    return {
        "jurisdiction": draw(st.sampled_from(LAWS)) or None,
        "as_of": (day + timedelta(days=draw(st.integers(0, 400)))).isoformat(),
        "buyer": draw(choice("buyer")),
        "seller": draw(choice("seller")),
        "channel": draw(choice("channel")),
        "goods": goods,
        "category": draw(
            st.sampled_from([None, "electronics.phone", "apparel.shoes", "food.packaged", "vehicle.car", "cosmetics"])
        ),
        "price": draw(st.one_of(st.none(), MONEY)),
        "problem": problem,
        "dates": days,
        "condition": {"intact": draw(MAYBE), "opened": draw(MAYBE)},
        "consent": {"confirmed_not_returnable": draw(MAYBE), "told_of_withdrawal_right": draw(MAYBE)},
        "defect": {
            "severity": draw(choice("defect.severity")),
            "repairs_tried": draw(st.one_of(st.none(), st.integers(0, 3))),
        },
        "seller_conduct": {"knew": draw(MAYBE), "promises": draw(st.one_of(st.none(), st.just([])))},
        "buyer_conduct": {"knew_before_buying": draw(MAYBE), "sham_order": draw(MAYBE)},
    }


def found(raw: dict) -> Finding:
    bundle = law.bundle(raw["jurisdiction"] or "")
    return answer.find(bundle, facts.read(raw, law.schema(), bundle.zone, NOW))


def certainties(raw: dict) -> dict[str, int]:
    return {row.remedy: CERTAINTY[row.certainty] for row in found(raw).rows}


@settings(max_examples=300)
@given(questions(), st.lists(st.sampled_from(PROMISES), min_size=1, max_size=3, unique=True))
def test_a_promise_never_lowers_what_the_buyer_has(raw, promises):
    raw = {**raw, "seller_conduct": {**raw["seller_conduct"], "promises": []}}
    without = {row.remedy: row for row in found(raw).rows}
    with_ = {
        row.remedy: row
        for row in found({**raw, "seller_conduct": {**raw["seller_conduct"], "promises": promises}}).rows
    }
    for remedy, row in without.items():
        better = with_[remedy]
        assert CERTAINTY[better.certainty] >= CERTAINTY[row.certainty]
        if better.certainty == row.certainty == "due":
            assert (better.amount or (0,))[0] >= (row.amount or (0,))[0]
        if better.rule == row.rule:
            assert FREIGHT.index(better.freight) >= FREIGHT.index(row.freight)


@settings(max_examples=300)
@given(questions(), st.integers(1, 900))
def test_a_later_claim_never_revives_a_right(raw, later):
    claimed = raw["dates"]["claimed"]
    if claimed is None:
        return
    moved = (date.fromisoformat(claimed) + timedelta(days=later)).isoformat()
    as_of = max(raw["as_of"], moved)
    early, late = (
        certainties({**raw, "as_of": as_of, "dates": {**raw["dates"], "claimed": day}}) for day in (claimed, moved)
    )
    for remedy, value in late.items():
        if remedy != "penalty_interest":  # what runs on with time alone
            assert value <= early.get(remedy, 0)


@settings(max_examples=300)
@given(questions(), st.data())
def test_what_is_excluded_stays_so_and_what_is_due_falls_only_by_a_stated_condition(raw, data):
    unknown = [name for name in ("buyer", "seller", "channel") if raw[name] is None]
    if not unknown:
        return
    name = data.draw(st.sampled_from(unknown))
    value = data.draw(st.sampled_from(sorted(law.schema().facts[name].values)))
    before, after = found(raw), found({**raw, name: value})
    now = {row.remedy: row for row in after.rows}
    for row in before.rows:
        other = now[row.remedy]
        if row.certainty == "excluded":
            assert other.certainty == "excluded"
        if row.certainty == "due" and other.certainty == "excluded":
            assert other.stopped or other.rule is not None


@settings(max_examples=200)
@given(questions())
def test_the_answer_is_whole_in_three_languages_and_says_why(raw):
    from hejie.usecases import entitling

    finding = found(raw)
    said = {language: answer.said(finding, entitling.words(), language, ()) for language in answer.LANGUAGES}
    shape = [[(row["remedy"], row["certainty"], row["needs"]) for row in one["remedies"]] for one in said.values()]
    assert shape[0] == shape[1] == shape[2]
    for row in said["en"]["remedies"]:
        assert row["because"] or row["remedy"] == "no_remedy"
        if row["certainty"] == "possible":
            assert row["needs"] or row["contested"] or row["judgement"]
        else:
            assert not (row["needs"] or row["contested"] or row["judgement"])


@settings(max_examples=60)
@given(questions())
def test_no_question_is_asked_whose_answer_can_change_nothing_and_none_twice(raw):
    from hejie.domain.entitlements.questions import ranked

    finding = found(raw)
    asks = ranked(finding.asked, finding.rows)
    assert len({one.fact for one in asks}) == len(asks)
    assert all(one.decides and one.weight > 0 for one in asks)
    assert [one.weight for one in asks] == sorted((one.weight for one in asks), reverse=True)
    assert not {one.fact for one in asks} & set(finding.asked.told)


@pytest.mark.parametrize("place", [one for one in LAWS if one])
def test_every_law_loads_and_speaks_of_the_main_remedies(place):
    bundle = law.bundle(place)
    given_ = {remedy for rule in bundle.rules if rule.kind == "right" for remedy in rule.then.remedies}
    assert {"refund", "repair", "replacement", "price_reduction"} <= given_
    assert {"return_and_refund", "rescission"} & given_
