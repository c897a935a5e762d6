"""Lies in the entries: streams, bodies, references, hashes, lines and chain."""

from collections.abc import Callable

from tests.record import forger
from tests.record.forger import GONE, HIDDEN, NEVER, SEEN, ZERO, Forgery, body, line_of, usual
from tests.record.tampering.common import GOOD, changed_lines, kind, kinds, line, member, one_body

kinds(
    "stream",
    {
        "empty": "",
        "capitals": "Case:abc",
        "a space": "case abc",
        "101 characters": "a" * 101,
        "a point first": ".case",
        "a colon first": ":abc",
        "a line end": "case:abc\n",
        "a letter of no alphabet here": "case:ä",
        "a NUL": "case:\0",
    },
    lambda stream: Forgery(stream=stream).zipped(),
)
kinds(
    "body",
    {
        "a list": "[]",
        "a text": '"x"',
        "null": "null",
        "a number": "1",
        "empty": "",
        "two objects": GOOD + GOOD,
        "a space after a colon": GOOD.replace(":", ": ", 1),
        "a space behind": GOOD + " ",
        "a line end behind": GOOD + "\n",
        "a byte order mark": "\ufeff" + GOOD,
        "keys in another order": '{"v":1,' + GOOD[1:-7] + "}",
        "a key twice": GOOD.replace('"a":1', '"a":1,"a":1'),
        "v twice": GOOD[:-1] + ',"v":1}',
        "an escaped letter": GOOD.replace('"a"', '"\\u0061"'),
        "an escaped solidus": GOOD.replace("buyer", "bu\\/er"),
        "a control not escaped": GOOD.replace("buyer", "bu\x01er"),
        "a capital in an escape": GOOD.replace("buyer", "\\u001F"),
        "a line end as \\u000a": GOOD.replace("buyer", "\\u000a"),
        "a comment": GOOD[:-1] + "/**/}",
        "a comma too many": GOOD[:-1] + ",}",
        "quotes of another kind": GOOD.replace('"', "'"),
        "half a surrogate": GOOD.replace("buyer", "\\ud800"),
        "keys ordered by code points": GOOD.replace('"a":1', '"\uffff":1,"𐀀":1'),
    },
    one_body,
)
kinds(
    "number in a body",
    {
        "a fraction": "1.5",
        "a whole fraction": "1.0",
        "an exponent": "1e2",
        "minus zero": "-0",
        "a plus": "+1",
        "a zero before": "01",
        "2^53": str(2**53),
        "-2^53": str(-(2**53)),
        "2^64": str(2**64),
        "NaN": "NaN",
        "Infinity": "Infinity",
        "hexadecimal": "0x1",
        "digits of another script": "١",
        "5,000 digits": "9" * 5000,
        "underscores": "1_000",
    },
    lambda number: one_body(GOOD.replace('"a":1', f'"a":{number}')),
)
kinds(
    "nesting",
    {"201 lists": "[" * 199 + "]" * 199, "endless": "[" * 50_000, "201 objects": '{"a":' * 199 + "1" + "}" * 199},
    lambda deep: one_body(GOOD.replace('"a":1', f'"a":[{deep}]')),
)
for _name in ("v", "kind", "at", "by", "data"):
    kind(
        f"body without {_name}",
        lambda name=_name: one_body({key: value for key, value in body().items() if key != name}),
    )
kinds(
    "body with",
    {
        "v 2": {"v": 2},
        "v as text": {"v": "1"},
        "v true": {"v": True},
        "no kind told": {"kind": ""},
        "a kind that is a number": {"kind": 1},
        "by as text": {"by": "p1"},
        "by without a role": {"by": {"id": "p1"}},
        "by without an id": {"by": {"role": "buyer"}},
        "a role that is a number": {"by": {"role": 1, "id": "p1"}},
        "data as a list": {"data": []},
        "data null": {"data": None},
    },
    lambda more: one_body(body() | more),
)
kinds(
    "moment of an entry",
    {
        "no milliseconds": "2026-11-22T08:30:00Z",
        "no zone": "2026-11-22T08:30:00.000",
        "an offset": "2026-11-22T08:30:00.000+00:00",
        "microseconds": "2026-11-22T08:30:00.000000Z",
        "a blank for T": "2026-11-22 08:30:00.000Z",
        "a small z": "2026-11-22T08:30:00.000z",
        "a comma": "2026-11-22T08:30:00,000Z",
        "month 13": "2026-13-22T08:30:00.000Z",
        "30 February": "2026-02-30T08:30:00.000Z",
        "hour 24": "2026-11-22T24:00:00.000Z",
        "second 60": "2026-11-22T08:30:60.000Z",
        "a number": 1763800200000,
        "empty": "",
        "null": None,
    },
    lambda at: one_body(body() | {"at": at}),
)
kinds(
    "reference",
    {
        "in capitals": {"ref": SEEN[0].upper()},
        "too short": {"ref": SEEN[0][:63]},
        "no hex": {"ref": "x" * 64},
        "null": {"ref": None},
        "a size below zero": {"size": -1},
        "a size as text": {"size": "4"},
        "a size true": {"size": True},
        "a size of another": {"size": 5},
        "a type that is a number": {"type": 1},
        "no type": {"type": ""},
        "nobody's": {"ref": NEVER[0]},
    },
    lambda more: Forgery(bodies=[body("CaseOpened", story=SEEN[2] | more), *usual()[1:]]).zipped(),
)
kind("reference with two sizes", lambda: Forgery(bodies=[*usual(), body(text=HIDDEN[2] | {"size": 7})]).zipped())
kinds(
    "erasure",
    {
        "that names nothing": {},
        "no list": {"erased": GONE[0]},
        "of no reference": {"erased": ["x"]},
        "in capitals": {"erased": [GONE[0].upper()]},
        "of a number": {"erased": [1]},
        "of what is shown": {"erased": [GONE[0], SEEN[0]]},
        "of what is told private": {"erased": [GONE[0], HIDDEN[0]]},
        "of something else": {"erased": [NEVER[0]]},
    },
    lambda data: Forgery(bodies=[*usual()[:2], body("ContentErased", **data), usual()[3]]).zipped(),
)


def hashed(text: Callable) -> bytes:
    """All hashes taken of another text."""
    forged = Forgery()
    forged.hashed = text
    return forged.zipped()


kinds(
    "hash",
    {
        "of another form's name": lambda stream, seq, prev, text: forger.entry_text(stream, seq, prev, text).replace(
            b":1", b":2", 1
        ),
        "with a line end behind": lambda *facts: forger.entry_text(*facts) + b"\n",
        "without the stream": lambda stream, seq, prev, text: forger.entry_text("", seq, prev, text),
        "of another stream": lambda stream, seq, prev, text: forger.entry_text("case:abd", seq, prev, text),
        "with a zero before the number": lambda stream, seq, prev, text: forger.entry_text(
            stream, f"0{seq}", prev, text
        ),
        "counted from 0": lambda stream, seq, prev, text: forger.entry_text(stream, seq - 1, prev, text),
        "without the one before": lambda stream, seq, prev, text: forger.entry_text(stream, seq, ZERO, text),
        "with capitals for the one before": lambda stream, seq, prev, text: forger.entry_text(
            stream, seq, prev.upper(), text
        ),
        "of the body alone": lambda _stream, _seq, _prev, text: text.encode(),
        "with CR LF": lambda *facts: forger.entry_text(*facts).replace(b"\n", b"\r\n"),
    },
    hashed,
)

kinds(
    "lines",
    {
        "none": lambda lines: [],
        "the first left out": lambda lines: lines[1:],
        "one within left out": lambda lines: [*lines[:1], *lines[2:]],
        "two exchanged": lambda lines: [lines[1], lines[0], *lines[2:]],
        "one twice": lambda lines: [*lines[:2], *lines[1:]],
        "the last twice": lambda lines: [*lines, lines[-1]],
        "an empty one": lambda lines: [*lines, b"\n"],
        "an empty one within": lambda lines: [lines[0], b"\n", *lines[1:]],
        "reversed": lambda lines: lines[::-1],
        "the last not ended": lambda lines: [*lines[:-1], line_of(lines[-1])[:-1]],
        "NUL behind": lambda lines: [*lines, b"\0"],
        "a byte order mark": lambda lines: [b"\xef\xbb\xbf" + line_of(lines[0]), *lines[1:]],
        "a key twice": lambda lines: [line_of(lines[0]).replace(b"{", b'{"seq": 1, ', 1), *lines[1:]],
        "no UTF-8": lambda lines: [line_of(lines[0]).replace(b"buyer", b"bu\xffer"), *lines[1:]],
        "a list": lambda lines: [b"[" + line_of(lines[0])[:-1] + b"]\n", *lines[1:]],
        "two in one": lambda lines: [line_of(lines[0])[:-1] + line_of(lines[1]), *lines[2:]],
        "all in one list": lambda lines: [b"[" + b",".join(line_of(one)[:-1] for one in lines) + b"]\n"],
    },
    changed_lines,
)
kind("lines: the last left out", lambda: member("entries.jsonl", lambda data: b"".join(data.splitlines(True)[:-1])))
kinds(
    "line",
    {
        "another number": {"seq": 9},
        "number 0": {"seq": 0},
        "a number as text": {"seq": "1"},
        "a number as fraction": {"seq": 1.0},
        "a number true": {"seq": True},
        "a first that follows one": {"prev": "1" * 64},
        "prev too short": {"prev": "0" * 63},
        "prev null": {"prev": None},
        "another hash": {"hash": "0" * 64},
        "a hash too long": {"hash": "0" * 65},
        "a body as an object": {"body": body()},
        "a body null": {"body": None},
        "another body": {"body": GOOD},
        "a key more": {"note": "mine"},
        "no number": {"seq": ...},
        "no prev": {"prev": ...},
        "no hash": {"hash": ...},
        "no body": {"body": ...},
    },
    lambda changes: line(0, **changes),
)
kind(
    "line: a hash in capitals",
    lambda: changed_lines(lambda all_: [all_[0] | {"hash": all_[0]["hash"].upper()}, *all_[1:]]),
)
