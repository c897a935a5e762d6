"""The law in force: books of `law/` by place, joined into the bundle that answers for a jurisdiction (docs/rules.md)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from hejie.domain.entitlements.facts import Schema
from hejie.domain.entitlements.rules import Bundle, Proves
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks import calendars, law_joined, law_rules
from hejie.rulebooks.law_rules import Built, Place
from hejie.rulebooks.strict import BadRulebook, Book

FOLDER = Path(__file__).parent / "law"
WITHOUT_LAW = "policies"
"""The place that answers where no jurisdiction is told: promises and the marketplace's own policy alone."""


def jurisdictions() -> tuple[str, ...]:
    """All that some bundle answers for."""
    return tuple(one for place in _places().values() for one in place.jurisdictions)


def policies() -> tuple[str, ...]:
    """Names of the platform policies that come with the program; `jd-goods.yaml` is a further book of `jd`."""
    return tuple(sorted({path.stem.partition("-")[0] for path in (FOLDER / WITHOUT_LAW).glob("*.yaml")} - {"bundle"}))


@lru_cache(maxsize=64)
def bundle(jurisdiction: str = "", policy: str = "") -> Bundle:
    """The rules that answer for a jurisdiction, with a marketplace's policy. Refuses law_unknown, policy_unknown.

    jurisdiction    of the contract; empty: not told, so only promises and the policy
    """
    if policy and policy not in policies():
        raise Refusal("policy_unknown", policy=policy, known=", ".join(policies()))
    name = place_of(jurisdiction)
    folders = _stands_on(name)
    if policy and WITHOUT_LAW not in folders:
        folders = (*folders, WITHOUT_LAW)
    files = [path for folder in folders for path in _books(folder, policy)]
    return made(name, files, jurisdiction, policy)


def made(name: str, files: Iterable[Path], jurisdiction: str = "", policy: str = "") -> Bundle:
    """A bundle of these files for a place. Raises BadRulebook."""
    where = _places()[name]
    built, digests = [], []
    for path in files:
        try:
            digest = read(path)[1]
            built.append(build(path, where))
        except BadRulebook as error:
            raise _named(error, path) from error
        digests.append(digest)
    known = {rule.then.means for one in built for rule in one.rules if rule.kind == "meaning"}
    label = f"policy/{policy}" if policy and name == WITHOUT_LAW else where.id
    return law_joined.joined(where, built, _evidence(frozenset(known)), schema(), jurisdiction, digests, label)


def place_of(jurisdiction: str) -> str:
    """The folder that answers for a jurisdiction. Refuses law_unknown."""
    if not jurisdiction:
        return WITHOUT_LAW
    for name, place in _places().items():
        if jurisdiction in place.jurisdictions:
            return name
    raise Refusal("law_unknown", jurisdiction=jurisdiction, known=", ".join(sorted(jurisdictions())))


def place(name: str) -> Place:
    """What a folder answers for."""
    return _places()[name]


def folders_of(name: str) -> tuple[str, ...]:
    """Folders that a place stands on, and itself, the lowest first."""
    return _stands_on(name)


@cache
def schema() -> Schema:
    """Every fact that may be told; the jurisdictions are those of `facts.yaml` and of every folder that is here."""
    found = law_rules.schema(read(FOLDER / "facts.yaml")[0])
    known = found.facts["jurisdiction"]
    wider = replace(known, values=known.values | frozenset(jurisdictions()))
    return Schema({**found.facts, "jurisdiction": wider})


def words() -> Mapping[str, Mapping]:
    """`facts.yaml` as it stands: questions, hints and labels in three languages."""
    return read(FOLDER / "facts.yaml")[0].value


def pieces() -> list[Mapping]:
    """`evidence.yaml` as it stands: what each piece is called and why it helps, in three languages."""
    return read(FOLDER / "evidence.yaml")[0].value


def phrases() -> Mapping[str, Mapping[str, str]]:
    """The few sentences around rule texts, in three languages."""
    return read(FOLDER / "phrases.yaml")[0].value


def forget() -> None:
    """Read everything anew the next time; for tests and for an editor of rules."""
    for one in (bundle, schema, _places, _evidence, read, build):
        one.cache_clear()


def _named(error: BadRulebook, path: Path) -> BadRulebook:
    return BadRulebook(error.line, f"{path.parent.name}/{path.name}: {error.what}")


@cache
def _places() -> dict[str, Place]:
    found = {}
    for path in sorted(FOLDER.glob("*/bundle.yaml")):
        try:
            found[path.parent.name] = law_rules.place(Book(path.read_text(encoding="utf-8")))
        except BadRulebook as error:
            raise _named(error, path) from error
    return found


def _stands_on(name: str, seen: tuple[str, ...] = ()) -> tuple[str, ...]:
    if name in seen:
        raise BadRulebook(0, f"{name}/bundle.yaml stands on itself")
    found: dict[str, None] = {}
    for below in _places()[name].over:
        found.update(dict.fromkeys(_stands_on(below, (*seen, name))))
    return (*found, name)


def _books(folder: str, policy: str) -> list[Path]:
    if folder == WITHOUT_LAW:
        found = (FOLDER / folder).glob(f"{policy}*.yaml") if policy else ()
        return sorted(path for path in found if path.stem.partition("-")[0] == policy)
    return [path for path in sorted((FOLDER / folder).glob("*.yaml")) if path.name != "bundle.yaml"]


@lru_cache(maxsize=512)
def build(path: Path, where: Place) -> Built:
    """The rules of one file as they stand in a place. Raises BadRulebook."""
    calendar = calendars.load(f"calendars/{where.calendar}") if where.calendar else None
    return law_rules.build(read(path)[0], schema(), calendar, where.rolls)


@cache
def _evidence(known: frozenset[str]) -> tuple[Proves, ...]:
    return law_rules.evidence(read(FOLDER / "evidence.yaml")[0], schema(), known)


@lru_cache(maxsize=512)
def read(path: Path) -> tuple[Book, str]:
    """A book and the digest of its text."""
    raw = path.read_bytes()
    digest = hashlib.sha256(raw).hexdigest()
    return Book(raw.decode("utf-8")), digest
