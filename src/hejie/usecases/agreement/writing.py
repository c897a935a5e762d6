"""The text of an agreement, composed from the case: parties, what is undisputed, both accounts, the claim, terms, dates.

Only what the order itself says, or what both sides have confirmed, is called undisputed; everything else is an account of
the side that gives it. One call, one language; the same case and words give the same text, letter by letter.
"""

from collections.abc import Iterator, Mapping

from hejie.domain.cases import confidential, waiving
from hejie.domain.cases.state import SIDES, Agreement, Offer
from hejie.domain.kernel import clock
from hejie.usecases import notice_texts
from hejie.usecases.agreement import parts
from hejie.usecases.agreement.clauses import Clauses
from hejie.usecases.agreement.words import Words
from hejie.usecases.finding_words import FindingWords
from hejie.usecases.reading import CaseView

LONGEST_ACCOUNT = 600
"""Characters of an account that are quoted; the whole of it stands in the record."""
_DATES = ("ordered", "shipped", "delivered")


def compose(view: CaseView, agreement: Agreement, *, words: Words, languages: tuple[str, ...], market: str) -> str:
    """The text in one language, UTF-8, lines ended by LF.

    languages   those in which the agreement is made, this one among them or, for a mere translation, not
    market      what the marketplace is called
    """
    writer = _Writer(view, agreement, words, market)
    lines = [*writer.head(), *writer.parties(), *writer.order(), *writer.accounts(), *writer.claim()]
    return "\n".join([*lines, *writer.terms(languages)]) + "\n"


class _Writer:
    """Writes one text, part by part."""

    def __init__(self, view: CaseView, agreement: Agreement, words: Words, market: str) -> None:
        self.view, self.case, self.agreement = view, view.case, agreement
        self.words, self.market = words, parts.one_line(market)

    def head(self) -> Iterator[str]:
        """What it is, of which case, and when both accepted."""
        yield f"# {self.words('title')}"
        yield self.words("out_of_court", number=self.case.id.rpartition("-")[2].upper(), market=self.market)
        made = self.words("made_at", at=self.words.when(self.agreement.at))
        zone = self.words("times", zone=self.words.labels.zone_name(clock.parse(self.agreement.at)))
        yield self.words.joined(made, zone)
        yield ""

    def parties(self) -> Iterator[str]:
        """Both sides, which of them claims, and who helped."""
        yield f"## {self.words('parties')}"
        for side in SIDES:
            role = "claims" if side == self.case.claimant else "answers"
            yield self.pair(self.words(side), self.words(role, name=self.name(side)))
        if self.case.neutral:
            yield self.pair(self.words("neutral"), self.words("helped", name=self.name("neutral")))
        yield ""

    def name(self, side: str) -> str:
        """What a side is called, as it stands on the file."""
        person = getattr(self.case, side)
        if person == "platform":
            return self.words("platform", market=self.market)
        return parts.one_line(self.view.names.get(person, "")) or person

    def order(self) -> Iterator[str]:
        """What the order says, and what both have confirmed after a talk."""
        words, order = self.words, self.case.order
        yield f"## {words('order')}"
        yield self.pair(words("number"), parts.one_line(order["external_id"]))
        known = {**order["dates"], **self.view.order.dates}
        for name in _DATES:
            if known.get(name):
                yield self.pair(words(name), words.when(known[name]))
        for row in order["lines"]:
            title = "" if row["contents_unknown"] else self.view.text(row["title"]) or row["product"]
            facts = {"title": parts.one_line(title) or words("unknown_goods"), "quantity": row["quantity"]}
            priced = row["price"] is not None
            told = words("item", sum=words.amount(row["price"]), **facts) if priced else words("item_unpriced", **facts)
            yield self.pair(words("goods"), told)
        if self.case.paid_minor and not order["paid_assumed"]:
            yield self.pair(words("paid"), words.amount(self.case.paid_minor))
        if not confidential.begun(self.case):  # what is said in mediation stays there
            for talk in self.case.talks:
                if talk.result is not None and talk.result.joint:
                    yield words("confirmed", day=words.day(talk.at or talk.result.at))
                    yield from self.quote(talk.result.text)
        yield ""

    def accounts(self) -> Iterator[str]:
        """What each side says, in its own words; nobody's account counts as a fact."""
        yield f"## {self.words('accounts')}"
        yield self.words("accounts_stand")
        for side in SIDES:
            text = self.account(side)
            yield self.words(f"{side}_says" if text else f"{side}_silent")
            if text:
                yield from self.quote(text)
        yield ""

    def account(self, side: str) -> Mapping | None:
        """A side's account: the claim's, else its first statement that was not made in a mediation."""
        if side == self.case.told_by and self.case.story:
            return self.case.story
        stated = (
            item
            for item in self.case.of_kind("statement")
            if item.side == side and not confidential.is_covered(self.case, item.seq)
        )
        return next((item.data["text"] for item in stated), None)

    def quote(self, reference: Mapping) -> Iterator[str]:
        """Somebody's words, line by line; what was erased is said to be so."""
        text = self.view.text(reference)
        if not text:
            return iter((f"> {self.words('erased')}",))
        return iter(tuple(parts.quoted(text, LONGEST_ACCOUNT, self.words("shortened"))))

    def claim(self) -> Iterator[str]:
        """What was wanted, and why."""
        labels = self.words.labels
        yield f"## {self.words('claim')}"
        yield self.pair(self.words("reason"), labels.phrase("reasons", self.case.reason))
        asked = notice_texts.terms(self.case.offers[0].package, self.words.language)
        yield self.pair(self.words("remedy"), self.words("join").join((labels.of("remedies", self.case.remedy), asked)))
        yield ""

    def terms(self, languages: tuple[str, ...]) -> Iterator[str]:
        """The numbered clauses of the terms, who does what by when, and the numbered clauses of the rest."""
        clauses = Clauses(self.view, self.agreement, self.words, self.market)
        yield f"## {self.words('terms')}"
        number = 0
        for number, (clause, quoted) in enumerate(clauses.of_terms(), start=1):
            yield f"{number}. {clause}"
            if quoted:
                yield from self.quote(quoted)
        yield ""
        yield f"## {self.words('duties')}"
        for who, what in clauses.duties():
            yield self.pair(who, what)
        yield self.words("dates_in_record")
        yield ""
        yield f"## {self.words('rest_of_it')}"
        rest = [self.words(name) for name in ("effect", "broken", "settled", "confidential", "review", "courts")]
        waived = self.waived()
        equal = self.words("equal", languages=self.words.in_languages(languages)) if len(languages) > 1 else ""
        for at, clause in enumerate([*rest, *(one for one in (waived, equal) if one)], start=number + 1):
            yield f"{at}. {clause}"

    def waived(self) -> str:
        """What the buyer gives up of what is due to him with certainty: as he has said, or says by signing knowingly."""
        offer: Offer | None = self.case.offer(self.agreement.offer)
        found = [(offer.waived if offer else None), waiving.given_up(self.case, self.agreement.package)]
        given_up = max((one for one in found if one), key=lambda one: one["minor"], default=None)
        if not given_up or not given_up.get("minor"):
            return ""
        facts = {"amount": self.words.amount(given_up["minor"]), "rule": self.rule(given_up.get("rule", ""))}
        return self.words("waived" if facts["rule"] else "waived_plain", **facts)

    def rule(self, name: str) -> str:
        """A rule as it is cited in the text's language; its id where it can be found no more."""
        book = (self.case.entitled or {}).get("books", {}).get(name, "")
        speak = FindingWords(self.view.world.procedure, self.words.language, self.view.text)
        return parts.one_line(speak.cited(name, book)) if book else parts.one_line(name)

    def pair(self, name: str, value: str) -> str:
        """A name and its value on one line."""
        return f"- {name}{self.words('colon')}{value}"
