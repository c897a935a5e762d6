"""Rounds of proposals as documents, for whoever reads a case."""

from hejie.domain.cases.bargain_state import Round


def round_document(row: Round) -> dict:
    """A round as everybody who reads the case may know it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "at": row.at,
        "status": row.status,
        "result": row.result or None,
        "proposal": row.proposal or None,
        "standing": row.standing or None,
        "proposals": [{"id": one.id, "package": dict(one.package)} for one in row.proposals],
    }
