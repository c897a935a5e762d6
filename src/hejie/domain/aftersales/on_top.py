"""What a buyer pays on top while a request is under way: for a dearer article, or for a repair that nothing covers.

He asks for it (step `pay`), the payment provider is asked, and what it answers is a step of its own: `pay_more` (it came),
`pay_refused` (it will not), `pay_back` (it came and was given back). All amounts are minor units of the order's currency.
"""

from hejie.domain.aftersales.service import Done, Service

_ANSWERS = frozenset({"pay_more", "pay_refused", "pay_back"})
_GIVEN_FOR_IT = frozenset({"dispatch", "repair"})
"""With one of these steps the buyer gets what he has paid on top for."""


def asked(service: Service, payment: str) -> Done | None:
    """The step with which the buyer asked for a payment, or None."""
    return next((one for one in service.steps if one.step == "pay" and one.data["payment"] == payment), None)


def answered(service: Service, payment: str) -> bool:
    """Whether the provider's answer to a payment is on the file."""
    return any(one.step in _ANSWERS and one.data.get("payment") == payment for one in service.steps)


def under_way(service: Service) -> Done | None:
    """The payment that the provider was asked for and has not answered yet, or None."""
    last = service.last("pay")
    return last if last is not None and not answered(service, last.data["payment"]) else None


def refused(service: Service) -> Done | None:
    """The provider's refusal, where it is the last word on the payment; None otherwise."""
    said = next((one for one in reversed(service.steps) if one.step in ("pay", "pay_more", "pay_refused")), None)
    return said if said is not None and said.step == "pay_refused" else None


def kept(service: Service) -> int:
    """What has come on top and was not given back."""
    signs = {"pay_more": 1, "pay_back": -1}
    return sum(signs[one.step] * one.data.get("minor", 0) for one in service.steps if one.step in signs)


def unused(service: Service) -> int:
    """Of that, what came for something that the buyer has not been given: nothing was sent or repaired since."""
    minor = 0
    for one in service.steps:
        if one.step == "pay_more":
            minor += one.data.get("minor", 0)
        elif one.step in _GIVEN_FOR_IT:
            minor = 0
        elif one.step == "pay_back":
            minor = max(minor - one.data["minor"], 0)
    return minor
