"""From the answers to a case, and from an order to the questions: what is known on one side is not asked on the other."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hejie.domain.cases.claims import REASONS
from hejie.domain.entitlements.rules import REMEDIES
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.state import OrderState
from hejie.usecases import listing, return_policies
from hejie.web import claim_forms
from hejie.web.case.voice import plain_sum, written
from hejie.web.numbers import whole
from hejie.web.way_in import fact_words, fields, marketplace, of_order, recap, words
from hejie.web.way_in.carried import Carried, address, opened, sealed
from hejie.web.way_in.finding import find, sound

_NOT_HERE = frozenset({"not_shipped", "not_received", "order_cancelled_by_seller"})
_FEW = 20
_ON_FILE = frozenset(
    {"as_of", "price", "shipping_paid", "problem", "platform.self_operated", "payment"}
    | {f"dates.{name}" for name in ("ordered", "paid", "ship_by", "deliver_by", "shipped", "delivered", "confirmed")}
)


def about_order(request: HttpRequest, root: str) -> HttpResponse:
    """Begin the questions with what an order says; where it has several lines, ask which."""
    _buyer(request)
    order, texts, _names = listing.order(request.context, root)
    lines = tuple(sorted({whole(one) for one in request.GET.getlist("line")} & {line.line for line in order.lines}))
    if not lines and len(order.lines) > 1:
        choices = [
            {
                "title": written(texts.get(line.title["ref"], "")) if line.title else _("Goods without a name"),
                "sub": plain_sum(line.price, order.currency) if line.price else "",
                "url": f"{request.path}?{urlencode({'line': line.line})}",
            }
            for line in order.lines
        ]
        back = {"url": reverse("order", args=[root]), "label": _("Back to the order")}
        facts = {"heading": _("What is it about?"), "offered": choices, "back": back}
        return render(request, "way_in/choose.html", facts)
    chosen = lines or tuple(line.line for line in order.lines)
    told = of_order.told(order, chosen, marketplace.jurisdiction(request), request.marketplace.timezone)
    promises = promised(request, order, chosen)
    if promises:
        told["seller_conduct.promises"] = promises
    carried = Carried(told=told, order=order.root, lines=chosen)
    return redirect(address("way_in", sound(carried, marketplace.policy(request), request.context_now)))


def promised(request: HttpRequest, order: OrderState, lines: tuple[int, ...]) -> list[str]:
    """What the policies of shop and platform had promised when the order was placed."""
    sellers = {line.seller for line in order.lines if line.line in lines}
    if len(sellers) != 1:
        return []
    found = return_policies.promised(request.marketplace.pk, sellers.pop(), order, lines)
    return sorted({promise for one in found for promise in one.promises})


def choose(request: HttpRequest) -> HttpResponse:
    """On which order the case is to be opened; from there the claim, filled in with what was answered."""
    actor = _buyer(request)
    carried = opened(request.GET.get("a", "")) or Carried()
    claim = _claim_of(request, carried)
    if carried.order:
        return redirect(_claim_url(carried.order, carried.lines, claim, carried))
    listed = listing.orders(actor, limit=_FEW)
    choices = [
        {
            "title": _title(row),
            "sub": plain_sum(row["paid"], row["currency"]) if row.get("paid") else "",
            "url": _claim_url(row["root"], (), claim, carried),
        }
        for row in listed.rows
    ]
    back = {"url": address("way_in_result", carried), "label": _("Back to what you are entitled to")}
    facts = {"heading": _("Which order is it about?"), "offered": choices, "back": back}
    return render(request, "way_in/choose.html", facts)


def story_of(token: str, request: HttpRequest) -> str:
    """The story and the answers that an address carries, as the first words of a claim."""
    carried = opened(token)
    if carried is None:
        return ""
    said = [f"{fact_words.colon(name)}{value}" for name, value in recap.said(carried, request.context_now)]
    return "\n\n".join(part for part in (carried.story, "\n".join(said)) if part)


def facts_of(token: str) -> dict:
    """The answers that an address carries, as facts of a claim; what the order says itself is not told again."""
    carried = opened(token)
    if carried is None:
        return {}
    kept = {path: value for path, value in carried.told.items() if path not in _ON_FILE}
    return replace(carried, told=kept).facts()


def _buyer(request: HttpRequest) -> object:
    """Who is signed in, if a buyer. Refuses sign_in_needed, not_found."""
    actor = request.context.actor
    if actor.role != "buyer":
        raise Refusal("not_found")
    return actor


def _claim_of(request: HttpRequest, carried: Carried) -> dict[str, str]:
    """Reason and remedy as a claim names them, with an amount where the finding has one."""
    problem = [one for one in carried.told.get("problem", ()) if one in REASONS]
    claim = {"reason": problem[0] if problem and problem[0] in claim_forms.SAID else ""}
    asked = request.GET.get("remedy", "")
    found = find(carried, marketplace.policy(request), request.context_now) if carried.told else None
    rows = {row.remedy: row for row in found.open} if found else {}
    row = rows.get(asked) if asked in REMEDIES else next(iter(rows.values()), None)
    if row is None:
        return claim
    remedy = words.CLAIMED_AS.get(row.remedy, row.remedy)
    if remedy == "return_and_refund" and set(problem) & _NOT_HERE:
        remedy = "refund"
    if row.amount and remedy in ("partial_refund", "price_reduction", "compensation"):
        minor, currency = row.amount
        claim["amount"] = fields.plain({"minor": minor, "currency": currency})
    return claim | {"remedy": remedy}


def _claim_url(root: str, lines: tuple[int, ...], claim: dict[str, str], carried: Carried) -> str:
    pairs = [("line", str(line)) for line in lines]
    pairs += [(name, value) for name, value in claim.items() if value]
    return f"{reverse('claim', args=[root])}?{urlencode([*pairs, ('way', sealed(carried))])}"


def _title(row: dict) -> str:
    titles = [line["title"] for line in row["lines"] if line.get("title")]
    return titles[0] if titles else _("Order %(number)s") % {"number": row["external_id"]}
