"""A package as numbered clauses and as a list of who does what by when: the money, the goods, services, words, promises."""

from collections.abc import Iterator, Mapping

from hejie.domain.cases import credit, packages
from hejie.domain.cases.claims import nothing_there
from hejie.domain.cases.performance import SERVICES
from hejie.domain.cases.state import Agreement, Promise
from hejie.usecases.agreement.words import Words
from hejie.usecases.reading import CaseView

_ON_TIME = (*credit.FORMS, "public_reply", "apology", "explanation")


class Clauses:
    """Writes the clauses of one agreement in one language. market: what the marketplace is called."""

    def __init__(self, view: CaseView, agreement: Agreement, words: Words, market: str) -> None:
        self.view, self.case, self.words, self.market = view, view.case, words, market
        self.package: Mapping = agreement.package
        holds = view.order.custody.holds_of(frozenset(view.case.lines))
        self.award = packages.to_buyer(self.package)
        self.known = (
            not agreement.in_effect
        )  # what custody held when an old record was signed is told no more once it is paid
        custody = sum(hold.free + hold.reserved for hold in holds) if self.known else 0
        self.from_custody = min(self.award, custody)
        self.rest = custody - self.from_custody

    def of_terms(self) -> Iterator[tuple[str, Mapping | None]]:
        """Each clause with somebody's own words that belong to it, or None."""
        service = self.package["service"]
        yield self.goods(), None
        if service != "none":
            yield self.timed(self.words(service), after_goods=True), None
        yield self.money(2 if service != "none" else 0), None
        for name in _ON_TIME:
            if self.has(name):
                yield self.timed(self.named(name)), None
        for promise in self.promises():
            days = self.words.span(promise.days)
            yield self.words(f"promise_{promise.keeper}", days=days), promise.text

    def promises(self) -> tuple[Promise, ...]:
        """What was promised beside the package, agreed by both and not done with yet."""
        return tuple(promise for promise in self.case.promises if promise.status == "agreed")

    def has(self, name: str) -> bool:
        """Whether the package holds this term; older packages do not know all of them."""
        found = self.package.get(name)
        return bool(found.get("minor")) if isinstance(found, Mapping) else bool(found)

    def named(self, name: str) -> str:
        """A term that the seller does by himself, as the beginning of a sentence."""
        if name not in credit.FORMS:
            return self.words(name)
        given = credit.of(self.package, name)
        amount = self.words.amount(given["minor"])
        if not given["days"]:
            return self.words("voucher_plain", amount=amount)
        said = {"amount": amount, "valid": self.words.span(given["days"])}
        if name == credit.POINTS:
            worth = given["worth"]
            said |= {"number": given["number"], "of": worth["points"], "each": self.words.amount(worth["minor"])}
            said["day"] = self.words.day(worth["since"])
        return self.words(name, **said)

    def timed(self, what: str, *, after_goods: bool = False) -> str:
        """A deed with its time, counted from the signatures or, where the goods come back first, from their return."""
        later = after_goods and self.package["goods"] == "return"
        return self.words(
            "after_returned" if later else "after_signed", what=what, days=self.words.span(self.package["days"])
        )

    def goods(self) -> str:
        """What becomes of the goods, and who pays the way back."""
        if self.package["goods"] != "return":
            return self.words("nothing_there" if nothing_there(self.case) else "keep")
        sent = self.words("return", days=self.words.span(self.package["days"]))
        freight = self.package["return_freight"]
        if freight["payer"] == "buyer":
            return self.words.joined(sent, self.words("freight_buyer"))
        if not freight["minor"]:
            return self.words.joined(sent, self.words("freight_seller_plain"))
        return self.words.joined(sent, self.words("freight_seller", amount=self.words.amount(freight["minor"])))

    def money(self, served_by: int) -> str:
        """Who pays what to whom, out of what, and when. served_by: number of the clause with a service to be done before."""
        words, found = self.words, [self.refund()]
        short = self.award - self.from_custody
        if not self.known:
            pass
        elif self.award and not short:
            found.append(words("all_from_custody", market=self.market))
        elif self.award:
            if self.from_custody:
                found.append(words("from_custody", amount=words.amount(self.from_custody), market=self.market))
            found.append(words("from_deposit", amount=words.amount(short), market=self.market))
        if self.award or self.rest:
            if served_by:
                found.append(words("pay_served", clause=served_by))
            else:
                found.append(words("pay_returned" if self.package["goods"] == "return" else "pay_signed"))
        if self.rest:
            name = "rest" if self.award else "rest_only"
            found.insert(
                len(found) if self.award else 1, words(name, amount=words.amount(self.rest), market=self.market)
            )
        return words.joined(*found)

    def refund(self) -> str:
        """How much of the price comes back."""
        refund, paid = self.package["refund"], self.case.paid_minor
        if not refund:
            return self.words("no_refund")
        amount = self.words.amount(refund)
        if not paid or self.case.order["paid_assumed"] or refund > paid:
            return self.words("refund_plain", amount=amount)
        if refund == paid:
            return self.words("refund_all", amount=amount)
        return self.words("refund", amount=amount, paid=self.words.amount(paid))

    def duties(self) -> Iterator[tuple[str, str]]:
        """(who, what and by when), in the order in which it falls due."""
        words, package, sides = self.words, self.package, self.words.labels
        buyer, seller, platform = (sides.of("sides", side) for side in ("buyer", "seller", "platform"))
        days = words.span(package["days"])
        if package["goods"] == "return":
            yield buyer, self.due("ship_back", "due_signed", days=days)
        if package["service"] in SERVICES:
            when = "due_returned" if package["goods"] == "return" else "due_signed"
            yield seller, self.due(package["service"], when, days=days)
        for name in _ON_TIME:
            if self.has(name):
                yield seller, self.due(name, "due_signed", days=days)
        paid = "due_confirmed" if package["service"] != "none" else "due_at_once"
        paid = "due_goods_back" if package["goods"] == "return" and package["service"] == "none" else paid
        if self.award:
            yield platform, self.due("refund", paid, amount=words.amount(self.award))
        if self.rest:
            yield platform, self.due("rest", paid, amount=words.amount(self.rest))
        for promise in self.promises():
            who = buyer if promise.keeper == "buyer" else seller
            yield who, self.due("promise", "due_promised", days=words.span(promise.days))

    def due(self, deed: str, when: str, **facts: str) -> str:
        """A deed and its time on one line."""
        return self.words("join").join((self.words.of("deeds", deed, **facts), self.words(when, **facts)))
