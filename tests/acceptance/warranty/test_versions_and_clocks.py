"""Versions, entries, clocks, notes, files and withdrawal: warranty scenarios about one request."""

import json
from datetime import timedelta

import pytest

from hejie.domain.kernel import clock as moments
from tests.acceptance.conftest import PHOTO, file
from tests.acceptance.warranty.scenarios import scenario

pytestmark = pytest.mark.django_db
ANSWER = "service_answer"


def row_of(asked, wait: str) -> dict | None:
    return next((row for row in asked.seen()["deadlines"] if row["wait"] == wait), None)


def kinds(asked) -> list[str]:
    entries = asked.buyer.get(f"/cases/{asked.case}/record").json()["entries"]
    return [json.loads(entry["body"])["kind"] for entry in entries]


@scenario("ws-005", "ws-013")
def test_a_change_over_an_old_version_is_refused_and_names_the_version_that_stands(returns):
    asked = returns()
    head = asked.seen()["head"]
    two, one = ({"pieces": [{"line": 1, "quantity": number}]} for number in (2, 1))
    assert asked.buyer.post(f"/returns/{asked.case}/pieces", two, **{"if-match": head}).status_code == 201
    answer = asked.buyer.post(f"/returns/{asked.case}/pieces", one, **{"if-match": head})
    seen = asked.seen()
    assert answer.status_code in (409, 412) and answer.json()["code"] == "stale_head"
    assert answer.json()["facts"]["head"] == seen["head"]
    assert seen["service"]["pieces"][0]["quantity"] == 2


@scenario("ws-006")
@pytest.mark.parametrize("method", ["put", "patch", "post", "delete"])
def test_where_a_request_stands_is_written_by_no_general_change(returns, method):
    asked = returns()
    before = asked.seen()["head"]
    answer = asked.seller.call(method, f"/cases/{asked.case}", {"service": {"status": "approved"}, "stage": "closed"})
    assert answer.status_code == 405
    assert (asked.seen()["head"], asked.seen()["service"]["status"]) == (before, "asked")


@scenario("ws-025")
def test_a_buyer_asks_about_one_piece_and_it_stands_at_once(returns):
    asked = returns(channel="web")
    seen = asked.seen()
    assert (seen["stage"], seen["service"]["status"], seen["service"]["channel"]) == ("service", "asked", "web")
    (line,) = seen["order"]["lines"]
    assert (line["line"], line["title"]["text"], seen["service"]["pieces"][0]["quantity"]) == (1, "Kettle", 1)


@scenario("ws-034", "ws-039")
def test_the_answer_is_due_48_hours_after_it_was_asked_to_the_second(returns, clock):
    asked = returns()
    assert moments.parse(row_of(asked, ANSWER)["until"]) == clock.now + timedelta(hours=48)


@scenario("ws-027", "ws-035")
def test_asking_for_facts_stops_the_clock_and_the_answer_starts_it_with_what_was_left(returns, clock):
    asked = returns()
    due = moments.parse(row_of(asked, ANSWER)["until"])
    clock.move(hours=3)
    assert asked.step(asked.seller, "steps/ask_facts", {}, note="Which socket did you use?").status_code == 201
    clock.move(hours=5)
    assert row_of(asked, ANSWER) is None and row_of(asked, "service_facts")["who"] == "buyer"
    answer = asked.step(asked.buyer, "steps/facts", {}, note="The one in the kitchen.")
    assert answer.status_code == 201, answer.content
    row = row_of(asked, ANSWER)
    assert (moments.parse(row["until"]), row["who"]) == (due + timedelta(hours=5), "seller")
    (listed,) = asked.seller.get("/cases?state=open&turn=seller").json()["cases"]
    assert listed["id"] == asked.case


@scenario("ws-029")
def test_files_go_both_ways_with_the_same_bytes_and_to_nobody_else(returns, people, caller):
    from django.test import Client

    asked = returns()
    piece = file(asked.buyer, asked.case).json()["created"]["id"]
    told = asked.seller.get(f"/cases/{asked.case}/evidence/{piece}/file").json()
    address = next(value for value in told.values() if isinstance(value, str) and "/files/" in value)
    got = Client().get(address[address.index("/files/") :])
    assert b"".join(got.streaming_content if got.streaming else [got.content]) == PHOTO
    assert caller(people("buyer")).get(f"/cases/{asked.case}/evidence/{piece}/file").status_code == 404


@scenario("ws-030", "ws-062")
def test_what_is_written_inside_stays_inside(returns, people, caller):
    asked = returns()
    by = caller(people("operator"))
    inside = by.post(f"/cases/{asked.case}/messages", {"text": "The third kettle this week.", "room": "internal"})
    assert asked.seller.post(f"/cases/{asked.case}/messages", {"text": "We look into it."}).status_code == 201
    for reader in (asked.buyer, asked.seller):
        text = (
            reader.get(f"/cases/{asked.case}").content.decode()
            + reader.get(f"/cases/{asked.case}/record").content.decode()
        )
        assert "We look into it." in text and "third kettle" not in text
    assert inside.status_code == 201, inside.content
    assert "third kettle" in by.get(f"/cases/{asked.case}").content.decode()


@scenario("ws-031")
def test_each_step_is_an_entry_that_the_buyer_sees(returns):
    asked = returns()
    asked.step(asked.seller, "answer", approve=True)
    found = kinds(asked)
    assert found[0] == "CaseOpened" and "ServiceAnswered" in found


@scenario("ws-050")
def test_lists_move_by_what_has_happened(returns, people):
    seller = people("seller")
    asked = returns(seller=seller)

    def counts() -> list[int]:
        queries = ("turn=seller", "turn=buyer", "state=closed")
        return [len(asked.seller.get(f"/cases?{query}").json()["cases"]) for query in queries]

    assert counts() == [1, 0, 0]
    asked.step(asked.seller, "answer", approve=True)
    assert counts() == [0, 1, 0]
    returns(seller=seller)
    assert counts() == [1, 1, 0]


@scenario("ws-053")
def test_a_second_open_request_on_an_order_is_noticed_with_the_first(returns, people):
    from hejie.domain.orders.commands import NewLine

    buyer, seller = people("buyer"), people("seller")
    lines = tuple(NewLine(number, seller.shop, 10000, title=f"Kettle {number}") for number in (1, 2))
    root = returns.order(buyer, seller, lines=lines)
    first = returns(buyer=buyer, seller=seller, root=root)
    second = returns(buyer=buyer, seller=seller, root=root, pieces=((2, 1),))
    assert first.seen()["service"]["signs"] == []
    assert {"sign": "open_case", "case": first.case} in second.seen()["service"]["signs"]


@scenario("ws-051")
def test_a_serial_number_that_was_named_before_is_noticed_and_not_in_whose_case_as_both_sides_read_it(returns, people):
    seller = people("seller")
    first, second = (returns(seller=seller, wish={"serial": "KT-2231-88"}) for _ in range(2))
    assert first.seen()["service"]["signs"] == []
    assert {"sign": "same_serial"} in second.seen()["service"]["signs"]


@scenario("ws-113", "ws-038")
def test_who_asked_withdraws_and_what_was_withdrawn_stays_so(returns):
    asked = returns()
    old = asked.seen()["head"]
    asked.buyer.post(f"/cases/{asked.case}/messages", {"text": "One more word."})
    late = asked.buyer.post(f"/cases/{asked.case}/withdrawal", {}, **{"if-match": old})
    assert late.json()["code"] == "stale_head" and asked.seen()["stage"] == "service"
    assert asked.buyer.post(f"/cases/{asked.case}/withdrawal").status_code == 201
    seen = asked.seen()
    assert (seen["stage"], seen["outcome"]) == ("closed", "withdrawn") and "CaseWithdrawn" in kinds(asked)
    again = asked.step(asked.seller, "answer", approve=True)
    assert 400 <= again.status_code < 500 and asked.seen()["head"] == seen["head"]


@scenario("ws-114")
def test_differs_a_buyer_may_withdraw_also_after_the_answer(returns):
    """Theirs refuses it once a review has begun; here a party may go back at any time before a decision."""
    asked = returns()
    asked.step(asked.seller, "answer", approve=True)
    assert asked.buyer.post(f"/cases/{asked.case}/withdrawal").status_code == 201
    assert asked.seen()["outcome"] == "withdrawn"


@scenario("ws-115")
def test_a_program_is_not_taken_as_a_file(returns):
    asked = returns()
    answer = file(
        asked.buyer,
        asked.case,
        name="photo.exe",
        content=b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + bytes(200),
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "file_kind_refused")
    assert "EvidenceFiled" not in kinds(asked)


@scenario("ws-117")
def test_a_file_of_the_inside_is_not_there_for_the_buyer(returns, people, caller):
    asked = returns()
    own = file(asked.buyer, asked.case).json()["created"]["id"]
    inside = file(caller(people("operator")), asked.case, room="internal", key="inside")
    assert asked.buyer.get(f"/cases/{asked.case}/evidence/{own}/file").status_code == 200
    assert inside.status_code == 201, inside.content
    number = inside.json()["created"]["id"]
    assert asked.buyer.get(f"/cases/{asked.case}/evidence/{number}/file?room=internal").status_code == 404
    assert asked.buyer.get(f"/cases/{asked.case}").content.count(b"words.txt") <= 1
