"""Signals: what is noticed after filing, in which marketplace and rooms, that nothing of another case is told, and forgetting."""

import io
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image, ImageEnhance, ImageOps

from hejie.domain.cases.commands import EraseContent, WriteMessage
from hejie.domain.orders.commands import ShipOrder
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.usecases import cases, erasure, evidence, signal_words, signals
from hejie.usecases import orders as shipping

STORY = (
    "The cup came in a box without any padding, its handle was broken off and the glaze had a long crack. I told the shop "
    "the same evening and sent three photos, but nobody has answered me for nine days."
)


def scene(seed: int = 1) -> Image.Image:
    """A picture with enough on it."""
    noise = Image.effect_noise((6, 5), 120)
    noise.putdata(
        [(value * (seed * 7 + place * 13 + 3) + place * place * seed) % 256 for place, value in enumerate(range(30))]
    )
    return noise.resize((640, 480), Image.Resampling.BICUBIC).convert("RGB")


def jpeg(picture: Image.Image, quality: int = 90, **more) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, **more)
    return out.getvalue()


def file(ctx, who, dispute, content, *, key="e", name="cup.jpg", room="joint"):
    return evidence.file_upload(
        ctx(who), dispute.case, ContentFile(content), name=name, purpose="It is broken.", room=room, key=key
    )


def told(dispute) -> list[tuple[str, str, dict]]:
    return [
        (one.data["about"], one.data["signal"], dict(one.data["facts"]))
        for one in reader.case(dispute.case).of_kind("signal")
    ]


def traces() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trace")
        return cursor.fetchone()[0]


def test_a_near_picture_of_another_case_is_noticed_in_the_later_one_alone(disputes, ctx, work):
    first, second = disputes(), disputes()
    file(ctx, first.buyer, first, jpeg(scene()))
    work()
    changed = ImageEnhance.Brightness(ImageOps.mirror(scene()).resize((400, 300))).enhance(1.1)
    file(ctx, second.buyer, second, jpeg(changed, 60))
    work()
    assert told(first) == []
    ((about, signal, facts),) = told(second)
    assert (about, signal, facts["cases"], facts["of"]) == ("e1", "seen_picture", 1, 256)
    assert facts["bits"] <= 70


def test_the_same_file_is_noticed_whatever_it_is_and_is_not_told_twice_as_a_picture(disputes, ctx, work):
    first, second = disputes(), disputes()
    for dispute in (first, second):
        file(ctx, dispute.buyer, dispute, b"A list of what was in the box.\n", name="list.txt", key="list")
        file(ctx, dispute.seller, dispute, jpeg(scene(2)), key="photo")
        work()
    assert told(second) == [("e1", "seen_file", {"cases": 1}), ("e2", "seen_file", {"cases": 1})]


def test_the_entry_names_no_other_case_no_person_and_no_content(disputes, ctx, work):
    first, second = disputes(), disputes()
    for dispute in (first, second):
        file(ctx, dispute.buyer, dispute, jpeg(scene()))
        work()
    (item,) = reader.case(second.case).of_kind("signal")
    assert set(item.data) == {"id", "about", "piece", "of", "signal", "facts", "rulebook", "version"}
    said = str(item.data)
    for name in (first.case, first.root, first.buyer.id, first.seller.id, first.seller.shop):
        assert name not in said
    assert all(isinstance(fact, int) for fact in item.data["facts"].values())


def test_where_it_was_is_shown_to_staff_who_may_read_that_case_and_to_no_party(disputes, ctx, people, work):
    one_buyer = people("buyer")
    first, second = disputes(buyer=one_buyer), disputes(buyer=one_buyer)
    for dispute in (first, second):
        file(ctx, dispute.buyer, dispute, jpeg(scene()))
        work()
    case = reader.case(second.case)

    def elsewhere(who) -> tuple[str, ...]:
        return signals.elsewhere(ctx(who).actor, case, "e1", "seen_file")

    assert elsewhere(people("operator")) == elsewhere(people("auditor")) == (first.case,)
    assert elsewhere(one_buyer) == ()  # though he may read the other case himself
    assert elsewhere(second.seller) == elsewhere(people("neutral")) == ()


def test_private_rooms_are_neither_looked_at_nor_found(disputes, ctx, work):
    first, second, third = disputes(), disputes(), disputes()
    file(ctx, first.buyer, first, jpeg(scene()), room="buyer")
    work()
    assert (told(first), traces()) == ([], 0)
    file(ctx, second.buyer, second, jpeg(scene()))
    file(ctx, third.buyer, third, jpeg(scene()), room="buyer")
    work()
    assert told(second) == told(third) == []


def test_cases_of_one_order_are_not_compared(disputes, ctx, work):
    dispute = disputes()
    file(ctx, dispute.buyer, dispute, jpeg(scene()), key="1")
    file(ctx, dispute.seller, dispute, jpeg(scene()), key="2")
    work()
    assert told(dispute) == []


def test_what_a_photo_says_of_itself_is_told_without_its_place(disputes, ctx, work, clock):
    exif = Image.Exif()
    exif[305] = "Adobe Photoshop 25.1"
    exif.get_ifd(34665)[36867] = (clock.now - timedelta(days=40)).strftime("%Y:%m:%d %H:%M:%S")
    exif.get_ifd(34853)[1] = "N"
    dispute = disputes()
    file(ctx, dispute.buyer, dispute, jpeg(scene(), exif=exif))
    work()
    assert told(dispute) == [("e1", "taken_before", {"days": 36}), ("e1", "edited", {"program": "photoshop"})]
    for language in ("en", "zh", "ru"):
        words = signal_words.words(reader.case(dispute.case).of_kind("signal")[1].data, language)
        assert "Photoshop" in words.seen and words.errors and words.proof and words.decides_nothing


def test_looking_again_changes_nothing(disputes, ctx, work):
    first, second = disputes(), disputes()
    for dispute in (first, second):
        file(ctx, dispute.buyer, dispute, jpeg(scene()))
        work()
    before, kept = reader.case(second.case).head, traces()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox SET done_ms = 0 WHERE topic = 'signals'")
    work()
    assert (reader.case(second.case).head, traces()) == (before, kept)


def test_words_of_another_person_are_noticed_and_ones_own_are_not(disputes, ctx, work, people, clock):
    buyer = people("buyer")
    first = disputes(buyer=buyer, story=STORY)
    work()
    own = disputes(buyer=buyer, story=STORY)
    clock.now += timedelta(minutes=1)
    other = disputes(story=STORY + " Please help me.")
    work()
    assert told(first) == told(own) == []
    ((about, signal, facts),) = told(other)
    assert (about, signal) == ("claim", "copied_text") and facts["percent"] >= 75
    cases.write_message(ctx(other.seller), WriteMessage(other.case, STORY), key="m")
    work()
    assert [about for about, _signal, _facts in told(other)] == ["claim", "m1"]


def test_a_copy_that_is_looked_at_first_does_not_turn_against_the_first_author(disputes, work, clock):
    first = disputes(story=STORY)
    clock.now += timedelta(minutes=5)
    copy = disputes(story=STORY)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox SET due_ms = due_ms + 600000 WHERE topic = 'signals' AND root = %s", [first.root])
    work()
    clock.now += timedelta(minutes=20)
    work()
    assert told(first) == told(copy) == []


def shipped(ctx, orders, buyer, seller, waybill="SF 1023 4455 6677") -> str:
    root = orders(buyer, seller, delivered=False)
    shipping.ship(ctx(seller), ShipOrder(root, "SF Express", waybill), key="ship")
    return root


def opened(ctx, buyer, root) -> str:
    (receipt,) = cases.open_cases(
        ctx(buyer), root=root, lines=(1,), reason="not_received", remedy="refund", story="Nothing has come.",
        package={"refund": 19900, "currency": "CNY"}, shown=procedures.load("procedures/standard").digest, key="open",
    )  # fmt: skip
    return receipt.stream.removeprefix("case:")


def waybills(case: str) -> list[tuple[str, str, int]]:
    found = reader.case(case).of_kind("signal")
    return [(one.data["about"], one.data["of"], one.data["facts"]["orders"]) for one in found]


def test_a_waybill_of_another_buyers_order_is_noticed_when_a_case_is_opened_and_while_it_is(ctx, people, orders, work):
    seller, one, two = people("seller"), people("buyer"), people("buyer")
    first, second = (shipped(ctx, orders, buyer, seller) for buyer in (one, two))
    work()
    case = opened(ctx, two, second)
    work()
    assert waybills(case) == [("parcel", "seller", 1)]
    late = orders(one, seller, delivered=False)
    open_case = opened(ctx, one, late)
    work()
    shipping.ship(ctx(seller), ShipOrder(late, "SF Express", "sf102344556677"), key="ship")
    work()
    assert waybills(open_case) == [
        ("parcel", "seller", 1)
    ]  # the order of two; that of one is his own from the same shop
    assert first != second
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM trace WHERE kind = 'waybill'")
        assert not any("1023" in key for (key,) in cursor.fetchall())


def test_one_parcel_for_two_orders_of_one_buyer_from_one_shop_is_usual(ctx, people, orders, work):
    seller, buyer = people("seller"), people("buyer")
    shipped(ctx, orders, buyer, seller)
    second = shipped(ctx, orders, buyer, seller)
    case = opened(ctx, buyer, second)
    work()
    assert waybills(case) == []


def test_an_erased_piece_leaves_no_trace_and_its_case_is_no_longer_pointed_at(disputes, ctx, people, work):
    first, second, operator = disputes(), disputes(), people("operator")
    for dispute in (first, second):
        file(ctx, dispute.buyer, dispute, jpeg(scene()))
        work()
    item = reader.case(first.case).of_kind("evidence")[0]
    refs = tuple(item.data[name]["ref"] for name in ("file", "name", "purpose", "thumbnail", "view"))
    before = traces()
    erasure.erase_content(ctx(operator), EraseContent(first.case, refs, "request"), key="x")
    assert traces() == before - 10  # nine of the piece itself, and where it was found
    assert signals.elsewhere(ctx(operator).actor, reader.case(second.case), "e1", "seen_file") == ()
    work()
    item = reader.case(second.case).of_kind("evidence")[0]
    own = tuple(item.data[name]["ref"] for name in ("file", "name", "purpose", "thumbnail", "view"))
    erasure.erase_content(ctx(operator), EraseContent(second.case, own, "request"), key="y")
    assert signals.elsewhere(ctx(operator).actor, reader.case(second.case), "e1", "seen_file") == ()
    assert traces() == 0
    fourth = disputes()
    file(ctx, fourth.buyer, fourth, jpeg(scene()))
    work()
    assert told(fourth) == []


def test_what_has_grown_old_is_forgotten(disputes, ctx, people, work, clock):
    dispute = disputes()
    file(ctx, dispute.buyer, dispute, jpeg(scene()))
    work()
    assert traces()
    ref = reader.case(dispute.case).of_kind("evidence")[0].data["file"]["ref"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM trace WHERE ref = %s", [ref])
        assert cursor.fetchone()[0] == 9
    assert signals.forget_old(clock.now + timedelta(days=1000)) == 0
    assert signals.forget_old(clock.now + timedelta(days=1096)) >= 9
    assert traces() == 0
