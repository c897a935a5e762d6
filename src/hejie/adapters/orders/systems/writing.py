"""A message written down again as JSON: each number as it was, keys in their order, `<` and `>` as escapes.

So a message that comes once with blanks and once without is one; and no browser takes a kept one for a page.
"""

import json
from decimal import Decimal

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


def written(value: object) -> bytes:
    """The JSON text, ASCII alone."""
    return "".join(_parts(value)).encode("ascii")


def _parts(value: object):
    if isinstance(value, dict):
        yield "{"
        for number, (key, item) in enumerate(value.items()):
            yield (", " if number else "") + _text(key) + ": "
            yield from _parts(item)
        yield "}"
    elif isinstance(value, list):
        yield "["
        for number, item in enumerate(value):
            yield ", " if number else ""
            yield from _parts(item)
        yield "]"
    elif isinstance(value, Decimal):
        yield str(value)
    else:
        yield _text(value)


def _text(value: object) -> str:
    return json.dumps(value).translate(_ESCAPES)
