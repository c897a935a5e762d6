"""Neutrals at work: who has how much to do and what came of it, and one neutral's profile, stakes and open cases."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.store import neutrals as stored
from hejie.usecases import handing_over, neutral_profiles, workload
from hejie.usecases.neutral_profiles import ProfileView
from hejie.web import formatting, languages, words
from hejie.web.asking import key_of
from hejie.web.neutral import figures, people_forms
from hejie.web.operator import acting, pages

SHOWN = 100


def everybody(request: HttpRequest) -> HttpResponse:
    """The neutrals of a marketplace with their work, for operators."""
    rows, after = workload.of_all(request.context, after=request.GET.get("after", ""))
    facts = {
        "rows": [figures.drawn(work, reverse("neutral_of", args=[work.person])) for work in rows],
        "older": pages.older(request, "after", after),
    }
    return render(request, "neutral/everybody.html", facts)


def own(request: HttpRequest) -> HttpResponse:
    """A neutral's own page."""
    actor = request.context.actor
    if actor.role != "neutral":
        raise Refusal("not_found")
    return redirect("neutral_of", actor.id)


def one(request: HttpRequest, person: str) -> HttpResponse:
    """One neutral, for himself and for operators."""
    ctx = request.context
    view, work = neutral_profiles.read(ctx, person), workload.of_one(ctx, person)
    found = stored.open_cases(ctx.actor.marketplace, person, SHOWN + 1)
    is_operator = ctx.actor.role == "operator"
    facts = {
        "person": person,
        "name": view.name or person,
        "is_operator": is_operator,
        "is_gone": person not in stored.are_neutrals(ctx.actor.marketplace, [person]),
        "figures": figures.drawn(work, ""),
        "profile": _profile(view),
        "stakes": [
            {"party": party, "name": view.names.get(party, party), "reason": reason}
            for party, reason in sorted(view.profile.conflicts.items())
        ],
        "shops": view.shops,
        "cases": [_case(row, is_operator) for row in found[:SHOWN]],
        "more": len(found) > SHOWN,
    }
    return render(request, "neutral/one.html", facts)


def _profile(view: ProfileView) -> list[dict]:
    """What he works on, as terms with values."""
    one = view.profile
    names = {row.code: row.name for row in languages.LANGUAGES}
    listed = [
        (_("Languages"), " · ".join(names.get(code, code) for code in one.languages)),
        (_("Claims known best"), " · ".join(words.word(words.REASONS, name) for name in one.reasons) or "–"),
        (_("Goods known best"), " · ".join(one.categories) or "–"),
        (_("Own side of trade"), words.word(words.TRADE_SIDES, one.group)),
        (_("Most open cases at once"), formatting.number(one.most_open) if one.most_open else _("any number")),
    ]
    return [{"label": label, "words": value} for label, value in listed]


def _case(row: tuple[str, str, int], is_operator: bool) -> dict:
    case_id, stage, due = row
    return {
        "id": case_id,
        "url": reverse("case" if is_operator else "neutral_table", args=[case_id]),
        "stage": words.word(words.STAGES, stage),
        "due": clock.from_milliseconds(due) if due < stored.NEVER else None,
    }


def profile(request: HttpRequest, person: str) -> HttpResponse:
    """Say what somebody works on."""
    view = neutral_profiles.read(request.context, person)
    form = people_forms.Profile(
        request.marketplace.offered_languages(), request.POST or None, initial=people_forms.begun(view)
    )
    facts = _about(
        view, _("What you work on") if _is_own(request, person) else _("What this neutral works on"), _("Save")
    )

    def do(data: dict) -> object:
        return neutral_profiles.save(request.context, person, **data)

    return acting.form_page(request, form, facts, do, done=_("It is saved."), goes=lambda _came: ("neutral_of", person))


def stake(request: HttpRequest, person: str) -> HttpResponse:
    """Declare a stake."""
    view = neutral_profiles.read(request.context, person)
    form = people_forms.Stake(request.POST or None)
    facts = _about(view, _("Declare a stake"), _("Declare it")) | {
        "lead": _(
            "A relative, an employer, a debt, a quarrel: whatever could let somebody doubt. No case of this shop or person "
            "comes from then on; a case that is already here has to be handed over."
        )
    }

    def do(data: dict) -> object:
        return neutral_profiles.declare(request.context, person, data["party"], data["reason"])

    return acting.form_page(
        request, form, facts, do, done=_("It is declared."), goes=lambda _came: ("neutral_of", person)
    )


@require_POST
def stake_end(request: HttpRequest, person: str, party: str) -> HttpResponse:
    """A stake is no more."""
    return acting.button(
        request,
        lambda: neutral_profiles.take_back(request.context, person, party),
        done=_("The stake is taken off the list."),
        goes=("neutral_of", person),
    )


def hand_over_all(request: HttpRequest, person: str) -> HttpResponse:
    """Hand over all open cases of somebody, as an operator."""
    acting.proved(request, "move_neutral")
    view = neutral_profiles.read(request.context, person)
    form = people_forms.HandOverAll(request.POST or None)
    count = len(stored.open_cases(request.context.actor.marketplace, person, handing_over.AT_ONCE + 1))
    facts = _about(view, _("Hand over all open cases"), _("Hand them over")) | {
        "lead": _(
            "Each case goes to whoever fits it best, with the whole time for what waits there. Both sides are told. Whoever "
            "takes over reads everything that this neutral could read."
        ),
        "lost": [_("This neutral reads these cases no more, and never gets them back.")],
        "plain": True,
        "empty": "" if count else _("There is no open case."),
    }

    def do(data: dict) -> handing_over.Moved:
        return handing_over.hand_over_all(request.context, person, data["reason"], key=key_of(request))

    def goes(came: handing_over.Moved) -> tuple:
        if came.refused or came.more:
            messages.warning(request, _("Some cases are still here. Look at them one by one, or hand over again."))
        return ("neutral_of", person)

    counted = ngettext("%(count)s case goes to somebody else.", "%(count)s cases go to somebody else.", count)
    done = counted % {"count": formatting.number(min(count, handing_over.AT_ONCE))}
    return acting.form_page(request, form, facts, do, done=done, goes=goes)


def _about(view: ProfileView, title: str, send: str) -> dict:
    back = reverse("neutral_of", args=[view.person])
    return {"title": title, "about": view.name, "send": send, "back": back, "back_words": _("Back")}


def _is_own(request: HttpRequest, person: str) -> bool:
    return request.context.actor.id == person
