"""What stands around the text that is signed: whether it binds, the signatures, how to check them, and how it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from hejie.domain.cases.state import Obligation
from hejie.usecases.agreement.document import Document, Signed
from hejie.usecases.agreement.words import Words
from hejie.usecases.dossier_pdf import blocks


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence about a signature or a text, and the fingerprint that belongs to it, or ""."""

    text: str
    fingerprint: str = ""
    side: str = ""


class Around:
    """Says in one language what belongs to a document and is no part of its text."""

    def __init__(self, document: Document, language: str) -> None:
        self.document, self.language = document, language
        self.words: Words = document.words(language)

    def notes(self) -> list[str]:
        """Whether it binds, and what kind of text this is; nothing where it is signed and stands."""
        found, words = self.document, self.words
        notes = []
        if self.language not in found.languages:
            notes.append(words("translation", languages=words.in_languages(found.languages)))
        if found.ended:
            notes.append(words("ended"))
        elif not found.agreement.in_effect:
            notes.append(words("draft"))
        if found.written_anew:
            notes.append(words("as_it_is"))
        return notes

    def signatures(self) -> list[Line]:
        """Who has signed, when, and where it stands in the record; or that he has not."""
        return [self._signature(one) for one in self.document.signatures]

    def _signature(self, one: Signed) -> Line:
        words, side = self.words, self.words.labels.of("sides", one.side)
        if not one.at:
            return Line(words("not_signed", side=side, name=blocks.plain(one.party) or side), side=one.side)
        name = blocks.plain(one.person or one.party) or side
        if one.party and one.person and one.party != one.person:
            name = words("for_shop", name=name, shop=blocks.plain(one.party))
        told = words("signed", side=side, name=name, at=words.when(one.at))
        if one.waived_minor:
            told = words("join").join((told, words("knowing", amount=words.amount(one.waived_minor))))
        stream = f"case:{self.document.view.case.id}"
        return Line(words("join").join((told, words("entry", stream=stream, seq=one.seq))), one.head, one.side)

    def prints(self) -> list[Line]:
        """The salted digests under which the signed texts stand in the record."""
        words = self.words
        return [
            Line(words("print_of", language=words.of("languages", one)), self.document.references[one]["ref"])
            for one in self.document.languages
            if one in self.document.references
        ]

    def check(self) -> str:
        """How anybody can check it."""
        return self.words("check", address=self.document.check)

    def kept(self) -> list[tuple[str, str, str, str, str]]:
        """What is owed: (state's key, who, what, by when, state in words), in order."""
        return list(self._kept())

    def _kept(self) -> Iterator[tuple[str, str, str, str, str]]:
        for duty in self.document.obligations:
            who = self.words.labels.of("sides", duty.side)
            when = self.words.when(duty.ended_at if duty.status != "open" and duty.ended_at else duty.due)
            yield duty.status, who, self._deed(duty), when, self.words.of("states", duty.status)

    def _deed(self, duty: Obligation) -> str:
        amount = self.words.amount(duty.minor) if duty.minor else ""
        if duty.what == "refund":
            return self.words.of("deeds", "refund", amount=self.words.amount(duty.minor))
        return self.words("gap").join(
            part for part in (self.words.of("deeds", duty.what), f"({amount})" if amount else "") if part
        )

    def as_of(self) -> str:
        """Of which moment the state is."""
        return self.words("annex_at", at=self.words.when(self.document.view.case.changed_at))
