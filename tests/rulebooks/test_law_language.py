"""The language of rules: what each word does, and that every mistake is named with its line."""

import pytest

from hejie.domain.entitlements.rules import Bundle
from hejie.rulebooks.strict import BadRulebook
from tests.rulebooks.utopia import HEAD, RETURN, TEXT, bundle, certainty, find

FACTS = {
    "buyer": "consumer",
    "problem": ["none"],
    "goods": ["physical"],
    "price": {"minor": 1000, "currency": "EUR"},
    "dates": {"ordered": "2026-03-01", "delivered": "2026-03-02"},
    "seller_conduct": {"promises": []},
    "as_of": "2026-03-05",
}

PROMISE = """\
id: utopia/shop
version: "1"
layer: promise
instrument: {en: The shop, zh: 店铺, ru: Магазин}
valid: {from: null, to: null}
by: order
source: the shop
verification: primary_text
reviewed: {"on": "2026-11-01", by: tests}
rules:
"""


@pytest.fixture(scope="module")
def utopia() -> Bundle:
    return bundle()


def row(raw: dict, of: Bundle, remedy: str = "withdrawal"):
    return next(one for one in find(raw, of).rows if one.remedy == remedy)


def with_(**changes: object) -> dict:
    return {**FACTS, **changes}


def test_a_right_whose_conditions_are_known_is_due_with_its_day_and_sum(utopia):
    found = row(FACTS, utopia)
    assert (found.certainty, found.amount, found.freight, found.perform) == ("due", (1000, "EUR"), "buyer", 7)
    assert find(FACTS, utopia).asked.day(found.until) == "2026-03-09"


def test_a_fact_that_is_not_told_leaves_it_possible_and_is_named(utopia):
    found = row(with_(buyer=None), utopia)
    assert (found.certainty, list(found.open.needs)) == ("possible", ["buyer"])


def test_a_condition_that_is_known_false_excludes_it(utopia):
    assert certainty(with_(buyer="business"), utopia) == "excluded"


def test_an_exception_ends_a_right_and_its_own_exception_brings_it_back(utopia):
    custom = with_(goods=["made_to_order"])
    assert certainty(custom, utopia) == "excluded"
    assert certainty({**custom, "seller_conduct": {"promises": ["no_reason_return_days:7"]}}, utopia) == "due"
    assert certainty({**custom, "seller_conduct": None}, utopia) == "possible"


def test_an_exception_not_told_leaves_a_right_open_unless_it_has_to_be_raised(utopia):
    assert certainty(with_(goods=None), utopia) == "possible"
    assert certainty(FACTS, utopia) == "due"  # nobody has said that it is used
    assert certainty(with_(condition={"intact": False}), utopia) == "excluded"


def test_the_figure_of_the_day_of_the_order_counts(utopia):
    old = with_(dates={"ordered": "2021-12-31", "delivered": "2022-01-02"}, as_of="2022-01-03")
    new = with_(dates={"ordered": "2022-01-01", "delivered": "2022-01-02"}, as_of="2022-01-03")
    days = [find(raw, utopia).asked.day(row(raw, utopia).until) for raw in (old, new)]
    assert days == ["2022-01-07", "2022-01-09"]


def test_a_rule_is_not_there_before_it_is_in_force(utopia):
    assert (
        certainty(with_(dates={"ordered": "2019-12-31", "delivered": "2020-01-02"}, as_of="2020-01-03"), utopia)
        == "none"
    )


def test_the_better_of_law_and_promise_counts():
    promise = PROMISE + (
        "  - {id: p.month, article: '', kind: right, if: {promise: no_reason_return_days}, "
        "in_time: {start: delivered, act: withdrawn, days: {promised: no_reason_return_days}}, "
        f"then: {{remedy: withdrawal, amount: price, freight: seller}}, text: {TEXT}}}\n"
    )
    both = bundle(RETURN, HEAD, promise)
    short, long = (with_(seller_conduct={"promises": [f"no_reason_return_days:{days}"]}) for days in (3, 30))
    assert find(short, both).asked.day(row(short, both).until) == "2026-03-09"
    assert (find(long, both).asked.day(row(long, both).until), row(long, both).freight) == ("2026-04-01", "seller")


def test_what_courts_read_differently_is_contested_and_never_due():
    contested = RETURN.replace('    article: "1"\n', f'    article: "1"\n    contested: {TEXT}\n')
    found = row(FACTS, bundle(contested))
    assert (found.certainty, bool(found.open.contested)) == ("possible", True)


def test_a_judgement_goes_to_a_person():
    judged = RETURN.replace("{fact: problem, in: [none]}", "{fact: problem, in: [none]}, {judgement: intact}")
    found = row(FACTS, bundle(judged))
    assert (found.certainty, list(found.open.judgements), list(found.open.needs)) == ("possible", ["intact"], [])


def test_what_has_been_paid_back_is_taken_off(utopia):
    assert row(with_(refunded={"minor": 300, "currency": "EUR"}), utopia).amount == (700, "EUR")


def test_a_bar_closes_ways_of_the_law_and_of_promises_where_it_says_so():
    bar = f"  - {{id: u.sham, article: '9', kind: bar, raised: true, if: {{fact: buyer_conduct.sham_order}}, then: {{bars: all}}, text: {TEXT}}}\n"
    barred = bundle(RETURN + bar)
    assert certainty(FACTS, barred) == "due"
    assert certainty(with_(buyer_conduct={"sham_order": True}), barred) == "excluded"


def test_an_overlay_stands_in_the_place_of_a_rule_from_its_first_day():
    overlay = HEAD.replace("utopia/sales", "utopia/overlay").replace(
        'from: "2020-01-01"', 'from: "2026-01-01"'
    ) + RETURN.replace(
        '  - id: u.return\n    article: "1"\n', '  - id: o.return\n    article: "1"\n    replaces: [u.return]\n'
    ).split("  - id: u.custom\n")[0].replace("unless: [u.custom, u.used]", "unless: [u.used]")
    both = bundle(RETURN, HEAD, overlay)
    custom = with_(goods=["made_to_order"])
    assert certainty(custom, both) == "due"
    assert certainty({**custom, "dates": {"ordered": "2025-12-31", "delivered": "2026-03-02"}}, both) == "excluded"


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("article: ", "articel: ", "unknown key; did you mean article?"),
        ("kind: right", "kind: rigth", "did you mean right?"),
        ("{fact: buyer, is: consumer}", "{fact: buyr, is: consumer}", "did you mean buyer?"),
        ("{fact: buyer, is: consumer}", "{fact: buyer, is: consumr}", "did you mean consumer?"),
        ("{fact: buyer, is: consumer}", "{fact: buyer}", "is not true or false"),
        ("{fact: problem, in: [none]}", "{fact: problem, in: []}", "is empty"),
        ("{fact: problem, in: [none]}", "{fact: problem, at_least: 3}", "is no number"),
        ("{fact: buyer, is: consumer}", "{fcat: buyer}", "is no condition"),
        ("{fact: buyer, is: consumer}", "{means: nobody_gives}", "no rule gives the meaning"),
        ("{fact: buyer, is: consumer}", "{rule: u.nowhere}", "no rule here has the id"),
        ("{fact: buyer, is: consumer}", "{judgement: taste}", "factors of the judgement taste"),
        ("days: {param: window}", "days: {param: windwo}", "did you mean window?"),
        ("days: {param: window}", "days: -3", "must not be below zero"),
        ("days: {param: window}", "days: 3, months: 1", "has one length"),
        ("start: delivered", "start: deliverd", "did you mean delivered"),
        ("amount: price", "amount: pricee", "did you mean price?"),
        ("freight: buyer", "freight: nobody", "is not known here"),
        ("remedy: withdrawal", "remedy: money", "is not known here"),
        ("unless: [u.custom, u.used]", "unless: [u.custom, u.usde]", "no rule here has the id u.usde"),
        ("unless: [u.custom_but_promised]", "unless: [u.custom]", "in a circle"),
        (f"text: {TEXT}", "text: {en: It is so., zh: 如此。}", "ru is missing"),
        ("raised: true\n", "raised: true\n    in_time: {start: delivered, days: 3}\n", "belongs to rights"),
    ],
)
def test_a_mistake_stops_the_book_and_is_named_with_its_line(wrong, right, message):
    text = RETURN.replace(wrong, right, 1)
    assert text != RETURN
    with pytest.raises(BadRulebook, match=message.replace("?", r"\?")) as found:
        bundle(text)
    assert found.value.line > 0


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ('from: "2020-01-01"', 'from: "2020-13-01"', "must be a day"),
        ('from: "2020-01-01", to: null', 'from: "2020-01-01", to: "2019-01-01"', "ends before it begins"),
        ('to: "2021-12-31", value: 5', 'to: "2021-12-30", value: 5', "gap or an overlap"),
        ('to: "2021-12-31", value: 5', 'to: "2022-01-01", value: 5', "gap or an overlap"),
        ("layer: statute", "layer: statut", "did you mean statute?"),
        ("by: order", "by: payment", "is not known here"),
        ("parameters:\n", "parameters:\n  unused: {value: 3}\n", "stands in no rule"),
        ("layer: statute", "layer: policy", "puts a cost|may only add|cannot"),
    ],
)
def test_a_mistake_in_the_head_stops_the_book(wrong, right, message):
    rules = (
        RETURN
        if "policy" not in right
        else f"  - {{id: p.bar, article: '', kind: bar, if: {{fact: in_time}}, then: {{bars: all}}, text: {TEXT}}}\n"
    )
    with pytest.raises(BadRulebook, match=message):
        bundle(rules, HEAD.replace(wrong, right, 1))


def test_a_promise_or_policy_can_take_nothing_away():
    worse = PROMISE + (
        "  - {id: p.worse, article: '', kind: change, if: {fact: in_time}, then: {to: {remedies: [withdrawal]}, "
        f"freight: buyer}}, text: {TEXT}}}\n"
    )
    with pytest.raises(BadRulebook, match="may only add"):
        bundle(RETURN, HEAD, worse)
    ended = RETURN.replace("unless: [u.custom, u.used]", "unless: [u.custom, u.used, p.end]")
    end = PROMISE + f"  - {{id: p.end, article: '', kind: exception, if: {{fact: in_time}}, text: {TEXT}}}\n"
    with pytest.raises(BadRulebook, match="cannot end a right of the law"):
        bundle(ended, HEAD, end)


def test_one_id_stands_in_one_book_alone():
    with pytest.raises(BadRulebook, match=r"u\.return stands in"):
        bundle(RETURN, HEAD, HEAD + RETURN)
