"""Statements that travel together: what is bound comes as it was, in a short text and in a long one."""

import pytest
from django.db import connection

from hejie.store import log, statements

pytestmark = pytest.mark.django_db
_WORDS = [
    "",
    "it's",
    "back\\slash",
    "\\'; DROP TABLE entry; --",
    "100 %",
    "%s",
    "%%",
    "$1",
    "E'x'",
    "鞋底 Ёлка 👟",
    "line\nbreak",
    '"',
    "NULL",
]
_BYTES = [b"", b"\x00\xff\x00", b"'\\x41", None]


def sent(number: int) -> tuple[list[tuple], list[tuple]]:
    """As many receipts and contents, sent in one go; (what was bound, what is read again)."""
    receipts = [("r", "order:r", f"{count}{word}", word, word, count - 2) for count, word in enumerate(_WORDS[:number])]
    contents = [
        ("r", f"ref{count}", word, count, b"salt\x00", one, word)
        for count, (word, one) in enumerate(zip(_WORDS, _BYTES, strict=False))
    ][:number]
    with connection.cursor() as cursor:
        sheaf = statements.Sheaf(cursor)
        log.put_contents(sheaf, contents)
        for row in receipts:
            log.save_receipt(sheaf, *row)
        sheaf.send()
        cursor.execute("SELECT root, stream, key, input, result, at_ms FROM receipt ORDER BY at_ms")
        found = [tuple(row) for row in cursor.fetchall()]
        cursor.execute("SELECT root, ref, type, size, salt, data, path FROM content ORDER BY size")
        for row in cursor.fetchall():
            found.append(tuple(bytes(one) if isinstance(one, memoryview) else one for one in row))
    return [*receipts, *contents], found


@pytest.mark.parametrize("number", [2, len(_WORDS)], ids=["few", "many"])
def test_what_is_bound_comes_as_it_was(number):
    bound, found = sent(number)
    assert found == bound
