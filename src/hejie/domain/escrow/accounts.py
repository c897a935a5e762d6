"""Names of the accounts between which money moves.

    outside            where money comes from: what buyers, sellers and the marketplace pay in (a source)
    custody:<hold>     what the marketplace keeps for one order line, its freight share included
    buyer:<person>     paid out to the buyer: the money has left the ledger
    seller:<seller>    paid out to the seller: the money has left the ledger
    purse:<market>:<seller|fund|platform>   a seller's deposit, the guarantee fund, what the marketplace gives vouchers out of
    voucher:<voucher>  what lies in a voucher (stands in its purse's root)
    promised:<case>    set aside for what an agreement of the case promises (stands in the purse's root)
    points:<lot>       what is behind points that came in at once; kept:<use> behind those kept for an order (in the buyer's account)
    to_purse:<purse>   on its way from a purse to another: points that were given, or that ended (stands in the root it leaves)
    to_order:<root>    on its way from a purse to the order whose debt it covers (stands in the purse's root)
    from_purse:<purse> the other end of such a way (stands in the root where it arrives, a source)

A source may always give; its balance counts what it has given. Every other account gives only what it has.
"""

import re

OUTSIDE = "outside"
FUND = "fund"
_LINE = re.compile(r"[1-9][0-9]{0,8}")


def hold_id(root: str, what: int | str) -> str:
    """The hold of an order line, or of the cover of a debt: `<root>.<line>` or `<root>.<debt>`."""
    return f"{root}.{what}"


def line_of(hold: str) -> tuple[str, int]:
    """(root, order line) of a hold's id; line 0 where it is the cover of a debt, or no id of a line at all."""
    root, _dot, what = hold.rpartition(".")
    return root, int(what) if _LINE.fullmatch(what) else 0


def custody(hold: str) -> str:
    """What is kept of one hold."""
    return f"custody:{hold}"


def buyer(person: str) -> str:
    """Paid out to this buyer."""
    return f"buyer:{person}"


def seller(seller: str) -> str:
    """Paid out to this seller."""
    return f"seller:{seller}"


def purse(marketplace: str, owner: str) -> str:
    """A seller's deposit, or with owner `fund` the guarantee fund. It is also the purse's root and stream."""
    return f"purse:{marketplace}:{owner}"


def voucher(voucher: str) -> str:
    """What lies in a voucher, in the root of the purse that gave it."""
    return f"voucher:{voucher}"


def promised(case: str) -> str:
    """What a purse has set aside for a case, in the purse's root."""
    return f"promised:{case}"


def points(lot: str) -> str:
    """What is behind points that came in at once, in the root of their buyer's account."""
    return f"points:{lot}"


def kept(use: str) -> str:
    """What is behind points that are kept for an order, in the root of their buyer's account."""
    return f"kept:{use}"


def to_purse(purse_stream: str) -> str:
    """On its way to another purse."""
    return f"to_{purse_stream}"


def to_order(root: str) -> str:
    """Drawn from a purse for this order."""
    return f"to_order:{root}"


def from_purse(purse_stream: str) -> str:
    """Arrived from this purse."""
    return f"from_{purse_stream}"


def is_source(account: str) -> bool:
    """Whether the account may always give, because what it gives comes from beyond this root."""
    return account == OUTSIDE or account.startswith("from_purse:")
