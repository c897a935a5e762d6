"""How the writer writes entries down: private leaves taken out, what has no canonical form refused, the bytes by orjson.

The bytes are those of `kernel.canonical`, which says what they are; a test holds the two against each other. Here the types
were looked at on the way already, so that orjson, which would take fractions, too, may write them in a tenth of the time.
"""

import re
from collections.abc import Callable, Mapping

import orjson

from hejie.domain.kernel import canonical
from hejie.domain.kernel.events import Private, PrivateJson

_PLAIN = frozenset({str, int, bool, type(None)})
_PRIVATE = frozenset({Private, PrivateJson})
_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_STRICT_INTEGER
    | orjson.OPT_PASSTHROUGH_SUBCLASS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
)
_BEYOND_THE_FIRST_PLANE = re.compile(rb"[\xf0-\xf4]")
Keep = Callable[[Private], dict]
"""Takes a private leaf out and gives what stands in its place."""


def plain(value: object, keep: Keep, depth: int = 1) -> object:
    """Data of an event as its entry holds it. Refuses CanonicalError for other types and what nests too deeply."""
    kind = type(value)
    if kind is dict:
        items = value.items()
    elif kind is list or kind is tuple:
        if depth > canonical.DEEPEST_NESTING:
            raise canonical.CanonicalError("nested too deeply")
        return [one if type(one) in _PLAIN else plain(one, keep, depth + 1) for one in value]
    elif kind in _PRIVATE:
        return keep(value)
    elif kind in _PLAIN:
        return value
    elif isinstance(value, Mapping):
        items = value.items()
    else:
        raise canonical.CanonicalError(f"{kind.__name__} has no canonical form")
    if depth > canonical.DEEPEST_NESTING:
        raise canonical.CanonicalError("nested too deeply")
    return {name: one if type(one) in _PLAIN else plain(one, keep, depth + 1) for name, one in items}


def content(leaf: Private) -> bytes:
    """The bytes of a private leaf."""
    if type(leaf) is Private:
        return leaf.text.encode()
    return dumps(leaf.value if _is_plain(leaf.value) else plain(leaf.value, _no_leaf))


def _is_plain(value: object) -> bool:
    """Whether `plain` would give just this value again; without making it anew, as a long proof is all that a case keeps of the law."""
    level = [value]
    for _depth in range(canonical.DEEPEST_NESTING):
        inner: list[object] = []
        for one in level:
            kind = type(one)
            if kind is dict:
                inner += [part for part in one.values() if type(part) not in _PLAIN]
            elif kind is list or kind is tuple:
                inner += [part for part in one if type(part) not in _PLAIN]
            else:
                return False
        if not inner:
            return True
        level = inner
    return False


def dumps(value: object) -> bytes:
    """The canonical bytes of a value whose types `plain` has looked at. Refuses CanonicalError."""
    try:
        written = orjson.dumps(value, option=_OPTIONS)
    except orjson.JSONEncodeError:
        return canonical.dumps(value)  # which says what is wrong
    if not written.isascii() and _BEYOND_THE_FIRST_PLANE.search(written):
        return canonical.dumps(value)  # the order of keys may be another one
    return written


def _no_leaf(leaf: Private) -> dict:
    raise canonical.CanonicalError("a private text within another")
