"""What of a deal's terms the law does not let stand, or gives more than: said beside each term, with the article.

Nothing is struck out: both see the words and the mark, and the entitlement rules take the better of law and promise anyhow.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from hejie.domain.deals.terms import Terms
from hejie.domain.listings.clauses import Clause, Floor, found


def marks(
    terms: Terms, book: Iterable[Clause], jurisdiction: str, floor: Floor | None, *, business: bool
) -> tuple[dict[str, Any], ...]:
    """Rows of where (return_days, return_freight, clause.N, goods.N), kind, rule, cite by language, source, and what is least.

    kind      `less`: the law gives more days; `void`: the words do not bind a consumer
    business  a buyer who buys for a business has no consumer's rights: nothing is marked
    """
    if business:
        return ()
    rows: list[dict[str, Any]] = []
    if floor is not None and terms.return_days is not None and terms.return_days < floor.days:
        rows.append(_row("return_days", "less", floor.rule, floor.cite, floor.source, least=floor.days))
    texts = [(f"clause.{number}", one) for number, one in enumerate(terms.clauses, start=1)]
    texts += [(f"goods.{number}", one.details) for number, one in enumerate(terms.goods, start=1) if one.details]
    for where, text in texts:
        for hit in found(text, book, jurisdiction, floor):
            least = floor.days if hit.clause.takes == "returns" and floor else 0
            rows.append(_row(where, "void", hit.article.id, hit.article.cite, hit.article.source, least=least))
    return tuple(rows)


def _row(where: str, kind: str, rule: str, cite: Mapping, source: str, *, least: int) -> dict[str, Any]:
    return {"where": where, "kind": kind, "rule": rule, "cite": dict(cite), "source": source, "least": least}
