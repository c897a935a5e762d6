"""A mediation as part of a case's document."""

from hejie.domain.cases import confidential
from hejie.domain.cases.mediated import ALL
from hejie.usecases.reading import CaseView


def mediation_document(view: CaseView) -> dict | None:
    """The opening statement, what may be used in a decision, texts, what may be told; None where there is no mediation of it.

    `left_out`: how many things said in mediation are not part of what this reader reads, because he decides.
    """
    case = view.case
    told = {name: room.kept_as("MayBeTold") for name, room in view.rooms.items() if room and name != "internal"}
    if not case.openings and not case.texts and not any(told.values()):
        return None
    last = case.openings[-1] if case.openings else None
    return {
        "opening": {
            "at": last.at,
            "by": last.by,
            "texts": dict(last.texts),
            "digest": last.digest,
            "confirmed": dict(last.confirmed),
            "over": bool(last.until_seq),
        }
        if last
        else None,
        "confidential": _confidential(view),
        "left_out": view.left_out,
        "texts": [
            {"id": one.id, "at": one.at, "text": view.text(one.words) or None, "package": dict(one.package)}
            for one in case.texts
        ],
        "may_be_told": {
            name: [
                {
                    "id": one.data["id"],
                    "at": one.at,
                    "text": view.text(one.data.get("text")) or None,
                    "package": dict(one.data["package"]) if "package" in one.data else None,
                }
                for one in rows
            ]
            for name, rows in told.items()
        },
    }


def _confidential(view: CaseView) -> list[dict]:
    """The reader's own words, and whether they may be used."""
    if view.side not in ("buyer", "seller"):
        return []
    whole = f"{ALL}:{view.side}" in view.case.allowed
    return [
        {"id": one.id, "allowed": whole or one.id in view.case.allowed}
        for one in confidential.own(view.case, view.side)
    ]
