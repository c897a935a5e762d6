"""The invented market is the same for the same seed, whole, and speaks sense in three languages."""

import random
import re
import string
from collections import Counter

import pytest

from hejie.adapters.orders import sample_texts
from hejie.adapters.orders.complaints import complaints
from hejie.adapters.orders.draft import from_plain, plain
from hejie.adapters.orders.sample import sample_market
from hejie.domain.cases.claims import REASONS

HAN, CYRILLIC = re.compile("[\u4e00-\u9fff]"), re.compile("[а-яё]", re.IGNORECASE)


@pytest.fixture(scope="module")
def market():
    return sample_market(7)


def test_the_same_seed_gives_the_same_market(market):
    assert sample_market(7) == market
    assert sample_market(8).orders != market.orders
    assert sample_market(random.Random(7)).orders == market.orders


def test_money_is_whole_and_every_line_holds_its_share(market):
    for order in market.orders:
        draft = order.draft
        assert draft.paid_minor == sum(payment.amount_minor for payment in draft.payments) == draft.listed_minor
        assert draft.paid_minor == sum(line.held_minor for line in draft.lines)
        assert all(type(line.price_minor) is int and line.price_minor > 0 for line in draft.lines)
        assert from_plain(plain(draft)) == draft
    assert len({order.draft.external_id for order in market.orders}) == 120


def test_there_is_trouble_of_every_kind_in_every_language(market):
    troubled = [order for order in market.orders if order.trouble]
    assert len(troubled) == 48
    kinds = Counter(order.trouble.problem for order in troubled)
    assert set(kinds) == set(sample_texts.problems()) <= set(REASONS) and min(kinds.values()) >= 4
    assert min(Counter(order.buyer.language for order in troubled).values()) >= 10


def test_dates_agree_with_the_trouble(market):
    for order in market.orders:
        draft, problem = order.draft, order.trouble.problem if order.trouble else None
        found = {complaint.problem for complaint in complaints(draft)}
        if problem is None:
            assert not found
        elif problem in ("late", "not_received", "order_cancelled_by_seller"):
            assert problem in found
        if draft.delivered_at:
            assert draft.ordered_at < draft.shipped_at < draft.delivered_at
            assert (draft.delivered_at >= draft.deliver_by) is (problem == "late")


def test_a_claim_is_only_made_of_goods_that_it_fits(market):
    goods = {claim.id: claim.goods for problem in sample_texts.problems() for claim in sample_texts.claims_of(problem)}
    listings = {listing.id for listing in market.listings}
    assert all(set(named) <= listings for named in goods.values())


@pytest.mark.parametrize("language", sample_texts.LANGUAGES)
def test_every_story_can_be_told_and_is_in_its_language(language):
    chance = random.Random(3)
    item = {"zh": "椅子", "en": "chair", "ru": "стул"}[language]
    for problem in sample_texts.problems():
        for claim in sample_texts.claims_of(problem):
            story = sample_texts.story(chance, claim, language, item=item, days=3)
            for text in _sentences(story):
                assert not re.search("[{}]", text), text
                assert bool(HAN.search(text)) is (language == "zh"), text
                assert bool(CYRILLIC.search(text)) is (language == "ru"), text


def test_every_text_has_three_languages_and_the_same_blanks():
    for path in sorted(sample_texts.FOLDER.glob("*.yaml")):
        for entry in _entries(sample_texts.texts(path.stem)):
            blanks = {language: _blanks(entry[language]) for language in sample_texts.LANGUAGES}
            assert all(found <= {"item", "days"} for found in blanks.values()), entry


def _sentences(story):
    for name in story.__slots__:
        value = getattr(story, name)
        if name == "language":
            continue
        yield from value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else (value,)


def _entries(value):
    if isinstance(value, dict) and set(sample_texts.LANGUAGES) <= set(value):
        if all(isinstance(value[language], str) for language in sample_texts.LANGUAGES):
            yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _entries(part)


def _blanks(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
