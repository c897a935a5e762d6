"""A Package: the terms of an offer, an agreement or a ruling, in one plain form.

    {"refund": 11940, "currency": "CNY", "goods": "keep", "return_freight": {"payer": "seller", "minor": 1500},
     "service": "none", "voucher": {"minor": 0, "days": 0}, "apology": false, "explanation": false,
     "public_reply": false, "days": 10}

A voucher, and points where there are some, are credit of the house (`cases.credit`). `refund`, `voucher.minor` and
`return_freight.minor` are minor units. What the buyer gets is the refund, and the freight of the way back where the seller
pays it; the rest of what custody holds for the lines goes to the seller. Credit is a promise of the seller, and no money. A
public reply is the seller's own word on what happened. What a buyer writes about a seller is no term: nothing here can ask
for a review, or for another one. Packages of old entries have neither
voucher nor public reply; `credit.of` and `replies` read both.
"""

from collections.abc import Mapping

from hejie.domain.cases import credit
from hejie.domain.kernel.refusal import Refusal

GOODS = ("keep", "return")
SERVICES = ("none", "replacement", "repair", "redelivery")
_KEYS = frozenset(
    {
        "refund",
        "currency",
        "goods",
        "return_freight",
        "service",
        "voucher",
        "points",
        "apology",
        "explanation",
        "public_reply",
        "days",
    }
)
AGREED_ONLY = (*credit.FORMS, "public_reply")
"""Terms that nobody can be sentenced to: the sides agree on them, or there are none."""
BY_WORD = (*credit.FORMS, "apology", "explanation", "public_reply")
"""Terms that the seller keeps by handing over or saying something; money does not wait for them."""
_MAX_MINOR = 10**15


def checked(package: Mapping, currency: str, limit_minor: int) -> dict:
    """The package with every key present, or a Refusal.

    limit_minor   most that may be awarded (what was paid for the lines, freight included)
    Refuses       package_unknown_term, package_bad_value, currency_mismatch, refund_above_paid, voucher_above_paid,
                  points_above_paid
    """
    unknown = set(package) - _KEYS
    if unknown:
        raise Refusal("package_unknown_term", term=sorted(unknown)[0])
    if package.get("currency", currency) != currency:
        raise Refusal("currency_mismatch", given=package["currency"], expected=currency)
    freight = package.get("return_freight") or {}
    if not isinstance(freight, Mapping) or set(freight) - {"payer", "minor"}:
        raise Refusal("package_bad_value", term="return_freight", given=str(freight))
    terms = {
        "refund": credit.whole("refund", package.get("refund", 0)),
        "currency": currency,
        "goods": _one_of("goods", package.get("goods", "keep"), GOODS),
        "return_freight": {
            "payer": _one_of("return_freight", freight.get("payer", "buyer"), ("buyer", "seller")),
            "minor": credit.whole("return_freight", freight.get("minor", 0), _MAX_MINOR),
        },
        "service": _one_of("service", package.get("service", "none"), SERVICES),
        **credit.checked(package, currency, limit_minor),
        "apology": _one_of("apology", package.get("apology", False), (False, True)),
        "explanation": _one_of("explanation", package.get("explanation", False), (False, True)),
        "public_reply": _one_of("public_reply", package.get("public_reply", False), (False, True)),
        "days": credit.whole("days", package.get("days", 10), 90) or 10,
    }
    for asked in (terms["refund"], to_buyer(terms) - terms["refund"]):
        if asked > limit_minor:
            raise Refusal("refund_above_paid", asked=asked, paid=limit_minor, currency=currency)
    return terms


# What a remedy asks for, beside the money.
_USUAL: Mapping[str, Mapping] = {
    "refund": {},
    "return_and_refund": {"goods": "return", "return_freight": {"payer": "seller", "minor": 0}},
    "partial_refund": {},
    "price_reduction": {},
    "replacement": {"refund": 0, "service": "replacement"},
    "repair": {"refund": 0, "service": "repair"},
    "redelivery": {"refund": 0, "service": "redelivery"},
    "compensation": {},
    "apology": {"refund": 0, "apology": True},
}


def usual_terms(remedy: str) -> Mapping:
    """What a remedy of `claims.REMEDIES` asks for, beside (or instead of) the money."""
    return _USUAL[remedy]


def to_buyer(package: Mapping) -> int:
    """Minor units that the buyer gets under these terms, return freight at the seller's cost included."""
    freight = package["return_freight"]
    return package["refund"] + (freight["minor"] if freight["payer"] == "seller" else 0)


def cost(package: Mapping) -> int:
    """Minor units that the seller promises under these terms: what goes to the buyer, and what vouchers and points are worth."""
    return to_buyer(package) + credit.total(package)


def replies(package: Mapping) -> bool:
    """Whether the seller publishes a reply."""
    return bool(package.get("public_reply"))


def by_word(package: Mapping) -> tuple[str, ...]:
    """Which of `BY_WORD` are part of these terms."""
    given = credit.given(package)
    has = {**{form: form in given for form in credit.FORMS}, "public_reply": replies(package)}
    return tuple(name for name in BY_WORD if has.get(name, package.get(name)))


def as_ruled(package: Mapping) -> dict:
    """The same terms as far as a ruling can give them: without what the sides could only agree on."""
    return {**credit.without(package), "public_reply": False}


def only_agreed(package: Mapping) -> str:
    """A term of `AGREED_ONLY` in these terms, or ""."""
    return next((name for name in by_word(package) if name in AGREED_ONLY), "")


def needs_performance(package: Mapping) -> bool:
    """Whether something must happen before money moves: goods sent back, or a service by the seller."""
    return package["goods"] == "return" or package["service"] != "none"


def full_refund(currency: str, minor: int) -> dict:
    """Everything paid goes back and the buyer keeps what he has."""
    return checked({"refund": minor, "currency": currency}, currency, minor)


def nothing(currency: str) -> dict:
    """Nothing changes hands; the seller is paid."""
    return checked({"refund": 0, "currency": currency}, currency, 0)


def _one_of(name: str, value: object, allowed: tuple) -> str | bool:
    if type(value) is not type(allowed[0]) or value not in allowed:
        raise Refusal("package_bad_value", term=name, given=str(value))
    return value
