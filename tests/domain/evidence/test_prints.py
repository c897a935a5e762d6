"""Prints: near ones are found by keys alone, whatever bits they differ in; and what counts as the same picture."""

from hypothesis import given
from hypothesis import strategies as some

from hejie.domain.evidence import prints, signals
from hejie.domain.evidence.signals import Look, Prints
from hejie.rulebooks import signals as rulebook

RULES = rulebook.load().rules
NUMBERS = some.integers(0, 2**64 - 1)


def print_of(number: int, digits: int = 16) -> str:
    return f"{number:0{digits}x}"


def look(waves: int = 0, fine: int = 0, **more) -> Look:
    own = Prints(print_of(waves), print_of(0), print_of(fine, 64))
    made = {"detail": 40, "taken": None, "program": "", "generated": False, "share": 0}
    return Look((own,), **{**made, **more})


@given(number=NUMBERS, turned=some.sets(some.integers(0, 63), max_size=prints.FOUND_WITHIN))
def test_prints_that_differ_in_few_bits_share_a_key_whatever_bits_they_are(number, turned):
    other = number
    for bit in turned:
        other ^= 1 << bit
    one, two = print_of(number), print_of(other)
    assert prints.distance(one, two) == len(turned)
    assert set(prints.probes(one)) & set(prints.keys(two))


@given(NUMBERS)
def test_a_look_up_asks_for_so_many_keys_and_no_more(number):
    assert len(set(prints.keys(print_of(number)))) == 4
    assert len(set(prints.probes(print_of(number)))) == 4 * 17


def test_a_picture_is_the_same_where_both_prints_are_near_or_the_fine_one_is_very_near():
    def bits(value: Look, waves: int, fine: int) -> int | None:
        return signals.nearest(value, f"{print_of((1 << waves) - 1)}:{print_of((1 << fine) - 1, 64)}", RULES)

    assert bits(look(), 0, 0) == 0
    assert bits(look(), RULES.bits, RULES.fine) == RULES.fine
    assert bits(look(), RULES.bits + 1, RULES.fine) is None
    assert bits(look(), RULES.bits, RULES.fine + 1) is None
    assert bits(look(), 40, RULES.close) == RULES.close
    assert bits(look(), 40, RULES.close + 1) is None


def test_a_sheet_without_anything_on_it_is_not_compared():
    assert signals.comparable(look(detail=RULES.detail), RULES)
    assert not signals.comparable(look(detail=RULES.detail - 1), RULES)
