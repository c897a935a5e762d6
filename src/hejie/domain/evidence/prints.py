"""Prints of pictures: how far two are apart, and the keys by which near ones are found without looking at all.

A print is of 64 bits (16 hexadecimal digits), its fine print of 256. A print is kept under its four bands of 16 bits each.
Who looks asks for every band as it is and with each one bit of it turned; two prints that differ in at most seven bits have
a band that differs in at most one, so none of them is missed, and nobody has to look through all.
"""

BITS, FINE = 64, 256
BANDS, WIDTH = 4, 16
FOUND_WITHIN = 2 * BANDS - 1
"""Bits in which two prints may differ and are found for certain."""


def distance(one: str, other: str) -> int:
    """In how many bits two prints of the same length differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def keys(print_: str) -> tuple[str, ...]:
    """The keys under which a print is kept, one for each band."""
    return tuple(_key(place, band) for place, band in enumerate(_bands(print_)))


def probes(print_: str) -> tuple[str, ...]:
    """The keys under which all prints stand that differ in at most `FOUND_WITHIN` bits, and some that differ in more."""
    found = []
    for place, band in enumerate(_bands(print_)):
        found += [_key(place, band), *(_key(place, band ^ 1 << bit) for bit in range(WIDTH))]
    return tuple(found)


def _bands(print_: str) -> list[int]:
    number = int(print_, 16)
    return [number >> place * WIDTH & (1 << WIDTH) - 1 for place in range(BANDS)]


def _key(place: int, band: int) -> str:
    return f"{place}:{band:04x}"
