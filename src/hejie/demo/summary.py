"""The demo's summary, counted from the database as it stands (contract: command line)."""

from django.db import connection

from hejie.record import replay
from hejie.store import queries, totals


def summary(marketplace: str) -> tuple[dict, list[str]]:
    """Orders, cases by stage and outcome, entries, transfers, money in, out and held, and whether all of it holds; and the faults found."""
    counted = queries.counts(marketplace)
    report = replay.check()
    sums = totals.money_summary(marketplace)
    money = next(iter(sums.values()), {"money_in": 0, "money_out": 0, "money_held": 0, "balanced": True})
    return {
        "orders": _count("order_row"),
        "cases": sum(counted["by_stage"].values()),
        "by_stage": dict(sorted(counted["by_stage"].items())),
        "by_outcome": dict(sorted(counted["by_outcome"].items())),
        "entries": _count("entry"),
        "transfers": _count("transfer"),
        "money_in": money["money_in"],
        "money_out": money["money_out"],
        "money_held": money["money_held"],
        "chain_ok": report.ok,
        "balanced": all(row["balanced"] for row in sums.values()),
    }, report.faults


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]
