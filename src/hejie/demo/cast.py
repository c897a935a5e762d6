"""Who plays in the sample market: marketplace, shops, people of every role, and how each can sign in."""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from hejie.adapters.orders.sample import SampleMarket
from hejie.conf import context
from hejie.domain.escrow import accounts
from hejie.domain.escrow import purse as purses
from hejie.store.models import Marketplace, Membership, NeutralProfile, Person, Seller
from hejie.store.models.people import PLATFORM
from hejie.usecases import ids, money
from hejie.usecases.people import tokens

STAFF = {"operator": "operator", "neutral": "neutral", "auditor": "auditor", "agent": "agent"}
# What the neutrals know best, and how many open cases each takes at once.
_KNOWN = ((("not_as_described", "counterfeit"), 12), (("not_received", "damaged_in_transit"), 20), (("defective",), 8))
FUND_MINOR, DEPOSIT_MINOR = 5_000_000, 500_000


@dataclass(frozen=True, slots=True)
class SignIn:
    """One way in, to be printed: role, address, password, and the secret of the second factor where staff needs one."""

    role: str
    email: str
    password: str
    name: str
    totp_secret: str = ""


@dataclass(slots=True)
class Cast:
    """Ids of those who act, and the sign-ins."""

    marketplace: str
    buyers: dict[str, str]
    staff_of: dict[str, str]
    neutrals: list[str]
    operator: str
    agent: str
    auditor: str
    sign_ins: list[SignIn]
    token: str = ""


def marketplace(slug: str, name: str, currency: str, languages: tuple[str, ...], zone: str) -> Marketplace:
    """The marketplace with itself as the seller of last resort."""
    made = Marketplace.objects.create(slug=slug, name=name, currency=currency, languages=list(languages), timezone=zone)
    if not Seller.objects.filter(marketplace=made, id=PLATFORM).exists():
        Seller.objects.create(key=Seller.key_of(slug, PLATFORM), id=PLATFORM, marketplace=made, name=name)
    return made


@transaction.atomic
def of_sample(market: SampleMarket, now: datetime, language: str = "en") -> Cast:
    """Everybody of the sample market."""
    made = marketplace(market.slug, market.names[language], market.currency, ("en", "zh", "ru"), "Asia/Shanghai")
    cast = staff(made, [(person.name, person.language) for person in market.neutrals])
    for shop in market.shops:
        seller_id = "s" + ids.derived(made.slug, "seller", shop.id, length=12)
        seller = Seller.objects.create(
            key=Seller.key_of(made.slug, seller_id),
            id=seller_id,
            marketplace=made,
            name=shop.names[language],
            external_ref=shop.id,
        )
        person = _person(
            made, f"{shop.id}@shops.example", _SHOP_PEOPLE[len(cast.staff_of) % len(_SHOP_PEOPLE)], language
        )
        Membership.objects.create(person=person, role="seller", seller=seller)
        cast.staff_of[seller_id] = person.id
    for buyer in market.buyers:
        person = _person(made, f"{buyer.ref}@buyers.example", buyer.name, buyer.language, external_ref=buyer.ref)
        cast.buyers[buyer.ref] = person.id
    fund(cast, now, market.currency)
    return cast


def staff(made: Marketplace, neutrals: list[tuple[str, str]]) -> Cast:
    """Operator, agent, auditor, neutrals, and somebody who answers where no shop is known."""
    ends = f"@{made.slug}.example"
    operator = _person(made, "operator" + ends, "Olga Winter", "en")
    agent = _person(made, "agent" + ends, "Chen Jia", "zh")
    auditor = _person(made, "auditor" + ends, "Pavel Orlov", "ru")
    answers = _person(made, "service" + ends, "Customer service", "en")
    Membership.objects.create(person=operator, role="operator")
    Membership.objects.create(person=agent, role="agent", promise_limit_minor=20_000)
    Membership.objects.create(person=auditor, role="auditor")
    platform = Seller.objects.get(marketplace=made, id=PLATFORM)
    Membership.objects.create(person=answers, role="seller", seller=platform)
    people = [
        _person(made, f"neutral{number}{ends}", name, language) for number, (name, language) in enumerate(neutrals, 1)
    ]
    for person, (known, most) in zip(people, cycle(_KNOWN), strict=False):
        Membership.objects.create(person=person, role="neutral")
        languages = " ".join(dict.fromkeys((person.language, "en")))
        NeutralProfile.objects.create(person=person, languages=languages, reasons=list(known), most_open=most)
    ways = [
        _sign_in(person, role, second=True)
        for person, role in ((people[0], "neutral"), (agent, "agent"), (operator, "operator"), (auditor, "auditor"))
    ]
    return Cast(
        made.slug, {}, {PLATFORM: answers.id}, [person.id for person in people], operator.id, agent.id, auditor.id, ways
    )


def add_buyer_sign_in(cast: Cast, buyer: str) -> None:
    """Let a buyer of the market sign in; printed first."""
    cast.sign_ins.insert(0, _sign_in(Person.objects.get(pk=buyer), "buyer", second=False))


def add_seller_sign_in(cast: Cast, person: str) -> None:
    """Let somebody of a shop sign in."""
    cast.sign_ins.insert(1, _sign_in(Person.objects.get(pk=person), "seller", second=True))


def give_address(person: Person, email: str) -> None:
    """Give an imported person an address to sign in with."""
    person.email = email
    person.name = person.name or "Buyer"
    person.save()
    EmailAddress.objects.update_or_create(user=person, defaults={"email": email, "verified": True, "primary": True})


def integrator_token(cast: Cast, now: datetime) -> str:
    """A bearer token for the API, as a shop's program would have it."""
    person = Person.objects.get(pk=cast.operator)
    made = tokens.create(
        person, name="Sample shop", scopes=("read", "write", "orders"), now=now, days=90, integrator="sample-shop"
    )
    return made.secret


def fund(cast: Cast, now: datetime, currency: str) -> None:
    """Pay in the guarantee fund and the sellers' deposits."""
    ctx = context.for_worker(cast.marketplace, now)
    owners = [(accounts.FUND, FUND_MINOR), *((seller, DEPOSIT_MINOR) for seller in cast.staff_of if seller != PLATFORM)]
    for owner, minor in owners:
        command = purses.Deposit(owner, minor, currency)
        money.deposit(ctx, command, key=f"demo:deposit:{owner}")


_SHOP_PEOPLE = ("Zhou Min", "Anna Berg", "Ирина Соколова", "Li Qiang", "Tom Ashby", "Сергей Волков")


def _person(made: Marketplace, email: str, name: str, language: str, external_ref: str = "") -> Person:
    person = Person(marketplace=made, email=email, name=name, language=language, external_ref=external_ref)
    person.set_unusable_password()
    person.save()
    EmailAddress.objects.get_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
    return person


def _sign_in(person: Person, role: str, *, second: bool) -> SignIn:
    password = secrets.token_urlsafe(9)
    person.set_password(password)
    person.save()
    secret = ""
    if second:
        secret = _totp_secret()
        TOTP.activate(person, secret)
    return SignIn(role, person.email, password, person.name, secret)


def _totp_secret() -> str:
    return base64.b32encode(secrets.token_bytes(20)).decode()
