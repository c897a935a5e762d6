"""How the writer writes entries down: byte by byte as the canonical form has it, and refusing what that refuses."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.kernel import canonical
from hejie.domain.kernel.events import Private, PrivateJson
from hejie.record import bodies

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["\u007f\u0000\u001f\b\t\n\f\r\"\\/", "\ue000", "\ufffd", "\U0001f600", "\u2028", "é", "e\u0301"]
)  # fmt: skip
_LARGEST = canonical.LARGEST_INTEGER
_LEAF = st.none() | st.booleans() | st.integers(-_LARGEST, _LARGEST) | _TEXT
_VALUE = st.recursive(
    _LEAF,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=5) | st.tuples(inner, inner),
    max_leaves=25,
)


def no_leaf(leaf):
    raise AssertionError("there is none")


@given(_VALUE)
def test_the_bytes_are_those_of_the_canonical_form(value):
    assert bodies.dumps(bodies.plain(value, no_leaf)) == canonical.dumps(value)
    assert bodies.content(PrivateJson({"is": value})) == PrivateJson({"is": value}).text.encode()


@pytest.mark.parametrize(
    "value",
    [
        1.5, 56.0, float("nan"), 2**53, -(2**53), 2**64, {1: "one"}, {None: 1}, "\ud800", {"\ud800": 1}, b"bytes", {"set"},
        type("Word", (str,), {})("x"), object(), {"in": [{"deep": 0.1}]},
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(canonical.CanonicalError):
        canonical.dumps(value)
    with pytest.raises(canonical.CanonicalError):
        bodies.dumps(bodies.plain(value, no_leaf))
    with pytest.raises(canonical.CanonicalError):
        bodies.content(PrivateJson({"is": value}))


def nested(depth: int) -> object:
    value: object = 1
    for number in range(depth):
        value = [value] if number % 2 else {"a": value}
    return value


def test_nesting_is_as_deep_as_the_canonical_form_has_it():
    assert bodies.dumps(bodies.plain(nested(200), no_leaf)) == canonical.dumps(nested(200))
    for write in (canonical.dumps, lambda value: bodies.dumps(bodies.plain(value, no_leaf))):
        with pytest.raises(canonical.CanonicalError):
            write(nested(201))


def test_private_leaves_are_taken_out_wherever_they_stand():
    taken = []

    def keep(leaf):
        taken.append((leaf.text, leaf.type))
        return {"ref": len(taken)}

    data = {"a": Private("x"), "b": [1, {"c": PrivateJson({"z": 1, "y": (2,)})}], "d": MappingProxyType({"e": "f"})}
    assert bodies.plain(data, keep) == {"a": {"ref": 1}, "b": [1, {"c": {"ref": 2}}], "d": {"e": "f"}}
    assert taken == [("x", "text/plain"), ('{"y":[2],"z":1}', "application/json")]
    with pytest.raises(canonical.CanonicalError):
        bodies.content(PrivateJson({"x": Private("y")}))
