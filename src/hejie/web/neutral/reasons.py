"""The reasons of a draft in their parts: findings in the decision's order, rules with version, what would have changed it."""

from collections.abc import Mapping
from dataclasses import dataclass

from hejie.domain.cases import findings
from hejie.domain.cases.reasons import Reasons, Rule
from hejie.domain.kernel.events import Private
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases.finding_words import FindingWords
from hejie.usecases.reading import CaseView
from hejie.web.languages import active
from hejie.web.neutral import law_rules, points


@dataclass(frozen=True, slots=True)
class Told:
    """What a draft's reasons come to.

    found       the findings as text, a paragraph each; rules: the rules that were applied, in words
    otherwise   what the neutral wrote, else what the turns of proof say; made: the latter
    astray      numbers of points whose turn of proof does not lead to their finding
    """

    reasons: Reasons
    found: str
    rules: list[str]
    otherwise: str
    made: str
    astray: list[int]


def told(data: Mapping, view: CaseView) -> Told:
    """The reasons of a draft as they read now."""
    case, procedure = view.case, view.world.procedure
    speak = FindingWords(procedure, active(), lambda text: text.text if isinstance(text, Private) else "")
    listed, carried, astray = [], [], []
    for point in points.in_order(data["points"]):
        one = points.finding(point | {"bears": _there(point["bears"], view)})
        try:
            (recorded,) = findings.recorded([one], case, procedure)
        except Refusal:
            astray.append(data["points"].index(point) + 1)
            continue
        carried.append(one)
        listed.append((len(listed) + 1, recorded))
    applied = _applied(listed, data, view)
    made = speak.otherwise(listed)
    otherwise = str(data["form"].get("otherwise", "")).strip() or made
    return Told(
        reasons=Reasons(tuple(carried), applied, otherwise),
        found="\n\n".join(speak.paragraph(number, one) for number, one in listed),
        rules=[speak.rule(_as_recorded(rule)) for rule in applied],
        otherwise=otherwise,
        made=made,
        astray=astray,
    )


def _there(bears: list[str], view: CaseView) -> list[str]:
    there = {item.id for kind in ("evidence", "question") for item in view.case.of_kind(kind)}
    return [piece for piece in bears if piece in there]


def _applied(listed: list[tuple[int, Mapping]], data: Mapping, view: CaseView) -> tuple[Rule, ...]:
    """The procedure, the articles on which the findings rest, and the figures and rules of the law that the neutral has ticked."""
    procedure, book = view.world.procedure, view.world.procedure.burdens
    found = [Rule(procedure.id, procedure.version)]
    for _number, one in listed:
        source = one.get("burden", {}).get("source", "")
        if "burden" in one and "book" in one["burden"]:
            found.append(Rule(book.id, book.version, "" if source.startswith("ours") else source[:80]))
    ticked = set(data.get("figures", ()))
    speak = points.told(view)
    found += [
        Rule(book.id, book.version, value.source[:80], speak.said(value.text))
        for value in book.values_for(findings.facts(view.case))
        if value.id in ticked
    ]
    found += law_rules.applied(data.get("law", ()), view)
    return tuple(dict.fromkeys(found))


def _as_recorded(rule: Rule) -> dict:
    return {"rulebook": rule.rulebook, "version": rule.version, "article": rule.article}
