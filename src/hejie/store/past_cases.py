"""One line for each closed case: what may be compared with a case in hand, and nothing that people wrote.

A projection like the others: a function of the folded case, written with its closing, gone while it is reopened.
"""

from django.db import connection

from hejie.domain.cases import packages
from hejie.domain.cases.likeness import Facts
from hejie.domain.cases.state import CaseState
from hejie.domain.kernel import clock

COLUMNS = (
    "root", "id", "marketplace", "reason", "remedy", "claimant", "category", "currency", "amount", "awarded", "outcome",
    "found", "buyer", "seller", "closed_ms",
)  # fmt: skip
MOST = 200
"""So many closed cases are read at most, the newest first."""
_LONGEST = 500
_MARKS = ", ".join(["%s"] * len(COLUMNS))
_INSERT = f"INSERT INTO past_case ({', '.join(COLUMNS)}) VALUES ({_MARKS})"
_FACTS = ("reason", "remedy", "claimant", "category", "currency", "amount", "awarded", "outcome", "found")


def row(case: CaseState) -> tuple | None:
    """The line of a folded case, or None while it is open.

    awarded   minor units that the buyer got by agreement or ruling; found: `point=finding`, of the burden book alone
    """
    if not case.closed or (case.service is not None and case.service.status != "escalated"):
        return None  # open, or never a dispute
    terms = case.terms
    points = case.ruling.data.get("points", ()) if case.ruling else ()
    found = " ".join(f"{one['point']}={one['finding']}" for one in points if one["point"])
    return (
        case.root,
        case.id,
        case.marketplace,
        case.reason,
        case.remedy,
        case.claimant,
        case.category,
        case.currency,
        case.paid_minor,
        packages.to_buyer(terms) if terms else 0,
        case.outcome,
        found[:_LONGEST],
        case.buyer,
        case.seller,
        clock.milliseconds(clock.parse(case.closed_at)),
    )


def project(cursor, before: CaseState | None, after: CaseState) -> None:
    """Bring the line of a case from the state before to the state after."""
    old, new = (row(before) if before is not None else None), row(after)
    if old == new:
        return
    if old is not None:
        cursor.execute("DELETE FROM past_case WHERE root = %s AND id = %s", (after.root, after.id))
    if new is not None:
        cursor.execute(_INSERT, new)


def like(case: CaseState) -> list[Facts]:
    """Closed cases of the same marketplace and reason, the newest 200 first; none of the same buyer or the same shop.

    Nobody's own past is to weigh on his case, so it is left out here, as standings are kept from neutrals.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_FACTS)}, buyer, seller FROM past_case WHERE marketplace = %s AND reason = %s "
            "ORDER BY closed_ms DESC, id DESC LIMIT %s",
            [case.marketplace, case.reason, MOST],
        )
        rows = cursor.fetchall()
    return [
        Facts(**dict(zip(_FACTS, one[:-2], strict=True)) | {"found": _found(one[len(_FACTS) - 1])})
        for one in rows
        if one[-2] != case.buyer and one[-1] != case.seller
    ]


def _found(written: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in written.split(" ") if "=" in part)
