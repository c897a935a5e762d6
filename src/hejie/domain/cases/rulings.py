"""Endings that were not agreed: reasoned decisions, defaults, withdrawal, and the second look by another neutral."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from hejie.domain.cases import access, citations, commands, confidential, findings, packages, performance
from hejie.domain.cases.draft import Draft
from hejie.domain.cases.fees import award, borne, owed_by_buyer
from hejie.domain.cases.opening import text_of
from hejie.domain.cases.reasons import Reasons
from hejie.domain.cases.servicing import exchanging
from hejie.domain.cases.servicing import money as service_money
from hejie.domain.cases.state import CaseState
from hejie.domain.cases.world import World
from hejie.domain.escrow import holds
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.events import Event, Private
from hejie.domain.kernel.refusal import Refusal


def decide_case(
    world: World, command: commands.DecideCase, *, by: Actor, now: datetime, repeats: tuple[str, ...] = ()
) -> tuple[Event, ...]:
    """The neutral's ruling with findings and rules. The money is reserved; it moves when the time to appeal is over.

    repeats   what was said in mediation and stands again in his words (`confidential.repeated`)
    Refuses   agreement_waits, text_missing, not_your_turn, said_in_mediation, unknown_evidence, evidence_erased,
              issue_granted (silence has conceded that term), term_by_agreement_only, and what findings.of_ruling refuses
    """
    case = world.case
    if case.agreement is not None:
        raise Refusal("agreement_waits")
    if not case.waits("decide"):
        raise Refusal("not_your_turn")
    written = citations.of_reasons(command.why, command.findings, command.rules)
    _keep_confidence(case, (*command.evidence, *_named(command.why)), repeats)
    cited = _cited(case, command.why, command.evidence, written)
    package = _decidable(command.package, case)
    _keep_granted(case, package)
    draft = Draft(world, by, now)
    reasons = _reasons(command, world)
    rule(draft, "decision", outcome_of(case, package), package, evidence=list(cited), **reasons)
    return draft.events()


def _decidable(given: Mapping, case: CaseState) -> dict:
    """The terms of a decision. Refuses term_by_agreement_only (a voucher, a public reply), and what packages.checked refuses."""
    package = packages.checked(given, case.currency, case.paid_minor)
    if term := packages.only_agreed(package):
        raise Refusal("term_by_agreement_only", term=term)
    return package


def _named(why: Reasons) -> list[str]:
    return [piece for point in why.points for piece in point.evidence]


def _cited(case: CaseState, why: Reasons, chosen: Sequence[str], written: Sequence[str]) -> tuple[str, ...]:
    """What the decision names as a whole: pieces that were chosen, and those that its words cite. Refuses what
    `citations.checked` refuses, for pieces of its findings as well."""
    filed = {item.id for item in case.of_kind("evidence")}
    for piece in chosen:
        if piece not in filed:
            raise Refusal("unknown_evidence", evidence=piece[:40])
    citations.checked(case, _named(why))
    return citations.checked(case, (*chosen, *written))


def _keep_confidence(case: CaseState, named: Sequence[str], repeats: tuple[str, ...]) -> None:
    """A decision neither names nor repeats what was said in mediation, unless its author has allowed that."""
    out = confidential.decision_file(case)
    found = [item for item in (*named, *repeats) if item in out]
    if found:
        raise Refusal("said_in_mediation", item=found[0])


def _reasons(command: commands.DecideCase | commands.DecideAppeal, world: World) -> dict:
    free = {"findings": Private(text_of(command.findings)), "rules": Private(text_of(command.rules))}
    return free | findings.of_ruling(command.why, world.case, world.procedure)


def _keep_granted(case: CaseState, package: Mapping) -> None:
    for issue, value in case.granted.items():
        if package[issue] != value:
            raise Refusal("issue_granted", issue=issue)


def outcome_of(case: CaseState, package: Mapping) -> str:
    """decided_buyer, decided_seller or decided_split: measured by what the claim asked for."""
    claim = case.offers[0].package
    asked, given = packages.to_buyer(claim), packages.to_buyer(package)
    served = claim["service"] in ("none", package["service"])
    if given >= asked and served and (given > 0 or package["service"] != "none"):
        return "decided_buyer"
    if given == 0 and package["service"] == "none":
        return "decided_seller"
    return "decided_split"


def rule(draft: Draft, source: str, outcome: str, package: Mapping, **data: object) -> None:
    """Put a ruling on the record, reserve its money, and open the time to appeal (an appeal's ruling is final at once)."""
    number = len(draft.case.rulings) + 1
    for offer in draft.case.open_offers():
        draft.add("OfferLapsed", offer=offer.id, why="ruled")
    draft.clear(why="ruled")
    if draft.case.stage in ("negotiation", "mediation") and "decision" in draft.procedure.stages:
        draft.add("StageEntered", stage="decision")
    in_substance = outcome_of(draft.case, package) if source == "appeal" else outcome
    fees = _fees(draft.case, in_substance, package)
    draft.add(
        "RulingMade",
        ruling=f"r{number}",
        source=source,
        outcome=outcome,
        package=packages.as_ruled(package),
        **data,
        **fees,
    )
    if not performance.trade_resumes(draft.case):
        reason = draft.case.reason if package["goods"] == "return" else ""
        performance.reserve(draft, award(package, fees.get("fees")), reason)
    last = source == "appeal" or draft.case.appeal or data.get("final") or "appeal" not in draft.procedure.stages
    if last:
        make_final(draft)
    else:
        draft.wait("appeal", "both", about=f"r{number}")


def _fees(case: CaseState, outcome: str, package: Mapping) -> dict:
    found = borne(case, outcome, package)
    return {"fees": found.as_data()} if found else {}


def make_final(draft: Draft) -> None:
    """The ruling stands: its obligations begin."""
    draft.clear("appeal")
    draft.add("RulingFinal", ruling=draft.case.ruling.id)
    ruling = draft.case.ruling
    owed = owed_by_buyer(ruling.package, ruling.data.get("fees"))
    if owed and not performance.trade_resumes(draft.case):
        performance.oblige_fee(draft, owed)
    performance.oblige_words(draft, draft.case.ruling.package)
    performance.advance(draft)


def appeal_ruling(world: World, command: commands.AppealRuling, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """Ask for a second look, once, while the time to appeal runs. The money stays reserved.

    Another neutral takes it; where the procedure sends it back to the same one, he stays and his time begins at once.
    Refuses   appeal_not_open
    """
    case = world.case
    side = access.side_of(by, case)
    if not any(row.who in (side, "both") for row in case.waits("appeal")) or case.appeal:
        raise Refusal("appeal_not_open")
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.clear("appeal")
    draft.add("AppealMade", side=side, ruling=case.ruling.id, grounds=Private(text_of(command.grounds)))
    draft.add("StageEntered", stage="appeal")
    if case.neutral and draft.procedure.appeal_to == "same":
        draft.wait("appeal_decide", "neutral")
    else:
        if case.neutral:
            draft.add("NeutralLeft", why="appeal")
        draft.wait("assign", "platform")
    draft.wait("appeal_answer", "seller" if side == "buyer" else "buyer")
    return draft.events()


def answer_appeal(world: World, command: commands.AnswerAppeal, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The other side's answer to the appeal. Refuses appeal_not_open."""
    case = world.case
    side = access.side_of(by, case)
    if not case.appeal or case.appeal["side"] == side or not case.waits("appeal_answer"):
        raise Refusal("appeal_not_open")
    draft = Draft(world, by, now)
    draft.show_procedure(side)
    draft.add("AppealAnswered", id="aa1", side=side, text=Private(text_of(command.text)))
    draft.clear("appeal_answer")
    return draft.events()


def decide_appeal(
    world: World, command: commands.DecideAppeal, *, by: Actor, now: datetime, repeats: tuple[str, ...] = ()
) -> tuple[Event, ...]:
    """The second neutral upholds the ruling or changes it; either way it is final here.

    repeats   as with `decide_case`
    Refuses   appeal_not_open, unheard (the other side may still answer), said_in_mediation, text_missing, unknown_evidence,
              evidence_erased, term_by_agreement_only, and what findings.of_ruling refuses
    """
    case = world.case
    if not case.appeal or not case.waits("appeal_decide"):
        raise Refusal("appeal_not_open")
    if case.waits("appeal_answer"):
        raise Refusal("unheard", until=case.waits("appeal_answer")[0].until)
    _keep_confidence(case, _named(command.why), repeats)
    cited = _cited(case, command.why, (), citations.of_reasons(command.why, command.findings, command.rules))
    draft = Draft(world, by, now)
    reasons = _reasons(command, world) | ({"evidence": list(cited)} if cited else {})
    if command.upheld:
        uphold(draft, **reasons)
    else:
        package = _decidable(command.package or {}, case)
        _keep_granted(case, package)
        rule(draft, "appeal", "appealed_changed", package, of=case.ruling.id, **reasons)
    return draft.events()


def uphold(draft: Draft, **reasons: object) -> None:
    """The first ruling stands, with the reasons for it (none where the second neutral stayed silent)."""
    first = draft.case.ruling
    rule(draft, "appeal", "appealed_upheld", first.package, of=first.id, first_outcome=first.outcome, **reasons)


def withdraw_case(world: World, command: commands.WithdrawCase, *, by: Actor, now: datetime) -> tuple[Event, ...]:
    """The claimant gives the claim up here; the trade goes its ordinary way again, with whatever was still reserved.

    Refuses   already_settled (an agreement is in effect or a ruling made), promise_runs (the other side has still to keep a
              promise; who closes the case before lets it fall), goods_to_send_back (the new article was sent, and the old one has
              not come back)
    """
    case = world.case
    if case.settled or case.ruling:
        raise Refusal("already_settled")
    for duty in case.obligations:
        if duty.promise and duty.side == case.respondent and duty.status in ("open", "reported"):
            raise Refusal("promise_runs", obligation=duty.id)
    exchanging.may_be_taken_back(case)
    draft = Draft(world, by, now)
    note = {"reason": Private(text_of(command.reason))} if command.reason.strip() else {}
    draft.add("CaseWithdrawn", side=access.side_of(by, case), **note)
    for offer in draft.case.open_offers():
        draft.add("OfferLapsed", offer=offer.id, why="withdrawn")
    draft.add_order(holds.void(draft.order, case.id, "withdrawn"))
    service_money.give_back_unused(draft)
    performance.close(draft)
    return draft.events()


def platform_pays(draft: Draft) -> None:
    """The platform failed to hear the case in time: the claim is met from the guarantee fund, the seller is paid as well.

    Source: own errors are paid by the platform (research: platforms, section 9, point 10).
    """
    claim = draft.case.offers[0].package
    package = {**packages.as_ruled(claim), "goods": "keep", "service": "none"}
    left = draft.case.paid_minor  # less than was asked for, where the case was taken up again and he has got a part
    if draft.case.reopened and packages.to_buyer(package) > left:
        package |= {"refund": left, "return_freight": {"payer": "buyer", "minor": 0}}
    minor = packages.to_buyer(package)
    draft.add("PlatformPays", minor=minor, currency=draft.case.currency)
    for offer in draft.case.open_offers():
        draft.add("OfferLapsed", offer=offer.id, why="ruled")
    draft.clear(why="ruled")
    number = len(draft.case.rulings) + 1
    draft.add(
        "RulingMade", ruling=f"r{number}", source="default", outcome="decided_buyer", package=package, paid_by="fund"
    )
    draft.add_order(holds.void(draft.order, draft.case.id, "replaced"))
    draft.add_order(holds.split(draft.order, draft.case.id, 0))
    if minor:
        draft.add_order(holds.debt(draft.order, draft.case.id, "platform", minor))
    make_final(draft)
