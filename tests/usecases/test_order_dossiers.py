"""The files of orders and deals: who may have them, that they hold by both verifiers, and what their documents say."""

import io
import json
from zipfile import ZipFile

import pytest

from hejie.domain.deals import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.orders.records import EraseRecord
from hejie.domain.orders.records import erase as erase_record
from hejie.record import reader
from hejie.record.verify import verify_dossier
from hejie.store.models import ReadingLog
from hejie.usecases import deals, order_records, own_dossiers
from hejie.usecases import orders as use
from hejie.usecases.people import own_data
from tests.record.sample import told_alone
from tests.support.pdf_text import text_of
from tests.usecases.test_deals import TERMS, agreed, order, proposed

pytestmark = pytest.mark.once


def members(pieces):
    """A file's members by name, after both verifiers have found that it holds."""
    data = b"".join(pieces)
    assert all(check.holds for check in verify_dossier(io.BytesIO(data)))
    assert told_alone(data) is None
    with ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def words(parts):
    return " ".join(text_of(parts["dossier.pdf"]).split())


def refused(code, act, *args, **named):
    with pytest.raises(Refusal) as found:
        list(act(*args, **named))
    assert found.value.code == code, found.value


@pytest.fixture
def bought(ctx, marketplace, people):
    """An order that was placed with a deal, and its sides."""
    buyer, seller = people("buyer", name="Lin Yue"), people("seller", name="Max")
    deal = agreed(ctx, buyer, seller)
    return order(ctx, marketplace, buyer, seller, deal), deal, buyer, seller


def test_an_orders_file_holds_and_tells_each_reader_the_same_record(bought, ctx, people):
    root, (deal, digest), buyer, seller = bought
    readers = [buyer, seller, people("operator"), people("auditor"), people("agent")]
    seen = [members(own_dossiers.of_order(ctx(one), root, language="en", zone="UTC")) for one in readers]
    own = ("manifest.json", "manifest.sig", "dossier.pdf", "seals.json")
    assert all(one[name] == seen[0][name] for one in seen for name in seen[0] if name not in own)
    assert [json.loads(one["manifest.json"])["made_for"] for one in seen] == [one.actor.role for one in readers]
    told = words(seen[0])
    for part in (
        "Order D-1",
        "Lin Yue",
        "Camera",
        "CAM-1",
        "¥2,500.00",
        "¥2,520.00",
        deal,
        digest[:24],
        "The deal behind it",
    ):
        assert part in told, part
    assert "Taken into custody" in told and "Payment taken into custody" in told and "None" not in told
    entries = [json.loads(line) for line in seen[0]["entries.jsonl"].splitlines()]
    assert len(entries) == reader.order(root).seq
    log = list(ReadingLog.objects.order_by("id").values_list("role", "case_id"))
    assert log[-3:] == [(role, f"order:{root}") for role in ("operator", "auditor", "agent")]
    mine = dict((name, b"".join(parts)) for name, parts in own_data._long(buyer.person))
    assert mine["readings.json"].count(f'"case":"order:{root}"'.encode()) == 3


def test_a_deals_file_shows_both_confirmations_with_the_hash_and_what_was_changed(ctx, people):
    buyer, seller = people("buyer", name="Lin Yue"), people("seller", name="Max")
    deal = proposed(ctx, buyer, seller)
    changed = {**TERMS, "goods": [{**TERMS["goods"][0], "price": 240_000}], "clauses": ["With two **batteries**."]}
    deals.amend(ctx(buyer), commands.AmendDeal(deal, changed, "Somewhat dear"), key="a")
    first, digest = (one.version.hash for one in deals.read(ctx(buyer), deal).versions)
    told = words(members(own_dossiers.of_deal(ctx(seller), deal, language="en", zone="UTC")))
    assert "No version has been confirmed by both sides." in told
    for key, who in (("s", seller), ("b", buyer)):
        deals.confirm(ctx(who), commands.ConfirmDeal(deal, digest), key=key)
    dearer = {**changed, "freight": 9_000}
    deals.amend(ctx(seller), commands.AmendDeal(deal, dearer, change=True), key="c")
    told = words(members(own_dossiers.of_deal(ctx(buyer), deal, language="en", zone="UTC")))
    for part in ("What both confirmed", "With two **batteries**.", "¥2,400.00", "¥2,500.00", "Somewhat dear", "¥90.00"):
        assert part in told, part
    assert told.count(digest[:24]) >= 4 and first[:24] in told  # its terms, two confirmations, its change
    assert "A change lies on the table" in told and "Confirmations" in told
    for language in ("zh", "ru"):
        assert digest[:24] in words(members(own_dossiers.of_deal(ctx(buyer), deal, language=language, zone="UTC")))


def test_whoever_may_not_read_it_finds_nothing_and_a_shop_of_several_gets_no_record(bought, ctx, people, orders):
    root, (deal, _digest), buyer, _seller = bought
    other = people("seller")
    strangers = [people("buyer"), other, people("agent", shop=other.shop), people("neutral")]
    for one in strangers:
        refused("not_found", own_dossiers.of_order, ctx(one), root)
        refused("not_found", own_dossiers.of_deal, ctx(one), deal)
    refused("not_found", own_dossiers.of_deal, ctx(people("agent")), deal)
    refused("not_found", own_dossiers.of_order, ctx(buyer, only_case="abcdefghijklmnop-qrstuvwx"), root)
    several = orders(buyer, other, people("seller"))
    for one in (other, strangers[2]):
        refused("order_file_mixed", own_dossiers.of_order, ctx(one), several)
    assert "Trail shoes 2" in words(members(own_dossiers.of_order(ctx(buyer), several, language="en")))
    assert not ReadingLog.objects.filter(case_id=f"order:{several}").exists()


def test_what_was_erased_is_named_and_not_there(bought, ctx):
    root, _deal, buyer, _seller = bought
    held = reader.order(root)
    title = held.lines[0].title["ref"]
    before = members(own_dossiers.of_order(ctx(buyer), root))
    assert before[f"contents/{title}"][32:] == b"Camera"
    order_records._in_order(ctx(), EraseRecord(root, (title,), "request"), "e", erase_record, "order.erase")
    after = members(own_dossiers.of_order(ctx(buyer), root, language="en"))
    assert f"contents/{title}" not in after and json.loads(after["withheld.json"]) == [{"ref": title, "why": "erased"}]
    told = words(after)
    assert "Camera" not in told and "names of the goods" in told and "asked for by whom it is about" in told


def test_cases_about_an_order_stand_in_its_file_for_whoever_may_read_them(ctx, people, orders, disputes):
    dispute = disputes(story="It came broken")
    parts = members(own_dossiers.of_order(ctx(dispute.buyer), dispute.root, language="en"))
    told = words(parts)
    assert dispute.case.rpartition("-")[2].upper() in told and "Requests and cases about it" in told
    assert b"It came broken" not in b"".join(parts.values())  # that stands in the file of the case


def test_a_huge_order_is_told_in_part_and_its_record_whole(ctx, marketplace, people):
    from hejie.domain.orders.commands import NewLine, PlaceOrder
    from hejie.usecases import ids

    buyer, seller = people("buyer"), people("seller")
    lines = tuple(NewLine(number, seller.shop, 1_000, title=f"Screw {number}") for number in range(1, 506))
    root = ids.order_root(marketplace.pk, "H-1")
    use.place_order(ctx(), PlaceOrder(root, "H-1", buyer.id, "CNY", lines, paid=505_000), key="huge")
    parts = members(own_dossiers.of_order(ctx(seller), root, language="en"))
    told = words(parts)
    assert "Screw 500" in told and "Screw 501" not in told and "500 of 505 are shown" in told
    assert len([name for name in parts if name.startswith("contents/")]) == 505
