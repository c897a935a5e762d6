"""People of a marketplace: finding, adding, roles, addresses that bounced, switching off."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hejie.usecases import neutral_profiles, people_reach
from hejie.usecases.people import administration, managing, roles
from hejie.web.operator import acting, forms, pages
from hejie.web.people.preferences import role_words


def people(request: HttpRequest) -> HttpResponse:
    """A list of people by name, address and role."""
    form = forms.PeopleFilters(request.GET)
    data = form.cleaned_data if form.is_valid() else {}
    found, after = managing.listed(
        request.context, words=data.get("words", ""), role=data.get("role", ""), after=request.GET.get("after", "")
    )
    facts = {
        "rows": [_row(one, request.marketplace.slug) for one in found],
        "filters": form,
        "older": pages.older(request, "after", after),
        "reset": reverse("people") if any(data.values()) else "",
    }
    return render(request, "operator/people.html", facts)


def _row(one: object, marketplace: str) -> dict:
    """A person as the list shows him."""
    held = [row for row in one.memberships.all() if row.role != "buyer"]
    told = [
        {"role": forms.ROLE_WORDS.get(row.role, row.role), "shop": row.seller.name if row.seller else ""}
        for row in held
    ]
    return {"person": one, "url": reverse("person", args=[one.pk]), "roles": told}


def person(request: HttpRequest, person_id: str) -> HttpResponse:
    """One person, with all that an operator may do about him."""
    one = managing.person(request.context, person_id)
    held = [name for name in roles.of(one) if name != "buyer"]
    listed = [
        {
            "words": role_words(one.marketplace_id, name),
            "url": ""
            if (one.pk, name) == (request.context.actor.id, "operator")
            else reverse("person_role_removal", args=[one.pk, name]),
        }
        for name in held
    ]
    facts = {
        "person": one,
        "roles": listed,
        "own": one.pk == request.context.actor.id,
        "is_neutral": neutral_profiles.is_or_was(one),
    }
    return render(request, "operator/person.html", facts)


def add(request: HttpRequest) -> HttpResponse:
    """Add somebody."""
    acting.proved(request, "people")
    form = forms.NewPerson(
        request.marketplace.currency, request.POST or None, initial={"role": "buyer", "language": request.LANGUAGE_CODE}
    )
    facts = {
        "title": _("Add a person"),
        "lead": _(
            "The new person sets a password by letter: on the page where one signs in, “Forgotten your password?”."
        ),
        "send": _("Add this person"),
        "back": reverse("people"),
        "back_words": _("Back to the people"),
    }

    def do(data: dict) -> object:
        one = administration.add(
            request.context,
            data["email"],
            name=data["name"],
            role=data["role"],
            seller=data["shop"],
            language=data["language"],
        )
        if data["role"] == "agent" and data["limit"]:
            administration.give_role(
                request.context, one.pk, "agent", seller=data["shop"], promise_limit_minor=data["limit"]
            )
        return one

    return acting.form_page(
        request, form, facts, do, done=_("The person is added."), goes=lambda one: ("person", one.pk)
    )


def change(request: HttpRequest, person_id: str) -> HttpResponse:
    """Put a name or an address right."""
    acting.proved(request, "people")
    one = managing.person(request.context, person_id)
    form = forms.Account(request.POST or None, initial={"name": one.name, "email": one.email, "language": one.language})
    facts = _about(one, _("Change name and address"), _("Save"))

    def do(data: dict) -> object:
        return managing.change(request.context, person_id, **data)

    return acting.form_page(request, form, facts, do, done=_("It is changed."), goes=lambda one: ("person", one.pk))


def give_role(request: HttpRequest, person_id: str) -> HttpResponse:
    """Let somebody act in one more role."""
    acting.proved(request, "people")
    one = managing.person(request.context, person_id)
    form = forms.Role(request.marketplace.currency, request.POST or None)
    facts = _about(one, _("Give a role"), _("Give this role"))

    def do(data: dict) -> object:
        administration.give_role(
            request.context, person_id, data["role"], seller=data["shop"], promise_limit_minor=data["limit"]
        )
        return one

    return acting.form_page(request, form, facts, do, done=_("The role is given."), goes=lambda one: ("person", one.pk))


def _about(one: object, title: str, send: str) -> dict:
    back = reverse("person", args=[one.pk])
    return {"title": title, "about": str(one), "send": send, "back": back, "back_words": _("Back to the person")}


@require_POST
def take_role(request: HttpRequest, person_id: str, role: str) -> HttpResponse:
    """Take a role away."""
    kind, _colon, shop = role.partition(":")
    return acting.button(
        request,
        lambda: administration.take_role(request.context, person_id, kind, seller=shop),
        done=_("The role is taken away."),
        goes=("person", person_id),
    )


@require_POST
def switch(request: HttpRequest, person_id: str) -> HttpResponse:
    """Switch an account off, or on again."""
    on = request.POST.get("on") == "yes"
    return acting.button(
        request,
        lambda: administration.switch(request.context, person_id, active=on),
        done=_("The account is switched on.")
        if on
        else _("The account is switched off; its sign-ins and tokens have ended."),
        goes=("person", person_id),
    )


@require_POST
def end_sign_ins(request: HttpRequest, person_id: str) -> HttpResponse:
    """End all sign-ins and tokens of somebody."""
    return acting.button(
        request,
        lambda: managing.end_sign_ins(request.context, person_id),
        done=_("All sign-ins and tokens of this person have ended."),
        goes=("person", person_id),
    )


@require_POST
def reachable(request: HttpRequest, person_id: str) -> HttpResponse:
    """Somebody has looked after an address that bounced: clocks that were held run again."""
    return acting.button(
        request,
        lambda: people_reach.clear_bounce(request.context, person_id),
        done=_("Clocks that stood still run again, each with at least a day left."),
        goes=("person", person_id),
    )
