"""Given what was shown and filed, when a point is weighed, then it stands here: every row of the published trees."""

import pytest

from hejie.domain.burden import weigh
from hejie.domain.burden.book import NOT_PROVED, PROVED, UNKNOWN, Facts, side_of
from hejie.domain.cases.claims import REASONS, REMEDIES
from hejie.rulebooks import burdens

TAOBAO, JD = burdens.load("burdens/taobao"), burdens.load("burdens/jd")
FAULT = Facts("defective", "buyer")
CONFIRMED = Facts("damaged_in_transit", "buyer", confirmed=True)


def stand(book, facts, weighed=None, filed=(), tree=0):
    """How the first point of a case's tree stands."""
    point = book.points_of(book.trees_for(facts)[tree], facts)[0]
    return weigh.stand(point, weighed or {}, filed)


# Which row, which book, what case, which of its trees, what was shown → (finding, whose turn, what follows if nothing more comes).
ROWS = [
    ("nothing came: the seller proves the delivery", TAOBAO, Facts("not_received", "buyer"), 0, {}, (UNKNOWN, "seller", NOT_PROVED)),
    ("he has", TAOBAO, Facts("not_received", "buyer"), 0, {"handed_over": PROVED}, (PROVED, "seller", PROVED)),
    ("he has not: against him", TAOBAO, Facts("not_received", "buyer"), 0, {"handed_over": NOT_PROVED}, (NOT_PROVED, "seller", NOT_PROVED)),
    ("a return never came: the buyer proves it", TAOBAO, Facts("not_received", "seller"), 0, {}, (UNKNOWN, "buyer", NOT_PROVED)),
    ("a visible fault: the buyer first", TAOBAO, FAULT, 0, {}, (UNKNOWN, "buyer", NOT_PROVED)),
    ("no first proof: the seller is paid", TAOBAO, FAULT, 0, {"first_proof": NOT_PROVED}, (NOT_PROVED, "buyer", NOT_PROVED)),
    ("then the seller explains", TAOBAO, FAULT, 0, {"first_proof": PROVED}, (UNKNOWN, "seller", PROVED)),
    ("no answer: established", TAOBAO, FAULT, 0, {"first_proof": PROVED, "explanation": NOT_PROVED}, (PROVED, "seller", PROVED)),
    ("then the buyer's laboratory", TAOBAO, FAULT, 0, {"first_proof": PROVED, "explanation": PROVED}, (UNKNOWN, "buyer", NOT_PROVED)),
    ("which finds it", TAOBAO, FAULT, 0, {"first_proof": PROVED, "explanation": PROVED, "report": PROVED}, (PROVED, "buyer", PROVED)),
    ("a misdescription one sees", TAOBAO, Facts("not_as_described", "buyer"), 0, {"first_proof": PROVED}, (UNKNOWN, "seller", PROVED)),
    ("a hidden fault: the seller's papers first", TAOBAO, FAULT, 1, {}, (UNKNOWN, "seller", PROVED)),
    ("papers there: the buyer's report", TAOBAO, FAULT, 1, {"papers": PROVED}, (UNKNOWN, "buyer", NOT_PROVED)),
    ("a fake: the seller's papers first", TAOBAO, Facts("counterfeit", "buyer"), 0, {}, (UNKNOWN, "seller", PROVED)),
    ("a fake at JD: no papers, liable", JD, Facts("counterfeit", "buyer"), 0, {"papers": NOT_PROVED}, (PROVED, "seller", PROVED)),
    ("a fake at JD: then the appraisal", JD, Facts("counterfeit", "buyer"), 0, {"papers": PROVED}, (UNKNOWN, "buyer", NOT_PROVED)),
    ("at signing: the seller proves proper receipt", TAOBAO, Facts("damaged_in_transit", "buyer"), 0, {}, (UNKNOWN, "seller", PROVED)),
    ("then the buyer that it was so", TAOBAO, Facts("damaged_in_transit", "buyer"), 0, {"receipt": PROVED}, (UNKNOWN, "buyer", NOT_PROVED)),
    ("after the receipt is confirmed the buyer bears it", TAOBAO, CONFIRMED, 0, {}, (UNKNOWN, "buyer", NOT_PROVED)),
    ("two orders in one parcel: the seller", TAOBAO, Facts("missing_parts", "buyer"), 1, {}, (UNKNOWN, "seller", NOT_PROVED)),
    ("a vague listing is read for the consumer", TAOBAO, Facts("price_error", "buyer"), 0, {"clear": NOT_PROVED}, (NOT_PROVED, "seller", NOT_PROVED)),
    ("freight settled in silence: the seller pays", TAOBAO, Facts("extra_charge", "buyer"), 0, {}, (UNKNOWN, "seller", NOT_PROVED)),
    ("a flaw on a phone at JD", JD, Facts("not_as_described", "buyer", category="3c"), 0, {"first_proof": PROVED}, (UNKNOWN, "seller", PROVED)),
    ("a missing gift at JD: the shop shows the packing", JD, Facts("missing_parts", "buyer"), 0, {}, (UNKNOWN, "seller", NOT_PROVED)),
]  # fmt: skip


@pytest.mark.parametrize(("row", "book", "facts", "tree", "weighed", "then"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row_of_the_trees(row, book, facts, tree, weighed, then):
    found = stand(book, facts, weighed, tree=tree)
    assert (found.finding, side_of(found.step.who, facts), found.default) == then


def test_the_first_to_err_pays_the_freight():
    facts = Facts("extra_charge", "buyer")
    point = TAOBAO.points_for(facts)[1]
    assert weigh.stand(point, {"error": PROVED}).default == PROVED
    assert weigh.stand(point, {"error": PROVED, "seller_first": PROVED}).finding == NOT_PROVED


def test_what_is_filed_and_not_weighed_carries_the_burden_on_and_decides_nothing():
    facts = Facts("defective", "buyer")
    found = stand(TAOBAO, facts, filed=("first_proof",))
    assert (found.step.id, found.missing, found.default, found.resting) == (
        "explanation",
        True,
        PROVED,
        ("first_proof",),
    )
    found = stand(TAOBAO, facts, filed=("first_proof", "explanation", "report"))
    assert (found.finding, found.missing, found.step.id, found.default) == (UNKNOWN, False, "first_proof", PROVED)


def test_a_finding_rests_on_the_step_that_what_was_filed_leads_to():
    point = TAOBAO.points_for(Facts("defective", "buyer"))[0]
    assert weigh.deciding(point, NOT_PROVED).id == "first_proof"
    assert weigh.deciding(point, PROVED, ("first_proof",)).id == "explanation"
    assert weigh.deciding(point, NOT_PROVED, ("first_proof", "explanation")).id == "report"
    assert weigh.deciding(point, PROVED, ("first_proof", "explanation", "report")).id == "report"


def test_what_would_have_turned_a_finding():
    point = TAOBAO.points_for(Facts("defective", "buyer"))[0]
    first, explanation, report = point.steps
    assert not weigh.turning(first, NOT_PROVED).shown
    assert not weigh.turning(explanation, PROVED).shown
    assert weigh.turning(report, PROVED).shown
    assert weigh.turning(first, PROVED) is None


@pytest.mark.parametrize("name", burdens.names())
def test_every_case_has_points_and_every_way_through_them_ends(name):
    book = burdens.load(name)
    for reason in REASONS:
        for claimant in ("buyer", "seller"):
            for remedy in REMEDIES:
                facts = Facts(reason, claimant, remedy)
                assert book.points_for(facts)
    for point in book.points.values():
        for number in range(3 ** len(point.steps)):
            states = [(number // 3**place) % 3 for place in range(len(point.steps))]
            weighed = {
                step.id: (PROVED, NOT_PROVED)[state]
                for step, state in zip(point.steps, states, strict=True)
                if state < 2
            }
            found = weigh.stand(point, weighed)
            assert found.default in (PROVED, NOT_PROVED)
            assert found.finding in (UNKNOWN, found.default)
            assert weigh.turning(weigh.deciding(point, found.default), found.default)


def test_the_figures_of_jd_are_told_for_their_kind_of_goods_alone():
    phone = {value.id: value for value in JD.values_for(Facts("not_as_described", "buyer", category="3c"))}
    assert (phone["scratches_portable"].amount, phone["scratches_portable"].unit) == (48, "hours")
    assert phone["scratches_bulky"].amount == 72 and phone["page_cap"].currency == "CNY"
    shirt = {value.id: value.amount for value in JD.values_for(Facts("defective", "buyer", category="clothes"))}
    assert shirt == {"clothes_size": 30, "clothes_shrink": 26}
    fish = {
        value.id: value.amount for value in JD.values_for(Facts("not_as_described", "buyer", category="aquatic_pets"))
    }
    assert (fish["fish_size"], fish["fish_less"], fish["fish_more"], fish["live_pet"]) == (5, 20, 50, 24)
