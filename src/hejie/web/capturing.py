"""Guided filing: what do you want to show, how, the files, and what each of them shows. One question to a page, without script too.

Between the pages nothing is kept but files on their way (`usecases.uploads`), which nobody else sees and which go by themselves.
"""

from collections.abc import Mapping

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hejie.domain.cases import capture
from hejie.domain.cases.capture import GiveCaptureCode
from hejie.domain.cases.state import SIDES
from hejie.domain.evidence import chats
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import capturing, evidence, uploads
from hejie.usecases.reading import CaseView
from hejie.web import refusals, words
from hejie.web.asking import key_of
from hejie.web.case import captured, guided, page
from hejie.web.case.evidence import find, title_of
from hejie.web.case.offers import can

_CODED = ("photo", "video")
MOST_FILES = 10


def new(request: HttpRequest, case_id: str) -> HttpResponse:
    """What do you want to show? How? Then the files. Each answer stands in the address."""
    view = page.read(request, case_id)
    if not can(view, "evidence"):
        raise Refusal("not_allowed_now", act="EvidenceFiled", stage=view.case.stage)
    told = guided.told_in(request.GET)
    if request.method == "POST":
        return _park(request, view, guided.told_in(request.POST))
    left = uploads.waiting(request.context, case_id, told["room"])[:MOST_FILES]
    waits = guided.address(view, told, "case_evidence_each", [("upload", one) for one in left]) if left else ""
    if "proves" not in request.GET and (offered := guided.to_show(view, told)):
        return render(
            request,
            "case/evidence_new.html",
            {**_facts(view, told), "step": "what", "offered": offered, "waits": waits},
        )
    if told["how"] not in capture.HOW:
        return render(
            request, "case/evidence_new.html", {**_facts(view, told), "step": "how", "offered": guided.ways(view, told)}
        )
    return render(request, "case/evidence_new.html", {**_files(request, view, told), "waits": waits})


def each(request: HttpRequest, case_id: str) -> HttpResponse:
    """What each of the files shows; with it they are filed, one after the other."""
    view = page.read(request, case_id)
    asked = request.POST if request.method == "POST" else request.GET
    told, parked = guided.told_in(asked), asked.getlist("upload")[:MOST_FILES]
    if request.method == "POST" and request.POST.get("remove") in parked:
        uploads.stop(request.context, case_id, request.POST["remove"])
        parked.remove(request.POST["remove"])
        named = [*(("upload", one) for one in parked), *([("code", asked["code"])] if asked.get("code") else [])]
        return redirect(guided.address(view, told, "case_evidence_each" if parked else "case_evidence_new", named))
    if not parked:
        return redirect(guided.address(view, told))
    rows = [
        {
            "id": one,
            "name": uploads.name_of(request.context, case_id, one),
            "said": asked.get(f"shows-{one}", "").strip(),
        }
        for one in parked
    ]
    facts = {
        **_facts(view, told),
        "step": "each",
        "rows": rows,
        "code": _code(request, view, told, asked.get("code", "")),
    }
    if request.method != "POST":
        return render(request, "case/evidence_new.html", facts)
    for row in rows:
        row["error"] = "" if row["said"] else _("Say what this shows.")
    if any(row["error"] for row in rows):
        unsaid = [
            {"url": f"#shows-{row['id']}", "words": f"{row['name']}: {row['error']}"} for row in rows if row["error"]
        ]
        return render(request, "case/evidence_new.html", {**facts, "wrong": {"items": unsaid}}, status=422)
    return _file(request, view, told, facts)


@require_POST
def code(request: HttpRequest, case_id: str) -> HttpResponse:
    """Get a code to hold into the picture, and go on where one was."""
    view = page.read(request, case_id)
    try:
        capturing.give_code(request.context, GiveCaptureCode(case_id), key=key_of(request))
    except Refusal as refusal:
        return _again(request, _files(request, view, guided.told_in(request.POST)), refusal)
    return redirect(f"{guided.address(view, guided.told_in(request.POST))}#code")


@require_safe
def chat(request: HttpRequest, case_id: str, room: str, piece: str) -> HttpResponse:
    """A saved chat or mail as messages, word for word; what is no form that we know is shown as a text."""
    view = page.read(request, case_id)
    item = find(view, room, piece)
    if item is None or not captured.is_chat(item):
        raise Refusal("not_found")
    with evidence.open_piece(request.context, case_id, room, piece).file as file:
        content = file.read(captured.LARGEST_CHAT)
    text = content.decode("utf-8", "replace")
    letter, said = chats.letter(content), chats.messages(text)
    facts = {
        "back": f"{reverse('case', args=[case_id])}#{room}-{piece}",
        "number": item.id.upper(),
        "title": title_of(view, item),
        "letter": letter,
        "said": said[: chats.MOST],
        "left": max(len(said) - chats.MOST, 0),
        "text": "" if letter or said else text,
        "file_url": reverse("case_evidence_file", args=[case_id, room, piece]),
    }
    return render(request, "case/chat.html", facts)


def _facts(view: CaseView, told: Mapping[str, str]) -> dict:
    private = told["room"] != "joint"
    if private and told["room"] not in view.rooms:
        raise Refusal("room_not_yours", room=told["room"])
    named = dict(guided.choices(view))
    return {
        "case": view.case,
        "told": told,
        "back": f"{reverse('case', args=[view.case.id])}#evidence",
        "wanted": named.get(told["proves"], "") if told["proves"] else "",
        "how_word": captured.HOW.get(told["how"], ""),
        "change_url": reverse("case_evidence_new", args=[view.case.id]) if named else "",
        "private": words.word(words.ROOMS, told["room"]) if private else "",
    }


def _files(request: HttpRequest, view: CaseView, told: dict[str, str]) -> dict:
    if told["how"] not in guided.INPUTS:  # a form that does not say, or says what was never offered
        told = {**told, "how": "other"}
    fields = [
        {
            "id": f"file-{number}",
            "accept": accept,
            "capture": source,
            "label": _("Take it now") if source else _("Choose from this device"),
            "multiple": not source,
        }
        for number, (accept, source) in enumerate(guided.INPUTS[told["how"]], start=1)
    ]
    return {
        **_facts(view, told),
        "step": "files",
        "fields": fields,
        "tips": guided.tips(told["how"]),
        "coded": told["how"] in _CODED and told["room"] == "joint" and view.side in SIDES,
        "code": _code(request, view, told),
        "how_url": guided.address(view, {**told, "how": ""}),
        "most": MOST_FILES,
    }


def _code(request: HttpRequest, view: CaseView, told: Mapping[str, str], named: str = "") -> dict | None:
    """The code that can still be used: the named one, else the newest."""
    if told["room"] != "joint" or view.side not in SIDES:
        return None
    found = capture.open_code(view.case, view.side, request.context.now)
    if named:
        spent = capture.used(view.case)
        mine = (one for one in view.case.of_kind("capture_code") if (one.id, one.side) == (named, view.side))
        found = next((one for one in mine if one.id not in spent), None)
    if found is None:
        return None
    return {
        "id": found.id,
        "signs": found.data["code"],
        "given": clock.parse(found.at),
        "until": f"{timezone.localtime(clock.parse(found.data['until'])):%H:%M}",
    }


def _park(request: HttpRequest, view: CaseView, told: dict[str, str]) -> HttpResponse:
    """Take the files in, whole or what came in parts, and go on to what each shows."""
    ctx, case_id = request.context, view.case.id
    if told["how"] not in capture.HOW:
        return redirect(guided.address(view, told))
    sent, parked = [one for one in request.FILES.getlist("file") if one], request.POST.getlist("upload")[:MOST_FILES]
    mine: list[str] = []
    if not sent and not parked:
        wrong = {
            "title": _("No file was chosen"),
            "items": [{"url": "#files", "words": _("Choose at least one file.")}],
        }
        return render(request, "case/evidence_new.html", {**_files(request, view, told), "wrong": wrong}, status=422)
    try:
        if len(sent) + len(parked) > MOST_FILES:
            raise Refusal("uploads_open", most=MOST_FILES)
        for file in sent:
            begun = uploads.begin(ctx, case_id, size=file.size, name=file.name, room=told["room"])
            mine.append(begun.id)
            uploads.go_on(ctx, case_id, begun.id, offset=0, read=file.read)
    except Refusal as refusal:
        for one in mine:
            uploads.stop(ctx, case_id, one)
        return _again(request, _files(request, view, told), refusal)
    named = [("upload", one) for one in (*parked, *mine)]
    if request.POST.get("code"):
        named.append(("code", request.POST["code"]))
    return redirect(guided.address(view, told, "case_evidence_each", named))


def _file(request: HttpRequest, view: CaseView, told: Mapping[str, str], facts: dict) -> HttpResponse:
    """File one after the other; where one is refused, those before it are on the file and the page goes on with the rest.

    A page gone back to and sent again with other words files nothing twice and says what stands already.
    """
    key, case_id, same, stand = key_of(request), view.case.id, [], []
    rest = list(facts["rows"])
    in_picture = request.POST.get("in_picture", "")
    while rest:
        row = rest[0]
        try:
            mark = facts["code"]["id"] if facts["code"] and in_picture == row["id"] else ""
            receipt = uploads.file_upload(
                request.context, case_id, row["id"], purpose=row["said"], key=f"{key}:{row['id'][:12]}", name=row["name"],
                room=told["room"], proves=told["proves"], how=told["how"], code=mark,
            )  # fmt: skip
        except Refusal as refusal:
            if refusal.code != "key_used_otherwise":
                return _again(request, {**facts, "rows": rest}, refusal)
            stand.append(row["name"])
        else:
            if receipt.created.get("same_as"):
                same.append(receipt.created["same_as"].upper())
        rest.pop(0)
    if count := len(facts["rows"]) - len(stand):
        said = ngettext("%(count)s piece is on the file.", "%(count)s pieces are on the file.", count) % {
            "count": count
        }
        notes.success(request, said)
    if stand:
        told_before = _(
            "You have filed this already, in the words of the first time: %(names)s. Nothing was filed twice."
        )
        notes.info(request, told_before % {"names": ", ".join(stand)})
    if same:
        notes.info(
            request,
            _("You had filed the same already: %(pieces)s. It was filed once more.") % {"pieces": ", ".join(same)},
        )
    return redirect(
        f"{reverse('case', args=[case_id])}{'' if told['room'] == 'joint' else '?room=' + told['room']}#evidence"
    )


def _again(request: HttpRequest, facts: dict, refusal: Refusal) -> HttpResponse:
    """The page again, with what was refused and why."""
    led = refusals.lead(request, refusal)
    if led or refusal.code == "not_found":
        return led or refusals.answer(request, refusal)
    told = refusals.told(request, refusal)
    wrong = {"title": told.what, "words": told.why, "items": [{"url": "#files", "words": told.do}]}
    status = refusals.refusal_texts.status(refusal.code)
    return render(request, "case/evidence_new.html", {**facts, "wrong": wrong}, status=status)
