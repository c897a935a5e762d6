"""YAML read so that a mistake is found and named with its line: unknown and repeated keys, cycles, values of another kind.

A rulebook is law for somebody. What its author has written wrongly must stop it, never be overlooked.
"""

from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from typing import Any

import yaml

Path = tuple[str | int, ...]
_COLUMNS = "what belongs together begins in the same column, and further in than what it belongs to; look at the spaces before it"
# What is most likely behind words of the YAML readers, and how it is mended.
_MENDS = (
    ("cannot start any token", "put spaces in place of a tab, and into quotes what begins with a sign such as @"),
    ("<block end>", _COLUMNS),
    ("expected key", _COLUMNS),
    ("expected '-'", _COLUMNS),
    ("nesting depth", "this is nested too deeply"),
    ("mapping values", "put a text that has a colon into quotes, or look at the spaces before this line"),
    ("expected ','", "a bracket before this is still open; close it, or put a comma"),
    ("expected ':'", "a line reads `name: value`; look at this one and the one before it"),
    ("found unexpected", "a quote or a bracket is never closed; look for where it was opened"),
)
_PLAINLY = {bool: ", without quotes", int: ", without quotes"}
MOST_VALUES = 50_000
"""Values in one rulebook, repeated ones counted each time: an alias of aliases soon fills any memory."""


class BadRulebook(ValueError):
    """A rulebook that cannot be used.

    line    where (1 is the first; 0: nowhere in particular); what: what is wrong and how to mend it
    """

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}" if line else what)
        self.line = line
        self.what = what


class Book:
    """A document with the line of everything in it. Dates and times of day stay text, as written."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._values = 0
        try:
            loader = _Plain(text)
        except yaml.YAMLError as error:  # characters that no text holds
            raise BadRulebook(0, f"this is not YAML: {' '.join(str(error).split())}") from error
        try:
            node = loader.get_single_node()
            if node is None:
                raise BadRulebook(0, "the file is empty")
            self.value: Any = self._taken(loader, node, (), ())
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 0
            raise BadRulebook(line, f"this is not YAML: {error.problem}; {_mend(str(error.problem))}") from error
        except yaml.YAMLError as error:
            raise BadRulebook(0, f"this is not YAML: {' '.join(str(error).split())}") from error
        except RecursionError:
            raise BadRulebook(0, "this is nested too deeply") from None
        finally:
            loader.dispose()

    @classmethod
    def again(cls, value: Any) -> "Book":
        """A document out of parts that were read and found right before; it knows no lines."""
        book = cls.__new__(cls)
        book._lines, book._values, book.value = {}, 0, value
        return book

    def line(self, *path: str | int) -> int:
        """The line at which something begins, or that of the nearest thing around it."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 0)

    def at(self, *path: str | int) -> Any:
        """What stands at a path that is known to be there."""
        found = self.value
        for step in path:
            found = found[step]
        return found

    def wrong(self, path: Path, what: str) -> BadRulebook:
        """The error of what is wrong at a path."""
        name = ".".join(map(str, path))
        return BadRulebook(self.line(*path), f"{name}: {what}" if name else what)

    def keys(self, path: Path, required: Collection[str] = (), optional: Collection[str] = ()) -> Mapping[str, Any]:
        """The mapping at a path, which must have the required keys and no others than the optional ones."""
        found = self.kind(path, dict, "a mapping")
        known = (*required, *optional)
        for key in found:
            if key not in known:
                near = _near(key, known)
                hint = f"did you mean {near}?" if near else f"known here: {', '.join(known)}"
                raise self.wrong((*path, key), f"unknown key; {hint}")
        for key in required:
            if key not in found:
                raise self.wrong(path, f"{key} is missing; add `{key}: …`")
        return found

    def kind(self, path: Path, kind: type, name: str) -> Any:
        """What stands at a path, which must be of a kind; `name` is what the author is told that it must be."""
        found = self.at(*path)
        if type(found) is not kind:
            raise self.wrong(path, f"must be {name}, and is {shown(found)}; write {name}{_PLAINLY.get(kind, '')}")
        return found

    def one_of(self, path: Path, known: Collection[str]) -> str:
        """The word at a path, which must be one of those known."""
        found = self.at(*path)
        if not isinstance(found, str) or found not in known:
            near = _near(found, known)
            hint = f"did you mean {near}?" if near else f"it may be {', '.join(sorted(known))}"
            raise self.wrong(path, f"{shown(found)} is not known here; {hint}")
        return found

    def checked(self, path: Path, read: Callable[[Any], Any], name: str) -> Any:
        """What `read` makes of the value at a path; a ValueError of it is told as `must be …`."""
        found = self.at(*path)
        try:
            return read(found)
        except (ValueError, TypeError, KeyError, OSError) as error:
            raise self.wrong(path, f"must be {name}, and is {shown(found)}") from error

    def _taken(self, loader: yaml.SafeLoader, node: yaml.Node, path: Path, around: tuple[int, ...]) -> Any:
        line = node.start_mark.line + 1
        self._lines.setdefault(path, line)
        self._values += 1
        if self._values > MOST_VALUES:
            raise BadRulebook(line, f"this holds more than {MOST_VALUES:,} values")
        if id(node) in around:
            raise BadRulebook(line, "this contains itself; write out what it is to hold")
        around = (*around, id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, path, around)
        if isinstance(node, yaml.SequenceNode):
            return [self._taken(loader, one, (*path, number), around) for number, one in enumerate(node.value)]
        return self._plain(loader, node)

    def _plain(self, loader: yaml.SafeLoader, node: yaml.Node) -> Any:
        try:
            return loader.construct_object(node)
        except (ValueError, TypeError, AttributeError, OverflowError, KeyError) as error:
            line = node.start_mark.line + 1
            raise BadRulebook(line, f"{shown(node.value)} is not what its tag {node.tag} says") from error

    def _mapping(self, loader: yaml.SafeLoader, node: yaml.MappingNode, path: Path, around: tuple[int, ...]) -> dict:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = self._plain(loader, key_node), key_node.start_mark.line + 1
            if type(key) is not str:
                raise BadRulebook(line, f"the key {shown(key)} must be text; put it into quotes")
            if key in found:
                raise BadRulebook(line, f"{key} stands here twice; keep one of them")
            self._lines[(*path, key)] = line
            found[key] = self._taken(loader, value_node, (*path, key), around)
        return found


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same reading by libyaml, ten times as fast


class _Plain(_Loader):
    """Dates stay as written, so that the canonical form of a rulebook is that of its text."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _near(written: object, known: Collection[str]) -> str:
    """What of those known was probably meant; two where the second is nearly as near."""
    words = tuple(dict.fromkeys(known))
    return " or ".join(get_close_matches(str(written), words, 2, 0.75) or get_close_matches(str(written), words, 1))


def _mend(problem: str) -> str:
    return next((mend for words, mend in _MENDS if words in problem), "look at this line and the one before it")


def shown(value: object) -> str:
    """A value as it stands in the file, cut short."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
