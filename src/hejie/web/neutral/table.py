"""One case on the neutral's table: what is to be found, both stories, rooms, questions, offers, and the decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.cases import confidential
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import drafting, entitlements, live
from hejie.usecases.reading import CaseView
from hejie.web import refusals, words
from hejie.web.case import (
    appointed,
    called_in,
    evidence,
    mediation,
    money,
    offers,
    page,
    record,
    rules_say,
    settled,
    signals,
    standstill,
    talk,
    terms,
    turn,
    voice,
)  # fmt: skip
from hejie.web.live_address import live_url
from hejie.web.neutral import beginnings, draft, forms, issues, points, settlement_map, similar, texts
from hejie.web.templatetags import hejie_ui

# What the turn bar's button is, by the neutral's own clock.
_STEPS = {
    "mediate": ("#proposals", gettext_lazy("See what is on the table")),
    "decide": ("#decision", gettext_lazy("Write the decision")),
    "appeal_decide": ("#decision", gettext_lazy("Write what comes of it")),
}


def read(request: HttpRequest, case_id: str) -> CaseView:
    """The case for the one who is its neutral now. Refuses not_found for everybody else."""
    view = page.read(request, case_id)
    if view.side != "neutral":
        raise Refusal("not_found")
    return view


def table(request: HttpRequest, case_id: str) -> HttpResponse:
    """The table of one case."""
    return shown(request, read(request, case_id))


def shown(request: HttpRequest, view: CaseView, *, status: int = 200, **more: object) -> HttpResponse:
    """The table with what stands on it; `more` replaces parts, as a form that must be mended."""
    return render(request, "neutral/table.html", facts(request, view) | more, status=status)


def refused(request: HttpRequest, case_id: str, place: str, refusal: Refusal) -> HttpResponse:
    """The table again, with what was refused and why; `place`: id of the element it is about."""
    led = refusals.lead(request, refusal)
    if led or refusal.code == "not_found":
        return led or refusals.answer(request, refusal)
    told = refusals.told(request, refusal)
    wrong = {"title": told.what, "words": told.why, "items": [{"url": f"#{place}", "words": told.do}]}
    kept = {"id": place, "text": request.POST.get("text", ""), "error": told.what}
    code = refusals.refusal_texts.status(refusal.code)
    return shown(request, read(request, case_id), status=code, wrong=wrong, kept=kept)


def facts(request: HttpRequest, view: CaseView) -> dict:
    """The context of `neutral/table.html`."""
    speaks, case = voice.of_view(view), view.case
    kept = drafting.read(request.context, case.id)
    data = draft.data_of(kept, view)
    tabs, room = _rooms(view, speaks, request.GET.get("room", "joint"))
    carried = _carried(request, view, speaks, room)
    return {
        "view": view,
        "case": case,
        "title": words.word(words.TITLES, case.reason),
        "meta": page.meta(view, speaks),
        "turn": turn.of_case(view, speaks),
        "live_url": live_url(request, live.token(request.context, view)),
        "step": next((_STEPS[row.wait] for row in case.deadlines if row.wait in _STEPS and not row.held), None),
        "time": standstill.facts(view, speaks, request.context.now),
        "mediation": mediation.facts(view, speaks),
        "decides": confidential.is_deciding(view.world.case),
        "may_open": _may_open(view, request.context.actor.id),
        "issues": issues.facts(view, speaks, data["points"]),
        "map": settlement_map.facts(request, view, speaks),
        "texts": texts.versions(view, speaks),
        "told": mediation.told(view, room["name"], speaks),
        "carried": carried,
        "rows": points.rows(data["points"], view, request.context.now),
        "rules_say": _rules_say(request, data["points"], view) if may_draft(view) else None,
        "trees": points.other_trees(data["points"], view),
        "beginnings": beginnings.choices(view),
        "similar": similar.facts(view, data["points"]) if may_draft(view) else None,
        "findings": points.FINDINGS,
        "says": points.SAYS,
        "proves": points.PROVE,
        "accounts": talk.accounts(view, speaks),
        "tabs": tabs,
        "room": room,
        "questions": talk.questions(view, speaks),
        "question_form": forms.Question(),
        "may_ask": "ask" in view.acts,
        "experts": called_in.requests(view, speaks),
        "talks": appointed.talks(view, speaks, request.context.now),
        "talk_ways": [*called_in.ways(view), *appointed.ways(view, request.context.now)],
        "cards": offers.cards(view, speaks),
        "own_offers": offers.own_open(view),
        "may_propose": "propose" in view.acts and not case.agreement,
        "may_go_on": "to_decision" in view.acts and not case.agreement,
        "agreement": settled.agreement(view, speaks),
        "rulings": settled.rulings(view, speaks),
        "appeal": settled.appeal(view, speaks),
        "pieces": _pieces(request, view, speaks),
        "differing": record.contradictions(view),
        "money": money.table(view, speaks),
        "may_draft": may_draft(view),
        "form": draft.unbound(data, view),
        "draft": draft.assembled(kept, data, view, speaks),
    }


def _pieces(request: HttpRequest, view: CaseView, speaks: voice.Voice) -> list[dict]:
    """What is on file, with what was noticed of it, and the other cases where this neutral may read them himself."""
    found = evidence.pieces(view, speaks)
    signals.show_elsewhere(view, request.context.actor, (one for piece in found for one in piece["signals"]))
    return found


def _rules_say(request: HttpRequest, found: list[dict], view: CaseView) -> dict | None:
    """What the rules say where the draft's findings hold; only their neutral sees it."""
    looked = entitlements.of_case(request.context, view, points.in_order(found))
    return rules_say.told(looked, view, request.context.now)


def may_draft(view: CaseView) -> bool:
    """Whether a decision can still come of this case, so that it makes sense to prepare one."""
    case = view.case
    return not (case.closed or case.settled or (case.ruling and not case.appeal and not case.waits("decide")))


def _rooms(view: CaseView, speaks: voice.Voice, current: str) -> tuple[list[dict], dict]:
    """Tabs and the open room, each with lock, name and side; all addresses stay at the table."""
    tabs, room = talk.rooms(view, speaks, current)
    here = reverse("neutral_table", args=[view.case.id])
    for tab in tabs:
        name = tab["url"].rpartition("room=")[2].removesuffix("#talk")
        tab["url"] = f"{here}?room={name}#rooms"
        tab["label"] = _alone(name, speaks) or tab["label"]
    name = room["name"]
    room["live"] = f"{here}?room={name}"
    room["url"] = reverse("neutral_message", args=[view.case.id, name]) if room["url"] else ""
    room["draft"] = name
    room["to"] = _to(name, speaks)
    if name in ("buyer", "seller"):
        room["send"] = _spoken(_("Send to {name} alone"), name, speaks)
        room["write"] = _spoken(_("To {name} alone"), name, speaks)
    return tabs, room


def _to(name: str, speaks: voice.Voice) -> SafeString:
    """Whose room a composer writes to: mark, name and words, so that nobody relies on colour or place."""
    if name == "joint":
        return format_html("{} {}", hejie_ui.icon("people"), _("Both sides read this"))
    if name == "internal":
        return format_html("{} {}", hejie_ui.icon("lock"), _("Notes: neither side reads this"))
    other = "seller" if name == "buyer" else "buyer"
    never = _spoken(_("{name} does not read it"), other, speaks)
    return format_html("{} {} · {}", hejie_ui.icon("lock"), hejie_ui.side_mark(name, speaks.name(name)), never)


def _carried(request: HttpRequest, view: CaseView, speaks: voice.Voice, room: dict) -> dict | None:
    """What a side lets him say, taken from its room into the composer of another; never into its own."""
    token = request.GET.get("told", "")
    found = mediation.told_by(view, token) if token else None
    if found is None or room["name"] == token.partition("-")[0] or room["name"] == "internal":
        return None
    room["draft"] = ""  # what stood there unsent stays where it is
    package = found.data.get("package")
    said = [
        view.text(found.data.get("text")),
        strip_tags(terms.sentence(package, view.case, speaks)) if package else "",
    ]
    return {"name": speaks.name(found.data["side"]), "text": "\n".join(one for one in said if one)}


def _may_open(view: CaseView, own: str) -> bool:
    """Whether this neutral can still put an opening statement of his own."""
    done = any(one.by == own and not one.until_seq for one in view.case.openings)
    return "open_mediation" in view.acts and not done and view.case.agreement is None


def _alone(name: str, speaks: voice.Voice) -> str:
    """What a private room is called: by the name of the side that is in it."""
    return _spoken(_("Only {name}"), name, speaks) if name in ("buyer", "seller") else ""


def _spoken(words_: str, side: str, speaks: voice.Voice) -> SafeString:
    """A sentence about a side by its name, as one element, so that nothing is set apart in it."""
    return format_html("<span>{}</span>", format_html(words_, name=speaks.name(side)))
