"""Where the money of a marketplace lies, by kind of account; its deposits; what is owed to buyers. Plain SQL."""

from dataclasses import dataclass

from django.db import connection

from hejie.domain.escrow import accounts


@dataclass(frozen=True, slots=True)
class Purse:
    """What a seller's deposit holds in one currency, and what of it is set aside for agreements; minor units."""

    seller: str
    currency: str
    minor: int
    aside: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt to a buyer that nobody has covered yet; minor units."""

    root: str
    case_id: str
    seller: str
    currency: str
    minor: int
    at_ms: int


_KIND = (
    "CASE WHEN account LIKE 'custody:%%' THEN 'custody' WHEN account = %s THEN 'fund' "
    "WHEN account LIKE 'purse:%%' OR account LIKE 'promised:%%' THEN 'deposits' ELSE 'elsewhere' END"
)


def by_kind(marketplace: str) -> dict[str, dict[str, tuple[int, int]]]:
    """currency → kind (custody, fund, deposits) → (free, reserved) minor units."""
    fund = accounts.purse(marketplace, accounts.FUND)
    sums: dict[str, dict[str, tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT currency, {_KIND} AS kind, SUM(amount), SUM(reserved) FROM balance WHERE marketplace = %s "
            "GROUP BY currency, kind ORDER BY currency",
            [fund, marketplace],
        )
        for currency, kind, amount, reserved in cursor.fetchall():
            sums.setdefault(currency, {})[kind] = (int(amount), int(reserved))
    return sums


def deposits(marketplace: str, after: str, most: int) -> list[Purse]:
    """Sellers' deposits by keyset over the seller's id (a seller of several currencies: a row each)."""
    begin = accounts.purse(marketplace, "")
    fund = accounts.purse(marketplace, accounts.FUND)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root, currency, SUM(amount), SUM(CASE WHEN account = root THEN 0 ELSE amount END) FROM balance "
            "WHERE marketplace = %s AND root > %s AND root < %s AND root <> %s AND (account = root OR account LIKE 'promised:%%') "
            "GROUP BY root, currency ORDER BY root, currency LIMIT %s",
            [marketplace, begin + after, begin + "\x7f", fund, most],
        )
        return [
            Purse(root.removeprefix(begin), currency, int(minor), int(aside))
            for root, currency, minor, aside in cursor.fetchall()
        ]


def owed(marketplace: str, most: int = 50) -> list[Owed]:
    """Debts to buyers that are due and not covered, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT root, case_id, seller, currency, amount - paid, at_ms FROM debt WHERE marketplace = %s "
            "AND status = 'due' AND paid < amount ORDER BY at_ms LIMIT %s",
            [marketplace, most],
        )
        return [Owed(*row) for row in cursor.fetchall()]


def frozen(marketplace: str) -> dict[str, int]:
    """What was paid for the goods of open cases, by currency; minor units."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT currency, SUM(amount) FROM case_row WHERE marketplace = %s AND closed_ms = 0 GROUP BY currency",
            [marketplace],
        )
        return {currency: int(minor) for currency, minor in cursor.fetchall()}
