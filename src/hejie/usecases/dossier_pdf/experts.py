"""The part of a case's document about people who were asked in: by whom, what, what they saw, the fee, and their answer."""

from hejie.domain.cases.called_in import Asking
from hejie.domain.cases.state import CaseState
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.talk import Talk


def section(case: CaseState, labels: Labels, talk: Talk) -> b.Block:
    """Every request, in order."""
    return b.section(labels("experts"), *(block for asking in case.askings for block in _asking(asking, labels, talk)))


def _asking(asking: Asking, labels: Labels, talk: Talk) -> list[b.Block]:
    rows = [
        ("", f"{asking.id.upper()} · {labels.phrase('trades', f'{asking.kind}_{asking.trade}')}"),
        (labels("called"), talk.text(asking.name)),
        (labels("asked_by"), labels.of("sides", asking.side)),
        (labels("at"), labels.when(asking.at)),
        (labels("seen"), ", ".join(sorted(one.upper() for one in asking.shown))),
        (labels("looked"), ", ".join(one.upper() for one in asking.looked)),
        (labels("fee"), _fee(asking, labels)),
        (labels("state"), labels.of("askings", asking.status)),
    ]
    blocks = [
        b.pairs(rows),
        b.said(asking.side, talk.author(asking.side), talk.text(asking.question), labels.when(asking.at)),
    ]
    for one in asking.additions:
        if one.question:
            blocks.append(b.said(one.side, talk.author(one.side), talk.text(one.question)))
    for one in asking.objections:
        name = {None: "objection_open", True: "objection_granted", False: "objection_refused"}[one.granted]
        blocks.append(b.said(one.side, talk.author(one.side), talk.text(one.reason), "", labels(name)))
    if asking.answer:
        note = labels("answer_is", pieces=", ".join(piece.upper() for piece in asking.evidence))
        who = " ".join(talk.text(asking.name))
        blocks.append(b.said("expert", who, talk.text(asking.answer), labels.when(asking.ended_at), note))
    return blocks


def _fee(asking: Asking, labels: Labels) -> list[str]:
    if not asking.fee:
        return []
    paid = asking.advance
    told = (
        labels("advanced", side=labels.of("sides", paid.side), at=labels.when(paid.at))
        if paid
        else labels("not_advanced")
    )
    return [labels.sum(asking.fee), told]
