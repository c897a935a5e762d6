"""Forms whose rows stand in the form itself: which there are, one form for each, more and fewer. Nothing is stored meanwhile."""

from typing import Any, ClassVar

from django.http import QueryDict

from hejie.web.forms import Form


class RowForms:
    """One form with all its rows.

    sent     names and values as the browser sends them; the numbers of a kind's rows stand under `<kind>-rows`
    checked  whether mistakes are to be told; a row that was only just added is not scolded
    many     names of fields that have several values; most_rows: how many rows of a kind there may be, where `most` says no other
    """

    many: ClassVar[frozenset[str]] = frozenset()
    most_rows: ClassVar[int] = 100

    def __init__(self, sent: QueryDict, *, checked: bool = False) -> None:
        self.sent, self.checked = sent.copy(), checked
        self._made: dict[str, Form] = {}

    def most(self, kind: str) -> int:
        """How many rows of a kind there may be."""
        return self.most_rows

    def numbers(self, kind: str) -> list[str]:
        """Numbers of the rows of a kind, in their order."""
        found = [one for one in self.sent.get(f"{kind}-rows", "").split(",") if one.isdigit() and len(one) < 5]
        return list(dict.fromkeys(found))[: self.most(kind)]

    def add(self, kind: str) -> str:
        """A further row at the end; its number, or "" where there are too many."""
        known = self.numbers(kind)
        if len(known) >= self.most(kind):
            return ""
        at = str(max((int(one) for one in known), default=-1) + 1)
        self._rows(kind, [*known, at])
        return at

    def take_out(self, kind: str, at: str) -> None:
        """Take a row out."""
        self._rows(kind, [one for one in self.numbers(kind) if one != at])

    def _rows(self, kind: str, numbers: list[str]) -> None:
        self.sent[f"{kind}-rows"] = ",".join(numbers)
        self._made.clear()

    def _form(self, kind: type[Form], prefix: str, **more: Any) -> Form:
        if prefix not in self._made:
            if self.checked:
                self._made[prefix] = kind(self.sent, prefix=prefix, **more)
            else:
                self._made[prefix] = kind(initial=self._initial(kind, prefix), prefix=prefix, **more)
        return self._made[prefix]

    def _initial(self, kind: type[Form], prefix: str) -> dict[str, Any]:
        found = {}
        for name in kind.base_fields:
            key = f"{prefix}-{name}"
            if key in self.sent:
                found[name] = self.sent.getlist(key) if name in self.many else self.sent[key]
        return found
