"""The quick way from one frozen state to the next."""

from dataclasses import dataclass, replace

import pytest

from hejie.domain.kernel.frozen import changed


@dataclass(frozen=True)
class _State:
    seq: int = 0
    said: tuple = ()


def test_a_change_gives_what_replace_gives_and_leaves_the_first_alone():
    before = _State(1, ("a",))
    after = changed(before, said=("a", "b"))
    assert after == replace(before, said=("a", "b")) and type(after) is _State
    assert before == _State(1, ("a",))


def test_an_unknown_field_is_refused():
    with pytest.raises(TypeError, match="sed"):
        changed(_State(), sed=())
