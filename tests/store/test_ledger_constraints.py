"""Raw SQL that would break the books is refused by the database itself, whatever our code would have thought of it."""

import pytest
from django.db import DatabaseError, connection, transaction

from hejie.store.ledger import BALANCE_COLUMNS, TRANSFER_COLUMNS
from hejie.store.totals import money_summary

pytestmark = pytest.mark.django_db

ROOT = "aaaabbbbccccdddd"
CUSTODY = f"custody:{ROOT}.1"


def insert(id, debit, credit, amount, *, phase="single", pending=None, currency="CNY", verb="INSERT", root=ROOT):
    row = (root, id, "market", phase, pending, debit, credit, amount, currency, "", "test", "", 1, 0)
    marks = ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} INTO transfer ({', '.join(TRANSFER_COLUMNS)}) VALUES ({marks})", row)


def run(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def balances(root=ROOT):
    with connection.cursor() as cursor:
        cursor.execute("SELECT account, amount, reserved FROM balance WHERE root = %s", [root])
        return {account: (amount, reserved) for account, amount, reserved in cursor.fetchall()}


def refused(attempt, *args, **kwargs):
    """The attempt fails in the database and leaves every balance and transfer as it was."""
    before = (balances(), transfers())
    with pytest.raises(DatabaseError):
        attempt(*args, **kwargs)
    assert (balances(), transfers()) == before


def transfers():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, phase, amount FROM transfer ORDER BY id")
        return cursor.fetchall()


@pytest.fixture
def held():
    """10.00 CNY in custody of one line."""
    insert("hold:1", "outside", CUSTODY, 1000)


def test_money_flows_in_is_reserved_and_paid_out(held):
    insert("t1", CUSTODY, "buyer:p1", 600, phase="pending")
    assert balances()[CUSTODY] == (400, 600)
    insert("t1:post", CUSTODY, "buyer:p1", 600, phase="post", pending="t1")
    assert balances() == {"outside": (1000, 0), CUSTODY: (400, 0), "buyer:p1": (600, 0)}
    assert money_summary("market") == {"CNY": {"money_in": 1000, "money_out": 600, "money_held": 400, "balanced": True}}


def test_a_voided_transfer_returns_to_custody(held):
    insert("t1", CUSTODY, "buyer:p1", 600, phase="pending")
    insert("t1:void", CUSTODY, "buyer:p1", 600, phase="void", pending="t1")
    assert balances() == {"outside": (1000, 0), CUSTODY: (1000, 0)}


@pytest.mark.parametrize("phase", ["single", "pending"])
def test_more_than_was_held_is_refused(held, phase):
    refused(insert, "t1", CUSTODY, "buyer:p1", 1001, phase=phase)


def test_reserved_money_cannot_be_spent_twice(held):
    insert("t1", CUSTODY, "buyer:p1", 600, phase="pending")
    refused(insert, "t2", CUSTODY, "seller:s1", 401, phase="pending")
    insert("t2", CUSTODY, "seller:s1", 400, phase="pending")


def test_an_account_that_was_never_filled_gives_nothing(held):
    refused(insert, "t1", "custody:elsewhere.1", "buyer:p1", 1)


@pytest.mark.parametrize("second", ["post", "void"])
@pytest.mark.parametrize("first", ["post", "void"])
def test_a_pending_transfer_ends_once(held, first, second):
    insert("t1", CUSTODY, "buyer:p1", 600, phase="pending")
    insert("t1:a", CUSTODY, "buyer:p1", 600, phase=first, pending="t1")
    refused(insert, "t1:b", CUSTODY, "buyer:p1", 600, phase=second, pending="t1")


def test_a_post_must_match_its_pending_transfer(held):
    insert("t1", CUSTODY, "buyer:p1", 600, phase="pending")
    refused(insert, "t1:post", CUSTODY, "buyer:p1", 500, phase="post", pending="t1")
    refused(insert, "t1:post", CUSTODY, "seller:s1", 600, phase="post", pending="t1")
    refused(insert, "t1:post", f"custody:{ROOT}.2", "buyer:p1", 600, phase="post", pending="t1")
    refused(insert, "t1:post", CUSTODY, "buyer:p1", 600, phase="post", pending="t1", currency="EUR")
    refused(insert, "t1:post", CUSTODY, "buyer:p1", 600, phase="post", pending="t1", root="bbbbbbbbbbbbbbbb")
    refused(insert, "t1:post", CUSTODY, "buyer:p1", 600, phase="post", pending="t9")
    refused(insert, "t1:post", CUSTODY, "buyer:p1", 1000, phase="post", pending="hold:1")


def test_a_post_without_a_pending_transfer_is_refused(held):
    refused(insert, "t1", CUSTODY, "buyer:p1", 600, phase="post")
    refused(insert, "t1", CUSTODY, "buyer:p1", 600, phase="single", pending="hold:1")
    refused(insert, "t1", CUSTODY, "buyer:p1", 600, phase="somehow")


@pytest.mark.parametrize("amount", [0, -1, -1000])
def test_amounts_are_above_zero(held, amount):
    refused(insert, "t1", CUSTODY, "buyer:p1", amount)
    refused(insert, "t1", "outside", CUSTODY, amount)


def test_currencies_are_never_mixed(held):
    refused(insert, "t1", CUSTODY, "buyer:p1", 600, currency="EUR")
    refused(insert, "t1", CUSTODY, "buyer:p1", 600, phase="pending", currency="JPY")


def test_a_transfer_has_two_accounts(held):
    refused(insert, "t1", CUSTODY, CUSTODY, 600)


def test_a_source_takes_nothing_back_and_gives_only_at_once(held):
    refused(insert, "t1", CUSTODY, "outside", 600)
    refused(insert, "t1", CUSTODY, "from_purse:market:fund", 600)
    refused(insert, "t1", "outside", CUSTODY, 600, phase="pending")


def test_a_transfer_is_never_changed_or_deleted(held):
    refused(run, "UPDATE transfer SET amount = 1")
    refused(run, "UPDATE transfer SET credit = 'buyer:thief' WHERE id = 'hold:1'")
    refused(run, "DELETE FROM transfer")
    refused(insert, "hold:1", "outside", CUSTODY, 5000)


def test_a_balance_is_moved_by_transfers_alone(held):
    refused(run, "UPDATE balance SET amount = 999999 WHERE account = %s", CUSTODY)
    refused(run, "UPDATE balance SET reserved = 0")
    refused(run, "DELETE FROM balance")
    marks = ", ".join(["%s"] * len(BALANCE_COLUMNS))
    row = (ROOT, "seller:s1", "CNY", "market", 5000, 0)
    refused(run, f"INSERT INTO balance ({', '.join(BALANCE_COLUMNS)}) VALUES ({marks})", *row)


def test_lenient_inserts_do_not_get_round_the_checks(held):
    verbs = ["INSERT OR IGNORE", "INSERT OR REPLACE"] if connection.vendor == "sqlite" else ["INSERT"]
    for verb in verbs:
        refused(insert, "hold:1", "outside", CUSTODY, 5000, verb=verb)
        refused(insert, "t1", CUSTODY, "buyer:p1", 9000, verb=verb)
        refused(insert, "t1", CUSTODY, "buyer:p1", 9000, phase="pending", verb=verb)
        before = balances()
        insert(f"more {verb}", "outside", CUSTODY, 500, verb=verb)
        assert balances()[CUSTODY][0] == before[CUSTODY][0] + 500


def test_tables_are_not_emptied(held):
    if connection.vendor == "postgresql":
        refused(run, "TRUNCATE transfer")
        refused(run, "TRUNCATE balance")
    else:
        refused(run, "REPLACE INTO balance SELECT root, account, currency, marketplace, 1, 0 FROM balance")


def test_whole_numbers_only(held):
    if connection.vendor == "sqlite":
        refused(insert, "t1", "outside", CUSTODY, 1.5)
        refused(insert, "t1", "outside", CUSTODY, "much")
    else:
        refused(insert, "t1", "outside", CUSTODY, "1.5x")
