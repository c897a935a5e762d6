"""What people and the program ask of a case's evidence: file a piece, remark on it, put a signal beside it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileEvidence:
    """File what is in the vault.

    reference   {"ref", "size", "type"} of the file as it was sent
    purpose     what it is meant to show; proves: for which turn of proof, `point.step`, "" for none in particular
    thumbnail   reference of its small picture; view: of the picture made anew for reading, without metadata
    how         how it was taken, one of `capture.HOW`; "" where nobody said
    code        number of the capture code that its filer says is in the picture (`k1`), "" for none
    step        the step of a service with which it comes, so that each reads that in his own language; "" for none
    """

    case_id: str
    reference: Mapping
    name: str
    purpose: str
    room: str = "joint"
    thumbnail: Mapping | None = None
    proves: str = ""
    view: Mapping | None = None
    how: str = ""
    code: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True)
class CommentOnEvidence:
    """Say something about a piece, where it stands.

    piece      its number in the room, `e3`
    disputes   that it shows what it is said to show; of pieces of others only
    """

    case_id: str
    piece: str
    text: str
    disputes: bool = False
    room: str = "joint"


@dataclass(frozen=True, slots=True)
class NoteSignals:
    """Put on the file what the program has noticed.

    about      number of a piece, message or statement of the joint room, `claim` or `parcel`
    findings   {"signal", "facts"} each, as `domain.evidence.signals.Finding` has them
    rulebook, version   by which it was judged
    of         whose it is, where `about` does not say: buyer or seller
    """

    case_id: str
    about: str
    findings: tuple[Mapping, ...]
    rulebook: str
    version: str
    of: str = ""
