"""What is kept beside the record is held against it: a row of an account, an answer or a trace that was broken is found and named."""

import json

import pytest
from django.db import connection

from hejie.domain.cases.commands import WriteMessage
from hejie.store import traces
from hejie.usecases import cases, recordkeeping
from tests.record.test_audit import change

pytestmark = pytest.mark.tampers


@pytest.fixture
def dispute(disputes, ctx):
    """A case with a message, its answers, its accounts, and a trace of the claimant's words."""
    dispute = disputes()
    cases.write_message(ctx(dispute.buyer), WriteMessage(dispute.case, "The lamp is broken"), key="m")
    with connection.cursor() as cursor:
        cursor.execute("SELECT ref FROM content WHERE root = %s ORDER BY ref LIMIT 1", [dispute.root])
        ref = cursor.fetchone()[0]
    market = dispute.buyer.actor.marketplace
    traces.keep(market, "text", ["k1"], root=dispute.root, case_id=dispute.case, ref=ref, value="", at_ms=1)
    assert told() == {}
    return dispute


def told() -> dict[str, list[str]]:
    """The faults of the whole record, by what they are about."""
    found: dict[str, list[str]] = {}
    for check in recordkeeping.check_everything():
        if not check.holds:
            found.setdefault(check.subject, []).append(check.detail)
    return found


def test_all_three_are_named_with_how_many_there_are(dispute):
    said = {check.subject: check.detail for check in recordkeeping.check_everything()}
    assert said["accounts"] == "2 balances are what their transfers come to"
    assert said["traces"] == "1 belong to contents that are there"
    assert (
        said["receipts"].endswith(" answers to acts name entries that are there")
        and int(said["receipts"].split()[0]) >= 3
    )


@pytest.mark.parametrize(
    "broken",
    [
        "UPDATE balance SET amount = amount + 1 WHERE root = %s AND account LIKE 'custody:%%'",
        "UPDATE balance SET reserved = reserved + 1 WHERE root = %s AND account LIKE 'custody:%%'",
        "UPDATE balance SET account = 'custody:other' WHERE root = %s AND account LIKE 'custody:%%'",
        "DELETE FROM balance WHERE root = %s AND account LIKE 'custody:%%'",
    ],
)
def test_a_broken_account_is_found_and_named(dispute, broken):
    change(broken, dispute.root)
    faults = told()
    assert faults.keys() == {"money", "accounts"}  # against the entries, and against its transfers
    assert any(f"balance of custody:{dispute.root}.1 in {dispute.root}" in one for one in faults["accounts"]) or (
        f"balance of custody:other in {dispute.root}" in "".join(faults["accounts"])
    )


def test_a_broken_transfer_is_found_by_the_balance_beside_it(dispute):
    change("UPDATE transfer SET amount = amount - 1 WHERE root = %s AND id = 'hold:1'", dispute.root)
    faults = told()
    assert faults.keys() == {"money", "accounts"}
    assert (
        f"balance of custody:{dispute.root}.1 in {dispute.root}: 19900 CNY and 0 reserved, its transfers come to 19899"
        in (" ".join(faults["accounts"]))
    )


def _answer(dispute) -> dict:
    with connection.cursor() as cursor:
        cursor.execute("SELECT result FROM receipt WHERE stream = %s AND key LIKE '%%:m'", [dispute.stream])
        return json.loads(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"head": "0" * 64}, "has another head than it says"),
        ({"last_seq": 900}, "and there are"),
        ({"first_seq": 0}, "it names the entries 0 to"),
        ({"last_seq": 0}, "it names no entry, and a head"),
        ({"stream": "case:other"}, "its answer is about case:other"),
        ({"root": "other"}, "of other"),
        ({"last_seq": "1"}, "its answer cannot be read"),
        ({"more": 1}, "its answer cannot be read"),
    ],
)
def test_a_broken_answer_is_found_and_named(dispute, changed, why):
    key = f"{dispute.buyer.id}:m"
    result = json.dumps({**_answer(dispute), **changed})
    change("UPDATE receipt SET result = %s WHERE stream = %s AND key = %s", result, dispute.stream, key)
    ((fault,),) = [told()["receipts"]]
    assert fault.startswith(f"receipt {key} of {dispute.stream}: ") and why in fault


@pytest.mark.parametrize(("column", "value"), [("stream", "case:nothing"), ("root", "nothing"), ("result", "{")])
def test_an_answer_that_was_moved_is_found(dispute, column, value):
    key = f"{dispute.buyer.id}:m"
    change(f"UPDATE receipt SET {column} = %s WHERE stream = %s AND key = %s", value, dispute.stream, key)
    faults = told()
    assert faults.keys() == {"receipts"} and f"receipt {key} of " in faults["receipts"][0]


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("ref", "0" * 64, "the content is not there"),
        ("kind", "other", "there is no such kind"),
        ("case_id", "abcdefghijklmnop-qrstuvwx", "there is no case"),
        ("marketplace", "elsewhere", "it stands with the marketplace elsewhere"),
        ("root", "nothing", "the record knows no nothing"),
    ],
)
def test_a_broken_trace_is_found_and_named(dispute, column, value, why):
    change(f"UPDATE trace SET {column} = %s WHERE root = %s", value, dispute.root)
    faults = told()
    assert faults.keys() == {"traces"} and why in faults["traces"][0] and faults["traces"][0].startswith("trace (")


def test_a_broken_chain_is_told_once_and_not_again_of_each_answer(dispute):
    change("UPDATE entry SET body = replace(body, 'CNY', 'USD') WHERE stream = %s AND seq = 1", dispute.stream)
    assert not {"receipts", "traces", "accounts"} & told().keys()
