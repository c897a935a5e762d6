"""Findings of fact: for each point what was found, on which evidence, at which turn of proof, and why.

They stand in a ruling in keys of their own (`points`, `applied`, `otherwise`), beside its two free texts; rulings made before
there were such keys have none of them. A neutral may keep findings before he decides: they stand in the internal room, which
neither side reads.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from hejie.domain.burden import book as burden
from hejie.domain.burden import weigh
from hejie.domain.cases import access, law_burden
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.reasons import FOUND, Finding, KeepFindings, Reasons, Rule
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure

MOST = 40
_ID = re.compile(r"[a-z0-9][a-z0-9/._-]{0,79}")
_VERSION = re.compile(r"[0-9A-Za-z._-]{0,40}")
_ARTICLE = re.compile(r"[^\x00-\x1f\x7f]{0,80}")


def keep_findings(world: World, command: KeepFindings, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The neutral's findings up to now, in the internal room.

    Refuses   not_allowed_now (for others than the case's neutral), text_missing (nothing is found), and what `recorded` refuses
    """
    stream = access.may_use_room(by, world.case, "internal")
    if access.side_of(by, world.case) != "neutral":
        raise Refusal("not_allowed_now", act="FindingsKept", stage=world.case.stage)
    if not command.points:
        raise Refusal("text_missing")
    kept = world.room.of_kind("findings") if world.room else ()
    more = {"otherwise": Private(text_of(command.otherwise))} if command.otherwise.strip() else {}
    points = recorded(command.points, world.case, world.procedure)
    data = {"id": f"f{len(kept) + 1}", "side": "neutral", "points": points, **more}
    return (Event(stream, "FindingsKept", data),)


def of_ruling(why: Reasons, case: CaseState, procedure: Procedure) -> dict:
    """The keys of a neutral's ruling that hold its reasons in their parts; a part without anything is left out.

    Refuses   otherwise_missing (it is not said what would have changed the result), and what `recorded` refuses;
              rule_unreadable, rule_of_other_version (the case has pinned another version of this rulebook)
    """
    if not why.otherwise.strip():
        raise Refusal("otherwise_missing")
    data: dict[str, object] = {"otherwise": Private(text_of(why.otherwise))}
    if why.points:
        data["points"] = recorded(why.points, case, procedure)
    if why.applied:
        _few(why.applied)
        data["applied"] = [_rule(rule, procedure) for rule in why.applied]
    return data


def recorded(points: Sequence[Finding], case: CaseState, procedure: Procedure) -> list[dict]:
    """Findings as the record holds them.

    Refuses   too_many_findings, finding_word_unknown, point_unknown, burden_step_unknown, burden_step_elsewhere (a finding does
              not follow from this step), bad_side, unknown_evidence, text_missing
    """
    _few(points)
    there = {item.id for kind in ("evidence", "question") for item in case.of_kind(kind)}
    found = []
    for one in points:
        if one.finding not in FOUND:
            raise Refusal("finding_word_unknown", given=one.finding[:40])
        for piece in one.evidence:
            if piece not in there:
                raise Refusal("unknown_evidence", evidence=piece[:40])
        told = _of_book(one, case, procedure.burdens) if one.point else _of_own(one)
        reasons = {"reasons": Private(text_of(one.reasons))} if one.reasons.strip() else {}
        found.append({**told, "finding": one.finding, "evidence": list(dict.fromkeys(one.evidence)), **reasons})
    return found


def _few(listed: Sequence) -> None:
    if len(listed) > MOST:
        raise Refusal("too_many_findings", most=MOST)


def _of_book(one: Finding, case: CaseState, book: burden.BurdenBook) -> dict:
    """A point of the burden book, with the turn of proof on which its finding rests."""
    written = book.points.get(one.point)
    if written is None:
        raise Refusal("point_unknown", point=one.point[:40], book=book.id)
    about = facts(case)
    point = law_burden.point(written, case, about)
    told = {"point": point.id, "says": burden.side_of(point.says, about)}
    if one.words.strip():
        told["words"] = Private(text_of(one.words))
    step = (point.step(one.step) or written.step(one.step)) if one.step else None
    if one.step and step is None:
        raise Refusal("burden_step_unknown", step=one.step[:40], point=point.id)
    if one.finding in (burden.PROVED, burden.NOT_PROVED):
        step = step or weigh.deciding(point, one.finding, filed_for(point, case, one.evidence))
        if weigh.turning(step, one.finding) is None:
            raise Refusal("burden_step_elsewhere", step=step.id, point=point.id)
    if step is not None:
        on = burden.side_of(step.who, about)
        told["burden"] = {
            "book": book.id, "version": book.version, "step": step.id, "on": on, "source": step.source,
        }  # fmt: skip
        if point is not written and step != written.step(step.id):
            told["burden"]["law"] = _by_law(case)
    return told


def _by_law(case: CaseState) -> dict:
    """The rule that goes before the book, with its book and version."""
    found = law_burden.of(case)
    return {"rule": found.rule, "book": found.book, "version": found.version}


def _of_own(one: Finding) -> dict:
    """A point in the neutral's own words."""
    for side in (one.says, one.on):
        if side not in ("", "buyer", "seller"):
            raise Refusal("bad_side", given=side[:40])
    told: dict[str, object] = {"point": "", "words": Private(text_of(one.words))}
    if one.says:
        told["says"] = one.says
    if one.on:
        told["burden"] = {"on": one.on}
    return told


def _rule(rule: Rule, procedure: Procedure) -> dict:
    parts = ((_ID, rule.rulebook), (_VERSION, rule.version), (_ARTICLE, rule.article))
    if not all(form.fullmatch(given) for form, given in parts):
        raise Refusal("rule_unreadable", rulebook=rule.rulebook[:80])
    pinned = {procedure.id: procedure.version, procedure.burdens.id: procedure.burdens.version}
    version = rule.version or pinned.get(rule.rulebook, "")
    if rule.rulebook in pinned and version != pinned[rule.rulebook]:
        raise Refusal("rule_of_other_version", rulebook=rule.rulebook, version=pinned[rule.rulebook])
    text = {"text": Private(text_of(rule.text))} if rule.text.strip() else {}
    return {"rulebook": rule.rulebook, "version": version, "article": rule.article, **text}


def facts(case: CaseState) -> burden.Facts:
    """What a burden book may look at of a case."""
    confirmed = bool(case.order["dates"].get("confirmed"))
    return burden.Facts(case.reason, case.claimant, case.remedy, case.category, confirmed)


def filed_for(point: burden.Point, case: CaseState, ticked: Sequence[str] = ()) -> dict[str, tuple[str, ...]]:
    """Step → pieces of the joint room that are on the file for it: those filed for it, and those that the neutral took for it.

    A piece that was filed for nothing in particular and bears on the point stands for the first turn of whoever filed it.
    """
    found: dict[str, list[str]] = {}
    about = facts(case)
    for item in case.of_kind("evidence"):
        named = item.data.get("proves", "")
        if named:
            step = point.step(named.partition(".")[2]) if named.startswith(f"{point.id}.") else None
        else:
            own = (one for one in point.steps if burden.side_of(one.who, about) == item.side)
            step = next(own, None) if item.id in ticked else None
        if step is not None:
            found.setdefault(step.id, []).append(item.id)
    return {step: tuple(pieces) for step, pieces in found.items()}


def stand(point: burden.Point, case: CaseState, ticked: Sequence[str] = ()) -> weigh.Standing:
    """How a point stands on the file of a case, as long as nobody has weighed anything; the law goes before the book."""
    point = law_burden.point(point, case, facts(case))
    return weigh.stand(point, {}, filed_for(point, case, ticked))
