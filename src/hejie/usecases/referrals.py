"""Going to an outside body: which one fits, until when, with which letter; and what came back.

What the program does not know it asks; until somebody has said otherwise it takes the places from the currency of the
order and the buyer for a consumer, and says that it does so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from hejie.domain.cases import referrals as decisions
from hejie.domain.cases.referrals import AnswerReferral, ReferCase
from hejie.domain.cases.state import SIDES, Referral
from hejie.domain.kernel import clock
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.referral import limitation
from hejie.domain.referral.choice import Choice, Facts, choose
from hejie.domain.referral.directory import Body, Directory, country_of
from hejie.domain.referral.limitation import LastDay
from hejie.record.context import Context
from hejie.record.writer import Receipt
from hejie.rulebooks import calendars
from hejie.rulebooks import referral as directories
from hejie.store import readers
from hejie.usecases import acts, dossiers, reading, referral_letter
from hejie.usecases.reading import CaseView


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody says of the case's people. None: he has said nothing, so that it may be guessed; "": not known."""

    buyer_in: str | None = None
    seller_in: str | None = None
    consumer: str | None = None
    arbitration: str | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """The answer for one reader of a case. `guessed`: facts that nobody has said. No party: an empty choice."""

    view: CaseView
    directory: Directory
    facts: Facts | None = None
    guessed: tuple[str, ...] = ()
    choice: Choice = field(default_factory=Choice)
    last_days: tuple[LastDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was kept, with its case. Only who may read the case has it."""

    view: CaseView
    referral: Referral
    text: str


def ways(ctx: Context, case_id: str, told: Told | None = None, *, what: str = "referral") -> Ways:
    """Which outside bodies fit, why, and the last days, for a side of the case; others see what came back alone.

    Refuses   not_found, place_unknown, bad_answer
    """
    view, directory = reading.read_case(ctx, case_id, what=what), directories.load()
    if view.side not in SIDES:
        return Ways(view, directory)
    facts, guessed = _facts(view, directory, told or Told())
    dates = {name: clock.parse(at) for name, at in {**view.case.order["dates"], **view.order.dates}.items() if at}
    claimant = view.case.claimant == view.side
    last_days = limitation.last_days(
        directory,
        buyer_in=facts.buyer_in,
        side=facts.side,
        reason=facts.reason,
        dates=dates,
        claimed_at=clock.parse(view.case.opened_at) if claimant else None,
        calendars={name: calendars.load(name) for name in calendars.names()},
    )
    return Ways(view, directory, facts, guessed, choose(directory, facts), last_days)


def refer_case(ctx: Context, command: ReferCase, *, key: str, if_match: str = "") -> Receipt:
    """Put on the file that one turns to an outside body, with the letter. Refuses body_unknown, letter_language_unknown."""
    body = _body(command.body)
    if command.language not in referral_letter.LANGUAGES:
        raise Refusal("letter_language_unknown", given=command.language[:20])
    pinned = {
        "id": body.id,
        "names": dict(body.names),
        "directory": {"id": body.pin.id, "version": body.pin.version, "digest": body.pin.digest},
    }
    decide = partial(decisions.refer_case, body=pinned)
    return acts.in_case(ctx, command, key=key, decide=decide, action="refer", if_match=if_match)


def answer_referral(ctx: Context, command: AnswerReferral, *, key: str, if_match: str = "") -> Receipt:
    """Put on the file what came back from outside."""
    return acts.in_case(
        ctx, command, key=key, decide=decisions.answer_referral, action="refer_result", if_match=if_match
    )


def draft(ctx: Context, case_id: str, body_id: str, language: str = "", *, buyer_in: str = "") -> tuple[str, str]:
    """(language, text) of a letter to a body, written from the file, for its side to change.

    language   "": the one that the body reads, of those in which we can write
    Refuses    not_found, body_unknown, letter_language_unknown
    """
    view, body = reading.read_case(ctx, case_id, what="referral letter"), _body(body_id)
    if view.side not in SIDES:
        raise Refusal("not_found")
    language = language or languages_of(body, buyer_in)[0]
    if language not in referral_letter.LANGUAGES:
        raise Refusal("letter_language_unknown", given=language[:20])
    _language, zone = readers.preferences(ctx.actor.marketplace, ctx.actor.id)
    text = referral_letter.compose(
        view,
        body=_name_in(body, language),
        market=readers.marketplace_name(view.case.marketplace),
        language=language,
        zone=zone,
        now=ctx.now,
    )
    return language, text


def languages_of(body: Body, buyer_in: str) -> tuple[str, ...]:
    """The languages that a body reads and in which we can write, the usual one first; English where there is none."""
    read = directories.load().languages_of(body, buyer_in)
    return tuple(code for code in read if code in referral_letter.LANGUAGES) or ("en",)


def letter(ctx: Context, case_id: str, referral_id: str) -> Letter:
    """A letter as it was kept. Refuses not_found, also where it was erased."""
    view = reading.read_case(ctx, case_id, what="referral letter")
    found = view.case.referral(referral_id)
    text = view.text(found.letter) if found else ""
    if not text:
        raise Refusal("not_found")
    return Letter(view, found, text)


def letter_pdf(ctx: Context, case_id: str, referral_id: str) -> bytes:
    """The same as a PDF. Refuses not_found."""
    return _set(ctx, letter(ctx, case_id, referral_id))


def bundle(ctx: Context, case_id: str, referral_id: str, out: BinaryIO) -> None:
    """One ZIP to send on: the letter as text and as PDF, and the dossier of the case as this reader may have it.

    Refuses not_found, content_missing; then what was written must be thrown away.
    """
    kept = letter(ctx, case_id, referral_id)
    stream = f"case:{case_id}"
    dossier = dossiers.open_case(ctx, case_id, stream)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("letter.txt", kept.text)
        archive.writestr("letter.pdf", _set(ctx, kept))
        with archive.open(_stored(dossiers.file_name(stream)), "w", force_zip64=True) as member:
            for piece in dossier:
                member.write(piece)


def _stored(name: str) -> ZipInfo:
    """A member that is not packed again: a dossier is a ZIP already."""
    info = ZipInfo(name)
    info.compress_type = ZIP_STORED
    return info


def _set(ctx: Context, kept: Letter) -> bytes:
    from hejie.usecases.dossier_pdf import letter as document  # its typesetter is loaded with the first document

    number = kept.view.case.id.rpartition("-")[2].upper()
    return document.render(
        kept.text, language=kept.referral.language, title=f"{number} {kept.referral.id.upper()}",
        head=kept.view.case.head, now=ctx.now,
    )  # fmt: skip


def _body(body_id: str) -> Body:
    body = directories.load().body(body_id)
    if body is None:
        raise Refusal("body_unknown", body=body_id[:60])
    return body


def _name_in(body: Body, language: str) -> str:
    """What a body is called in a letter; where we have no name in the letter's language, the English one."""
    for found in (body.addressee.get(language), body.names.get(language), body.addressee.get("en")):
        if found:
            return found
    return body.names["en"]


def _facts(view: CaseView, directory: Directory, told: Told) -> tuple[Facts, tuple[str, ...]]:
    case, guessed = view.case, []

    def said(name: str, given: str | None, guess: str) -> str:
        if given is not None:
            return given
        if guess:
            guessed.append(name)
        return guess

    home = _usual_place(directory, case.facts, case.currency)
    known = {"consumer": "yes", "business": "no"}.get(str(case.facts.get("buyer")), "")
    facts = Facts(
        side=view.side,
        minor=case.offers[0].package["refund"] or case.paid_minor,
        currency=case.currency,
        reason=case.reason,
        buyer_in=_place(directory, said("buyer_in", told.buyer_in, home)),
        seller_in=_place(directory, said("seller_in", told.seller_in, home)),
        consumer=_yes_or_no(known if told.consumer is None and known else said("consumer", told.consumer, "yes")),
        arbitration_agreed=_yes_or_no(told.arbitration or ""),
        tried={row.body: row.result for row in case.referrals if row.side == view.side},
    )
    return facts, tuple(guessed)


def _usual_place(directory: Directory, facts: Mapping, currency: str) -> str:
    """A first guess: the jurisdiction that the claim names, else what the currency suggests."""
    named = str(facts.get("jurisdiction") or "")
    if named in directory.places:
        return named
    usual = directory.usual_place
    return next((place for place in usual.values() if country_of(place) == named), usual.get(currency, ""))


def _place(directory: Directory, name: str) -> str:
    if name and name not in directory.places:
        raise Refusal("place_unknown", place=name[:20])
    return name


def _yes_or_no(answer: str) -> bool | None:
    if answer not in ("", "yes", "no"):
        raise Refusal("bad_answer", given=answer[:20])
    return {"yes": True, "no": False}.get(answer)
