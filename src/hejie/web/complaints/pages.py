"""Lists of complaints, complaining, taking in for another, and one complaint as its reader may see it."""

from html import unescape

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from hejie.domain.cases import access_desk
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import complaint_intake, complaints, listing, own_dossiers
from hejie.usecases.complaint_intake import Sent
from hejie.usecases.complaints import ComplaintView
from hejie.web import words
from hejie.web.asking import again, key_of
from hejie.web.case.voice import say, written
from hejie.web.complaints import forms
from hejie.web.files import packed
from hejie.web.operator import holds
from hejie.web.operator.pages import older

STATUSES = {
    "received": gettext_lazy("taken in"),
    "assigned": gettext_lazy("being looked into"),
    "answered": gettext_lazy("answered, waits for the complainant’s word"),
    "closed": pgettext_lazy("a complaint", "closed"),
    "case": gettext_lazy("goes on as a case"),
    "withdrawn": pgettext_lazy("a complaint", "taken back"),
}
_WHAT = {
    "assigned": gettext_lazy("Somebody was named for it"),
    "note": gettext_lazy("Internal note"),
    "word_asked": gettext_lazy("Asked for a word"),
    "word": gettext_lazy("Word of the person complained about"),
    "evidence": gettext_lazy("File"),
    "answer": gettext_lazy("Answer"),
    "rated": gettext_lazy("Word on the answer"),
    "escalated": gettext_lazy("Not handled in time; the operators were told"),
    "reopened": gettext_lazy("Opened once more"),
    "closed": gettext_lazy("It is closed"),
    "case": gettext_lazy("Goes on as a case"),
}
_WAITS = {
    "complaint_assign": (
        gettext_lazy("name somebody for it"),
        gettext_lazy("It is escalated and the operators are told, again and again."),
    ),
    "complaint_answer": (
        gettext_lazy("look into it and answer"),
        gettext_lazy("It is escalated and the operators are told, again and again."),
    ),
    "complaint_word": (gettext_lazy("say how it was"), gettext_lazy("It is answered without that word.")),
    "complaint_rate": (
        gettext_lazy("say whether the answer is good"),
        gettext_lazy("It closes without a word on the answer."),
    ),
}
_RECORDS = {
    "complaint": gettext_lazy("The complaint as a record"),
    "word": gettext_lazy("The word of whoever it is about, as a record"),
    "desk": gettext_lazy("Internal notes as a record"),
}
_SIDES = {"complainant": "buyer", "whom": "seller", "platform": "neutral"}


def listed(request: HttpRequest) -> HttpResponse:
    """Complaints as their reader may see them."""
    show = request.GET.get("show", "")
    rows, further, texts, names = complaints.listed(request.context, show, request.GET.get("after", ""))
    handles = access_desk.handles_complaints(request.context.actor)
    operator = request.context.actor.role == "operator"
    kinds = [("", _("All"))]
    if operator:
        kinds += [("open", _("Nobody named yet")), ("late", _("Not handled in time")), ("mine", _("Mine"))]
    elif not handles and request.context.actor.role in ("seller", "agent", "neutral"):
        kinds = [("", _("My complaints")), ("about", _("About us"))]
    facts = {
        "rows": [_row(one, texts, names) for one in rows],
        "tabs": [
            {"url": f"?show={name}" if name else "?", "label": label, "current": show == name} for name, label in kinds
        ],
        "older": older(request, "after", further),
        "handles": handles,
        "may_complain": access_desk.may_complain(request.context.actor),
        "times": operator,
    }
    return render(request, "complaints/listed.html", facts)


def _row(row: dict, texts: dict, names: dict) -> dict:
    return {
        "url": reverse("complaint", args=[row["id"]]),
        "text": texts.get(row["text_ref"], ""),
        "about": names.get(row["whom"], "") or words.word(words.THE_SIDE, "platform"),
        "by": names.get(row["complainant"], ""),
        "channel": forms.CHANNELS[row["channel"]],
        "handler": names.get(row["handler"], ""),
        "status": STATUSES[row["status"]],
        "late": bool(row["escalated"]) and row["status"] in ("received", "assigned"),
        "until": clock.from_milliseconds(row["due_ms"]) if row["due_ms"] else None,
        "at": clock.from_milliseconds(row["received_ms"]),
    }


def new(request: HttpRequest) -> HttpResponse:
    """Complain: about a shop or the marketplace, about who handled one's case."""
    actor = request.context.actor
    if not access_desk.may_complain(actor):
        raise Refusal("not_found")
    root = request.GET.get("order", "")
    targets = _targets(request, root)
    form = forms.Complaint(targets, request.POST or None, request.FILES or None, initial={"target": targets[0][0]})
    facts = {"form": form, "order": root}
    if request.method != "POST" or not form.is_valid():
        return render(request, "complaints/new.html", facts, status=422 if form.errors else 200)
    role, _colon, whom = form.cleaned_data["target"].partition(":")
    upload = form.cleaned_data["file"]
    try:
        receipt = complaint_intake.complain(
            request.context, against="service" if role in ("shop", "platform") else "person", whom=whom, role=role,
            text=form.cleaned_data["text"], order=root, files=[Sent(upload.name, upload)] if upload else [], key=key_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        return again(request, "complaints/new.html", facts, refusal)
    messages.success(request, _("Your complaint is taken in. The page shows whose turn it is and until when."))
    return redirect("complaint", receipt.created["complaint"])


def _targets(request: HttpRequest, root: str) -> list[tuple[str, str]]:
    """What may be complained about from here: the marketplace, the order's shops, and the people of the marketplace by name."""
    found: list[tuple[str, str]] = [("platform:", _("The service of the marketplace"))]
    if root:
        order, _texts, names = listing.order(request.context, root)
        found += [
            (f"shop:{seller}", say(_("The service of %(shop)s"), shop=written(names.get(seller, seller))))
            for seller in order.sellers()
            if seller in names
        ]
    people = complaints.people_of(request.context).items()
    called = {"agent": words.word(words.ROLES, "agent"), "neutral": words.word(words.ROLES, "neutral")}
    return found + [
        (f"{role}:{one}", format_html("{} · {}", written(name), called[role])) for one, (name, role) in people
    ]


def take_in(request: HttpRequest) -> HttpResponse:
    """Write down or read in what somebody else complains about."""
    if not access_desk.handles_complaints(request.context.actor):
        raise Refusal("not_found")
    shops = [(f"shop:{one}", name) for one, name in complaints.shops(request.context).items()]
    targets = [*((value, unescape(strip_tags(said))) for value, said in _targets(request, "")), *shops]
    form = forms.TakeIn(targets, request.POST or None, request.FILES or None)
    facts = {"form": form}
    if request.method != "POST" or not form.is_valid():
        return render(request, "complaints/take_in.html", facts, status=422 if form.errors else 200)
    told = form.cleaned_data
    role, _colon, whom = told["target"].partition(":")
    about = {
        "against": "service" if role in ("shop", "platform") else "person",
        "whom": whom,
        "role": role,
        "order": told["order"],
    }
    more = {"contact": told["contact"], "complainant": told["complainant"]}
    ctx, key, upload = request.context, key_of(request), told["file"]
    try:
        if told["channel"] == "email":
            receipt = complaint_intake.take_letter(ctx, upload, **about, key=key)
        elif told["channel"] == "chat":
            receipt = complaint_intake.take_chat(ctx, upload, **about, **more, key=key)
        else:
            sent = [Sent(upload.name, upload)] if upload else []
            receipt = complaint_intake.take_in(
                ctx, channel=told["channel"], text=told["text"], **about, **more, files=sent, key=key
            )
    except Refusal as refusal:
        if refusal.code == "complaint_exists":
            messages.info(request, _("This letter was taken in before; here is its complaint."))
            return redirect("complaint", refusal.facts["complaint"])
        return again(request, "complaints/take_in.html", facts, refusal)
    messages.success(request, _("The complaint is taken in."))
    return redirect("complaint", receipt.created["complaint"])


def one(request: HttpRequest, complaint: str) -> HttpResponse:
    """One complaint."""
    return shown(request, complaint)


def shown(request: HttpRequest, complaint: str, *, status: int = 200, **more: object) -> HttpResponse:
    """Its page; `more` replaces parts, as words that must be mended."""
    view = complaints.read(request.context, complaint)
    return render(request, "complaints/one.html", _facts(request, view) | more, status=status)


def record(request: HttpRequest, complaint: str) -> HttpResponse:
    """A record of it that proves itself, as a download. `?room=` complaint, word or desk."""
    room = request.GET.get("room", "")
    pieces = own_dossiers.of_complaint(request.context, complaint, room, language=request.LANGUAGE_CODE[:2])
    return packed(request, pieces, f"{room or 'complaint'}-{complaint}.zip")


def file(request: HttpRequest, complaint: str, item: str) -> FileResponse:
    """A file of a complaint, as a download."""
    name, kind, content = complaints.file_of(request.context, complaint, item)
    sealed_off = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind, headers=sealed_off)


def _facts(request: HttpRequest, view: ComplaintView) -> dict:
    state, side = view.state, view.side
    open_, handler = not state.over, side == "handler"
    for_him = handler and not state.complainant  # what a stranger says of it is written down for him
    return {
        "state": state,
        "side": side,
        "status": STATUSES[state.status],
        "about": view.names.get(state.whom, "") or words.word(words.THE_SIDE, "platform"),
        "channel": forms.CHANNELS[state.channel],
        "subject": view.text(state.subject),
        "said": [_first(view), *(_item(view, item, request.context.actor.id) for item in view.items)],
        "contact": view.text(state.contact) if handler else "",
        "handler": view.names.get(state.handler, "") if side in ("handler", "reader") else "",
        "turn": _turn(view),
        "order_url": reverse("order", args=[state.order]) if state.order and side != "whom" else "",
        "case_url": reverse("case", args=[state.case]) if state.case and side != "whom" else "",
        "outcome": forms.OUTCOMES.get(state.outcome, ""),
        "staff": complaints.handlers(request.context, state) if handler and open_ else {},
        "may_assign": handler and open_,
        "may_note": handler,
        "may_ask": handler
        and open_
        and state.role != "platform"
        and not view.awaits_word
        and state.status != "answered",
        "may_answer": handler and open_ and state.status != "answered",
        "may_say": side in ("complainant", "handler") and open_,
        "may_file": side != "reader" and open_,
        "may_word": side == "whom" and open_,
        "may_rate": state.status == "answered" and (side == "complainant" or for_him),
        "may_withdraw": open_ and (side == "complainant" or for_him),
        "for_him": for_him,
        "may_case": handler and open_,
        "outcomes": forms.OUTCOMES,
        "hold": holds.kept(state, view.text(state.held["reason"]) if state.held else "") if side != "whom" else None,
        "may_hold": side in ("handler", "reader") and request.context.actor.role in ("operator", "auditor"),
        "left_out": view.text(state.left_out) if side != "whom" else "",
        "files": [
            {"url": f"{reverse('complaint_record', args=[state.id])}?room={name}", "label": _RECORDS[name]}
            for name in own_dossiers.rooms_of(view)
        ],
        "back": {"url": reverse("complaints"), "label": _("Back to the complaints")},
    }


def _complainant(view: ComplaintView) -> str:
    """What whoever complains is called: by name, else as he is reached, for those who handle it."""
    contact = view.text(view.state.contact) if view.side == "handler" else ""
    return view.names.get(view.state.complainant, "") or contact or _("Complainant")


def _first(view: ComplaintView) -> dict:
    state = view.state
    return {
        "id": "first", "side": "buyer", "name": _complainant(view), "role": _("you") if view.side == "complainant" else "",
        "at": clock.parse(state.received_at), "text": view.text(state.text), "erased": not view.text(state.text),
    }  # fmt: skip


def _item(view: ComplaintView, item: object, reader: str) -> dict:
    text = view.text(item.text)
    what = str(_WHAT.get(item.what, ""))
    if item.what == "assigned":
        what = f"{what}: {view.names.get(item.data['handler'], '')}"
    if item.what == "answer":
        what = f"{what}: {forms.OUTCOMES[item.data['outcome']]}"
    if item.what == "rated":
        what = str(_("Satisfied") if item.data["satisfied"] else _("Not satisfied"))
    hidden = view.side in ("complainant", "whom") and item.side == "platform"
    gone = item.what == "evidence" and view.has_erased(item.file)
    found = {
        "id": item.id,
        "side": _SIDES.get(item.side, "system"),
        "name": _("The marketplace")
        if hidden or item.side == "system"
        else _complainant(view)
        if item.side == "complainant"
        else view.names.get(item.by, "") or _("Complainant"),
        "role": _("you") if item.by == reader and not hidden else "",
        "at": clock.parse(item.at),
        "text": text or (view.text(item.data["name"]) if item.what == "evidence" else what),
        "erased": bool(item.text) and not text,
        "foot": what if text or item.what == "evidence" else "",
    }
    if item.what == "evidence" and not gone:
        found |= {"foot_url": reverse("complaint_file", args=[view.state.id, item.id]), "foot_link": _("Open the file")}
    if item.internal and item.what in ("note", "evidence", "word") and view.side == "handler":
        found["foot"] = " · ".join((found["foot"], _("for the handlers alone")))
    return found


def _turn(view: ComplaintView) -> dict | None:
    turn = view.turn
    if turn is None:
        return None
    own = {"complainant": "complainant", "whom": "whom", "platform": "handler"}[turn.who]
    who = {"complainant": _("The complainant’s turn"), "whom": _("The turn of whoever is complained about")}
    said = _("Your turn") if own == view.side else who.get(turn.who, _("The marketplace’s turn"))
    what, silence = _WAITS[turn.wait]
    return {"side": _SIDES[turn.who], "who": said, "what": capfirst(what), "silence": silence, "until": turn.until}
