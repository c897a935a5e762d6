"""From a request to an Actor and a Context: who acts, in which role, through what, when, and by which rules.

A request is somebody's by a bearer token, else by a sign-in, else by a signed link that this browser has opened. The
role is the one that the page asks for, else the one chosen with `/as/<role>`, else the first that the person has.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hejie.adapters.orders.systems import signatures
from hejie.domain.kernel import actor as actors
from hejie.domain.kernel import clock
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store.models import Person, Seller
from hejie.usecases import system
from hejie.usecases.people import links, roles, tokens

__all__ = ["Context", "for_actor", "for_cli", "for_request", "for_worker"]

LINK_KEY = "link"
ROLE_KEY = "role"


class ContextMiddleware:
    """Gives every request `context_now`, and `context` and `actor`, which are made when first looked at."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        """Pages and API below this read `request.context.actor`; nobody recognised: Refusal `sign_in_needed`."""
        request.context_now = now()
        request.context = SimpleLazyObject(lambda: for_request(request))
        request.actor = SimpleLazyObject(lambda: request.context.actor)
        return self.get_response(request)


def for_request(request: HttpRequest, role: str = "") -> Context:
    """The context of a page or an API call.

    role      what the page is for (`seller`, `neutral`, …); empty means the chosen or usual role
    Refuses   sign_in_needed, token_not_valid, link_not_valid, role_not_yours, buyer_unknown, seller_unknown
    """
    return system.of_actor(actor_of(request, role), getattr(request, "context_now", None) or now())


def settle(request: HttpRequest) -> None:
    """Find out now who calls by the API, and let the request carry the context itself and not what would make it.

    A token that was seen a short while ago is taken for standing until `prove`, or until the writer has looked.
    Refuses what `for_request` refuses.
    """
    if isinstance(request.context, SimpleLazyObject):
        request.credential = None
        actor = actor_of(request, recall=True)
        request.context = system.of_actor(actor, request.context_now, request.credential)
        request.actor = actor


def prove(request: HttpRequest) -> None:
    """See to it that who calls has been looked at, and not only remembered. Refuses token_not_valid."""
    if request.context.credential:
        tokens.prove(request.context.credential)
        request.context = replace(request.context, credential=None)


def prove_settled(request: HttpRequest) -> None:
    """`prove`, where somebody has been recognised; elsewhere there is nothing to prove."""
    if not isinstance(request.context, SimpleLazyObject):
        prove(request)


def settle_shop(request: HttpRequest, name: str, shop: str) -> bool:
    """Let a shop's system act whose signature stands under the body, by a secret of HEJIE_SHOPS; no token comes with it.

    False where nothing is signed. Refuses shop_signature.
    """
    signature = request.headers.get(signatures.HEADERS.get(name, "X-None"), "")
    if not signature:
        return False
    slug = request.marketplace.pk if request.marketplace else ""
    known = [one for one in settings.SHOPS if (one["system"], one["shop"], one["marketplace"]) == (name, shop, slug)]
    fitting = [one for one in known if signatures.fits(one["secret"], request.body, signature)]
    if not fitting:
        raise Refusal("shop_signature", shop=shop or name)
    acting = Actor("integrator", f"shop:{shop or name}", slug, through="token", personal=False)
    request.context = system.of_actor(acting, request.context_now)
    request.actor, request.shop = acting, fitting[0]
    return True


def held_by(request: HttpRequest, asked: str) -> str:
    """Who has the money: as an integrator says, or as the setting says of a shop that signs; a webhook cannot."""
    return request.shop["held"] if hasattr(request, "shop") else asked


def for_worker(marketplace: str, at: datetime | None = None) -> Context:
    """The context of the program itself: defaults on silence, notices, seals."""
    return system.of_actor(actors.system(marketplace), at or now())


def for_cli(marketplace: str, person: Person | None = None, role: str = "", at: datetime | None = None) -> Context:
    """The context of a command on this machine: a person's, in one of his roles, or the program's own.

    Whoever may run commands here has already proved more than a second factor.
    """
    if person is None:
        return system.of_actor(actors.system(marketplace, "cli"), at or now())
    acting = roles.acting(person, role)
    return system.of_actor(replace(acting, through="cli", second_factor=True), at or now())


def for_actor(actor: Actor, at: datetime | None = None) -> Context:
    """The context of an actor that is already known, at a moment of one's choosing (imports, demonstrations, tests)."""
    return system.of_actor(actor, at or now())


def now() -> datetime:
    """The present moment at the record's precision."""
    return clock.cut(datetime.now(UTC))


def actor_of(request: HttpRequest, role: str = "", *, recall: bool = False) -> Actor:
    """Whoever this request comes from, in one role; see `for_request`.

    recall   a token that is remembered will do; what has still to be shown of it is then `request.credential`
    """
    bearer = request.META.get("HTTP_AUTHORIZATION", "")  # `request.headers` takes all apart for the one that is sought
    if bearer.lower().startswith("bearer "):
        return _by_token(request, bearer[7:].strip(), role, recall=recall)
    if request.user.is_authenticated:
        acting = roles.acting(request.user, role, request.session.get(ROLE_KEY, ""))
        return replace(acting, second_factor=has_second_factor(request))
    opened = request.session.get(LINK_KEY)
    if opened:
        return _by_link(request, opened)
    raise Refusal("sign_in_needed")


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this sign-in has proved a second factor."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def _by_token(request: HttpRequest, secret: str, role: str, *, recall: bool) -> Actor:
    marketplace, moment = request.marketplace.pk if request.marketplace else "", now()
    known = tokens.recall(secret, marketplace, moment) if recall else None
    if known:
        token, request.credential = known
    else:
        token = tokens.find(secret, marketplace, moment)
    request.token = token
    request.scopes = frozenset(token.scopes)
    behalf = request.META.get("HTTP_ON_BEHALF_OF", "").strip()
    if token.integrator:
        return _integrator(token, behalf)
    if behalf:
        raise Refusal("not_an_integrator")
    asked = role or token.role or ("" if "staff" in token.scopes else "buyer")
    if asked == "buyer":  # everybody is one, so nothing has to be looked up
        acting = Actor("buyer", token.person_id, token.marketplace_id)
    elif "staff" not in token.scopes:
        raise Refusal("scope_missing", scope="staff")
    else:
        acting = _in_role(request, token, asked, recalled=known is not None)
    return replace(acting, through="token", personal="personal" in token.scopes, second_factor=token.second_factor)


_MOST_IN_ROLES = 10_000
_in_roles: dict[tuple[str, str], Actor] = {}
"""Who has acted with a token in a role that it named in full: what else would make him another is looked at each time."""


def _in_role(request: HttpRequest, token: tokens.Living, asked: str, *, recalled: bool) -> Actor:
    """The person in a role besides the buyer's. Where the token is only remembered, so may be his role: both are proved together."""
    known = _in_roles.get((token.digest, asked)) if recalled else None
    if known:
        request.credential = tokens.with_role(request.credential, known)
        return known
    acting = roles.acting(Person.objects.get(pk=token.person_id), asked)
    if roles.written(acting) == asked and acting.role != "agent":
        if len(_in_roles) >= _MOST_IN_ROLES:
            _in_roles.clear()
        _in_roles[token.digest, asked] = acting
    return acting


def _integrator(token: tokens.Living, behalf: str) -> Actor:
    slug = token.marketplace_id
    if not behalf:
        proved = token.second_factor
        return Actor("integrator", token.integrator, slug, through="token", personal=False, second_factor=proved)
    side, _colon, name = behalf.partition(":")
    through = f"integrator:{token.integrator}"
    if side == "buyer":
        person = _named(Person.objects.filter(marketplace_id=slug, is_active=True), name, "buyer_unknown")
        return Actor("buyer", person.id, slug, through=through, personal=False)
    if side == "seller":
        seller = _named(Seller.objects.filter(marketplace_id=slug), name, "seller_unknown")
        return Actor("seller", token.integrator, slug, seller.id, through=through, personal=False)
    raise Refusal("on_behalf_unreadable", header=behalf[:80])


def _named(found: Iterable, name: str, code: str):
    """The one whose id, or id in the marketplace's own system, this is."""
    one = found.filter(id=name).first() or (found.filter(external_ref=name).first() if name else None)
    if one is None:
        raise Refusal(code, name=name[:80])
    return one


def _by_link(request: HttpRequest, opened: dict) -> Actor:
    """The buyer of an opened link: for its one case, and in person only for a while after the one-time code."""
    moment = now()
    link = links.still_open(opened.get("digest", ""), request.marketplace.pk if request.marketplace else "", moment)
    proved = opened.get("proved_at", "")
    personal = bool(proved) and moment - datetime.fromisoformat(proved) < links.PROVED_FOR
    slug, case = link.marketplace_id, link.case_id
    return Actor("buyer", link.person_id, slug, through="link", personal=personal, only_case=case)
