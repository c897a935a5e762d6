"""The editor: one form whose buttons add rows, try a case, show which open cases it would touch, and publish."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hejie.domain.entitlements.policies.model import DATES, DEFECTS, Policy, told_of
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import return_policies as use
from hejie.web import refusals
from hejie.web import words as all_words
from hejie.web.asking import again
from hejie.web.forms import Form
from hejie.web.policies import pages, shown, words
from hejie.web.policies.editor import Editor

_PAGE = "policies/edit.html"
_REASONS = ("changed_mind", "not_as_described", "defective")
_TELLS = {"true": True, "false": False}


def edit(request: HttpRequest) -> HttpResponse:
    """The editor, filled with the newest version or the one named; what is written stands in the form until it is published."""
    _proved(request)
    if request.method == "POST":
        return _do(request, Editor(request.POST), request.POST.get("do", "check"))
    number = request.GET.get("from", "")
    versions = use.versions(request.context)
    if number.isdigit() and len(number) < 7:
        policy = use.version(request.context, int(number))[1]
    else:
        policy = use.version(request.context, versions[0].number)[1] if versions else None
    return _page(request, Editor.of(policy), policy)


def _proved(request: HttpRequest) -> None:
    use.owner(request.context.actor)
    if not request.context.actor.second_factor:
        raise Refusal("second_factor_needed", act="settings")


def _do(request: HttpRequest, editor: Editor, button: str) -> HttpResponse:
    act, _colon, what = button.partition(":")
    if act in ("add", "drop", "up"):
        {"add": editor.add, "drop": editor.drop, "up": editor.raise_}[act](what[:80])
        return _page(request, editor, None)
    written = editor.written()
    if written is None:
        return _page(request, editor, None, status=422)
    try:
        policy = use.understood(written)
        if act == "publish":
            row = use.publish(request.context, written)
            messages.success(request, _("Version %(number)s counts for orders from now on.") % {"number": row.number})
            return redirect("policy", row.number)
        if act == "export":
            return pages.as_schema_org(policy) if what == "schema" else pages.as_text(policy)
        more = _more(request, policy, act)
    except Refusal as refusal:
        return again(request, _PAGE, _facts(request, editor, None), refusal)
    return _page(request, editor, policy, **more)


def _more(request: HttpRequest, policy: Policy, act: str) -> dict[str, Any]:
    if act == "try":
        told = _told(request, policy)
        found = use.try_case(policy, told)
        category = told.get("category", "")
        least = use.law_beside(request.context, policy, category if isinstance(category, str) else "")[1]
        defect = told.get("reason") in DEFECTS
        law = shown.law_least(least, request.LANGUAGE_CODE) if least and not defect else ""
        return {"tried": {**shown.answer(found, request.context.now), "law": law, "defect": defect}}
    if act == "affected":
        found, after, looked = use.affected(request.context, policy, request.POST.get("after", ""))
        rows = [
            {
                "case": one.case,
                "reason": all_words.word(all_words.REASONS, one.reason),
                "before": shown.answer(one.before, request.context.now) if one.before else None,
                "after": shown.answer(one.after, request.context.now),
            }
            for one in found
        ]
        return {"affected": {"rows": rows, "after": after, "looked": looked}}
    return {"checked": True}


def _told(request: HttpRequest, policy: Policy) -> dict[str, Any]:
    """The facts of the case that is tried; what was left empty is not known."""
    found: dict[str, Any] = {}
    for name in (*policy.asked_facts(), "as_of", "reason"):
        value = request.POST.get(f"try-{name}", "").strip()
        if not value:
            continue
        if policy.flag(name):
            found[name] = _TELLS.get(value, value)
        elif name in DATES or name == "as_of":
            found[name] = value
        else:
            listed = [one.strip() for one in value.split(",") if one.strip()]
            found[name] = listed if len(listed) > 1 else value
    return found


def _page(request: HttpRequest, editor: Editor, policy: Policy | None, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, _PAGE, _facts(request, editor, policy) | more, status=status)


def _facts(request: HttpRequest, editor: Editor, policy: Policy | None) -> dict[str, Any]:
    losses = use.schema_org(policy)[1] if policy else ()
    return {
        "editor": editor,
        "kinds": [
            (kind, title, lead, add, editor.of_kind(kind), ",".join(editor.numbers(kind)))
            for kind, title, lead, add in _kinds()
        ],
        "head": editor.head(),
        "fees": [{"title": words.CASES[case], "form": form} for case, form in editor.fees()],
        "wrong_rows": len(editor.errors()),
        "asked": _asked(request, policy) if policy else [],
        "losses": shown.losses(losses),
        "law_notes": _law_notes(request, policy) if policy else [],
        "valid": policy is not None,
    }


def _law_notes(request: HttpRequest, policy: Policy) -> list[dict[str, Any]]:
    notes, _least = use.law_beside(request.context, policy)
    return [{"words": shown.law_note(one, request.LANGUAGE_CODE), "certain": one.certain} for one in notes]


def _kinds() -> tuple[tuple[str, str, str, str], ...]:
    return (
        ("windows", _("Windows"), _("From top to bottom. Special ones stand above those for everybody."), _("A further window")),
        ("exclusions", _("Never taken back"), _("Looked at first, whatever the windows say."), _("A further exclusion")),
        ("modifiers", _("Days on top"), _("For example for whoever pays with the shop’s card."), _("Further days on top")),
        ("charges", _("Further fees"), _("Fees of their own, in figures or in words."), _("A further fee")),
        ("facts", _("Questions of your own"), _("Facts that no policy has by itself; conditions can name them."), _("A further question")),
    )  # fmt: skip


def _asked(request: HttpRequest, policy: Policy) -> list[dict[str, Any]]:
    """Fields of the case that is tried, one for each fact on which the answer can hang."""
    names = list(dict.fromkeys((*policy.asked_facts(), "reason", "as_of")))
    return [
        {
            "name": f"try-{name}",
            "label": words.FACTS.get(name, name),
            "flag": policy.flag(name),
            "day": name in DATES or name == "as_of",
            "value": request.POST.get(f"try-{name}", ""),
            "known": _mentioned(policy, name),
        }
        for name in names
    ]


def _mentioned(policy: Policy, name: str) -> list[str]:
    """Words of which the policy itself speaks, to choose from; others may be written too."""
    found = dict.fromkeys(
        word
        for part in policy.parts()
        for fact, wanted in told_of(part.when)
        if fact == name
        for word in wanted
        if isinstance(word, str)
    )
    return [*found, *(one for one in _REASONS if name == "reason" and one not in found)]


class Text(Form):
    """A policy as text."""

    text = forms.CharField(
        label=gettext_lazy("The text of the policy"),
        help_text=gettext_lazy("MerchantReturnPolicy of schema.org as JSON-LD, or a policy of ours as YAML or JSON."),
        max_length=use.texts.LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "input input--code"}),
    )


def read_in(request: HttpRequest) -> HttpResponse:
    """Read a policy in; it is shown in the editor first and published only there."""
    _proved(request)
    form = Text(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "policies/read_in.html", {"form": form}, status=422 if form.errors else 200)
    try:
        found = use.read_in(form.cleaned_data["text"], "policy", _("Return policy"))
    except Refusal as refusal:
        led = refusals.lead(request, refusal)
        return led or again(request, "policies/read_in.html", {"form": form}, refusal)
    warned = [{"words": words.WARNINGS[one.code], "property": one.property} for one in found.warnings]
    return _page(request, Editor.of(found.policy), found.policy, warned=warned, came=True)
