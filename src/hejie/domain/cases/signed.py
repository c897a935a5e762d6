"""Signatures below an agreement, and the text that they stand below.

The text is composed outside, from the case as it stands, once in each language; the first signature keeps it, as salted
digests with the words beside the entry, and every later one points to the same. What was signed can so be read again
letter by letter from the record, however the templates change.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hejie.domain.kernel.events import Private
from hejie.domain.kernel.refusal import Refusal


@dataclass(frozen=True, slots=True)
class SignAgreement:
    """Sign the agreement that stands; it takes effect with both signatures.

    document   fingerprint of the text that its signer has read, or "" where he says nothing of it
    waives     a buyer knows that the terms are below what the rules give him with certainty, and wants them all the same
    """

    case_id: str
    document: str = ""
    waives: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed for a side, when, and where in the case's record it stands: the entry's number and its hash.

    waived   what a buyer said with his signature that he knows to give up: {"minor", "rule"}, or None
    """

    side: str
    by: str
    at: str
    seq: int
    head: str
    waived: Mapping | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """The text of an agreement as somebody is about to sign it.

    offer, at   which agreement it is of: the accepted offer, and when both had accepted
    languages   in which it is signed (ISO 639-1), the buyer's first
    texts       the whole text by language: those that are signed, and besides for reading alone the same in others
    pinned      it stands below a signature already
    """

    offer: str
    at: str
    languages: tuple[str, ...]
    texts: Mapping[str, str]
    pinned: bool = False


def below(agreement: object, written: Written | None) -> dict:
    """What a signature says of the text that it stands below; nothing where none is given.

    Refuses   agreement_changed (the text is of another agreement, or the other side has signed another one meanwhile)
    """
    if written is None:
        return {}
    if (written.offer, written.at) != (agreement.offer, agreement.at):
        raise Refusal("agreement_changed")
    if bool(agreement.texts) != written.pinned:
        raise Refusal("agreement_changed")
    texts = agreement.texts or {language: Private(text) for language, text in written.texts.items()}
    return {"document": {"languages": list(agreement.languages or written.languages), "texts": dict(texts)}}
