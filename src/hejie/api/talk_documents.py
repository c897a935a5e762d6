"""Talks at an agreed time as plain JSON documents."""

from hejie.domain.cases import appointments
from hejie.domain.cases.appointed import Result, Talk
from hejie.usecases.reading import CaseView


def talk_document(view: CaseView, talk: Talk) -> dict:
    """One talk as the reader of the case sees it: what is fixed, what is proposed, and what was written down."""
    proposal = talk.proposal
    return {
        "id": talk.id,
        "by": talk.side,
        "at": talk.at or None,
        "minutes": talk.length or None,
        "how": talk.how or None,
        "text": view.text(talk.words) or None,
        "called_off_by": talk.off or None,
        "moves": talk.moves,
        "proposal": proposal
        and {
            "by": proposal.side,
            "moments": list(proposal.moments),
            "minutes": proposal.length,
            "how": proposal.how,
            "text": view.text(proposal.words) or None,
            "suits": {side: list(own) for side, own in proposal.suits.items()},
        },
        "results": [_result(view, result) for result in talk.results],
    }


def _result(view: CaseView, result: Result) -> dict:
    return {
        "id": result.id,
        "by": result.side,
        "at": result.at,
        "text": view.text(result.text) or None,
        "confirmed_by": list(result.confirmed_by),
        "unconfirmed": list(appointments.unconfirmed(result)),
        "jointly_confirmed": result.joint,
        "contested": {side: view.text(text) or None for side, text in (result.contested or {}).items()},
    }
