"""The guarantee fund and the sellers' deposits as an operator sees them. Paying in and out: `usecases.money`."""

from collections.abc import Mapping
from dataclasses import dataclass

from hejie.domain.escrow import accounts
from hejie.record import reader
from hejie.record.context import Context
from hejie.store import people, purses, totals
from hejie.usecases.overview import for_operators

PAGE = 50


@dataclass(frozen=True, slots=True)
class Purses:
    """A page of deposits, and what belongs to the fund.

    fund      Money by currency; owed_to_fund: (seller, currency, minor) that the fund gave for sellers
    deposits  store.purses.Purse rows; after: the seller to go on from, or ""
    unpaid    debts to buyers that no purse could cover
    """

    fund: tuple
    owed_to_fund: list[tuple[str, str, int]]
    deposits: list[purses.Purse]
    after: str
    unpaid: list[purses.Owed]
    names: Mapping[str, str]


def read(ctx: Context, after: str = "") -> Purses:
    """The purses of the marketplace. Refuses not_found for others than operators."""
    for_operators(ctx)
    market = ctx.actor.marketplace
    found = purses.deposits(market, after, PAGE + 1)
    shown, unpaid = found[:PAGE], purses.owed(market)
    stream = accounts.purse(market, accounts.FUND)
    state = reader.state(stream, stream)
    owed = [(seller, currency, minor) for (seller, currency), minor in (state.owed if state else {}).items() if minor]
    names = people.names(
        market, [*(row.seller for row in shown), *(row.seller for row in unpaid), *(seller for seller, *_ in owed)]
    )
    after = shown[-1].seller if len(found) > PAGE else ""
    return Purses(totals.fund_total(market), owed, shown, after, unpaid, names)
