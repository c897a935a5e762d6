"""However a paid sum is divided, the parts sum to it; drafts come back from their plain form as they were."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hejie.adapters.orders import split
from hejie.adapters.orders.draft import DraftLine, DraftPayment, DraftReview, OrderDraft, digest, from_plain, plain
from hejie.domain.kernel import canonical

amounts = st.integers(0, 10**12)
maybe = st.none() | amounts
lines_of_money = st.lists(st.tuples(maybe, maybe), min_size=1, max_size=30)


@given(amounts, lines_of_money)
def test_shares_sum_to_what_was_paid(paid, lines):
    shares = split.over_lines(paid, "BRL", lines)
    assert sum(shares) == paid and all(share >= 0 for share in shares)


@given(lines_of_money)
def test_where_all_was_paid_each_line_holds_its_own(lines):
    own = [(price or 0) + (freight or 0) for price, freight in lines]
    assert split.over_lines(sum(own), "CNY", lines) == tuple(own)


@given(amounts, lines_of_money)
def test_no_line_bears_more_than_its_share_and_one_unit(paid, lines):
    own = [(price or 0) + (freight or 0) for price, freight in lines]
    for share, weight in zip(split.over_lines(paid, "CNY", lines), own, strict=True):
        if sum(own):
            assert abs(share * sum(own) - paid * weight) < sum(own)


@given(amounts, st.lists(maybe, min_size=1, max_size=30))
def test_freight_shares_sum_to_the_freight(freight, prices):
    assert sum(split.freight_over_lines(freight, "JPY", prices)) == freight


words = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
moments = st.none() | st.integers(0, 10**12).map(
    lambda ms: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
)
lines = st.builds(
    DraftLine, number=st.integers(1, 1000), product=words, title=words, seller=st.text(max_size=5).filter(str.isascii),
    quantity=st.integers(1, 9), price_minor=maybe, freight_minor=maybe, held_minor=maybe, shipping_limit=moments,
)  # fmt: skip
reviews = st.builds(DraftReview, st.text("abc"), st.integers(1, 5), words, words, moments)
drafts = st.builds(
    OrderDraft, external_id=st.text("abc123", min_size=1), buyer=words, currency=st.sampled_from([None, "CNY"]),
    status=words, cancelled_by=words, ordered_at=moments, approved_at=moments, shipped_at=moments, delivered_at=moments,
    promised_on=st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)), deliver_by=moments, cancelled_at=moments,
    lines=st.lists(lines, max_size=4).map(tuple), contents_unknown=st.booleans(), paid_minor=maybe,
    paid_assumed=st.booleans(),
    payments=st.lists(st.builds(DraftPayment, st.integers(1, 9), words, amounts), max_size=3).map(tuple),
    reviews=st.lists(reviews, max_size=2).map(tuple),
    named_by=st.sampled_from([(), ("orders",), ("items", "reviews")]),
)  # fmt: skip


@given(drafts)
def test_a_draft_comes_back_from_its_plain_form(draft):
    written = canonical.dumps(plain(draft))
    again = from_plain(canonical.loads(written))
    assert again == draft and digest(again) == digest(draft)
