"""Sanction policies are read strictly: what is wrong stops the text, and the line is named."""

from datetime import timedelta

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import sanctions
from hejie.rulebooks.strict import BadRulebook

TEXT = sanctions.text()


def test_the_standard_holds_the_rule_of_the_seed_and_needs_least_numbers_for_a_rate():
    seller = {row.id: row for row in sanctions.load().sides["seller"].measures}
    stop, rate = seller["three_complaints"], seller["rate"].rate
    assert (stop.count, stop.does, stop.lasts) == (3, ("trading_stop", "delisting"), timedelta(days=30))
    assert (rate.over, rate.sales, rate.disputes) == (100, 25, 3)


def test_every_measure_ends_can_be_appealed_and_says_so_in_three_languages():
    for rules in sanctions.load().sides.values():
        for row in rules.measures:
            assert row.lasts and row.appeal and row.decide and set(row.says) == {"en", "zh", "ru"}
            assert row.notice or row.does == ("warning",)


def test_another_text_has_another_digest_and_is_not_found_under_the_first():
    known = sanctions.load()
    assert sanctions.parse(TEXT.replace("count: 3", "count: 4")).digest != known.digest
    assert sanctions.load(known.id, known.digest) is known
    with pytest.raises(Refusal):
        sanctions.load(known.id, "0" * 64)


@pytest.mark.parametrize(
    ("before", "after", "at", "says"),
    [
        ("when: [silent, decided], points: 2", "when: [silent, withdrawn], points: 2", "silent, withdrawn", "withdrawn"),
        ("when: [promise_broken], points: 1", "when: [decided], points: 1", "when: [decided]", "is counted as upheld already"),
        ("does: [trading_stop, delisting]", "does: [trading_stop, closing]", "closing", "closing"),
        ("over: 1%", "over: 0%", "over: 0%", "a share such as"),
        ("over: 1%", "over: 0.001%", "over: 0.001%", "a share such as"),
        ("sales: 25, disputes: 3", "sales: 25", "sales: 25}", "disputes is missing"),
        ("count: 3, within", "within", "of: [upheld], within: {days: 365}}\n      for: {days: 30}", "say how much"),
        ("points: 8", "points: 2", "points: 2, within: {days: 365}}\n      for: {days: 14}", "less than one misuse brings (3)"),
        ("      for: {days: 30}", "      for: {days: 0}", "for: {days: 0}", "must be 1 or more"),
        ("      for: {days: 30}", "      for: {weeks: 4}", "for: {weeks: 4}", "unknown key"),
        ("by: operator}", "by: neutral}", "by: neutral", "neutral"),
        ('        en: "Each upheld', '        de: "Each upheld', "de:", "unknown key"),
        ("      notice: {days: 7}\n", "", "three_complaints", "notice is missing"),
        ("suspends: true", "suspends: 1", "suspends: 1", "true or false"),
        ("of: [upheld], count: 1", "of: [upheld, lost], count: 1", "upheld, lost", "lost"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_line(before, after, at, says):
    assert before in TEXT
    text = TEXT.replace(before, after, 1)
    with pytest.raises(BadRulebook) as caught:
        sanctions.parse(text)
    assert says in str(caught.value)
    first = text.index(at)
    assert caught.value.line == text[:first].count("\n") + 1
