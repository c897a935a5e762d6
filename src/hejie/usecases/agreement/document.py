"""An agreement as its reader sees it: the text in the languages of both sides, who has signed where, and how it stands.

Before the first signature the text is what would be signed now; from then on it is read from the record, letter by letter.
What says the same in another language, for reading alone, is kept beside it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hejie.domain.cases import performance
from hejie.domain.cases.signed import Written
from hejie.domain.cases.state import Agreement, CaseState, Obligation
from hejie.domain.kernel import canonical
from hejie.domain.kernel.refusal import Refusal
from hejie.record.context import Context
from hejie.store import people, readers
from hejie.usecases import addresses, reading, wording
from hejie.usecases.agreement import writing
from hejie.usecases.agreement.words import Words
from hejie.usecases.reading import CaseView


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature, or that it is missing (at is "").

    person        his name; party: the name of the side, a shop or a buyer
    waived_minor  what he said with it that he knows to give up (minor units)
    """

    side: str
    person: str
    party: str
    at: str
    seq: int
    head: str
    waived_minor: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """The agreement of a case.

    ended       its number among those that stand no longer, from 1; 0: it stands
    languages   in which it is signed or would be, the buyer's first
    texts       in all languages, those that are not signed for reading alone; "" where it was erased
    references  of the texts in the record, by language; none before the first signature, and in old records after it too
    zone        in which its days are days; market: what the marketplace is called; check: where a dossier can be checked
    """

    view: CaseView
    agreement: Agreement
    languages: tuple[str, ...]
    texts: Mapping[str, str]
    references: Mapping[str, Mapping]
    signatures: tuple[Signed, ...]
    zone: str
    market: str
    check: str
    ended: int = 0

    @property
    def fingerprint(self) -> str:
        """What a signer says that he has read: SHA-256 of the canonical JSON of the texts to be signed by language, in hex."""
        return hashlib.sha256(canonical.dumps({one: self.texts[one] for one in self.languages})).hexdigest()

    @property
    def written_anew(self) -> bool:
        """It was signed when texts were not kept yet."""
        return bool(self.agreement.signatures) and not self.references

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """What is owed by it, with its state; none before it is in effect."""
        return performance.current(self.view.case) if self.agreement.in_effect and not self.ended else ()

    def words(self, language: str) -> Words:
        """The sentences of one language for this case."""
        return Words(language, self.zone, self.view.case.currency)

    def written(self) -> Written:
        """What is put below a signature."""
        return Written(
            self.agreement.offer, self.agreement.at, self.languages, self.texts, pinned=bool(self.references)
        )


def of_case(ctx: Context, case_id: str, *, ended: int = 0, what: str = "agreement") -> Document:
    """The agreement of a case for whoever may read the case; readings by staff are logged. Refuses not_found.

    ended   number of one that stands no longer, from 1; 0: the one that stands, else the last that did
    """
    return of_view(reading.read_case(ctx, case_id, what=what), ended)


def of_view(view: CaseView, ended: int = 0) -> Document:
    """The agreement of a case that has been read already. Refuses not_found where there is none."""
    case = view.case
    ended = ended or (len(case.ended_agreements) if case.agreement is None else 0)
    if not 0 <= ended <= len(case.ended_agreements) or (not ended and case.agreement is None):
        raise Refusal("not_found")
    agreement = case.ended_agreements[ended - 1] if ended else case.agreement
    _language, zone = readers.preferences(case.marketplace, "")
    market = readers.marketplace_name(case.marketplace)
    references = agreement.texts
    languages = agreement.languages or languages_of(view)
    if references:
        texts = {language: view.text(one) for language, one in references.items()}
    else:
        texts = {
            language: writing.compose(
                view, agreement, words=Words(language, zone, case.currency), languages=languages, market=market
            )
            for language in wording.LANGUAGES
        }
    check = f"{addresses.base(case.marketplace)}/verify/"
    return Document(
        view, agreement, languages, texts, references, _signatures(view, agreement), zone, market, check, ended
    )


def languages_of(view: CaseView) -> tuple[str, ...]:
    """The languages of both sides, the buyer's first, each once."""
    return tuple(dict.fromkeys(language_of(view.case, side) for side in ("buyer", "seller")))


def language_of(case: CaseState, side: str) -> str:
    """The language in which a side reads: of a shop that of most of its people; where nobody says, the marketplace's."""
    found = people.recipients(case.marketplace, side, buyer=case.buyer, seller=case.seller, neutral="")
    spoken = [person.language for person in sorted(found, key=lambda one: str(one.pk)) if person.language]
    if not spoken:
        return wording.known_language(readers.preferences(case.marketplace, "")[0])
    return wording.known_language(max(spoken, key=spoken.count))


def _signatures(view: CaseView, agreement: Agreement) -> tuple[Signed, ...]:
    case, given = view.case, {one.side: one for one in agreement.signatures}
    names = people.names(case.marketplace, [one.by for one in given.values()])
    return tuple(_signature(view, side, given.get(side), names) for side in ("buyer", "seller"))


def _signature(view: CaseView, side: str, one: object | None, names: Mapping[str, str]) -> Signed:
    party = view.names.get(getattr(view.case, side), "")
    if one is None:
        return Signed(side, "", party, "", 0, "")
    waived = one.waived["minor"] if one.waived else 0
    return Signed(side, names.get(one.by, ""), party, one.at, one.seq, one.head, waived)


def known(language: str) -> str:
    """A language in which it can be read, or "" for anything else."""
    return language if language in wording.LANGUAGES else ""


def shown_languages(document: Document) -> Iterable[str]:
    """All languages in which it can be read, those that are signed first."""
    return (*document.languages, *(one for one in wording.LANGUAGES if one not in document.languages))
