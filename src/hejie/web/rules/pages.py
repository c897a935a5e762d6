"""Every rule in a table that can be searched, and one rule with its conditions in words, its history and its tests."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.entitlements.answer import cite
from hejie.domain.entitlements.rules import KINDS, REMEDIES
from hejie.rulebooks import law, law_index, law_words
from hejie.rulebooks.law_index import Index, Line
from hejie.rulebooks.law_words import Said, Teller
from hejie.web.chrome import role_of
from hejie.web.forms import Form
from hejie.web.operator import pages

PAGE = 25
MOST_TESTS = 100
PLACES = {
    "cn": gettext_lazy("China"),
    "common": gettext_lazy("everywhere"),
    "de": gettext_lazy("Germany"),
    "eu": gettext_lazy("European Union"),
    "fr": gettext_lazy("France"),
    "policies": gettext_lazy("policies of marketplaces"),
    "ru": gettext_lazy("Russia"),
    "schemes": gettext_lazy("card schemes"),
    "uk": gettext_lazy("United Kingdom"),
    "us": gettext_lazy("United States"),
}
_STAFF = ("operator", "auditor", "neutral")
_BADGES = {"primary_text": "good", "secondary": "", "memory": "alert"}


class Filters(Form):
    """Which rules one looks for."""

    words = forms.CharField(label=gettext_lazy("Words, article or id"), required=False, max_length=100)
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    book = forms.ChoiceField(label=gettext_lazy("Instrument"), required=False)
    remedy = forms.ChoiceField(label=gettext_lazy("Remedy"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    stale = forms.ChoiceField(
        label=gettext_lazy("Review"),
        choices=[("", gettext_lazy("all")), ("on", gettext_lazy("Not reviewed for a year"))],
        required=False,
    )

    def __init__(self, *args: Any, index: Index, language: str, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = Teller(language)
        every = [("", _("all"))]
        places = dict.fromkeys(one.place for one in index.lines)
        books = {one.book: one.rule.instrument[language] for one in index.lines if not place or one.place == place}
        self.fields["place"].choices = every + [(one, PLACES.get(one, one)) for one in places]
        self.fields["book"].choices = every + sorted(books.items(), key=lambda pair: pair[1])
        self.fields["remedy"].choices = every + [(one, words.name("remedies", one)) for one in REMEDIES]
        self.fields["kind"].choices = every + [(one, words.name("kinds", one)) for one in KINDS]


def listed(request: HttpRequest) -> HttpResponse:
    """The table of rules, found by place, instrument, remedy, kind and words."""
    index, language, today = law_index.index(), request.LANGUAGE_CODE, request.context_now.date()
    form = Filters(request.GET, index=index, language=language, place=request.GET.get("place", ""))
    asked = form.cleaned_data if form.is_valid() else {}
    found = index.found(**{name: asked.get(name) or "" for name in ("place", "book", "remedy", "kind", "words")})
    if asked.get("stale"):
        found = [one for one in found if one.stale(today)]
    start = pages.whole(request, "from") or 0
    shown = found[start : start + PAGE]
    words, counts = Teller(language), law_index.counts()
    facts = {
        "filters": form,
        "rows": [_row(one, words, language, today) | {"tests": counts.get(one.rule.id, 0)} for one in shown],
        "count": len(found),
        "stale": len(index.stale(today)),
        "older": pages.older(request, "from", start + PAGE if start + PAGE < len(found) else 0),
        "reset": reverse("rules") if any(asked.values()) else "",
        "broken": index.broken if role_of(request) in _STAFF else (),
    }
    return render(request, "rules/listed.html", facts)


def _row(one: Line, words: Teller, language: str, today: date) -> dict[str, Any]:
    start, end = one.rule.valid.shown()
    return {
        "url": reverse("rule", args=[one.rule.id]),
        "id": one.rule.id,
        "text": one.rule.text[language],
        "cite": cite(one.rule, language),
        "kind": words.name("kinds", one.rule.kind),
        "about": _about(one, words),
        "start": start or "…",
        "end": end or "…",
        "badge": _badge(one, words),
        "reviewed": one.rule.reviewed,
        "stale": one.stale(today),
    }


def _about(one: Line, words: Teller) -> str:
    """The kind of a rule and the remedies of which it speaks."""
    kind, whole = words.name("kinds", one.rule.kind), len(one.remedies) == len(REMEDIES)
    value = words.word("everything") if whole else words.names("remedies", one.remedies)
    return words.word("is", name=kind, value=value) if value else kind


def _badge(one: Line, words: Teller) -> dict[str, str]:
    name = one.rule.verification
    return {"words": words.name("verification", name), "kind": _BADGES.get(name, "")}


def one(request: HttpRequest, rule: str) -> HttpResponse:
    """One rule: its words, when it holds, what follows, where it comes from, and its tests as a table.

    How well the tests hold it is worked out for staff alone, one rule at a time. Refuses rule_unknown.
    """
    index, language = law_index.index(), request.LANGUAGE_CODE
    line = index.line(rule)
    teller, staff = law_index.teller(line, language), role_of(request) in _STAFF
    tests = law_index.tests_of(line)
    facts = {
        "rule": line.rule,
        "row": _row(line, teller, language, request.context_now.date()),
        "layer": teller.name("layers", line.rule.layer),
        "place": PLACES.get(line.place, line.place),
        "when": [_said(teller.condition(line.written["if"]))],
        "in_time": teller.clock(line.written["in_time"]) if "in_time" in line.written else "",
        "follows": teller.follows(line.rule.kind, line.written.get("then") or {}),
        "unless": [_link(index, name, language) for name in line.rule.unless],
        "before": [_link(index, line.rule.follows, language)] if line.rule.follows else [],
        "after": [_link(index, name, language) for name in line.later],
        "replaces": [_link(index, name, language) for name in line.rule.replaces],
        "contested": line.rule.contested.get(language, ""),
        "tests": _tests(teller, tests[:MOST_TESTS]),
        "more_tests": max(len(tests) - MOST_TESTS, 0),
        "same_book": f"{reverse('rules')}?{urlencode({'place': line.place, 'book': line.book})}",
        "coverage": law_index.coverage(line) if staff else None,
        "book": line.book,
        "staff": staff,
        "bundle": law.place(line.place).id,
    }
    return render(request, "rules/one.html", facts)


def _said(found: Said) -> dict[str, Any]:
    return {
        "text": found.text,
        "url": reverse("rule", args=[found.refers]) if found.refers else "",
        "parts": [_said(part) for part in found.parts],
    }


def _link(index: Index, name: str, language: str) -> dict[str, str]:
    return {"url": reverse("rule", args=[name]), "id": name, "text": index.texts.get(name, {}).get(language, name)}


def _tests(teller: Teller, tests: list) -> list[dict[str, Any]]:
    """A table: the first test with all its facts, each later one with what is otherwise in it."""
    rows, before = [], None
    for test in tests:
        told = law_words.given(teller, test.raw)
        otherwise = told if before is None or _far(before, told) else _differs(teller, before, told)
        whole = otherwise is told
        if whole:
            before = told
        rows.append(
            {"whole": whole, "given": list(otherwise.values()), "expected": law_words.expected(teller, test.gives)}
        )  # fmt: skip
    return rows


def _far(before: dict[str, str], told: dict[str, str]) -> bool:
    """Whether a test begins anew rather than changing a few facts of the one before."""
    return len(set(before.items()) ^ set(told.items())) > 6


def _differs(teller: Teller, before: dict[str, str], told: dict[str, str]) -> dict[str, str]:
    found = {path: said for path, said in told.items() if before.get(path) != said}
    return found | {path: teller.word("not_told", name=teller.fact(path)) for path in before if path not in told}
