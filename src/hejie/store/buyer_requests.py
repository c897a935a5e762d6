"""How often a buyer has asked one shop for something: plain figures for its own people, which decide nothing."""

from dataclasses import dataclass

from django.db import connection

FEW = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """Open ones and all, each counted up to FEW, and the moment of the last; 0 where there is none."""

    open: int
    all: int
    last_ms: int


def count(marketplace: str, buyer: str, seller: str) -> Asked:
    """What this buyer has asked this shop for, as a request or as a claim; one statement, never more than 2 × FEW rows."""
    own = "FROM case_row WHERE marketplace = %s AND buyer = %s AND seller = %s AND claimant = 'buyer'"
    values = [marketplace, buyer, seller]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (SELECT count(*) FROM (SELECT 1 {own} AND closed_ms = 0 LIMIT {FEW}) AS open_ones), "
            f"(SELECT count(*) FROM (SELECT 1 {own} LIMIT {FEW}) AS any_of_them), (SELECT max(opened_ms) {own})",
            values * 3,
        )
        found = cursor.fetchone()
    return Asked(found[0], found[1], found[2] or 0)
