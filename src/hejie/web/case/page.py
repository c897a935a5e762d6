"""The case page as a whole: everything that its template shows, made from what the reader may see."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hejie.domain.aftersales.service import SERVED, STAGE
from hejie.domain.cases import confidential
from hejie.domain.kernel import clock
from hejie.domain.kernel.money import Money
from hejie.usecases import live, reading, story
from hejie.usecases.reading import CaseView
from hejie.web import formatting, picture, words
from hejie.web.case import (
    afterwards,
    appointed,
    bargain,
    bids,
    called_in,
    checklist,
    desk,
    duties,
    evidence,
    forms,
    mediation,
    money,
    offers,
    panel,
    promises,
    proposals,
    record,
    rules_say,
    service,
    settled,
    signals,
    standstill,
    talk,
    turn,
    voice,
)
from hejie.web.case import story as stories
from hejie.web.case.entitlement import Floor
from hejie.web.case.offers import can
from hejie.web.live_address import live_url
from hejie.web.service import vocabulary
from hejie.web.staff import ways as staff_ways


def read(request: HttpRequest, case_id: str) -> CaseView:
    """The case as whoever asks may see it. Refuses not_found."""
    live = "X-Live" in request.headers
    return reading.read_case(request.context, case_id, what="page refreshed" if live else "page")


def facts(request: HttpRequest, view: CaseView) -> dict:
    """The context of `case/page.html`."""
    speaks, case = voice.of_view(view), view.case
    tabs, room = talk.rooms(view, speaks, request.GET.get("room", "joint"))
    entries = story.of_case(view)
    told = stories.of_case(story.with_words(view, entries), speaks, entries)
    pieces = evidence.pieces(view, speaks)
    signals.show_elsewhere(view, request.context.actor, (one for piece in pieces for one in piece["signals"]))
    table = bargain.table(request, view)
    floor = Floor(request, view, table)
    cards = offers.cards(view, speaks, table, floor) if view.case.stage != STAGE else []
    sealed = bids.own(view)
    whole = {
        "view": view,
        "case": case,
        "voice": speaks,
        "reader_side": turn.marks(view.side),
        "title": _title(view),
        "meta": meta(view, speaks),
        "turn": turn.of_case(view, speaks, ranked=bargain.has_ranked(table), sealed=bids.has_sealed(sealed)),
        "cards": cards,
        "service": service.of_case(request, view, speaks, entries),
        "proposals": proposals.of_case(view, speaks, table, floor, _ranking_sent(request)),
        "bidding": bids.of_case(view, speaks, sealed),
        "own_offers": offers.own_open(view),
        "may_offer": can(view, "offer") and _talks_are_open(view),
        "agreement": settled.agreement(view, speaks),
        "obligations": duties.obligations(view, speaks),
        "promises": promises.proposals(view, speaks, request.context.now),
        "rulings": settled.rulings(view, speaks),
        "appeal": settled.appeal(view, speaks),
        "questions": talk.questions(view, speaks),
        "mediation": mediation.facts(view, speaks),
        "told": mediation.told(view, room["name"], speaks),
        "tell_url": mediation.tell_url(view, room["name"]),
        "experts": called_in.requests(view, speaks),
        "talks": appointed.talks(view, speaks, request.context.now),
        "stages": _stages(view),
        "picture": picture.of_case(view.world.procedure, case, request.context.now),
        "story": told,
        "accounts": talk.accounts(view, speaks),
        "may_state": can(view, "statement"),
        "tabs": tabs if len(tabs) > 1 else [],
        "room": room,
        "pieces": pieces,
        "noticed": signals.of_words(view, request.context.actor),
        "differing": record.contradictions(view),
        "may_file": can(view, "evidence"),
        "evidence_form": checklist.offer(forms.Evidence(initial={"proves": request.GET.get("proves", "")[:90]}), view),
        "checklist": checklist.of_case(view, request.context.now),
        "rules_say": rules_say.of_case(request, view),
        "money": money.table(view, speaks),
        "money_note": money.note(view, speaks),
        "documents": documents(view),
        "people": _people(view, speaks),
        "panel_people": panel.people(request.context, view),
        "desk": desk.of_case(request, view),
        "time": standstill.facts(view, speaks, request.context.now),
        "after": afterwards.of_case(request, view),
        "ways": _all_ways(request, view, table, sealed),
        "live_url": live_url(request, live.token(request.context, view)),
        "courts": words.word(
            view.world.procedure.texts.get(request.LANGUAGE_CODE, view.world.procedure.texts["en"]), "courts"
        ),
    }
    return whole | {"jump": _jump(whole), "first": _first(whole), "hold": _hold(view)}


_FIRST = (
    "service",
    "questions",
    "mediation",
    "proposals",
    "bidding",
    "offers",
    "promises",
    "agreement",
    "obligations",
    "appeal",
    "rulings",
)
# What stands first while this is waited for.
_ABOUT = {
    "question": "questions",
    "rank": "proposals",
    "bid": "bidding",
    "sign": "agreement",
    "appeal": "rulings",
    "appeal_answer": "appeal",
} | dict.fromkeys(
    ("ship_back", "confirm_return", "perform", "confirm", "keep_promise", "confirm_promise"), "obligations"
)


def _first(whole: dict) -> list[str]:
    """Templates of what stands directly below the turn bar: what the turn is about, then the rest."""
    usual = "service" if whole["case"].stage == STAGE else "rulings" if whole["rulings"] else "offers"
    about = _ABOUT.get(whole["turn"].wait, usual)
    asked = "mediation" if whole["mediation"] and (whole["mediation"]["opening"] or {}).get("url") else ""
    order = sorted(_FIRST, key=lambda name: (name != about, name != asked))
    return [f"case/first_{name}.html" for name in order]


def _ranking_sent(request: HttpRequest) -> dict | None:
    """A ranking that was sent and has to be mended; None on every other page."""
    found = request.resolver_match
    return request.POST.dict() if request.method == "POST" and found and found.url_name == "case_ranking" else None


def _all_ways(request: HttpRequest, view: CaseView, table: object, sealed: object) -> list[dict]:
    """Everything that this reader can do beside what the page itself offers."""
    now = request.context.now
    return [
        *_ways(view),
        *proposals.ways(view, table),
        *bids.ways(view, sealed),
        *promises.ways(view),
        *afterwards.ways(view),
        *called_in.ways(view),
        *appointed.ways(view, now),
        *standstill.ways(view, now),
        *staff_ways(view, request.context.actor.role),
    ]


def _title(view: CaseView) -> str:
    """What a case is called: by what was asked for while it is a service, else by what went wrong."""
    case = view.case
    if case.service and (case.stage == STAGE or case.service.status in ("done", "ended")):
        return vocabulary.kind_name(case.service.kind)
    if case.teller:
        return _("The old article is not back as it should be")
    return words.word(words.TITLES, case.reason)


def _hold(view: CaseView) -> dict | None:
    """Since when the case is under a legal hold and why; None where it is under none."""
    held = view.case.held
    return {"since": clock.parse(held["at"]), "reason": view.text(held["reason"])} if held else None


def meta(view: CaseView, speaks: voice.Voice) -> str:
    """The line of facts below the heading: goods, sum, order, the other side."""
    case = view.case
    lines = case.order["lines"]
    goods = view.text(lines[0].get("title")) or (
        _("contents unknown") if lines[0].get("contents_unknown") else _("goods without a name")
    )
    more = len(lines) - 1
    parts = [
        format_html("<span data-user-text>{}</span>", goods)
        if not more
        else format_html("<span data-user-text>{}</span> +{}", goods, more),
        formatting.money(Money(case.paid_minor, case.currency)) if case.paid_minor else _("no money is known"),
        format_html(
            '<span class="nowrap">{}</span>',
            voice.say(_("order %(number)s"), number=voice.written(case.order["external_id"][:24])),
        ),
        offers.name_of(speaks, "seller" if view.side != "seller" else "buyer"),
    ]
    return format_html("{} · {} · {} · <span data-user-text>{}</span>", *parts)


def _talks_are_open(view: CaseView) -> bool:
    case = view.case
    return not (case.closed or case.settled or case.agreement or (case.ruling and not case.waits("decide")))


def _stages(view: CaseView) -> list[dict]:
    case, rules = view.case, view.world.procedure
    seen = [name for name in rules.stages if name != "appeal" or case.appeal]
    if case.service:
        seen = [STAGE, "closed"] if case.outcome in (*SERVED, "lapsed") and not case.ruling else [STAGE, *seen]
    now = seen.index(case.stage)
    states = ["past" if number < now else "now" if number == now else "" for number in range(len(seen))]
    return [
        {"label": words.called(rules, "stages", name), "state": state} for name, state in zip(seen, states, strict=True)
    ]


def documents(view: CaseView) -> list[dict]:
    """What can be read or taken along."""
    case, pinned = view.case, view.case.procedure
    texts = view.world.procedure.texts
    name = texts.get(formatting.languages.active(), texts["en"])["name"]
    return [
        {
            "url": reverse("case_procedure", args=[case.id]),
            "label": _("Procedure in force: %(name)s, %(version)s") % {"name": name, "version": pinned["version"]},
            "note": _("the rules that both sides see before their first act"),
        },
        {
            "url": reverse("case_record", args=[case.id]),
            "label": _("The whole record, entry by entry"),
            "note": ngettext("%(count)s entry", "%(count)s entries", case.seq) % {"count": formatting.number(case.seq)},
        },
        *_agreement(view),
        *_dossiers(view),
        *_outside(view),
    ]


def _agreement(view: CaseView) -> list[dict]:
    """The agreement as a document: the one that stands, else the last that did."""
    case = view.case
    if not case.agreement and not case.ended_agreements:
        return []
    signed = case.agreement is not None and case.agreement.in_effect
    note = _("signed by both sides; as a page and as a PDF") if signed else _("as a page and as a PDF")
    return [{"url": reverse("case_agreement", args=[case.id]), "label": _("Settlement agreement"), "note": note}]


def _outside(view: CaseView) -> list[dict]:
    """The way to outside bodies for both sides at any stage; for others, where the case has gone."""
    if view.side not in ("buyer", "seller") and not view.case.referrals:
        return []
    note = (
        _("which one fits, until when, and the letter")
        if not view.case.referrals
        else ngettext("%(count)s letter", "%(count)s letters", len(view.case.referrals))
        % {"count": formatting.number(len(view.case.referrals))}
    )
    url = reverse("case_referral", args=[view.case.id])
    return [{"url": url, "label": _("Go to an outside body"), "note": note}]


def _dossiers(view: CaseView) -> list[dict]:
    """The dossier of the case, and of each room with entries that the reader may see."""
    if view.side == "neutral" and confidential.is_deciding(view.world.case):
        return []  # the whole record holds what he does not read (`usecases.reading.demand_whole`)
    url, note = reverse("case_dossier", args=[view.case.id]), _("ZIP with a PDF; it can be checked without us")
    choice = reverse("case_dossier_choice", args=[view.case.id])
    of_rooms = [
        {
            "url": f"{url}?room={room}",
            "label": _("Dossier of a room: %(room)s") % {"room": words.word(words.ROOMS, room)},
            "note": note,
        }
        for room, state in view.rooms.items()
        if state
    ]
    return [
        {"url": url, "label": _("Dossier up to now"), "note": note},
        {
            "url": choice,
            "label": _("Dossier for a court or another body"),
            "note": _("with a page in the form it wants"),
        },
        *of_rooms,
    ]


def _people(view: CaseView, speaks: voice.Voice) -> list[dict]:
    found = []
    for side in ("buyer", "seller", *(("neutral",) if view.case.neutral else ())):
        role = words.word(words.SIDES, side)
        role = _("%(role)s, you") % {"role": role} if speaks.is_mine(side) else role
        found.append({"side": side, "name": offers.name_of(speaks, side), "role": role})
    return found


def _ways(view: CaseView) -> list[dict]:
    """Other acts that are open to the reader now, each with a page of its own."""
    case = view.case
    args = [case.id]
    failed = any(row.side == "neutral" and row.status in ("rejected", "lapsed") for row in case.offers)
    listed = (
        ("escalate", "case_escalation", _("Take it on as a dispute"), case.stage == STAGE),
        (
            "escalate",
            "case_escalation",
            _("Ask for a neutral"),
            case.stage == "negotiation" and _talks_are_open(view),
        ),
        (
            "escalate",
            "case_escalation",
            _("Ask for a decision"),
            case.stage == "mediation" and failed and not case.agreement,
        ),
        (
            "object",
            "case_objection",
            _("Ask for another neutral"),
            bool(case.neutral) and view.side not in case.objections and (not case.ruling or case.stage == "appeal"),
        ),
        (
            "withdraw",
            "case_withdrawal",
            _("Withdraw the request") if case.stage == STAGE else _("Withdraw the claim"),
            not (case.settled or case.ruling),
        ),
    )
    return [
        {"url": reverse(name, args=args), "label": label}
        for act, name, label, fits in listed
        if fits and can(view, act)
    ]


def _jump(whole: dict) -> list[dict]:
    counts = (
        ("service", _("Service"), None, bool(whole["service"])),
        ("proposals", _("Proposals"), whole["proposals"].get("count"), bool(whole["proposals"])),
        ("bidding", _("Sealed bids"), None, bool(whole["bidding"])),
        ("offers", _("Offers"), len(whole["cards"]), bool(whole["cards"])),
        ("mediation", _("Mediation"), None, bool(whole["mediation"] and whole["mediation"]["opening"])),
        ("promises", _("Promises"), len(whole["promises"]), bool(whole["promises"])),
        ("agreement", _("Agreement"), None, bool(whole["agreement"])),
        ("obligations", _("What is due"), len(whole["obligations"]), bool(whole["obligations"])),
        ("ruling", _("Decision"), None, bool(whole["rulings"])),
        ("appeal", _("Second look"), None, bool(whole["appeal"])),
        ("questions", _("Questions"), len(whole["questions"]), bool(whole["questions"])),
        ("experts", _("Asked in from outside"), len(whole["experts"]), bool(whole["experts"])),
        ("talks", _("Talks at a fixed time"), len(whole["talks"]), bool(whole["talks"])),
        ("standstill", _("Standstill"), None, bool(whole["time"]["paused"] or whole["time"]["wishes"])),
        ("steps", _("Steps"), None, bool(whole["time"]["steps"]["possible"] or whole["time"]["steps"]["taken"])),
        ("clocks", _("Clocks"), len(whole["time"]["clocks"]), bool(whole["time"]["clocks"])),
        ("story", _("Story so far"), len(whole["story"].items) + len(whole["story"].earlier), True),
        ("accounts", _("Both accounts"), None, True),
        ("talk", _("Conversation"), len(whole["room"]["messages"]) + whole["room"]["hidden"], True),
        ("rules", _("What the rules say"), None, bool(whole["rules_say"])),
        ("evidence", _("Evidence"), len(whole["pieces"]), True),
        ("money", _("Money"), None, bool(whole["money"])),
        ("documents", _("Documents"), len(whole["documents"]), True),
    )
    return [{"id": name, "label": label, "count": count} for name, label, count, shown in counts if shown]
