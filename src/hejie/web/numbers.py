"""Whole numbers out of addresses and forms, where anybody may have written anything."""

MOST_DIGITS = 15


def whole(written: str) -> int:
    """The number that is written, or 0 for whatever is no whole number that a database could hold."""
    plain = written.isascii() and written.isdigit() and len(written) <= MOST_DIGITS
    return int(written) if plain else 0
