"""What is owed, as blocks of a case's document: what was promised in whose words, by when, how it was shown, what became of it."""

from hejie.domain.cases.state import Obligation, Promise
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.talk import Talk
from hejie.usecases.reading import CaseView


def promises(view: CaseView, labels: Labels, talk: Talk) -> b.Block:
    """Everything that a side wanted to be binding, in the words that it was put forward in, and what was said to it."""
    return b.section(labels("promises"), *(_promise(promise, view, labels, talk) for promise in view.case.promises))


def obligations(view: CaseView, labels: Labels, talk: Talk) -> b.Block:
    """Who owes what until when, and what became of it; below, what was said and shown of each."""
    columns = [
        ("", "fit"),
        (labels("what"), "rest"),
        (labels("who"), "fit"),
        (labels("until"), "fit"),
        (labels("state"), "fit"),
    ]
    duties = view.case.obligations
    rows = [
        [
            duty.id.upper(),
            _what(duty, labels),
            labels.of("sides", duty.side),
            labels.when(duty.due),
            labels.of("states", duty.status) + (labels("join") + labels("deemed") if duty.deemed else ""),
        ]
        for duty in duties
    ]
    words = [block for duty in duties for block in _words(duty, labels, talk)]
    return b.section(labels("obligations"), b.table(columns, rows), *words)


def _promise(promise: Promise, view: CaseView, labels: Labels, talk: Talk) -> b.Block:
    duty = next((duty.id.upper() for duty in view.case.obligations if duty.promise == promise.id), "")
    facts = [
        promise.id.upper(),
        labels("kept_by", side=labels.of("sides", promise.keeper)),
        labels("days", days=promise.days),
        *([labels.sum(promise.minor)] if promise.minor else []),
        labels.of("promise_states", promise.status) + (f" ({duty})" if duty else ""),
    ]
    return b.said(
        promise.side, talk.author(promise.side), talk.text(promise.text), labels.when(promise.at), " · ".join(facts)
    )


def _what(duty: Obligation, labels: Labels) -> str:
    found = labels.of("obligations", duty.what) + (f" {duty.promise.upper()}" if duty.promise else "")
    return found + (f" · {labels.sum(duty.minor)}" if duty.minor else "")


def _words(duty: Obligation, labels: Labels, talk: Talk) -> list[b.Block]:
    """The proof with its word and pieces, and why the other side says that it was not done."""
    found, number = [], duty.id.upper()
    if duty.note or duty.evidence:
        pieces = ", ".join(piece.upper() for piece in duty.evidence)
        text = talk.text(duty.note) + ([labels("shown_by", pieces=pieces)] if pieces else [])
        at = labels.when(duty.reported_at)
        found.append(b.said(duty.side, talk.author(duty.side), text, at, labels("reported", id=number)))
    if duty.reason:
        other = "buyer" if duty.side == "seller" else "seller"
        at = labels.when(duty.ended_at)
        found.append(b.said(other, talk.author(other), talk.text(duty.reason), at, labels("not_done", id=number)))
    return found
