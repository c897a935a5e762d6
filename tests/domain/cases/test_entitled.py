"""What the rules say of a case: which facts come from where, when it is written down, and what stands in it."""

from dataclasses import replace
from datetime import timedelta

from hejie.domain.cases import entitled, known
from hejie.domain.cases.entitled import Law
from hejie.domain.cases.reasons import Finding
from hejie.domain.cases.telling import TellFacts
from hejie.domain.kernel import canonical
from hejie.rulebooks import law, points_as_facts
from tests.domain.cases import moves, stages
from tests.domain.cases.scene import BUYER, CASE, NEUTRAL, SELLER, SYSTEM, Scene
from tests.domain.cases.test_findings import decide


def the_law(jurisdiction: str = "UK", policy: str = "") -> Law:
    points = points_as_facts.load()
    return Law(lambda currency: jurisdiction, policy, law.bundle, law.schema(), frozenset({"electronics"}), points)


def look(scene: Scene, rules: Law | None = None) -> dict | None:
    """What is written down now, as the writer does after each act; None where nothing is."""
    events = entitled.due(scene.world, rules or the_law(), now=scene.now)
    for event in events:
        scene._append(event, SYSTEM)
    return events[0].data if events else None


def tell(**facts):
    return (lambda *given, **more: known.tell(*given, **more, schema=law.schema())), TellFacts(CASE, facts), "statement"


def look_with(reason: str = "defective", **facts) -> dict:
    """What is found where the claim tells these facts."""
    return look(Scene().open(reason=reason, facts=facts))


def rows(found: dict) -> dict[str, str]:
    return {row["remedy"]: row["certainty"] for row in found["remedies"]}


def test_a_case_that_opens_is_put_to_the_law_with_what_its_file_knows():
    found = look(Scene().open(reason="defective"))
    assert found["facts"] == {
        "buyer": "consumer", "seller": "business", "channel": "online", "jurisdiction": "UK", "problem": ["defective"],
        "price": {"minor": 19900, "currency": "CNY"}, "shipping_paid": {"minor": 0, "currency": "CNY"},
        "payment": "escrow", "refunded": {"minor": 0, "currency": "CNY"},
        "dates.claimed": "2026-11-01T08:00:00.000Z", "dates.ordered": "2026-10-28T08:00:00.000Z",
        "dates.delivered": "2026-10-31T08:00:00.000Z",
        **({"dates.paid": found["facts"]["dates.paid"]} if "dates.paid" in found["facts"] else {}),
    }  # fmt: skip
    assert {found["from"][path] for path in ("buyer", "seller", "channel")} == {"usual"}
    assert (found["from"]["jurisdiction"], found["from"]["problem"], found["from"]["price"]) == (
        "market",
        "claim",
        "order",
    )
    assert rows(found)["return_and_refund"] == "possible"  # nobody has said yet what kind of goods it is
    assert rows(look_with(goods=["physical"]))["return_and_refund"] == "due"


def test_it_names_rules_figures_and_the_digest_so_that_it_can_be_read_years_later():
    found = look_with(goods=["physical"])
    bundle = law.bundle("UK")
    assert found["rulebook"] == {"id": bundle.id, "version": bundle.version, "digest": bundle.digest}
    for row in found["remedies"]:
        assert set(row["rules"]) <= set(found["books"])
        assert row["rules"] or row["certainty"] == "excluded"
    due = next(row for row in found["remedies"] if row["certainty"] == "due")
    assert due["rules"][0] in canonical.loads(found["proof"].text.encode())["rules"]
    assert found["proof"].type == "application/json"


def test_nothing_is_written_again_while_nothing_has_changed():
    scene = Scene().open(reason="defective")
    assert look(scene)
    assert look(scene) is None
    scene.act(SELLER, moves.say())
    scene.now += timedelta(hours=5)
    assert look(scene) is None
    assert scene.kinds().count("EntitlementFound") == 1


def test_what_becomes_known_of_the_order_is_looked_at_again():
    scene = Scene(dates={"ordered": "2026-10-28T08:00:00.000Z"}, status="shipped").open(reason="not_received")
    first = look(scene)
    assert "dates.delivered" not in first["facts"]
    dates = {**scene.order.dates, "delivered": "2026-11-01T07:00:00.000Z"}
    scene.world = replace(scene.world, order=replace(scene.order, dates=dates))
    assert look(scene)["facts"]["dates.delivered"] == "2026-11-01T07:00:00.000Z"


def test_a_side_tells_what_the_law_asks_and_it_counts_until_the_other_says_otherwise():
    scene = Scene().open(reason="none")
    first = look(scene)
    assert "condition.intact" not in first["facts"]
    assert "dates.withdrawn" in first["facts"]
    scene.act(BUYER, tell(condition={"intact": True}))
    found = look(scene)
    assert (found["facts"]["condition.intact"], found["from"]["condition.intact"]) == (True, "buyer")
    scene.act(SELLER, tell(condition={"intact": False}))
    found = look(scene)
    assert "condition.intact" not in found["facts"]
    assert found["disputed"] == {"condition.intact": {"buyer": True, "seller": False}}
    scene.act(SELLER, tell(condition={"intact": None}))
    found = look(scene)
    assert found["facts"]["condition.intact"] is True
    assert "disputed" not in found


def test_both_sides_saying_the_same_stands_as_said_by_both():
    scene = Scene().open(facts={"condition": {"opened": True}})
    scene.act(SELLER, tell(condition={"opened": True}))
    assert look(scene)["from"]["condition.opened"] == "both"


def test_what_was_told_with_the_claim_counts_and_what_no_law_asks_is_left_out():
    found = look(Scene().open(facts={"seal_colour": "red", "condition": {"opened": True, "intact": "perhaps"}}))
    assert found["facts"]["condition.opened"] is True
    assert not {"seal_colour", "condition.intact"} & set(found["facts"])


def test_a_side_cannot_tell_what_the_file_knows_nor_what_is_no_fact():
    scene = Scene().open()
    assert scene.no(BUYER, tell(price={"minor": 1, "currency": "CNY"})) == "fact_of_file"
    assert scene.no(BUYER, tell(condition={"clean": True})) == "fact_unknown"
    assert scene.no(BUYER, tell(condition={"intact": "yes"})) == "fact_value"
    assert scene.no(BUYER, tell()) == "facts_not_object"
    assert scene.refused(*tell(buyer="business")[:2], NEUTRAL) in ("not_allowed_now", "not_found")


def test_a_ruling_s_findings_are_facts_and_settle_what_was_disputed():
    scene = stages.before_decision()
    assert rows(look(scene))
    scene.act(BUYER, tell(condition={"intact": True})).act(SELLER, tell(condition={"intact": False}))
    scene.act(NEUTRAL, decide(Finding("not_proved", "worn"), Finding("not_proved", "description")))
    found = look(scene)
    assert (found["facts"]["condition.intact"], found["from"]["condition.intact"]) == (True, "found")
    assert (found["facts"]["problem"], found["from"]["problem"]) == (["none"], "found")


def test_a_neutral_sees_what_his_own_findings_would_come_to_and_nothing_is_written():
    scene = stages.before_decision()
    look(scene)
    before = len(scene.entries)
    found = [{"point": "description", "finding": "not_proved"}]
    looked = entitled.look(scene.world, the_law(), now=scene.now, found=found)
    assert looked.known.facts["problem"] == ["none"]
    assert len(scene.entries) == before


def test_without_a_law_or_a_policy_nothing_is_said():
    assert look(Scene().open(), the_law("")) is None
    assert look(Scene().open(), the_law("XX")) is None


def test_what_a_party_told_that_cannot_have_been_is_left_out():
    scene = Scene().open(facts={"dates": {"defect_seen": "2026-10-01"}})
    assert "dates.defect_seen" not in look(scene)["facts"]
    assert look(scene) is None


def test_a_case_keeps_the_jurisdiction_and_policy_under_which_it_opened():
    scene = Scene().open()
    first = look(scene)
    scene.act(BUYER, tell(condition={"opened": True}))
    found = look(scene, the_law("US", "taobao"))
    assert (found["facts"]["jurisdiction"], found["policy"]) == (first["facts"]["jurisdiction"], "")


def test_a_changed_rulebook_is_looked_at_again():
    scene = Scene().open()
    look(scene)
    last = scene.case.entitled
    before = replace(scene.case, entitled={**last, "rulebook": {**last["rulebook"], "digest": "0"}})
    scene.world = scene.world.with_state("case", before)
    assert look(scene)["rulebook"]["digest"] == law.bundle("UK").digest


def test_a_closed_case_is_left_alone():
    scene = Scene().open()
    scene.act(BUYER, moves.withdraw())
    assert scene.case.closed
    assert look(scene) is None
