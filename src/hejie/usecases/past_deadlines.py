"""A deadline as it stood before one of its entries: whose it was, for what, and its end then."""

from collections.abc import Mapping, Sequence

from hejie.store import story

KINDS = ("DeadlineSet", "DeadlineMoved")


def before(root: str, stream: str, deadline: str, seq: int) -> Mapping:
    """wait, who, silence, about and until of a deadline before an entry of its stream; {} when it was not there."""
    return in_entries(story.of_kinds(root, stream, KINDS, up_to=seq - 1), deadline, seq)


def in_entries(entries: Sequence[Mapping], deadline: str, seq: int) -> Mapping:
    """The same from entries of KINDS that were read before, in order. Pure."""
    found: dict = {}
    for row in entries:
        if row["seq"] < seq and row["data"].get("deadline") == deadline:
            found |= row["data"]
    return found
