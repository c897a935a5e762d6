"""All cases of a marketplace for its staff, a neutral named by hand, and private contents erased by right."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.store.overview import case_by_number
from hejie.usecases import assigning, drafting, listing, mediation
from hejie.usecases import erasure as erasing
from hejie.web.asking import key_of
from hejie.web.case import chosen, page, voice
from hejie.web.lists import case_row
from hejie.web.operator import acting, erasable, forms, pages

_STAFF = ("operator", "auditor", "agent")


def desk(request: HttpRequest) -> HttpResponse:
    """Where a service agent begins: his shop's inbox, or the cases of the marketplace."""
    if request.context.actor.seller:
        return redirect("inbox")
    return all_cases(request)


def all_cases(request: HttpRequest) -> HttpResponse:
    """Cases of the whole marketplace by what its staff decides on, what runs out first on top."""
    actor = request.context.actor
    if actor.role not in _STAFF or actor.seller:
        raise Refusal("not_found")
    form = forms.CaseFilters(request.GET)
    chosen = form.chosen()
    if number := chosen.pop("number"):
        return _found(request, number)
    listed = listing.cases(actor, after=request.GET.get("after", ""), **chosen)
    facts = {
        "rows": [case_row(row, listed, "seller", "platform") for row in listed.rows],
        "filters": form,
        "older": pages.older(request, "after", listed.after),
        "reset": reverse("all_cases") if request.GET else "",
    }
    return render(request, "operator/cases.html", facts)


def _found(request: HttpRequest, number: str) -> HttpResponse:
    case_id = case_by_number(request.context.actor.marketplace, number.strip())
    if case_id:
        return redirect("case", case_id)
    facts = {"rows": [], "filters": forms.CaseFilters(request.GET), "number": number, "reset": reverse("all_cases")}
    return render(request, "operator/cases.html", facts, status=404)


def assignment(request: HttpRequest, case_id: str) -> HttpResponse:
    """Give a case to a neutral."""
    acting.proved(request, "assign")
    ctx = request.context
    view = page.read(request, case_id)
    if not view.case.waits("assign"):
        raise Refusal("neutral_already_there")
    people = assigning.candidates(ctx, view.case)
    form = forms.Assignment(choices(people), request.POST or None)
    facts = {
        "title": _("Name a neutral"),
        "lead": voice.joined(
            _(
                "Who fits best stands first. Both sides read why somebody was chosen, and each may ask for another neutral "
                "once."
            ),
            chosen.hindered(people.hindered()),
        ),
        "send": _("Give the case to this neutral"),
        "back": reverse("case", args=[case_id]),
        "back_words": _("Back to the case"),
        "empty": "" if people.free else _("No neutral is free for this case. Give somebody the role first."),
    }

    def do(data: dict) -> object:
        return mediation.assign_neutral(ctx, commands.AssignNeutral(case_id, data["neutral"]), key=key_of(request))

    return acting.form_page(
        request, form, facts, do, done=_("The case has a neutral."), goes=lambda _came: ("case", case_id)
    )


def choices(people: assigning.Candidates) -> list[tuple[str, str, str]]:
    """(id, name, why he would fit), the fittest first."""
    return [
        (one.candidate.id, people.names.get(one.candidate.id) or one.candidate.id, chosen.hint(one))
        for one in people.free
    ]


def erasure(request: HttpRequest, case_id: str) -> HttpResponse:
    """Erase private contents of a case, after saying what cannot be undone."""
    acting.proved(request, "erase")
    view = page.read(request, case_id)
    form = forms.Erasure(erasable.of_case(view), request.POST or None)
    facts = {
        "empty": _("This case is under a legal hold: while it stands, nothing of it is erased.")
        if view.case.held
        else "",
        "title": _("Erase private contents"),
        "lead": _(
            "For people who ask for it by right. Choose what goes; the entry stays and says that something was erased."
        ),
        "lost": [
            _("The text or file is gone for everybody, also from later dossiers. Nobody can bring it back."),
            _("Dossiers that somebody has taken along already keep it."),
            _("A decision that relied on it cannot be checked against it any more."),
        ],
        "send": _("Erase for good"),
        "plain": True,
        "back": reverse("case", args=[case_id]),
        "back_words": _("Back to the case"),
    }

    def do(data: dict) -> object:
        command = commands.EraseContent(case_id, tuple(data["refs"]), data["why"], note=data["note"])
        drafting.drop_all(case_id)
        return erasing.erase_content(request.context, command, key=key_of(request))

    return acting.form_page(request, form, facts, do, done=_("It is erased."), goes=lambda _came: ("case", case_id))
