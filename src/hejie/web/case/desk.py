"""What a shop's people alone see beside a case: who of them looks after it, and how often its buyer has asked before."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.usecases import shop_desk
from hejie.usecases.reading import CaseView
from hejie.web import formatting


def of_case(request: HttpRequest, view: CaseView) -> dict | None:
    """What a shop's people see of a case besides: who looks after it, who else might, how often its buyer has asked; None for others."""
    actor = request.context.actor
    try:
        found, asked = shop_desk.of_case(actor, view.case), shop_desk.asked_before(actor, view.case)
    except Refusal:
        return None
    charge = found.charge
    others = {one: name for one, name in found.colleagues.items() if one != actor.id and not _has(charge, one)}
    return {
        "url": reverse("case_charge", args=[view.case.id]),
        "seen": charge.person if charge else "",
        "name": name(charge.person, actor, dict(found.colleagues)) if charge else "",
        "since": clock.from_milliseconds(charge.since_ms) if charge else None,
        "mine": _has(charge, actor.id),
        "may_take": actor.id in found.colleagues and not _has(charge, actor.id),
        "others": others,
        "asked": _asked(asked),
        "last": clock.from_milliseconds(asked.last_ms) if asked.last_ms else None,
    }


def _has(charge: object, person: str) -> bool:
    return charge is not None and charge.person == person


def _asked(asked: shop_desk.Asked) -> dict[str, str]:
    def said(number: int) -> str:
        return formatting.number(number) if number < shop_desk.FEW else f"{shop_desk.FEW - 1}+"

    return {"open": said(asked.open), "all": said(asked.all)}


def name(person: str, actor: Actor, people: Mapping[str, str]) -> str:
    """What somebody of the shop is called to a colleague, and to himself; "" for nobody."""
    return _("You") if person == actor.id else people.get(person, person)
