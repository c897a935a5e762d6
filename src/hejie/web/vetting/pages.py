"""The pages of the policy for shops' papers: what counts now, one version, and the editor."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hejie.domain.kernel.money import Money
from hejie.domain.kernel.refusal import Refusal
from hejie.rulebooks.vetting import Policy
from hejie.usecases import vetting_policies as use
from hejie.web import formatting
from hejie.web.asking import again
from hejie.web.numbers import whole
from hejie.web.operator import acting
from hejie.web.vetting import rows, shown
from hejie.web.vetting.editor import Editor

_EDIT = "vetting/edit.html"


def listed(request: HttpRequest) -> HttpResponse:
    """What is asked of shops now, and the versions."""
    row, policy = use.in_force(request.context)
    facts = {
        "row": row,
        "policy": shown.policy(policy, request.LANGUAGE_CODE),
        "versions": [_version(one, request) for one in use.versions(request.context)],
        "may": request.context.actor.role == "operator",
    }
    return render(request, "vetting/listed.html", facts)


def _version(row: Any, request: HttpRequest) -> dict[str, Any]:
    whom = (
        _("all shops, accepted papers once more")
        if row.again
        else _("all shops")
        if row.for_all
        else _("shops from then on")
    )
    return {"number": row.number, "name": row.version, "at": row.published_at, "from": row.counts_from, "whom": whom,
            "ahead": row.counts_from > request.context.now, "done": row.done}  # fmt: skip


def one(request: HttpRequest, number: int) -> HttpResponse:
    """One version in words, and what it says otherwise than the one before it."""
    row, policy = use.version(request.context, number)
    before = use.version(request.context, number - 1)[1] if number > 1 else use.texts.load()
    facts = {
        "row": _version(row, request),
        "digest": row.digest,
        "policy": shown.policy(policy, request.LANGUAGE_CODE),
        "changes": shown.changes(before, policy, request.LANGUAGE_CODE),
        "first": number == 1,
        "may": request.context.actor.role == "operator",
    }
    return render(request, "vetting/one.html", facts)


def text(request: HttpRequest, number: int) -> HttpResponse:
    """A version whole, as YAML."""
    _row, policy = use.version(request.context, number)
    headers = {"Content-Disposition": 'attachment; filename="vetting.yaml"'}
    return HttpResponse(
        use.texts.text_of(use.texts.plain(policy)), content_type="text/plain; charset=utf-8", headers=headers
    )


def edit(request: HttpRequest) -> HttpResponse:
    """The editor, filled with what counts now or with the version named; what is written stands in the form until it is published."""
    acting.proved(request, "settings")
    language = request.LANGUAGE_CODE
    if request.method == "POST":
        return _do(request, Editor(request.POST, language), request.POST.get("do", "check"))
    number = whole(request.GET.get("from", "")) or 0
    policy = use.version(request.context, number)[1] if number else use.in_force(request.context)[1]
    return _page(request, Editor.of(policy, language), policy)


def _do(request: HttpRequest, editor: Editor, button: str) -> HttpResponse:
    act, _colon, what = button.partition(":")
    if act == "add" and what in ("papers", "rules"):
        return _page(request, editor, None, added=f"{what}-{editor.add(what)}")
    if act == "drop":
        kind, _dash, at = what.partition("-")
        if kind in ("papers", "rules"):
            editor.take_out(kind, at)
        return _page(request, editor, None)
    written = editor.written()
    if written is None:
        return _page(request, editor, None, status=422)
    try:
        policy = use.understood(written)
        if act == "publish":
            return _publish(request, editor, policy, written)
        more = _more(request, policy, act)
    except Refusal as refusal:
        return again(request, _EDIT, _facts(request, editor, None), refusal)
    return _page(request, editor, policy, **more)


def _publish(request: HttpRequest, editor: Editor, policy: Policy, written: dict) -> HttpResponse:
    form = rows.Publish(request.POST, prefix="publish")
    if not form.is_valid():
        return _page(request, editor, policy, status=422, publish=form)
    whom, day = form.cleaned_data["whom"], form.cleaned_data["counts_from"]
    zone = ZoneInfo(request.marketplace.timezone or "UTC")
    today = request.context.now.astimezone(zone).date()
    begins = datetime.combine(day, time(), zone) if day and day != today else None
    row = use.publish(request.context, written, counts_from=begins, for_all=whom != "new", again=whom == "again")
    messages.success(request, _("Version %(number)s is published.") % {"number": row.number})
    return redirect("vetting_policy", row.number)


def _more(request: HttpRequest, policy: Policy, act: str) -> dict[str, Any]:
    language = request.LANGUAGE_CODE
    if act == "try":
        form = rows.Try(request.POST, prefix="try")
        form.is_valid()
        told = form.cleaned_data
        kinds = tuple(one.lower() for one in rows._SEPARATORS.split(told.get("categories", "")) if one)
        needed, terms = use.asked_of(policy, told.get("who") or "business", told.get("country", ""), kinds)
        return {"tried": shown.answer(needed, terms, policy, language), "try": form}
    if act == "touched":
        found, after, looked = use.touched(request.context, policy, request.POST.get("after", "")[:64])
        listed_ = [
            {"name": one.name, "seller": one.seller, "more": [policy.name(kind, language) for kind in one.more],
             "deposit": formatting.money(Money(*one.deposit)) if one.deposit else ""}
            for one in found
        ]  # fmt: skip
        return {"touched": {"rows": listed_, "after": after, "looked": looked}}
    return {"checked": True}


def _page(request: HttpRequest, editor: Editor, policy: Policy | None, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, _EDIT, _facts(request, editor, policy) | more, status=status)


def _facts(request: HttpRequest, editor: Editor, policy: Policy | None) -> dict[str, Any]:
    kinds = editor.kinds()
    return {
        "editor": editor,
        "general": editor.general(),
        "papers": [
            {"prefix": f"papers-{at}", "form": form, "title": kinds.get(form["kind"].value() or "", "")}
            for at, form in editor.papers()
        ],
        "rules": [{"prefix": f"rules-{at}", "form": form, "title": _title(form, kinds)} for at, form in editor.rules()],
        "numbers": {kind: ",".join(editor.numbers(kind)) for kind in ("papers", "rules")},
        "wrong_rows": editor.wrong(),
        "valid": policy is not None,
        "try": rows.Try(prefix="try"),
        "publish": rows.Publish(prefix="publish"),
    }


def _title(form: Any, kinds: dict[str, str]) -> dict[str, str]:
    """What a rule is about, from what stands in its fields, so that a folded row can be told."""

    def said(name: str) -> list[str]:
        return [one for one in rows._SEPARATORS.split(str(form[name].value() or "")) if one and one != rows.ANY]

    rule = {
        "for": form["who"].value() or "business",
        "countries": said("countries") or [rows.ANY],
        "categories": said("categories") or [rows.ANY],
    }
    asks = [kinds.get(one, one) for one in form["papers"].value() or ()]
    if deposit := form["deposit"].value():
        asks.append(f"{_('Deposit')}: {deposit} {form['currency'].value() or ''}".strip())
    if (days := form["probation"].value()) not in (None, ""):
        asks.append(_("first time: %(days)s") % {"days": days})
    return {"whom": shown.whom(rule), "asks": "; ".join(asks)}
