"""What a condition is, and how conditions are put together: all, any, not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from hejie.domain.entitlements.logic import FALSE, NAMES, NOT, TRUE

if TYPE_CHECKING:
    from hejie.domain.entitlements.evaluate import Asked


class Open:
    """What keeps something open: facts not told, judgements not made, readings that differ, each once, in order."""

    __slots__ = ("contested", "judgements", "needs")

    def __init__(self) -> None:
        self.needs: dict[str, None] = {}
        self.judgements: dict[str, None] = {}
        self.contested: dict[str, None] = {}


class Node:
    """A condition."""

    __slots__ = ()

    def value(self, asked: Asked) -> int:
        """Its truth."""
        raise AssertionError("a condition says what its truth is")

    def lacks(self, asked: Asked) -> int:
        """How many of its parts are known to be false, where all have to be true; 1 for anything else that is false."""
        return 1 if self.value(asked) == FALSE else 0

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled; called where it is neither true nor false."""

    def facts(self) -> Iterable[str]:
        """Facts that it looks at itself."""
        return ()

    def inner(self) -> Iterable[Node]:
        """Conditions that it is made of."""
        return ()

    def refers(self) -> Iterable[str]:
        """Rules (`rule:ID`) and meanings (`means:NAME`) that it rests on."""
        return ()

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON, for the proof."""
        raise AssertionError("a condition shows itself")


class All(Node):
    """True when all parts are; as false as the falsest."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Node, ...]) -> None:
        self.parts = parts

    def value(self, asked: Asked) -> int:
        """Its truth."""
        least = TRUE
        for part in self.parts:
            value = part.value(asked)
            if value < least:
                if value == FALSE:
                    return FALSE
                least = value
        return least

    def lacks(self, asked: Asked) -> int:
        """How many of its parts are known to be false."""
        found = 0
        for part in self.parts:
            found += part.value(asked) == FALSE
        return found

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        for part in self.parts:
            if part.value(asked) != TRUE:
                part.open(asked, found)

    def inner(self) -> Iterable[Node]:
        """Conditions that it is made of."""
        return self.parts

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        return {"all": [part.shown(asked) for part in self.parts], "is": NAMES[self.value(asked)]}


class AnyOf(Node):
    """True when one part is."""

    __slots__ = ("parts",)

    def __init__(self, parts: tuple[Node, ...]) -> None:
        self.parts = parts

    def value(self, asked: Asked) -> int:
        """Its truth."""
        most = FALSE
        for part in self.parts:
            value = part.value(asked)
            if value > most:
                if value == TRUE:
                    return TRUE
                most = value
        return most

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        for part in self.parts:
            if part.value(asked) != FALSE:
                part.open(asked, found)

    def inner(self) -> Iterable[Node]:
        """Conditions that it is made of."""
        return self.parts

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        return {"any": [part.shown(asked) for part in self.parts], "is": NAMES[self.value(asked)]}


class Not(Node):
    """True when its part is false."""

    __slots__ = ("part",)

    def __init__(self, part: Node) -> None:
        self.part = part

    def value(self, asked: Asked) -> int:
        """Its truth."""
        return NOT[self.part.value(asked)]

    def open(self, asked: Asked, found: Open) -> None:
        """Add what keeps it from being settled."""
        self.part.open(asked, found)

    def inner(self) -> Iterable[Node]:
        """Conditions that it is made of."""
        return (self.part,)

    def shown(self, asked: Asked) -> dict[str, Any]:
        """Itself with its truth, as plain JSON."""
        return {"not": self.part.shown(asked), "is": NAMES[self.value(asked)]}


def walk(node: Node) -> Iterable[Node]:
    """A condition and all that it is made of."""
    yield node
    for part in node.inner():
        yield from walk(part)
