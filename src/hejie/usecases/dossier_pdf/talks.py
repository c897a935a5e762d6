"""The part of a case's document about talks at an agreed time: when, how, and what both sides confirmed of them."""

from hejie.domain.cases import appointments
from hejie.domain.cases.appointed import Result
from hejie.domain.cases.appointed import Talk as Appointed
from hejie.domain.cases.state import CaseState
from hejie.usecases.dossier_pdf import blocks as b
from hejie.usecases.dossier_pdf.labels import Labels
from hejie.usecases.dossier_pdf.talk import Talk


def section(case: CaseState, labels: Labels, talk: Talk) -> b.Block:
    """Every talk with its moment and state, then each result with who confirmed it and who did not."""
    columns = [("", "fit"), (labels("at"), "fit"), (labels("what"), "rest"), (labels("talk_state"), "fit")]
    rows = [_row(one, labels) for one in case.talks]
    said = [block for one in case.talks for result in one.results for block in _result(one, result, labels, talk)]
    return b.section(labels("talks"), b.table(columns, rows), *said)


def _row(one: Appointed, labels: Labels) -> list[b.Cell]:
    state = "called_off" if one.off else "fixed" if one.at else "proposed"
    moments = [one.at] if one.at else list(one.proposal.moments) if one.proposal else []
    how = one.how or (one.proposal.how if one.proposal else "")
    told = labels.of("talks", how) if how else ""
    return [one.id.upper(), [labels.when(at) for at in moments], told, labels.of("talks", state)]


def _result(one: Appointed, result: Result, labels: Labels, talk: Talk) -> list[b.Block]:
    missing = ", ".join(labels.of("sides", side) for side in appointments.unconfirmed(result))
    title = labels("talk_joint") if result.joint else labels("talk_unconfirmed", sides=missing)
    if result is not one.result:
        title = labels("talk_earlier")
    note = f"{result.id.upper()} · {title}"
    blocks = [b.said(result.side, talk.author(result.side), talk.text(result.text), labels.when(result.at), note)]
    for side, text in (result.contested or {}).items():
        blocks.append(b.said(side, talk.author(side), talk.text(text), "", labels("talk_wrong")))
    return blocks
