"""What the rules say of a case stands in its record: with the opening, and again when more is known."""

from zipfile import ZipFile

import pytest

from hejie.domain.cases import commands
from hejie.domain.cases.telling import TellFacts
from hejie.domain.entitlements.policies.written import plain
from hejie.domain.orders import commands as ordering
from hejie.record import reader, replay
from hejie.rulebooks import law
from hejie.store import market_law, story
from hejie.usecases import cases, dossiers, entitlements, reading, return_policies
from hejie.usecases import orders as order_acts

pytestmark = pytest.mark.django_db


@pytest.fixture
def market(marketplace):
    """A marketplace under the law of the United Kingdom."""
    market_law.choose(marketplace.pk, "UK", "")
    market_law.forget()
    yield marketplace
    market_law.forget()


@pytest.fixture
def opened(market, ctx, people, orders):
    """Opens a case: `opened(reason="late", delivered=False)`; returns (case id, buyer, seller)."""

    def make(reason: str = "defective", facts: dict | None = None, **placed) -> tuple:
        buyer, seller = people("buyer"), people("seller")
        root = orders(buyer, seller, **placed)
        (receipt,) = cases.open_cases(
            ctx(buyer), root=root, lines=(1,), reason=reason, remedy="refund",
            package={"refund": 19900, "currency": "CNY"}, story="It is broken.", shown=ctx(buyer).in_force().digest,
            facts=facts, key="open",
        )  # fmt: skip
        return receipt.created["case"], buyer, seller

    return make


def found(case: str) -> list[dict]:
    """All findings on the record of a case, the newest first."""
    entries = story.newest(case.partition("-")[0], f"case:{case}", limit=100)
    return [entry for entry in entries if entry["kind"] == "EntitlementFound"]


def test_it_is_written_with_the_opening_by_the_program_itself(opened):
    case, _buyer, _seller = opened()
    (entry,) = found(case)
    assert entry["by"]["role"] == "system"
    assert entry["data"]["facts"]["jurisdiction"] == "UK"
    assert entry["data"]["rulebook"]["digest"] == law.bundle("UK").digest
    assert entry["data"]["proof"]["type"] == "application/json"
    assert reader.case(case).entitled["seq"] == entry["seq"]
    assert replay.check().ok


def test_the_receipt_of_the_act_ends_with_it_so_that_the_next_act_meets_the_head(opened, ctx):
    case, buyer, _seller = opened()
    head = reader.case(case).head
    cases.make_statement(ctx(buyer), commands.MakeStatement(case, "It hums."), key="s", if_match=head)
    assert len(found(case)) == 1


def test_what_a_side_tells_is_looked_at_in_the_same_act(opened, ctx):
    case, buyer, seller = opened()
    told = TellFacts(case, {"goods": ["physical"], "defect": {"user_caused": False}})
    receipt = entitlements.tell(ctx(buyer), told, key="t")
    newest = found(case)[0]
    assert (newest["seq"], newest["data"]["from"]["goods"]) == (receipt.last_seq, "buyer")
    assert entitlements.tell(ctx(buyer), told, key="t").repeated
    entitlements.tell(ctx(seller), TellFacts(case, {"defect": {"user_caused": True}}), key="t")
    assert found(case)[0]["data"]["disputed"] == {"defect.user_caused": {"buyer": False, "seller": True}}
    assert replay.check().ok


def test_a_delivery_that_becomes_known_later_is_looked_at_by_the_worker(opened, ctx, run_worker):
    case, _buyer, _seller = opened("not_received", delivered=False)
    assert "dates.delivered" not in found(case)[0]["data"]["facts"]
    root = case.partition("-")[0]
    order_acts.ship(ctx(), ordering.ShipOrder(root), key="s")
    order_acts.deliver(ctx(), ordering.DeliverOrder(root), key="d")
    run_worker()
    assert "dates.delivered" in found(case)[0]["data"]["facts"]
    before = len(found(case))
    entitlements.look_again(ctx(), case, key="again")
    assert len(found(case)) == before


def test_reader_and_record_say_the_same(opened, ctx):
    case, buyer, _seller = opened(facts={"goods": ["physical"]})
    looked = entitlements.of_case(ctx(buyer), reading.read_case(ctx(buyer), case))
    rows = {row["remedy"]: row["certainty"] for row in found(case)[0]["data"]["remedies"]}
    assert {row.remedy: row.certainty for row in looked.finding.rows} == rows


def test_without_a_law_nothing_is_written(opened, market):
    market_law.choose(market.pk, "none", "")
    market_law.forget()
    case, _buyer, _seller = opened()
    assert found(case) == []


def test_the_currency_of_the_order_says_whose_law_where_the_operator_has_not(opened, market):
    market_law.choose(market.pk, "", "")
    market_law.forget()
    case, _buyer, _seller = opened()
    assert found(case)[0]["data"]["facts"]["jurisdiction"] == "CN"


def test_it_stands_in_the_dossier_word_for_word(opened, ctx, tmp_path):
    case, buyer, _seller = opened()
    dossiers.to_file(ctx(buyer), case, f"case:{case}", tmp_path / "d.zip", language="en")
    with ZipFile(tmp_path / "d.zip") as archive:
        held = b"".join(archive.read(name) for name in archive.namelist() if name.endswith((".json", ".jsonl")))
    assert law.bundle("UK").digest.encode() in held


SCHEMA_ORG = """{"@context": "https://schema.org", "@type": "MerchantReturnPolicy", "merchantReturnDays": 30,
 "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
 "returnFees": "https://schema.org/FreeReturn"}"""


def test_what_the_policy_promised_when_it_was_ordered_is_copied_into_the_case(opened, market, ctx, people, clock):
    read_in = return_policies.read_in(SCHEMA_ORG, "shop", "Our returns")
    return_policies.publish(ctx(people("operator")), plain(read_in.policy))
    market_law.forget()
    clock.move(days=10)
    case, buyer, _seller = opened("none", facts={"goods": ["physical"]})
    state = reader.case(case)
    assert [one["policy"] for one in state.promised] == [read_in.policy.id]
    facts = found(case)[0]["data"]
    assert "no_reason_return_days:30" in facts["facts"]["seller_conduct.promises"]
    assert facts["from"]["seller_conduct.promises"] == "listing"
    assert replay.check().ok
    told = TellFacts(case, {"seller_conduct": {"promises": ["repair_months:12"]}})
    entitlements.tell(ctx(buyer), told, key="t")
    assert {"repair_months:12", "no_reason_return_days:30"} <= set(
        found(case)[0]["data"]["facts"]["seller_conduct.promises"]
    )


def test_a_policy_that_came_later_promises_nothing_for_an_earlier_order(opened, market, ctx, people):
    read_in = return_policies.read_in(SCHEMA_ORG, "shop", "Our returns")
    return_policies.publish(ctx(people("operator")), plain(read_in.policy))
    market_law.forget()
    case, _buyer, _seller = opened()
    assert reader.case(case).promised == ()
