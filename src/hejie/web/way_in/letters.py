"""A letter to the other side, written from the answers and the texts of the rules: to read, change, copy, print, take along."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from hejie.domain.entitlements.rows import Row
from hejie.domain.entitlements.rules import Rule
from hejie.domain.kernel.refusal import Refusal
from hejie.web import languages
from hejie.web.way_in import fact_words, marketplace, reasons, recap, result_words, words
from hejie.web.way_in.carried import Carried, address, opened
from hejie.web.way_in.finding import PROBLEM, Found, find

_MOST_RULES = 4
_FILE = "hejie-letter.txt"


def letter(request: HttpRequest) -> HttpResponse:
    """The draft on a page of its own, in any of the three languages."""
    found = _found(request)
    if found is None:
        return redirect("way_in")
    lang, row = _language(request), _row(request, found)
    more = {"lang": lang, "remedy": row.remedy}
    facts = {
        "text": written(found, row, lang),
        "unverified": any(rule.verification == "memory" for rule in cited(found, row)),
        "lang": lang,
        "languages": [
            {
                "code": one.code,
                "name": one.name,
                "url": address("way_in_letter", found.carried, **more | {"lang": one.code}),
            }
            for one in languages.LANGUAGES
        ],
        "others": [
            {
                "title": str(words.TITLES[row.remedy]),
                "url": address("way_in_letter", found.carried, lang=lang, remedy=row.remedy),
            }
            for row in found.open
            if row.remedy != more["remedy"]
        ],
        "title": str(words.TITLES[more["remedy"]]),
        "file_url": address("way_in_letter_text", found.carried, **more),
        "back": {"url": address("way_in_result", found.carried), "label": _("Back to what you are entitled to")},
    }
    return render(request, "way_in/letter.html", facts)


def text(request: HttpRequest) -> HttpResponse:
    """The draft as a file."""
    found = _found(request)
    if found is None:
        return redirect("way_in")
    said = written(found, _row(request, found), _language(request))
    headers = {"Content-Disposition": f'attachment; filename="{_FILE}"'}
    return HttpResponse(said, content_type="text/plain; charset=utf-8", headers=headers)


def written(found: Found, row: Row, lang: str) -> str:
    """The letter in a language: what was bought, what happened, what is asked for, why, until when."""
    with translation.override(lang):
        parts = [
            reasons.in_full(timezone.localdate(found.now)),
            _("To the seller"),
            _("Subject: my purchase, and what I ask for"),
            _("What this is about:") + "\n" + _facts(found),
            _asked(row),
            _("Why:") + "\n" + _rules(found, row),
            _until(row),
            _("If we do not agree, I will bring the matter before the marketplace. The courts stay open to me."),
            _("Yours faithfully"),
        ]
        if found.carried.story:
            parts.insert(4, _("In my own words:") + "\n" + found.carried.story)
        return "\n\n".join(part for part in parts if part) + "\n\n" + _("(your name, your order number)") + "\n"


def _facts(found: Found) -> str:
    said = recap.said(found.carried, found.now)
    return "\n".join(f"– {fact_words.colon(name)}{value}" for name, value in said)


def _asked(row: Row) -> str:
    return str(words.ASKED[row.remedy]) % {"sum": result_words.sum_of(row) or words.SUM_IN_LETTER}


def _rules(found: Found, row: Row) -> str:
    told = [reasons.of_rule(rule, found.now) for rule in cited(found, row)]
    return "\n".join(f"– {fact_words.colon(one['cite'])}{one['text']}" for one in told)


def cited(found: Found, row: Row) -> list[Rule]:
    """The rules that a letter rests on: the right, what else holds for it, and what the seller must do."""
    rules = found.reasons(row)
    rank = {"right": 0, "change": 1, "duty": 2}
    told = [rule for rule in rules if rule.kind in rank and (rule.kind != "duty" or rule.then.of == "seller")]
    return sorted(told or rules, key=lambda rule: rank.get(rule.kind, 3))[:_MOST_RULES]


def _until(row: Row) -> str:
    if not row.perform:
        return _("Please answer within seven days.")
    return _("This is to be done within %(days)s days. Please confirm it within seven days.") % {"days": row.perform}


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in languages.BY_CODE else languages.active()


def _row(request: HttpRequest, found: Found) -> Row:
    asked = request.GET.get("remedy", "")
    return next((row for row in found.open if row.remedy == asked), found.open[0])


def _found(request: HttpRequest) -> Found | None:
    """The finding of the address, where it leaves something to ask for."""
    carried = opened(request.GET.get("a", "")) or Carried()
    if PROBLEM not in carried.pages and PROBLEM not in carried.told:
        return None
    try:
        found = find(carried, marketplace.policy(request), request.context_now)
    except Refusal:
        return None
    return found if found.open else None
