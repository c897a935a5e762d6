"""The tour through a market: who is visited, and what each sees from home on or from a case of every kind."""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.browser.crawl import Found, crawl, kind_of
from tests.browser.market import Guest, Market

_STAFF = ("operator", "auditor", "agent", "neutral")
_FOR_EVERYBODY = ("/mail/", "/seals/", "/account/", "/verify/", "/notices/", "/.well-known/", "/rules/")


@dataclass(frozen=True)
class Stop:
    """A page as one guest sees it. `name`: role and kind of page, as in the name of a file."""

    role: str
    email: str
    name: str
    found: Found


class Tour:
    """Guests of every role, signed in once, and the pages they reach. lang: in which all read; "" is each one's own."""

    def __init__(self, market: Market, lang: str = "") -> None:
        self.market, self.lang = market, lang
        self._guests: dict[str, Guest] = {}

    def guest(self, email: str) -> Guest:
        """Somebody signed in; "" is a stranger."""
        if email not in self._guests:
            self._guests[email] = self.market.sign_in(email) if email else Guest(self.market.address)
            if self.lang:
                self._guests[email].speak(self.lang)
        return self._guests[email]

    def roles(self) -> dict[str, str]:
        """An address for each role; buyer and seller of the case that shows most, and nobody."""
        shown = next(case for case in self.market.cases if case.kind == "mediation-both-offer")
        staff = {role: self.market.staff[role] for role in _STAFF}
        return {"buyer": shown.buyer, "seller": shown.seller} | staff | {"neutral": shown.neutral, "stranger": ""}

    def stops(self, most: int = 1) -> Iterator[Stop]:
        """All pages of every role, `most` of each kind; what is the same for everybody, once; then cases of all kinds."""
        common: set[str] = set()
        for role, email in self.roles().items():
            begin = ("/account/login/", "/account/password/reset/", "/verify/") if role == "stranger" else ("/",)
            for found in crawl(self.guest(email), begin, most, skip=common):
                if found.kind.startswith(_FOR_EVERYBODY):
                    common.add(found.kind)
                yield Stop(role, email, _name(role, found.kind), found)
        yield from self.cases()

    def cases(self) -> Iterator[Stop]:
        """One case of each kind, as its buyer and its seller see it."""
        for case in self.market.cases_of_all_kinds():
            for role, email in (("buyer", case.buyer), ("seller", case.seller)):
                path = f"/cases/{case.id}/"
                found = Found(path, kind_of(path), self.guest(email).get(path))
                yield Stop(role, email, f"{role}-case-{case.kind}", found)


def _name(role: str, kind: str) -> str:
    words = [part for part in kind.replace("?", "/").replace("&", "-").split("/") if part]
    return "-".join([role, *words]) if words else f"{role}-home"
