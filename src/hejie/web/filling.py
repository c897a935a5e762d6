"""Putting what somebody had typed back into a form of a finished page, without sending it.

Every form of every page is filled so, whatever made it: the page is read as it stands, and only the values in it change.
Hidden fields keep what the fresh page says (its key, its version), passwords and files stay empty.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Typed = Mapping[str, Sequence[str]]
_UNTOUCHED = frozenset({"hidden", "submit", "button", "image", "reset", "file", "password"})
_TICKED = frozenset({"checkbox", "radio"})


@dataclass
class _Control:
    """A field of a form as it stands in the page: what it is called and where it lies, in characters."""

    tag: str
    name: str
    attributes: dict[str, str | None]
    start: int
    end: int
    closed: int = 0  # where a text area's end tag begins


@dataclass
class _Form:
    """A form of the page that is posted."""

    address: str
    inside: int  # where its content begins
    folds: tuple[tuple[int, int], ...]  # start tags of what must be unfolded to see it
    id: str = ""
    hidden: list[tuple[str, str]] = field(default_factory=list)
    controls: list[_Control] = field(default_factory=list)


def fill(page: str, address: str, posted_to: str, typed: Typed, says: str) -> str | None:
    """The page with the form filled in that is posted to this address; None if it has no such form.

    address     the page's own, to which a form without an address of its own is posted
    posted_to   where the typed form went; of several forms that go there the one with the same hidden values is taken
    says        HTML that is put at the beginning of the form; folded parts around the form are unfolded
    """
    reader = _Reader(page, address)
    reader.feed(page)
    reader.close()
    for control, owner in reader.elsewhere:
        for form in reader.forms:
            if form.id == owner:
                form.controls.append(control)
    there = [form for form in reader.forms if _same_place(form.address, posted_to)]
    fitting = [form for form in there if any(control.name in typed for control in form.controls)]
    if not fitting:
        return None
    best = max(fitting, key=lambda form: _likeness(form, typed))
    edits = [(best.inside, best.inside, says)]
    edits += [(start, end, page[start:end].replace("<details", "<details open", 1)) for start, end in best.folds]
    return _edited(page, edits + _values(page, best, typed))


def _same_place(one: str, other: str) -> bool:
    here, there = urlsplit(one), urlsplit(other)
    return here.path == there.path and (here.query == there.query or not (here.query and there.query))


def _likeness(form: _Form, typed: Typed) -> tuple[int, int]:
    """Hidden values that are the same, then fields of the same name."""
    same = sum(1 if value in typed.get(name, ()) else -1 for name, value in form.hidden if name != "key")
    return same, sum(control.name in typed for control in form.controls)


def _values(page: str, form: _Form, typed: Typed) -> list[tuple[int, int, str]]:
    edits: list[tuple[int, int, str]] = []
    left = {name: list(values) for name, values in typed.items()}
    chosen: list[str] = []
    for control in form.controls:
        values, kind = left.get(control.name, []), (control.attributes.get("type") or "text").lower()
        start, end = control.start, control.end
        if control.tag == "select":
            chosen = list(typed.get(control.name, ()))
        elif control.tag == "option":
            edits.append((start, end, _marked(page[start:end], "selected", control.attributes.get("value") in chosen)))
        elif kind in _TICKED:
            ticked = (control.attributes.get("value") or "on") in typed.get(control.name, ())
            edits.append((start, end, _marked(page[start:end], "checked", ticked)))
        elif values and control.tag == "textarea":
            edits.append((end, control.closed, "\n" + escape(values.pop(0))))
        elif values and kind not in _UNTOUCHED:
            edits.append((start, end, _tag(control, {"value": values.pop(0)})))
    return edits


def _marked(tag: str, name: str, on: bool) -> str:
    """A start tag with or without this word that needs no value."""
    bare = tag.replace(f' {name}=""', "").replace(f" {name}", "")
    at = len(bare) - (2 if bare.endswith("/>") else 1)
    return f"{bare[:at]} {name}{bare[at:]}" if on else bare


def _tag(control: _Control, changed: Mapping[str, str]) -> str:
    parts = [
        name if value is None else f'{name}="{escape(value)}"'
        for name, value in {**control.attributes, **changed}.items()
    ]
    return f"<{control.tag} {' '.join(parts)}>"


def _edited(page: str, edits: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, text in sorted(edits):
        parts += [page[at:start], text]
        at = end
    return "".join([*parts, page[at:]])


class _Reader(HTMLParser):
    """Finds the forms of a page, and where each field lies in it."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_Form] = []
        self.elsewhere: list[tuple[_Control, str]] = []
        self._address = address
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._form: _Form | None = None
        self._area: _Control | None = None
        self._owner: str | None = None  # the form of the select whose options follow
        self._folds: list[tuple[int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A fold, a form or a field begins."""
        if self._area is not None:
            return
        attributes, start = dict(attrs), self._here()
        end = start + len(self.get_starttag_text() or "")
        if tag == "details":
            self._folds.append((start, end) if "open" not in attributes else (-1, -1))
        elif tag == "form":
            self._open(attributes, end)
        elif tag in {"input", "textarea", "select", "option"}:
            self._field(_Control(tag, attributes.get("name") or "", attributes, start, end))

    def handle_endtag(self, tag: str) -> None:
        """A fold, a form, a text area or a choice ends."""
        if tag == "textarea" and self._area is not None:
            self._area.closed, self._area = self._here(), None
        elif self._area is not None:
            return
        elif tag == "details" and self._folds:
            self._folds.pop()
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._owner = None

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _open(self, attributes: dict[str, str | None], end: int) -> None:
        if (attributes.get("method") or "").lower() != "post":
            return
        address = urljoin(self._address, attributes.get("action") or self._address)
        folds = tuple(fold for fold in self._folds if fold[0] >= 0)
        self._form = _Form(address, end, folds, attributes.get("id") or "")
        self.forms.append(self._form)

    def _field(self, control: _Control) -> None:
        if control.tag == "textarea":
            control.closed, self._area = control.end, control
        owner = self._owner if control.tag == "option" else control.attributes.get("form")
        if control.tag == "select":
            self._owner = owner
        if owner:
            self.elsewhere.append((control, owner))
        elif self._form is not None:
            self._form.controls.append(control)
            if (control.attributes.get("type") or "").lower() == "hidden" and control.name:
                self._form.hidden.append((control.name, control.attributes.get("value") or ""))
