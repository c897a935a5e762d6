"""What `hejie procedure check` proves of a procedure before anybody depends on it: read, played, and reported with lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hejie.domain.procedure import fairness, kinds, soundness
from hejie.domain.procedure.findings import Finding, once
from hejie.domain.procedure.paths import Graph
from hejie.domain.procedure.rulebook import Procedure, Unfair
from hejie.insight import exploring
from hejie.insight.longest import Longest, longest
from hejie.rulebooks import procedures
from hejie.rulebooks.strict import BadRulebook, Book

MOST_CHARACTERS = 500_000
_MOST_SHAPES = 40
_SEVERE = {"error": 0, "unfair": 1}


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a check.

    procedure   None where the text cannot be read
    findings    errors first, then what is unfair, stated or not, by line
    stated      (wait or property, why and where it is written, line) of everything that is stated to be unfair
    longest     None where a case does not come to an end
    zone        in which times without an offset are meant in its tests
    kinds       how many kinds of cases the procedure tells apart; places: how many situations were looked at
    """

    procedure: Procedure | None
    findings: tuple[Finding, ...]
    stated: tuple[tuple[str, Unfair, int], ...] = ()
    longest: Longest | None = None
    kinds: int = 0
    places: int = 0
    zone: str = "UTC"

    @property
    def passes(self) -> bool:
        """Whether nothing is wrong, and nothing unfair that is not stated."""
        return not any(one.stops for one in self.findings)


def check(text: str, most: int = exploring.MOST_PLACES, time: bool = True) -> Report:
    """Prove all properties of a procedure's YAML text. Never raises for what the text holds.

    most   situations that are looked at for each kind of case; time: whether the longest duration is reckoned
    """
    if len(text) > MOST_CHARACTERS:
        return _unreadable(
            0, f"the text is too long ({len(text):,} characters); a procedure has at most {MOST_CHARACTERS:,}"
        )
    try:
        procedure = procedures.parse(text)
        book = Book(text.partition("\n---\n")[0])
    except BadRulebook as bad:
        return _unreadable(bad.line, bad.what)
    findings: list[Finding] = []
    graphs: list[Graph] = []
    forms = kinds.kinds(procedure)
    try:
        for form, graph in _played(forms, most):
            graphs.append(graph)
            findings += _where_it_stands(procedure, form, fairness.check(form, graph))
        for form in forms:
            for claimant in sorted(procedure.opened_by):
                findings += _where_it_stands(procedure, form, fairness.check(form, Graph(claimant)))
        findings += _by_claimant(procedure)
        findings += soundness.check(procedure, graphs)
        ends = not any(one.property in ("ends", "terminates") for one in findings)
        lasts = _longest(forms) if time and ends else None
    except Exception as fault:  # a rulebook that the program cannot play must be told, whatever it stumbles over
        findings.append(
            Finding("ends", (), f"a case under this procedure cannot be played: {type(fault).__name__}: {fault}",
                    "write it as docs/procedures.md says; if it is, this is a fault of the program")
        )  # fmt: skip
        lasts = None
    placed = [replace(one, line=book.line(*one.path)) for one in once(findings)]
    placed.sort(key=lambda one: (_SEVERE[one.severity], one.stated, one.line, one.message))
    stated = tuple((name, why, _line_of(book, procedure, name)) for name, why in procedure.stated_unfair())
    places = sum(len(graph.places) for graph in graphs)
    return Report(procedure, tuple(placed), stated, lasts, len(forms), places, book.value.get("zone", "UTC"))


def _where_it_stands(procedure: Procedure, form: Procedure, found: Iterable[Finding]) -> Iterator[Finding]:
    """Findings of one kind of case; of a wait that an override has made another, at the override."""
    for one in found:
        name = one.path[1] if one.path[:1] == ("waits",) and len(one.path) > 1 else ""
        wait = form.waits.get(name)
        places = [at for at, override in enumerate(procedure.overrides) if wait and override.waits.get(name) is wait]
        yield replace(one, path=("overrides", places[-1], *one.path)) if places else one


def lasting(procedure: Procedure) -> Longest:
    """How long a case can last at most under a procedure that passes the check; takes seconds."""
    return _longest(kinds.kinds(procedure))


def _unreadable(line: int, what: str) -> Report:
    path, _, told = what.partition(": ")
    name = "texts" if told and path.split(".")[0] == "texts" else "written"
    message, _, mend = what.partition("; ")
    return Report(None, (Finding(name, (), message, mend or "write it as docs/procedures.md says", line=line),))


def _played(forms: tuple[Procedure, ...], most: int) -> Iterator[tuple[Procedure, Graph]]:
    """The graphs of each shape of the procedure, of buyers' and of sellers' claims."""
    shapes: dict[tuple, Procedure] = {}
    for form in forms:
        shapes.setdefault(kinds.shape(form), form)
    if len(shapes) > _MOST_SHAPES:
        raise ValueError(f"its overrides make {len(shapes)} kinds of cases, of which {_MOST_SHAPES} can be proved")
    for form in shapes.values():
        for claim in exploring.claims(form):
            yield form, exploring.explore(form, claim, most)


def _by_claimant(procedure: Procedure) -> Iterator[Finding]:
    for number, override in enumerate(procedure.overrides):
        if override.when.claimants and len(procedure.opened_by) > 1:
            about = kinds.meant(override)
            other = "seller" if about.claimant == "buyer" else "buyer"
            pair = (procedure.for_case(about), procedure.for_case(replace(about, claimant=other)))
            yield from fairness.by_claimant(*pair, ("overrides", number, "waits"))


def _longest(forms: tuple[Procedure, ...]) -> Longest:
    """The longest of all kinds; where there are many, of the one whose waits are longest together."""
    lengths = [
        sum((fairness.longest(wait.within).total_seconds() for wait in form.waits.values()), 0.0) for form in forms
    ]
    return longest(forms[lengths.index(max(lengths))])


def _line_of(book: Book, procedure: Procedure, name: str) -> int:
    if name in procedure.unfair:
        return book.line("unfair", name)
    for number, override in enumerate(procedure.overrides):
        if name in override.waits and not procedure.waits[name].unfair:
            return book.line("overrides", number, "waits", name, "unfair")
    return book.line("waits", name, "unfair")
