"""Pages as people open them: a signed-in browser for anybody, at the test's clock, and cases brought to a stage."""

import itertools
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.test import Client
from django.urls import reverse

from hejie.conf import context
from hejie.domain.cases import commands
from hejie.domain.cases.reasons import Reasons
from hejie.rulebooks import procedures
from hejie.usecases import cases, mediation, settlement

PROCEDURE = "procedures/standard"


class Browser:
    """Somebody's browser, signed in; posts carry a fresh form key unless one is given."""

    _keys = itertools.count(1)

    def __init__(self, who, *, second_factor: bool = True, language: str = "en") -> None:
        self.client = Client(headers={"accept-language": language})
        self.client.force_login(who.person)
        session = self.client.session
        role = who.actor.role
        session["role"] = f"{role}:{who.actor.seller}" if who.actor.seller else role
        if second_factor:
            record_authentication(SimpleNamespace(session=session), who.person, "mfa", type="totp")
        session.save()

    def get(self, name: str, /, *args, query: str = "", **headers):
        """Open a page by the name of its address."""
        return self.client.get(reverse(name, args=args) + query, headers=headers)

    def post(self, name: str, /, *args, key: str = "", follow: bool = False, **data):
        """Send a form to an address by its name."""
        data["key"] = key or f"key-{next(self._keys)}"
        return self.client.post(reverse(name, args=args), data, follow=follow)


@dataclass
class Scene:
    """A case with its people, brought on by use cases at the test's clock."""

    ctx: object
    clock: object
    buyer: object
    seller: object
    neutral: object
    operator: object
    root: str
    case: str = ""
    number: int = 0

    def key(self) -> str:
        """A fresh idempotency key."""
        self.number += 1
        return f"scene {self.number}"

    def opened(self, remedy: str = "refund", **package) -> "Scene":
        """The buyer's case is open."""
        shown = procedures.load(PROCEDURE).digest
        receipts = cases.open_cases(
            self.ctx(self.buyer), root=self.root, lines=(1,), reason="not_as_described", remedy=remedy,
            package={"refund": 19900, "currency": "CNY", **package}, story="The shoes are 7 mm too short.",
            shown=shown, key=self.key(),
        )  # fmt: skip
        self.case = receipts[0].created["case"]
        return self

    def do(self, who, use_case, command, *args, **fields):
        """One act of somebody: `scene.do(seller, settlement.make_offer, "MakeOffer", {...})`."""
        made = getattr(commands, command)(self.case, *args, **fields)
        return use_case(self.ctx(who), made, key=self.key())

    def offered(self, refund: int = 11940, **terms) -> "Scene":
        """The seller has offered a part."""
        self.do(self.seller, settlement.make_offer, "MakeOffer", {"refund": refund, "currency": "CNY", **terms})
        return self

    def agreed(self, **terms) -> "Scene":
        """The buyer has accepted the seller's offer."""
        self.offered(**terms)
        self.do(self.buyer, settlement.accept_offer, "AcceptOffer", "o2", waives=True)
        return self

    def signed(self, **terms) -> "Scene":
        """Both have signed."""
        self.agreed(**terms)
        for who in (self.buyer, self.seller):
            self.do(who, settlement.sign_agreement, "SignAgreement")
        return self

    def mediated(self) -> "Scene":
        """The seller has answered, the buyer has asked for a neutral, and one is there."""
        self.do(self.seller, cases.write_message, "WriteMessage", "They are as described.")
        self.do(self.buyer, mediation.escalate, "Escalate")
        self.do(self.operator, mediation.assign_neutral, "AssignNeutral", self.neutral.id)
        return self

    def decided(self, refund: int = 9900) -> "Scene":
        """The neutral has decided."""
        self.mediated()
        self.do(self.neutral, mediation.go_to_decision, "GoToDecision")
        self.do(
            self.neutral,
            mediation.decide_case,
            "DecideCase",
            "Measured short.",
            "Rule 3.",
            {"refund": refund, "currency": "CNY"},
            why=Reasons(otherwise="A sheet that says 258 mm."),
        )
        return self


@pytest.fixture
def browser(clock, monkeypatch):
    """Opens a browser for somebody: `browser(buyer)`."""
    monkeypatch.setattr(context, "now", lambda: clock.now)
    return Browser


@pytest.fixture
def scene(people, ctx, clock, orders) -> Scene:
    """People and a delivered order over ¥199.00; `scene.opened()` opens a case on it."""
    buyer, seller = people("buyer", name="Lin Yue"), people("seller", name="Zhou Min")
    neutral, operator = people("neutral", name="He Anran"), people("operator", name="Olga")
    return Scene(ctx, clock, buyer, seller, neutral, operator, orders(buyer, seller))
