"""The forms that values in a dossier must have, and the one way to say that a value has another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hejie.domain.kernel import canonical, clock
from hejie.domain.kernel.chain import is_hash, is_stream
from hejie.record.archive import Failed
from hejie.record.signing import is_signature


@dataclass(frozen=True)
class Form:
    """A form by its name in messages and its test."""

    name: str
    matches: Callable[[object], bool]


def strict(text_bytes: bytes, where: str) -> Any:
    """Strict JSON, or Failed naming where."""
    try:
        return canonical.loads(text_bytes)
    except canonical.CanonicalError as error:
        raise Failed(where, error.code, **error.facts) from error


def shaped(value: object, form: Mapping[str, Form | type], where: str, *, more: bool = False) -> dict[str, Any]:
    """The value as an object with exactly these keys (or, with more, at least these), each of its form."""
    if not isinstance(value, dict):
        raise Failed(where, "not_object")
    if not more and value.keys() - form.keys():
        raise Failed(where, "key_odd", key=min(value.keys() - form.keys()))
    for key, wanted in form.items():
        if key not in value:
            raise Failed(where, "key_missing", key=key)
        holds = wanted.matches(value[key]) if isinstance(wanted, Form) else isinstance(value[key], wanted)
        if not holds:
            raise Failed(where, "key_form", key=key, name=wanted.name if isinstance(wanted, Form) else wanted.__name__)
    return value


def _is_moment(value: object) -> bool:
    try:
        return isinstance(value, str) and clock.text(clock.parse(value)) == value
    except (ValueError, OverflowError):
        return False


hash_text = Form("a SHA-256 or key in lower-case hex", is_hash)
signature_text = Form("a signature in lower-case hex", is_signature)
stream_text = Form("the id of a stream", is_stream)
moment = Form("a moment as 2026-11-22T08:30:00.000Z", _is_moment)
number = Form("a number from 0", lambda value: type(value) is int and value >= 0)
text = Form("text", lambda value: isinstance(value, str) and value != "")
"""Any text but the empty one."""
