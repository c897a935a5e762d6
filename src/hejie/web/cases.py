"""The case page, and what is read beside it: the procedure, the whole record, the dossier, the evidence itself."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from hejie.domain.cases import draft
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.procedure.rulebook import Procedure
from hejie.usecases import story as entries
from hejie.web import clock_words, filling, languages, picture, refusals, words
from hejie.web.case import page, turn, voice
from hejie.web.case.story import Teller, author
from hejie.web.numbers import whole

RECORD_PAGE = 50


def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """The page of one case, for whoever may read it."""
    return shown(request, case_id)


def shown(request: HttpRequest, case_id: str, *, status: int = 200, **more: object) -> HttpResponse:
    """The case page with what stands on it; `more` replaces parts, as a form that must be mended."""
    view = page.read(request, case_id)
    template = "case/body.html" if "X-Live" in request.headers else "case/page.html"
    return render(request, template, page.facts(request, view) | more, status=status)


def refused(request: HttpRequest, case_id: str, place: str, refusal: Refusal) -> HttpResponse:
    """The case page again, with what was refused, why, and what was typed; `place`: id of the element it is about."""
    led = refusals.lead(request, refusal)
    if led or refusal.code == "not_found":
        return led or refusals.answer(request, refusal)
    told = refusals.told(request, refusal)
    wrong = {"id": place, "title": told.what, "words": told.why, "items": [{"url": f"#{place}", "words": told.do}]}
    kept = {"id": place, "text": request.POST.get("text", ""), "error": told.what}
    answer = shown(request, case_id, status=refusals.refusal_texts.status(refusal.code), wrong=wrong, kept=kept)
    typed = {name: request.POST.getlist(name) for name in request.POST}
    page_ = answer.content.decode(answer.charset)
    filled = filling.fill(page_, reverse("case", args=[case_id]), request.get_full_path(), typed, "")
    if filled:
        answer.content = filled
    return answer


def procedure(request: HttpRequest, case_id: str) -> HttpResponse:
    """The rules that both sides saw before their first act, clock by clock."""
    view = page.read(request, case_id)
    case = view.case
    rules = view.world.procedure.for_case(draft.about(case))
    drawn = picture.of_case(rules, case, request.context.now)
    facts = {"case": case, "back": reverse("case", args=[case_id]), "picture": drawn}
    return render(request, "case/procedure.html", procedure_facts(request, rules) | facts)


def procedure_facts(request: HttpRequest, rules: object) -> dict:
    """A procedure in words: its summary, what it states to be unfair, and every clock with who must act, how long, and what
    silence means; and the same drawn."""
    waits = [
        {
            "what": words.called(rules, "waits", wait.name),
            "who": words.word(words.PARTIES, wait.who),
            "within": clock_words.told(wait.within),
            "silence": words.word(words.SILENCES, wait.silence),
        }
        for wait in rules.waits.values()
    ]
    texts = rules.texts.get(request.LANGUAGE_CODE, rules.texts["en"])
    return {
        "rules": rules, "texts": texts, "waits": waits, "unfair": unfair(rules), "picture": picture.drawn(rules),
    }  # fmt: skip


def unfair(rules: Procedure) -> list[dict]:
    """What a procedure states itself to be less than fair, and why, in the reader's language; each reason once."""
    found = {
        stated.why.get(languages.active(), stated.why["en"]): {
            "what": words.called(rules, "waits", name) if name in rules.waits else "",
            "source": stated.source,
        }
        for name, stated in rules.stated_unfair()
    }
    return [{"why": why, **more} for why, more in found.items()]


def record(request: HttpRequest, case_id: str) -> HttpResponse:
    """Every entry of the case's own stream, newest first."""
    view = page.read(request, case_id)
    before = whole(request.GET.get("before", ""))
    found = entries.of_stream(request.context, view, "joint", before=before, limit=RECORD_PAGE)
    teller = Teller(entries.with_words(view, found), voice.of_view(view))
    facts = {
        "case": view.case,
        "rows": [_entry_row(entry, teller) for entry in found],
        "older": f"?before={found[-1]['seq']}" if found and found[-1]["seq"] > 1 else "",
        "newest": reverse("case_record", args=[case_id]) if before else "",
    }
    return render(request, "case/record.html", facts)


def _entry_row(entry: Mapping, teller: Teller) -> dict:
    return {
        "seq": entry["seq"],
        "at": clock.parse(entry["at"]),
        "side": turn.marks(teller.side(entry)),
        "says": teller.sentence(entry),
        "who": author(teller.view, entry),
        "hash": entry["hash"],
    }
