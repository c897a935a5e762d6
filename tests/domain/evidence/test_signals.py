"""From which figures on something is noticed."""

from datetime import UTC, datetime, timedelta

from hejie.domain.evidence import signals
from hejie.domain.evidence.signals import Finding
from hejie.rulebooks import signals as rulebook
from tests.domain.evidence.test_prints import look

RULES = rulebook.load().rules
ORDERED = datetime(2026, 3, 12, 14, 2, tzinfo=UTC)


def of(**more) -> tuple[Finding, ...]:
    return signals.of_picture(look(**more), ORDERED, RULES)


def test_a_plain_photo_gives_no_signal():
    assert of() == ()
    assert of(taken=ORDERED.replace(tzinfo=None) + timedelta(days=3), program="huawei p40 11.0.0.168") == ()


def test_a_date_before_the_order_is_told_in_whole_days_from_two_on():
    before = ORDERED.replace(tzinfo=None)
    assert of(taken=before - timedelta(days=1, hours=23)) == ()
    assert of(taken=before - timedelta(days=2)) == (Finding("taken_before", {"days": 2}),)
    assert signals.of_picture(look(taken=before - timedelta(days=90)), None, RULES) == ()


def test_a_program_for_editing_is_told_by_its_name_alone():
    assert of(program="adobe photoshop 25.1 (windows) c:/users/li") == (Finding("edited", {"program": "photoshop"}),)


def test_what_says_of_itself_that_a_model_made_it_is_told_once():
    assert of(generated=True, program="adobe photoshop") == (Finding("generated", {}),)


def test_a_screen_in_a_screen_is_told_within_its_bounds():
    assert of(share=RULES.share_from) == (Finding("screen_in_screen", {"share": RULES.share_from}),)
    assert of(share=RULES.share_from - 1) == of(share=RULES.share_to + 1) == ()


def test_other_cases_are_counted_and_never_named():
    (found,) = signals.seen_picture({"a case": 7, "another": 3})
    assert found.facts == {"bits": 3, "of": 256, "cases": 2}
    (file,) = signals.seen_file({f"case {number}" for number in range(80)})
    assert file.facts == {"cases": signals.MOST_COUNTED}
    assert signals.seen_picture({}) == signals.seen_file(()) == ()


def test_words_are_told_when_they_are_like_enough_and_long_enough():
    assert signals.copied_text([30, 91], 200, RULES) == (Finding("copied_text", {"percent": 91, "signs": 200}),)
    assert signals.copied_text([RULES.percent - 1], 200, RULES) == ()
    assert signals.copied_text([100], RULES.signs - 1, RULES) == ()


def test_a_waybill_of_other_orders_is_told():
    assert signals.waybill_reused({"a", "b"}) == (Finding("waybill_reused", {"orders": 2}),)
    assert signals.waybill_reused(()) == ()
