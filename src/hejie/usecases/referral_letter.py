"""The letter to an outside body, written from the file of the case: what stands there and nothing else.

What the file does not know (the writer's address, what a respondent asks for) is left as a blank in brackets, for the
writer to fill in. People's own words are quoted as they wrote them, in the language in which they wrote them. Private
rooms are not looked at.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from importlib import resources

import yaml
from babel import Locale, dates

from hejie.domain.cases import credit, packages
from hejie.domain.cases.state import Offer, Ruling, Said
from hejie.domain.kernel import clock
from hejie.usecases import record_words, wording
from hejie.usecases.finding_words import FindingWords
from hejie.usecases.reading import CaseView

LANGUAGES = ("en", "zh", "ru", "de", "fr")
_LOCALES = {code: Locale.parse(name) for code, name in
            (("en", "en_GB"), ("zh", "zh_Hans_CN"), ("ru", "ru_RU"), ("de", "de_DE"), ("fr", "fr_FR"))}  # fmt: skip


@cache
def texts(language: str) -> Mapping:
    """The words of the letter in one language."""
    text = resources.files("hejie.rulebooks").joinpath(f"templates/letters/{language}.yaml").read_text("utf-8")
    return yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def compose(view: CaseView, *, body: str, market: str, language: str, zone: str, now: datetime) -> str:
    """A letter for the side that reads the case, as plain text.

    body, market   what the body and the marketplace are called
    language       one of LANGUAGES; zone: IANA name of the zone in which its days are days
    """
    return _Letter(view, language, zone).text(body, market, now)


class _Letter:
    """Writes one letter, part by part."""

    def __init__(self, view: CaseView, language: str, zone: str) -> None:
        self.view, self.case, self.language = view, view.case, language
        self.place = wording.zone_of(zone)
        self.book = texts(language)

    def text(self, body: str, market: str, now: datetime) -> str:
        """All parts with a blank line between them."""
        number = self.case.id.rpartition("-")[2].upper()
        subject = self.word("subject", order=self.case.order["external_id"], number=number)
        head = [self.word("name"), self.word("address"), "", self.word("to", body=body), self.day(now), "", subject, ""]
        parts = [
            "\n".join([*head, self.word("opening", market=market)]),
            self.part("parties", self.parties()),
            self.part("order", self.order()),
            self.part("problem", self.problem()),
            self.part("timeline", self.timeline()),
            self.part("offers", self.offers()),
            self.part("rulings", self.rulings()),
            self.part("ask", self.ask()),
            self.part("evidence", self.evidence()),
            self.part("record", [self.word("attached"), self.case.head]),
            self.word("sign"),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def part(self, title: str, lines: Iterator[str] | list[str]) -> str:
        """A heading and its lines; nothing where there are none."""
        found = [line for line in lines if line]
        return "\n".join([self.word(title), *found]) if found else ""

    def parties(self) -> Iterator[str]:
        """Both sides by the names that the marketplace knows."""
        for side, person in (("buyer", self.case.buyer), ("seller", self.case.seller)):
            title = self.word(side)
            title = self.word("mine", side=title) if side == self.view.side else title
            yield self.pair(title, self.view.names.get(person) or person)

    def order(self) -> Iterator[str]:
        """What was ordered and paid."""
        order = self.case.order
        yield self.pair(self.word("number"), order["external_id"])
        for row in order["lines"]:
            title = self.view.text(row["title"]) or row["product"]
            title = title if title and not row["contents_unknown"] else self.word("unknown_goods")
            sum_of = self.word("unknown_sum") if row["price"] is None else self.amount(row["price"])
            yield self.word("item", quantity=row["quantity"], title=title, sum=sum_of)
        if self.case.paid_minor and not order["paid_assumed"]:
            yield self.pair(self.word("paid"), self.amount(self.case.paid_minor))

    def problem(self) -> Iterator[str]:
        """The reason of the claim, the claimant's own words, and those of the writer."""
        yield self.book["reasons"][self.case.reason]
        yield self.pair(self.word("story"), self.quoted(self.case.story))
        for item in self.case.of_kind("statement"):
            if item.side == self.view.side:
                yield self.pair(self.word("account"), self.quoted(item.data["text"]))

    def timeline(self) -> list[str]:
        """Dated events of the order and of the case, oldest first."""
        found = [
            (at, self.book["dates"][name]) for name, at in self.dates().items() if name in self.book["dates"] and at
        ]
        found.append((self.case.opened_at, self.word("claimed")))
        if self.case.agreement and self.case.agreement.in_effect:
            found.append((self.case.agreement.at, self.word("agreed")))
        if self.case.closed_at:
            found.append((self.case.closed_at, self.word("closed")))
        return [self.pair(self.day(clock.parse(at)), what) for at, what in sorted(found)]

    def dates(self) -> dict[str, str]:
        """Dates of the order as they are known now."""
        return {**self.case.order["dates"], **self.view.order.dates}

    def offers(self) -> list[str]:
        """Every offer after the claim, with what became of it."""
        return [self.offer(row) for row in self.case.offers if not row.is_claim] or [self.word("no_offers")]

    def offer(self, row: Offer) -> str:
        """One offer in a line."""
        return self.word(
            "offer",
            date=self.day(clock.parse(row.at)),
            side=self.book["sides"][row.side],
            terms=self.terms(row.package),
            state=self.book["states"][row.status],
        )

    def rulings(self) -> Iterator[str]:
        """What was decided here, with the reasons given."""
        for row in self.case.rulings:
            yield self.ruling(row)
            yield from self.found(row)
            if row.data.get("findings"):
                yield self.pair(self.word("findings"), self.quoted(row.data["findings"]))

    def found(self, row: Ruling) -> Iterator[str]:
        """What was found, point by point; in English where the burden books do not speak the letter's language."""
        speak = FindingWords(self.view.world.procedure, self.language, self.view.text)
        for number, one in enumerate(row.data.get("points", ()), start=1):
            yield speak.paragraph(number, one)

    def ruling(self, row: Ruling) -> str:
        """One decision in a line."""
        source = self.book["sources"].get(row.source, self.book["sources"]["decision"])
        return self.word("ruling", date=self.day(clock.parse(row.at)), source=source, terms=self.terms(row.package))

    def ask(self) -> list[str]:
        """What the claim asks for, where its own side writes; else a blank."""
        mine = self.view.side == self.case.claimant
        return [self.terms(self.case.offers[0].package) if mine else self.word("blank_ask")]

    def evidence(self) -> list[str]:
        """What was filed by both sides, with its fingerprint."""
        filed = self.case.of_kind("evidence")
        return [line for item in filed for line in self.piece(item)] or [self.word("no_evidence")]

    def piece(self, item: Said) -> list[str]:
        """One piece: what it is, and the fingerprint by which it is found in the dossier."""
        data = item.data
        told = self.word(
            "piece",
            id=item.id.upper(),
            name=record_words.name(data, self.language, self.view.text) or self.word("erased"),
            side=self.book["sides"].get(item.side, item.side),
            date=self.day(clock.parse(item.at)),
            purpose=record_words.purpose(data, self.language, self.view.text) or self.word("erased"),
        )
        return [told, self.pair(self.word("print"), data["file"]["ref"])]

    def terms(self, package: Mapping) -> str:
        """A package of settlement terms in one line."""
        words = self.book["terms"]
        parts = [words["refund"].format(amount=self.amount(package["refund"]))] if package["refund"] else []
        if not parts and package["service"] == "none":
            parts.append(words["no_refund"])
        parts.append(words["return" if package["goods"] == "return" else "keep"])
        freight = package["return_freight"]
        if freight["payer"] == "seller" and freight["minor"]:
            parts.append(words["freight"].format(amount=self.amount(freight["minor"])))
        if package["service"] != "none":
            parts.append(words[package["service"]])
        for name in packages.by_word(package):
            given = credit.of(package, name) if name in credit.FORMS else {}
            parts.append(words[name].format(amount=self.amount(given.get("minor", 0)), number=given.get("number", 0)))
        return words["join"].join(parts)

    def word(self, name: str, /, **facts: object) -> str:
        """A word or sentence of the letter."""
        return self.book["words"][name].format_map(facts)

    def pair(self, name: str, value: str) -> str:
        """A name and its value in one line."""
        return f"{name}{self.word('colon')}{value}"

    def quoted(self, reference: Mapping | None) -> str:
        """Somebody's words as he wrote them, or that they were erased."""
        return self.view.text(reference) or self.word("erased")

    def amount(self, minor: int) -> str:
        """An amount in the case's currency."""
        return wording.amount(minor, self.case.currency, self.language)

    def day(self, at: datetime) -> str:
        """A day as the language writes it."""
        return dates.format_date(at.astimezone(self.place).date(), "long", locale=_LOCALES[self.language])
