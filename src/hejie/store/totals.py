"""Sums over the ledger: what accounts, sellers, the fund and a whole marketplace hold. Always a currency at a time.

A total is a sum over rows, never a counter of its own, so that no row is written by everybody.
"""

from django.db import connection

from hejie.domain.escrow import accounts
from hejie.domain.kernel.money import Money


def balances(root: str) -> dict[str, tuple[Money, Money]]:
    """What each account of an order or a purse has, and has promised, by account. A purse of several currencies: the
    keys are `account currency`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account, currency, amount, reserved FROM balance WHERE root = %s ORDER BY account, currency", [root]
        )
        rows = cursor.fetchall()
    many = len({row[0] for row in rows}) < len(rows)
    return {
        f"{account} {currency}" if many else account: (Money(amount, currency), Money(reserved, currency))
        for account, currency, amount, reserved in rows
    }


def seller_total(marketplace: str, seller: str) -> tuple[Money, ...]:
    """What a seller has been paid out in all, an amount for each currency."""
    return _account_total(marketplace, accounts.seller(seller))


def deposit_total(marketplace: str, seller: str) -> tuple[Money, ...]:
    """What a seller's deposit holds, an amount for each currency."""
    return _account_total(marketplace, accounts.purse(marketplace, seller))


def fund_total(marketplace: str) -> tuple[Money, ...]:
    """What the guarantee fund holds, an amount for each currency."""
    return _account_total(marketplace, accounts.purse(marketplace, accounts.FUND))


def _account_total(marketplace: str, account: str) -> tuple[Money, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT currency, SUM(amount) FROM balance WHERE marketplace = %s AND account = %s "
            "GROUP BY currency ORDER BY currency",
            [marketplace, account],
        )
        return tuple(Money(int(amount), currency) for currency, amount in cursor.fetchall())


def seller_debts(marketplace: str, seller: str) -> tuple[Money, ...]:
    """What a seller owes to buyers and nobody has covered yet, an amount for each currency."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT currency, SUM(amount - paid) FROM debt WHERE marketplace = %s AND seller = %s AND status = 'due' "
            "AND paid < amount GROUP BY currency ORDER BY currency",
            [marketplace, seller],
        )
        return tuple(Money(int(amount), currency) for currency, amount in cursor.fetchall())


_KIND = (
    "CASE WHEN account = 'outside' THEN 'in' WHEN account LIKE 'buyer:%%' OR account LIKE 'seller:%%' THEN 'out' "
    "WHEN account LIKE 'from_purse:%%' THEN 'arrived' ELSE 'held' END"
)


def money_summary(marketplace: str) -> dict[str, dict]:
    """All money of a marketplace by currency: what came in, what went out, what is inside, and whether in = out + held.

    What is on its way from a purse to an order counts as held.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT currency, {_KIND} AS kind, SUM(amount + reserved) FROM balance WHERE marketplace = %s "
            "GROUP BY currency, kind ORDER BY currency",
            [marketplace],
        )
        rows = cursor.fetchall()
    sums: dict[str, dict[str, int]] = {}
    for currency, kind, amount in rows:
        sums.setdefault(currency, {})[kind] = int(amount)
    return {currency: _summed(**found) for currency, found in sums.items()}


def _summed(out: int = 0, held: int = 0, arrived: int = 0, **more: int) -> dict:
    money_in, inside = more.get("in", 0), held - arrived
    return {"money_in": money_in, "money_out": out, "money_held": inside, "balanced": money_in == out + inside >= out}
