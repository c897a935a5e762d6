"""The marketplace's own record of an order: taken in, shown in its cases, found by both sides, kept apart by lines."""

import io
from dataclasses import replace
from functools import partial

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from hejie.domain.cases import imported, legal_hold
from hejie.domain.cases.commands import EraseContent, WithdrawCase
from hejie.domain.cases.legal_hold import SetLegalHold
from hejie.domain.kernel.actor import Actor
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.commands import NewLine, PlaceOrder
from hejie.record import reader
from hejie.record.verify import verify_dossier
from hejie.rulebooks import procedures
from hejie.store import queries
from hejie.usecases import (
    acts,
    cases,
    dossiers,
    erasure,
    evidence,
    ids,
    order_records,
    reading,
    record_words,
    recordkeeping,
)
from hejie.usecases import orders as placing
from hejie.usecases.order_records import Told

AT = "2026-11-01T10:00:00.000Z"
SCAN = Told("scan", "carrier", AT, origin="SF Express", facts={"station": "delivered", "place": "Hangzhou"})


def refused(act, *args, **more) -> str:
    with pytest.raises(Refusal) as caught:
        act(*args, **more)
    return caught.value.code


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG")
    return out.getvalue()


def weight(grams: int, **more) -> Told:
    return Told("weight", "warehouse", AT, facts={"grams": grams}, **more)


def pieces(case: str):
    return imported.of(reader.case(case))


@pytest.fixture
def shop(people, ctx):
    """The marketplace's own program."""
    return ctx(people("operator"))


def open_case(ctx, who, root, lines, key):
    (receipt,) = cases.open_cases(
        ctx(who), root=root, lines=lines, reason="not_as_described", remedy="refund", story="Short.",
        package={"refund": 100, "currency": "CNY"}, shown=procedures.load("procedures/standard").digest, key=key,
    )  # fmt: skip
    return receipt


def test_a_record_stands_in_every_open_case_at_once_with_its_source(disputes, ctx, shop):
    dispute = disputes()
    receipt = order_records.import_record(shop, dispute.root, SCAN, key="1")
    assert receipt.created == {"id": "r1"}
    (piece,) = pieces(dispute.case)
    assert (piece.id, piece.side, piece.by, piece.data["source"]) == ("e1", "platform", "system", "carrier")
    view = reading.read_case(ctx(dispute.seller), dispute.case)
    (seen,) = imported.of(view.case)
    assert record_words.title(seen.data, "en") == "Scan of the parcel"
    assert record_words.source(seen.data, "zh") == "物流公司（SF Express）"
    assert record_words.told(seen.data, "ru", view.text) == "вручена, Hangzhou"
    for who in (dispute.buyer, dispute.seller):
        opened = evidence.open_piece(ctx(who), dispute.case, "joint", "e1")
        assert (opened.name, b"Hangzhou" in opened.file.read()) == ("scan.txt", True)


def test_what_was_there_before_the_case_comes_with_it_and_nobody_is_written_to_about_it(
    people, orders, ctx, shop, work
):
    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller)
    order_records.import_record(shop, root, weight(1240), key="1")
    receipt = open_case(ctx, buyer, root, (1,), "open")
    assert receipt.created["case"] and "id" not in receipt.created
    (piece,) = pieces(receipt.created["case"])
    assert (piece.data["record"]["facts"], piece.data["late"]) == ({"grams": 1240}, False)
    work()
    for who in (buyer, seller):
        assert "EvidenceFiled" not in [row["kind"] for row in queries.notices(who.actor).rows]


def test_both_sides_hear_of_a_record_that_comes_later(disputes, shop, work):
    dispute = disputes()
    order_records.import_record(shop, dispute.root, SCAN, key="1")
    work()
    for who in (dispute.buyer, dispute.seller):
        (row,) = [row for row in queries.notices(who.actor).rows if row["kind"] == "EvidenceFiled"]
        assert row["case_id"] == dispute.case


def test_the_letter_says_that_it_is_from_the_marketplace_s_record(disputes, shop, work, mailoutbox, settings):
    settings.PUBLIC_URL = "https://disputes.example"
    dispute = disputes()
    work()
    mailoutbox.clear()
    order_records.import_record(shop, dispute.root, SCAN, key="1")
    work()
    assert len(mailoutbox) == 2 and all("on record of the order" in letter.body for letter in mailoutbox)


def test_somebody_asked_in_reads_what_a_chosen_record_says(disputes, ctx, shop):
    dispute = disputes()
    order_records.import_record(shop, dispute.root, replace(SCAN, note="As the driver wrote it"), key="1")
    view = reading.read_case(ctx(dispute.buyer), dispute.case)
    (piece,) = imported.of(view.case)
    assert record_words.name(piece.data, "en", view.text) == "Scan of the parcel, Carrier: SF Express"
    assert (
        record_words.purpose(piece.data, "en", view.text)
        == "delivered, Hangzhou, 2026-11-01 10:00 UTC\nAs the driver wrote it"
    )


def test_a_repeat_gets_the_first_receipt_and_another_content_under_its_key_is_refused(disputes, shop):
    dispute = disputes()
    first = order_records.import_record(shop, dispute.root, SCAN, key="1")
    again = order_records.import_record(shop, dispute.root, SCAN, key="1")
    assert (again.last_seq, again.repeated) == (first.last_seq, True)
    assert refused(order_records.import_record, shop, dispute.root, weight(1), key="1") == "key_used_otherwise"
    assert len(pieces(dispute.case)) == 1


def test_a_picture_is_kept_with_a_small_one(disputes, ctx, shop):
    dispute = disputes()
    proof = Told("proof_of_delivery", "carrier", AT, facts={"handed": "left_at_door", "signed_by": "Lin"})
    order_records.import_record(shop, dispute.root, proof, key="1", file=ContentFile(photo()), name="../door.jpg")
    assert evidence.open_piece(ctx(dispute.buyer), dispute.case, "joint", "e1").name == "door.jpg"
    assert evidence.open_piece(ctx(dispute.buyer), dispute.case, "joint", "e1", picture=True).inline


def test_a_chat_becomes_a_text_that_counts_its_messages(disputes, ctx, shop):
    dispute = disputes()
    said = ({"at": AT, "from": "Buyer", "text": "Too short"}, {"from": "Shop", "text": "Measure\nagain"})
    order_records.import_record(shop, dispute.root, Told("chat", "chat", AT, messages=said), key="1")
    (piece,) = pieces(dispute.case)
    assert piece.data["record"]["facts"] == {"messages": 2, "since": AT, "until": AT}
    text = evidence.open_piece(ctx(dispute.buyer), dispute.case, "joint", "e1").file.read().decode()
    assert text == "[2026-11-01 10:00:00] Buyer: Too short\n[] Shop: Measure\n    again"


def test_two_weights_stay_two_weights_and_it_is_said(disputes, ctx, shop):
    dispute = disputes()
    for key, grams in (("1", 1240), ("2", 320), ("3", 1250)):
        order_records.import_record(shop, dispute.root, weight(grams), key=key)
    view = reading.read_case(ctx(dispute.buyer), dispute.case)
    pairs = [(one.id, other.id) for one, other in imported.contradictions(view.case)]
    assert pairs == [("e1", "e2"), ("e2", "e3")]
    one, other = imported.contradictions(view.case)[0]
    assert "“1,240 g” and “320 g”" in record_words.differ(one, other, "en", view.text)


def test_strangers_buyers_and_shops_put_nothing_on_the_record(disputes, people, ctx):
    dispute = disputes()
    for who in (dispute.buyer, dispute.seller, people("buyer"), people("neutral")):
        assert refused(order_records.import_record, ctx(who), dispute.root, SCAN, key="x") == "not_found"
    assert refused(order_records.of_order, ctx(people("buyer")), dispute.root) == "not_found"


def test_a_program_and_an_operator_of_another_marketplace_reach_nothing_of_the_order(disputes, ctx, shop):
    dispute = disputes()
    order_records.import_record(shop, dispute.root, SCAN, key="1")
    (piece,) = pieces(dispute.case)
    for role in ("integrator", "operator"):
        foreign = ctx(Actor(role, "x1", "elsewhere", second_factor=True))
        assert refused(order_records.import_record, foreign, dispute.root, SCAN, key="2") == "not_found"
        assert refused(order_records.of_order, foreign, dispute.root) == "not_found"
        command = EraseContent(dispute.case, (piece.data["file"]["ref"],), "court")
        assert refused(erasure.erase_content, foreign, command, key="3") == "not_found"
    assert len(pieces(dispute.case)) == 1


def test_a_record_of_one_shop_stays_out_of_the_case_of_another(people, ctx, shop, clock):
    buyer, first, second = people("buyer"), people("seller"), people("seller")
    external = "two-shops"
    root = ids.order_root(shop.actor.marketplace, external)
    lines = (NewLine(1, first.shop, 100, title="A"), NewLine(2, second.shop, 100, title="B"))
    placing.place_order(ctx(), PlaceOrder(root, external, buyer.id, "CNY", lines, paid=200), key="o")
    cases_ = [open_case(ctx, buyer, root, (line,), f"open {line}").created["case"] for line in (1, 2)]
    assert refused(order_records.import_record, shop, root, SCAN, key="1") == "record_lines"
    assert refused(order_records.import_record, shop, root, replace(SCAN, lines=(1, 2)), key="1") == "record_lines"
    order_records.import_record(shop, root, replace(SCAN, lines=(2,)), key="1")
    assert [len(pieces(case)) for case in cases_] == [0, 1]
    assert [len(order_records.of_order(ctx(who), root)[0]) for who in (first, second, buyer)] == [0, 1, 1]


def test_a_closed_case_gets_nothing_more(disputes, ctx, shop):
    dispute = disputes()
    cases.withdraw_case(ctx(dispute.buyer), WithdrawCase(dispute.case, "Found it."), key="w")
    order_records.import_record(shop, dispute.root, SCAN, key="1")
    assert not pieces(dispute.case)


def erase(ctx, who, case, refs, key="erase"):
    return erasure.erase_content(ctx(who), EraseContent(case, refs, "asked for"), key=key)


def test_what_is_erased_is_gone_from_the_order_and_all_its_cases_and_every_chain_holds(people, orders, ctx, shop, work):
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    root = orders(buyer, seller)
    order_records.import_record(shop, root, SCAN, key="1")
    first = open_case(ctx, buyer, root, (1,), "open").created["case"]
    cases.withdraw_case(ctx(buyer), WithdrawCase(first, "Found it."), key="w")
    second = open_case(ctx, buyer, root, (1,), "again").created["case"]
    erase(ctx, operator, second, erasure.of_evidence(second, "e1"))
    (record,) = reader.order(root).records
    assert set(order_records.refs_of(record)) <= reader.order(root).erased
    for case in (first, second):
        assert refused(evidence.open_piece, ctx(buyer), case, "joint", "e1") == "content_erased"
        assert record.file["ref"] in reader.case(case).erased
        checked = io.BytesIO()
        dossiers.export_case(ctx(buyer), case, f"case:{case}", checked)
        assert all(check.holds for check in verify_dossier(checked, None))
    work()
    assert all(check.holds for check in recordkeeping.check_everything())
    cases.withdraw_case(ctx(buyer), WithdrawCase(second, "Found it."), key="w2")


def test_a_legal_hold_of_one_case_keeps_the_record_in_the_other(people, orders, ctx, shop):
    buyer, seller, operator = people("buyer"), people("seller"), people("operator")
    root = orders(buyer, seller)
    order_records.import_record(shop, root, SCAN, key="1")
    first = open_case(ctx, buyer, root, (1,), "open").created["case"]
    cases.withdraw_case(ctx(buyer), WithdrawCase(first, "Found it."), key="w")
    second = open_case(ctx, buyer, root, (1,), "again").created["case"]
    set_hold = partial(acts.in_case, ctx(operator), SetLegalHold(second, "A court asks."), key="h", action="hold")
    set_hold(decide=legal_hold.set_hold)
    assert refused(erase, ctx, operator, first, erasure.of_evidence(first, "e1")) == "legal_hold"
    assert evidence.open_piece(ctx(buyer), first, "joint", "e1").file.read()


def test_retention_of_the_first_case_leaves_what_the_later_one_needs(people, orders, ctx, shop):
    buyer, seller = people("buyer"), people("seller")
    root = orders(buyer, seller)
    order_records.import_record(shop, root, SCAN, key="1")
    first = open_case(ctx, buyer, root, (1,), "open").created["case"]
    cases.withdraw_case(ctx(buyer), WithdrawCase(first, "Found it."), key="w")
    second = open_case(ctx, buyer, root, (1,), "again").created["case"]
    (record,) = reader.order(root).records
    assert record.file["ref"] not in {one.ref for one in erasure.left(first)}
    assert record.file["ref"] in {one.ref for one in erasure.left(second)}


def test_a_listing_that_stands_in_many_cases_raises_no_signal(disputes, shop, work):
    one, other = disputes(), disputes()
    for dispute in (one, other):
        told = Told("listing", "catalogue", AT)
        order_records.import_record(shop, dispute.root, told, key="1", file=ContentFile(photo()), name="page.jpg")
        work()
    assert not reader.case(one.case).of_kind("signal") and not reader.case(other.case).of_kind("signal")


def test_of_two_equal_records_at_once_both_get_one_receipt(disputes, shop):
    dispute, first = disputes(), []
    told = Told("chat", "chat", AT)

    class Slow(ContentFile):
        """While this file comes in, the same one comes whole by another request."""

        def chunks(self, chunk_size=None):
            if not first:
                first.append(order_records.import_record(shop, dispute.root, told, key="1", file=ContentFile(b"Hello")))
            yield b"Hello"

    again = order_records.import_record(shop, dispute.root, told, key="1", file=Slow(b"Hello"))
    assert again.repeated and again.last_seq == first[0].last_seq
    assert len(pieces(dispute.case)) == 1
