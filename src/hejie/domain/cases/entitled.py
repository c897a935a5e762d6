"""What the rules say of a case: facts from its file, put to the law, and the finding with its proof on the record.

The program itself writes it, in the transaction of the act by which a fact became known: at the opening, and again whenever
what is known of the case, or a rule, is no longer what the last finding rests on. So the file says by itself, years later,
which rules and figures gave what, and on which facts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hejie.domain.cases import known
from hejie.domain.cases.known import Known
from hejie.domain.cases.world import World
from hejie.domain.entitlements import answer, facts, proof
from hejie.domain.entitlements.answer import Finding
from hejie.domain.entitlements.facts import Schema
from hejie.domain.entitlements.logic import FALSE
from hejie.domain.entitlements.rows import Row
from hejie.domain.entitlements.rules import Bundle
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, PrivateJson
from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True)
class Law:
    """The rules that a marketplace's cases are looked at by.

    jurisdiction  of an order in a currency, "" where none is known; policy: of a platform, "" where there is none
    bundle        rules by (jurisdiction, policy). Refuses law_unknown, policy_unknown
    categories    first words of the kinds of goods of which rules speak; others stay unknown
    points        what a finding on a point of a burden book says in facts: book → point → finding → facts by path
    """

    jurisdiction: Callable[[str], str]
    policy: str
    bundle: Callable[[str, str], Bundle]
    schema: Schema
    categories: frozenset[str] = frozenset()
    points: Mapping[str, Mapping[str, Mapping[str, Mapping]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LookAgain:
    """See what the rules say of a case, and keep it where it is not what they said last."""

    case_id: str


@dataclass(frozen=True, slots=True)
class Looked:
    """A finding with what it rests on. policy: the platform's that stood beside the law, or ""."""

    known: Known
    finding: Finding
    policy: str


def due(world: World, law: Law | None, *, now: datetime) -> tuple[Event, ...]:
    """The finding that the case's file lacks, as an event of the program; nothing while the last one still stands."""
    case = world.case
    if law is None or case is None or case.closed:
        return ()
    last = case.entitled
    seen = known.gather(world, law)
    if last and _same(last, seen) and _in_force(last, seen, law):
        return ()
    looked = look(world, law, now=now, seen=seen)
    if looked is None or (last and _same(last, looked.known) and last["rulebook"] == _rulebook(looked)):
        return ()
    return (Event(world.streams["case"], "EntitlementFound", recorded(looked)),)


def look_again(
    world: World, command: LookAgain, *, by: Actor, now: datetime, law: Callable[[], Law | None]
) -> tuple[Event, ...]:
    """What `due` finds, as an act of its own: more has become known of the order alone."""
    return due(world, law(), now=now)


def look(
    world: World, law: Law, *, now: datetime, seen: Known | None = None, found: Iterable[Mapping] = ()
) -> Looked | None:
    """What the rules say now; None where no law and no policy is known, or the file contradicts itself.

    found    findings of fact that stand on no ruling yet, as {"point", "finding"}: a neutral's own
    What a party told is left out where it cannot have been, beside the file.
    """
    policy = world.case.entitled["policy"] if world.case.entitled else law.policy
    for of_parties in (True, False):
        one = seen if seen and of_parties else known.gather(world, law, found, of_parties=of_parties)
        place = str(one.facts.get("jurisdiction", ""))
        if not place and not policy:
            continue
        try:
            bundle = law.bundle(place, policy)
            told = facts.read(known.nested(one.facts), law.schema, bundle.zone, now)
        except Refusal:
            continue
        return Looked(one, answer.find(bundle, told), policy)
    return None


def recorded(looked: Looked) -> dict:
    """A finding as the record holds it: facts with who said them, the rulebook, a row for each remedy, and the proof.

    The proof is long and seldom read, so it stands outside the entry as people's texts do, by its salted digest.
    """
    finding, seen = looked.finding, looked.known
    rules = finding.asked.bundle.rules
    rows = [_row(finding, row) for row in finding.rows]
    return {
        "as_of": finding.asked.day(finding.asked.as_of),
        "rulebook": _rulebook(looked),
        "policy": looked.policy,
        "facts": dict(seen.facts),
        "from": dict(seen.sources),
        **({"disputed": {path: dict(both) for path, both in seen.disputed.items()}} if seen.disputed else {}),
        "remedies": rows,
        "evidence": [{"from": one["from"], "what": one["what"]} for one in answer.evidence(finding, "en")],
        "books": {rules[finding.asked.bundle.index[name]].id: _book(finding, name) for name in _named(rows)},
        "proof": PrivateJson(_proof(finding)),
    }


def _row(finding: Finding, row: Row) -> dict:
    asked, rules = finding.asked, finding.asked.bundle.rules
    told: dict[str, object] = {
        "remedy": row.remedy,
        "certainty": row.certainty,
        "rules": [rules[number].id for number in proof.reasons(asked, row)],
    }
    if row.value == FALSE:
        return told
    told |= {"freight": row.freight, "burden": row.burden, "against": list(row.against)}
    by = next(
        (rules[number].id for number in (*row.told[::-1], row.rule) if rules[number].then.burden == row.burden), ""
    )
    told |= {"burden_by": by} if by else {}
    if row.amount is not None:
        told["amount"] = {"minor": row.amount[0], "currency": row.amount[1]}
    more = {"multiple": row.multiple, "until": asked.day(row.until), "perform": row.perform}
    told |= {name: value for name, value in more.items() if value is not None}
    if row.certainty == "possible":
        told |= {
            "needs": list(row.open.needs),
            "contested": bool(row.open.contested),
            "judgement": list(row.open.judgements),
        }
    return told


def _named(rows: list[dict]) -> Iterable[str]:
    return dict.fromkeys(name for row in rows for name in (*row["rules"], row.get("burden_by")) if name)


def _book(finding: Finding, name: str) -> str:
    bundle = finding.asked.bundle
    rule = bundle.rules[bundle.index[name]]
    return f"{rule.book} {rule.article}".strip()


def _proof(finding: Finding) -> dict:
    """The proof of what is open; why the rest is closed say its rules, and facts and rulebook give it again."""
    return proof.tree(finding.asked, [row for row in finding.rows if row.value != FALSE])


def _rulebook(looked: Looked) -> dict:
    bundle = looked.finding.asked.bundle
    return {"id": bundle.id, "version": bundle.version, "digest": bundle.digest}


def _same(last: Mapping, seen: Known) -> bool:
    return last["facts"] == seen.facts and last.get("disputed", {}) == seen.disputed


def _in_force(last: Mapping, seen: Known, law: Law) -> bool:
    """Whether the rules are still those by which the last finding was made."""
    try:
        bundle = law.bundle(str(seen.facts.get("jurisdiction", "")), last["policy"])
    except Refusal:
        return True
    return bundle.digest == last["rulebook"]["digest"]
