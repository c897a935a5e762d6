"""The service part of a case page: how far it has come, the next step in sight, all other acts folded, how the sum is made up."""

from collections.abc import Iterable, Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.aftersales import flow as flows
from hejie.domain.aftersales import on_top
from hejie.domain.aftersales.flow import Step
from hejie.domain.aftersales.service import STAGE, Service
from hejie.domain.cases import access_shop
from hejie.domain.cases.servicing import exchanging, money, receiving, releasing, steps
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.usecases import services as use
from hejie.usecases.reading import CaseView
from hejie.web.case import repair_facts, service_facts, service_sentences
from hejie.web.case.offers import can
from hejie.web.case.turn import marks
from hejie.web.case.voice import Voice, plain_sum, say, written
from hejie.web.service import answer_forms, exchange_words, pay_forms, reckoned, step_forms, vocabulary
from hejie.web.service.step_form import StepForm

_PAYING = ("pay", "rather_refund")
"""What a buyer may do when the step `pay_more` waits for him; the step itself is what the payment provider says."""
_SELDOM = ("accept", "object", "pay_more")
_ONLY_QUOTED, _NOT_HOME, _NOT_SENT_IN = ("quote", "approve_quote"), ("send", "receive", "dispatch"), ("visit",)
"""Steps that come only where something calls for them, and stand in the flow until it is answered."""


def of_case(
    request: HttpRequest, view: CaseView, voice: Voice, entries: Iterable[Mapping] = (), bound: StepForm | None = None
) -> dict | None:
    """What `case/service.html` shows; None where the case did not begin as a service.

    entries   the newest entries of the case, for when it was answered; bound: a form that must be mended
    """
    service = view.case.service
    if service is None:
        return None
    open_now = view.case.stage == STAGE and service.status in ("asked", "approved", "declined")
    forms = _forms(view, bound, request.context.actor.role) if open_now else []
    forms += _release(request, view, bound)
    return {
        "name": vocabulary.kind_name(service.kind),
        "open": open_now,
        "says": _says(view, voice),
        "rule_url": _rule_url(service.by_rule),
        "facts": service_facts.of_request(view, voice, request.context.now),
        "tried": repair_facts.tried(view),
        "quote": repair_facts.quote(view, voice),
        "log": repair_facts.log(view) if service.kind == "repair" else [],
        "signs": _signs(view),
        "track": _track(view, voice, entries),
        "first": [form for form in forms if form["first"]],
        "others": [form for form in forms if not form["first"]],
        "sum": _sum(view),
        "less": _less(view),
        "declined": _declined(view) if service.status == "declined" else None,
        "change": _change(view) if open_now else [],
        "change_url": reverse("case_service_pieces", args=[view.case.id]),
        "found": service_facts.came_back(view),
    }


def side_of(view: CaseView) -> str:
    """The side that the reader takes steps as."""
    return steps.acting_as(view.side, view.case)


def errors(form: StepForm) -> list[dict]:
    """What must be mended, each with the field where."""
    found = [{"url": "#service", "words": words} for words in form.non_field_errors()]
    for field in form:
        found += [{"url": f"#{field.auto_id}", "words": words} for words in field.errors]
    return found


def _forms(view: CaseView, bound: StepForm | None, role: str) -> list[dict]:
    """All that the reader may do now: what he is waited for first."""
    case, service = view.case, view.case.service
    waits = [row.about for row in case.deadlines if flows.is_wait(row.wait) and row.who == view.side]
    found = []
    if service.status in ("asked", "declined") and can(view, "service.answer") and service.step("answer"):
        for name, form, label in (
            ("approve", answer_forms.Approve, _("Approve the request")),
            ("decline", answer_forms.Decline, _("Decline the request")),
        ):
            if name == "decline" and service.status == "declined":
                continue
            url = reverse("case_service_answer", args=[case.id, name])
            made = bound if bound is not None and bound.step == name else form(view, name)
            found.append(_form(made, label, url, first="answer" in waits, lead=_lead(name, view)))
    if can(view, "service.step") or can(view, "service.agree"):
        for name in steps.may_take(service, side_of(view)):
            if use.action_of(name) == "service.scan" and role != "operator":
                continue  # what carriers and payment providers say, programs and operators put down
            if name == "release":
                continue
            url = reverse("case_service_step", args=[case.id, name])
            made = bound if bound is not None and bound.step == name else step_forms.of(view, name)
            first = name in waits or (
                "pay_more" in waits and (name == "pay" or (name in _PAYING and on_top.refused(service) is not None))
            )
            found.append(_form(made, vocabulary.step_do(name), url, first=first, lead=_lead(name, view)))
    return found


def _release(request: HttpRequest, view: CaseView, bound: StepForm | None) -> list[dict]:
    """Goods that are kept apart may be let go when the request is long over."""
    if not releasing.kept_apart(view.case) or not access_shop.may_release(request.context.actor, view.case):
        return []
    form = bound if bound is not None and bound.step == "release" else step_forms.of(view, "release")
    url = reverse("case_service_step", args=[view.case.id, "release"])
    lead = _("The shop’s own system is told what becomes of them. Each line is let go once.")
    return [_form(form, vocabulary.step_do("release"), url, first=False, lead=lead)]


def _form(form: StepForm, label: str, url: str, *, first: bool, lead: str) -> dict:
    """One form; open where it must be mended, and the buttons of a choice of one weight."""
    return {
        "form": form, "label": label, "url": url, "first": first, "lead": lead, "id": f"do-{form.step}",
        "open": form.is_bound, "even": len(form.send) > 1 or form.step in ("approve", "decline", "rather_refund"),
        "send": form.send if form.step not in ("approve", "decline") else [{"value": "", "words": label}],
    }  # fmt: skip


def _lead(name: str, view: CaseView) -> str:
    service = view.case.service
    label = service.last("label")
    if name == "approve" and service.kind in money.PAYS_BACK and service.reckoned is None:
        asked = plain_sum(_asked(view)["minor"], view.case.currency)
        return _("As it was asked for it comes to %(sum)s. Change below what is different.") % {"sum": asked}
    if name == "decline":
        return _("The buyer reads the reason, and may take the request to the procedure of disputes.")
    if name == "send" and service.status == "asked":
        return _("Nobody has answered yet. You may send it all the same, and bear the risk that it is declined.")
    if name == "send" and label is not None:
        return say(_("There is a label for it: %(label)s"), label=written(service_facts.parcel(view, label)))
    if name == "agree":
        return _(
            "Agree, and the smaller sum is paid. Contest it, and it becomes a dispute: both accounts and all that is on the "
            "file go along, and a neutral may decide. Either is in order."
        )
    if name == "accept":
        return _(
            "Take the sum that was approved, or contest it: then it becomes a dispute, with this sum as the seller’s offer."
        )
    if name == "choose":
        return _choice(view)
    return pay_forms.lead(name, view)


def _choice(view: CaseView) -> str:
    """What follows if the buyer does not wait for what the seller has none of."""
    service = view.case.service
    if service.kind == "missing_parts":
        return _(
            "For money instead of the parts the request becomes a dispute: you agree on a sum, or a neutral decides."
        )
    if exchanging.goods_are_his(service):
        return _("For the money you send the goods back at the seller’s cost. You get it once they have come back.")
    return ""


def _asked(view: CaseView) -> dict:
    """What the request comes to as it was asked for."""
    case, service = view.case, view.case.service
    pieces = {piece.line: piece.quantity for piece in service.pieces}
    return money.reckon(view.order, pieces, case.reason, service.kind, which=service.which)


def _sum(view: CaseView) -> dict | None:
    """How the refund is made up: as approved or settled, else as it was asked for."""
    service = view.case.service
    if service.status == "ended":
        return None  # nothing is paid, whatever had been worked out
    if service.reckoned is not None:
        title = _("How the refund is made up")
        return {"title": title, "rows": reckoned.table(service.reckoned, service_facts.titles(view), view.text)}
    if service.kind in money.PAYS_BACK and view.case.stage == STAGE and service.wish.get("want") != "again":
        return {
            "title": _("What it comes to as asked for"),
            "rows": reckoned.table(_asked(view), service_facts.titles(view)),
        }
    if service.kind == "exchange" and view.case.stage == STAGE:
        rows = exchange_words.table(view.order, service, mine=view.side == "buyer")
        return {"title": _("What the exchange comes to"), "rows": rows} if rows else None
    if "minor" in service.wish:
        row = {"label": _("Asked for"), "sum": Money(service.wish["minor"], view.case.currency), "total": True}
        return {"title": _("What is asked for"), "rows": [row]}
    return None


def _less(view: CaseView) -> dict | None:
    """What the seller would take off after the inspection, until it is settled: then the refund itself tells it."""
    service = view.case.service
    if service.deduction is None or service.status == "done":
        return None
    told = service.deduction
    return {
        "open": receiving.waits_for_word(service) and view.case.stage == STAGE,
        "rows": reckoned.table(told["reckoned"], service_facts.titles(view), view.text),
        "less": Money(told["less"], view.case.currency),
        "note": view.text(service.last("inspect").data.get("note")) if service.last("inspect") else "",
    }


def _declined(view: CaseView) -> dict:
    service = view.case.service
    ways = view.side == "buyer"
    return {
        "why": vocabulary.word("declines", service.code),
        "note": view.text(service.note) if service.note else "",
        "on_url": reverse("case_escalation", args=[view.case.id]) if ways and can(view, "escalate") else "",
        "off_url": reverse("case_withdrawal", args=[view.case.id]) if ways and can(view, "withdraw") else "",
    }


def _change(view: CaseView) -> list[dict]:
    """Numbers of pieces that the buyer may still change."""
    service = view.case.service
    if service.status != "asked" or not can(view, "service.change") or view.side != "buyer":
        return []
    titles = service_facts.titles(view)
    rows = []
    for piece in service.pieces:
        line = view.order.line(piece.line)
        most = line.quantity - view.order.returned.get(piece.line, 0)
        rows.append(
            {"line": piece.line, "title": titles.get(piece.line, ""), "now": piece.quantity, "all": range(most + 1)}
        )
    return rows if any(len(row["all"]) > 2 for row in rows) or len(rows) > 1 else []


def _signs(view: CaseView) -> list[str]:
    """What was noticed about the request; it decides nothing. The buyer knows it himself."""
    if view.side == "buyer":
        return []
    return [vocabulary.word("signs", one["sign"]) for one in view.case.service.signs]


def _says(view: CaseView, voice: Voice) -> str:
    """One sentence on where it stands."""
    service = view.case.service
    if service.status == "escalated":
        return _("The request has become a dispute. What was done as a service stays on the file, here below.")
    if service.status == "ended":
        return service_sentences.ended(service)
    if service.provisional and service.status == "approved" and service.by_rule == "silence":
        return voice.pick(
            buyer=_(
                "The seller kept silent, so it is approved provisionally: you keep the goods, and the refund is paid unless he objects in time."
            ),
            seller=_(
                "You kept silent, so it is approved provisionally: nothing comes back by parcel, and the refund is paid unless you object in time."
            ),
            other=_("The seller kept silent, so it is approved provisionally; he may object in time."),
        )
    if service.provisional and service.status == "approved":
        return voice.pick(
            buyer=_(
                "Approved provisionally: you keep the goods, and the refund is paid unless the seller objects in time."
            ),
            seller=_(
                "Approved provisionally by your own limit: the buyer keeps the goods, and the refund is paid unless you object in time."
            ),
            other=_("Approved provisionally by the shop’s own limit; the seller may object in time."),
        )
    if payment := pay_forms.standing(view):
        return payment
    if service.by_rule:
        return _("Approved without anybody’s word: %(why)s.") % {"why": vocabulary.rule_words(service.by_rule)}
    return ""


def _rule_url(rule: str) -> str:
    """The page of the rule by which it was approved, where that is one of the law's."""
    return reverse("rule", args=[rule]) if "." in rule else ""


def _track(view: CaseView, voice: Voice, entries: Iterable[Mapping]) -> list[dict]:
    """The steps like a parcel's: what is done, what is now, what is to come; who, when, and whether by silence."""
    service = view.case.service
    first = [{"what": _("Asked for"), "state": "past", "side": view.case.told_by, "who": _who(view.case.told_by, voice),
              "at": clock.parse(view.case.opened_at)}]  # fmt: skip
    clocks = {row.about: row for row in view.case.deadlines if flows.is_wait(row.wait)}
    asides = [step for step in service.flow if step.aside and (step.name in clocks or service.last(step.name))]
    flow = [step for step in service.flow if not step.aside]
    if service.kind == "exchange" and service.status == "asked":
        flow = exchange_words.steps(view.order, service)
    rows = [_row(step, service, clocks, voice, entries) for step in flow]
    beside = [_row(step, service, clocks, voice, entries) for step in asides]
    over = [row for row in rows if row["state"] == "past"]
    hidden = service.status == "asked" and service.kind != "exchange"
    rest = [row for row in rows if row["state"] != "past" and not (hidden and row["seldom"])]
    if service.status not in ("asked", "approved"):
        rest = []
    done = sorted(
        [*over, *(row for row in beside if row["state"] == "past")],
        key=lambda row: row.get("at") or clock.parse(view.case.opened_at),
    )
    now = [row for row in beside if row["state"] == "now"]
    last = [_end(view)] if service.status not in ("ended", "escalated", "declined") else []
    return [*first, *done, *now, *rest, *last]


def _not_of_this_repair(service: Service) -> tuple[str, ...]:
    """Steps that come only where a repair is not covered, or at the other place of the two."""
    if service.kind != "repair":
        return ()
    return (*_ONLY_QUOTED, *(_NOT_HOME if service.wish.get("where") == "on_site" else _NOT_SENT_IN))


def _end(view: CaseView) -> dict:
    service = view.case.service
    pays = service.kind in money.PAYS_BACK | money.PAYS_A_SUM and service.wish.get("want") != "again"
    if service.status == "done":
        pays = bool(service.reckoned and service.reckoned["minor"])
    state = "past" if view.case.closed else "now" if view.case.service.status == "done" else ""
    return {"what": _("The money is paid back") if pays else _("Done"), "state": state, "side": "system", "who": ""}


def _row(step: Step, service: Service, clocks: Mapping, voice: Voice, entries: Iterable[Mapping]) -> dict:
    running, done = clocks.get(step.name), service.last(step.name)
    finished = step.name in service.finished or (done is not None and running is None and step.aside)
    finished |= step.name == "inspect" and done is not None  # what it found may still wait for the buyer's word
    row: dict = {
        "side": marks(step.who),
        "who": _who(step.who, voice),
        "what": vocabulary.step_do(step.name),
        "state": "",
        "seldom": step.name in _SELDOM or step.name in _not_of_this_repair(service),
    }
    if finished:
        row |= {"state": "past", "what": vocabulary.step_done(step.name, done.data if done else {})}
        if done is not None:
            row |= {"at": clock.parse(done.at), "deemed": done.deemed}
        elif step.name == "answer":
            row |= _answered(service, entries)
    elif running is not None:
        row |= {"state": "now", "until": None if running.held else running.until}
    elif step.name == "pay_more" and on_top.under_way(service):
        row |= {"state": "now"}
    return row


def _answered(service: Service, entries: Iterable[Mapping]) -> dict:
    """When it was answered, and by whom where that was nobody."""
    entry = next((one for one in entries if one["kind"] == "ServiceAnswered"), None)
    told: dict = {"at": clock.parse(entry["at"])} if entry else {}
    if service.by_rule:
        told |= {"side": "system", "who": _("The program"), "deemed": service.by_rule == "silence"}
    return told


def _who(side: str, voice: Voice) -> object:
    if voice.is_mine(side):
        return _("You")
    return say("%(name)s", name=voice.name(side))
