"""Numbers of waybills as they are compared: capitals and digits alone, and only what is long enough to be one."""

import re
import unicodedata

_WRITTEN = re.compile(r"(?<![A-Z0-9])([A-Z]{1,4}[ -]?)?(\d[A-Z0-9]*(?:[ -]\d[A-Z0-9]*)*)")
_LEAST_SIGNS, _LEAST_DIGITS = 9, 6


def number(text: str) -> str:
    """A waybill's number in its plain form, or "" for what is too short to tell parcels apart."""
    signs = "".join(sign for sign in _folded(text) if sign.isascii() and sign.isalnum())
    digits = sum(sign.isdigit() for sign in signs)
    alike = len(set(signs)) < 3  # 000000000, 111111111: what people write where they have none
    return signs if len(signs) >= _LEAST_SIGNS and digits >= _LEAST_DIGITS and not alike else ""


def numbers_in(text: str) -> tuple[str, ...]:
    """Numbers of waybills that a text names, each once; one after a short word and a space (SF, No) with that word and without it."""
    found = []
    for one in _WRITTEN.finditer(_folded(text)):
        found += [number(one.group())] + ([number(one.group(2))] if (one.group(1) or "").endswith((" ", "-")) else [])
    return tuple(dict.fromkeys(name for name in found if name))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()
