"""Neutrals chosen, profiled, handed over and counted, on the real record."""

import json
from datetime import date, timedelta

import pytest

from hejie.domain.cases import commands
from hejie.domain.cases.handing_over import HandOver
from hejie.domain.cases.reasons import Reasons
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.store import neutrals as stored
from hejie.usecases import assigning, cases, drafting, handing_over, mediation, neutral_profiles, overview, workload
from hejie.usecases.people import administration, roles
from tests.support.world import Somebody

NOTHING = {"refund": 0, "currency": "CNY"}
WHY = Reasons(otherwise="A sheet that says another length.")
WHOLE = {"refund": 19900, "currency": "CNY"}


@pytest.fixture
def market(people, disputes, ctx, work):
    """A market with an operator; `asked()` opens a case that wants a neutral."""

    class Market:
        operator = people("operator")

        def asked(self, **dispute):
            found = disputes(**dispute)
            cases.write_message(ctx(found.seller), commands.WriteMessage(found.case, "No."), key=f"m {found.case}")
            mediation.escalate(ctx(found.buyer), commands.Escalate(found.case), key=f"e {found.case}")
            return found

        def given(self, **dispute):
            found = self.asked(**dispute)
            work()
            return found, reader.case(found.case).neutral

        def decided(self, dispute, neutral: Somebody, package=NOTHING):
            mediation.go_to_decision(ctx(neutral), commands.GoToDecision(dispute.case), key=f"go {dispute.case}")
            decide = commands.DecideCase(dispute.case, "Measured.", "Rule 3.", package, why=WHY)
            mediation.decide_case(ctx(neutral), decide, key=f"d {dispute.case}")

    return Market()


def why(case_id: str) -> dict:
    """What the record says of the newest choice."""
    bodies = [json.loads(row[3]) for row in _entries(case_id)]
    return [body for body in bodies if body["kind"] == "NeutralAssigned"][-1]["data"]["why"]


def _entries(case_id: str):
    from hejie.store import queries

    return queries.entries(case_id[:16], f"case:{case_id}", 0, 500)


def test_the_program_gives_a_case_to_who_speaks_both_languages_and_says_why(market, people, ctx):
    english, both = people("neutral"), people("neutral")
    neutral_profiles.save(ctx(market.operator), both.id, languages=["en", "zh"], reasons=["not_as_described"])
    dispute, neutral = market.given(buyer=people("buyer", language="zh"))
    assert neutral == both.id
    told = why(dispute.case)
    assert told["how"] == "lot" and told["speaks"] == ["buyer", "seller"] and told["skills"] == ["not_as_described"]
    assert (told["open"], told["free"], told["equals"]) == (0, 2, 1)
    assert english.id != neutral


def test_the_lot_is_drawn_from_the_record_and_can_be_drawn_again(market, people):
    from hejie.domain.neutrals import choice

    equals = [people("neutral") for _ in range(4)]
    dispute, neutral = market.given()
    told = why(dispute.case)
    assert told["equals"] == 4
    assert told["seed"] in {row[2] for row in _entries(dispute.case)}
    assert neutral == min((one.id for one in equals), key=lambda one: choice.lot(told["seed"], one))


def test_a_choice_by_hand_is_judged_too_and_its_repeat_meets_its_own_receipt(market, people, ctx, clock):
    here, away, full = people("neutral"), people("neutral"), people("neutral")
    stranger = people("buyer")
    neutral_profiles.save(
        ctx(market.operator), away.id, languages=["en"], away_until=clock.now.date() + timedelta(days=3)
    )
    first = market.asked()
    operator = ctx(market.operator)
    mediation.assign_neutral(operator, commands.AssignNeutral(first.case, full.id), key="first")
    neutral_profiles.save(operator, full.id, languages=["en"], most_open=1)
    case = market.asked()

    def given(person: Somebody) -> str:
        with pytest.raises(Refusal) as refused:
            mediation.assign_neutral(operator, commands.AssignNeutral(case.case, person.id), key=f"to {person.id}")
        return refused.value.code

    neutral_profiles.declare(ctx(here), here.id, case.seller.shop, "My brother works there.")
    assert [given(one) for one in (away, full, here, stranger)] == [
        "neutral_away", "neutral_full", "neutral_has_stake", "neutral_unknown",
    ]  # fmt: skip
    member = people("seller", shop=case.seller.shop)
    roles.give(member.person, "neutral")
    assert given(member) == "neutral_of_shop"
    neutral_profiles.take_back(ctx(here), here.id, case.seller.shop)
    command = commands.AssignNeutral(case.case, here.id)
    receipt = mediation.assign_neutral(operator, command, key="by hand")
    neutral_profiles.declare(operator, here.id, case.buyer.id, "They are neighbours.")
    assert mediation.assign_neutral(operator, command, key="by hand").head == receipt.head
    assert why(case.case)["how"] == "operator" and "seed" not in why(case.case)


def test_whoever_may_not_choose_learns_nothing_of_a_neutral(market, people, ctx):
    away = people("neutral")
    neutral_profiles.save(ctx(market.operator), away.id, languages=["en"], away_until=date(2030, 1, 1))
    case = market.asked()
    for who, code in ((case.buyer, "not_allowed_now"), (case.seller, "not_allowed_now"), (away, "not_found")):
        with pytest.raises(Refusal, match=code):
            mediation.assign_neutral(ctx(who), commands.AssignNeutral(case.case, away.id), key="mine")


def test_a_shop_met_out_of_proportion_goes_to_somebody_else(market, people, ctx):
    often, seldom = people("neutral"), people("neutral")
    seller, operator = people("seller"), ctx(market.operator)
    for _ in range(11):
        mediation.assign_neutral(operator, commands.AssignNeutral(market.asked(seller=seller).case, often.id), key="x")
    for _ in range(12):
        mediation.assign_neutral(operator, commands.AssignNeutral(market.asked().case, seldom.id), key="x")
    case = market.asked(seller=seller)
    found = assigning.candidates(operator, reader.case(case.case))
    assert {one.candidate.id: one.hindrance for one in found.judged} == {often.id: "often_seller", seldom.id: ""}
    assert found.hindered() == {"often_seller": 1}
    with pytest.raises(Refusal, match="neutral_met_often"):
        mediation.assign_neutral(operator, commands.AssignNeutral(case.case, often.id), key="often")


def test_a_choice_takes_as_many_statements_whatever_the_number_of_cases_and_neutrals(
    market, people, ctx, django_assert_max_num_queries
):
    for _ in range(3):
        people("neutral")
        market.given()
    case = reader.case(market.asked().case)
    with django_assert_max_num_queries(12):
        assert len(assigning.candidates(ctx(market.operator), case).judged) == 3


def test_a_neutral_hands_over_and_reads_nothing_any_more(market, people, ctx):
    first = people("neutral")
    dispute, _neutral = market.given()
    second = people("neutral")
    drafting.keep(ctx(first), dispute.case, {"form": {"findings": "Mine alone."}}, {})
    handing_over.hand_over(ctx(first), HandOver(dispute.case, "I know the buyer.", second.id), key="over")
    assert reader.case(dispute.case).neutral == second.id
    assert why(dispute.case)["how"] == "colleague"
    with pytest.raises(Refusal, match="not_found"):
        drafting.read(ctx(first), dispute.case)
    assert drafting.read(ctx(second), dispute.case).number == 0
    from hejie.usecases import reading

    view = reading.read_case(ctx(second), dispute.case)
    (note,) = view.rooms["internal"].of_kind("note")
    assert view.text(note.data["text"]) == "I know the buyer."
    for side in (dispute.buyer, dispute.seller):
        shown = reading.read_case(ctx(side), dispute.case)
        assert "internal" not in shown.rooms and "I know the buyer." not in shown.texts.values()
        assert all(b"I know the buyer" not in row[3].encode() for row in _entries(dispute.case))
    repeated = handing_over.hand_over(ctx(first), HandOver(dispute.case, "I know the buyer.", second.id), key="over")
    assert repeated.repeated


def test_a_repeated_hand_over_leaves_the_next_neutrals_draft_alone(market, people, ctx):
    people("neutral")
    dispute, _neutral = market.given()
    second = people("neutral")
    command = HandOver(dispute.case, "He is ill.", second.id)
    handing_over.hand_over(ctx(market.operator), command, key="over")
    drafting.keep(ctx(second), dispute.case, {"form": {"findings": "Begun."}}, {})
    handing_over.hand_over(ctx(market.operator), command, key="over")
    assert drafting.read(ctx(second), dispute.case).number == 1


def test_a_neutral_who_leaves_is_found_and_all_his_cases_go_to_others_at_once(market, people, ctx, work):
    leaving = people("neutral")
    disputes = [market.given()[0] for _ in range(3)]
    staying, operator = people("neutral"), ctx(market.operator)
    assert overview.needs(operator).gone == []
    administration.switch(operator, leaving.id, active=False)
    assert overview.needs(operator).gone == [(leaving.id, leaving.person.name)]
    assert {row[0] for row in stored.open_cases("harbour", leaving.id)} == {one.case for one in disputes}
    came = handing_over.hand_over_all(operator, leaving.id, "He has left us.", key="all")
    assert set(came.moved) == {one.case for one in disputes} and not came.refused and not came.more
    assert overview.needs(operator).gone == []
    work()
    for one in disputes:
        case = reader.case(one.case)
        assert case.neutral == staying.id and case.waits("mediate")
    assert handing_over.hand_over_all(operator, leaving.id, "He has left us.", key="all").moved == ()


def test_whose_role_was_taken_away_is_found_as_well(market, people, ctx):
    leaving = people("neutral")
    market.given()
    administration.take_role(ctx(market.operator), leaving.id, "neutral")
    assert [one for one, _name in overview.needs(ctx(market.operator)).gone] == [leaving.id]
    with pytest.raises(Refusal, match="not_found"):
        handing_over.hand_over_all(ctx(leaving), leaving.id, "x", key="x")


def test_a_profile_is_changed_by_himself_and_operators_and_refuses_what_makes_no_sense(market, people, ctx):
    one, other = people("neutral"), people("neutral")
    saved = neutral_profiles.save(
        ctx(one), one.id, languages=["ru", "en", "ru"], reasons=["late"], categories=[" shoes ", ""], most_open=7
    )
    assert (saved.profile.languages, saved.profile.categories) == (("ru", "en"), ("shoes",))
    for actor in (ctx(other), ctx(people("buyer")), ctx(people("seller"))):
        with pytest.raises(Refusal, match="not_found"):
            neutral_profiles.read(actor, one.id)
    with pytest.raises(Refusal, match="not_found"):
        neutral_profiles.read(ctx(market.operator), people("buyer").id)
    wrong = {
        "profile_language_unknown": {"languages": ["fr"]},
        "profile_reason_unknown": {"languages": ["en"], "reasons": ["moon"]},
        "profile_too_long": {"languages": ["en"], "categories": ["x" * 81]},
        "profile_load_out_of_range": {"languages": ["en"], "most_open": 0},
    }
    for code, fields in wrong.items():
        with pytest.raises(Refusal, match=code):
            neutral_profiles.save(ctx(one), one.id, **fields)
    with pytest.raises(Refusal, match="profile_language_unknown"):
        neutral_profiles.save(ctx(one), one.id, languages=[])
    for party in ("p-nobody", one.id):
        with pytest.raises(Refusal, match="party_unknown"):
            neutral_profiles.declare(ctx(one), one.id, party, "Why not.")
    with pytest.raises(Refusal, match="text_missing"):
        neutral_profiles.declare(ctx(one), one.id, other.id, "  ")
    assert neutral_profiles.read(ctx(one), one.id).profile == saved.profile


def test_work_is_counted_for_operators_and_for_oneself(market, people, ctx, clock):
    one = people("neutral")
    first, _ = market.given()
    clock.move(days=2)
    market.decided(first, one, WHOLE)
    market.given()
    clock.move(days=1)
    (work,), after = workload.of_all(ctx(market.operator))
    assert (work.open, work.turn.waiting, work.turn.overdue, after) == (2, 1, 0, "")
    figures = work.figures
    assert (figures.decided, figures.median_days, figures.buyer, figures.appealed) == (1, 2.0, 1, 0)
    assert workload.of_one(ctx(one), one.id) == work
    for actor, person in ((ctx(people("neutral")), one.id), (ctx(one), people("neutral").id)):
        with pytest.raises(Refusal, match="not_found"):
            workload.of_one(actor, person)
    clock.move(days=91)
    assert workload.of_one(ctx(one), one.id).figures.decided == 0


def test_a_decision_that_a_second_look_changed_is_counted_as_changed(market, people, ctx, clock):
    one = people("neutral")
    dispute, _ = market.given()
    market.decided(dispute, one)
    mediation.appeal_ruling(ctx(dispute.buyer), commands.AppealRuling(dispute.case, "Look again."), key="a")
    second = people("neutral")
    mediation.assign_neutral(ctx(market.operator), commands.AssignNeutral(dispute.case, second.id), key="s")
    clock.move(days=3)
    change = commands.DecideAppeal(dispute.case, False, "Short indeed.", "Rule 3.", WHOLE, WHY)
    mediation.decide_appeal(ctx(second), change, key="c")
    figures = workload.of_one(ctx(market.operator), one.id).figures
    assert (figures.seller, figures.changed, figures.upheld) == (1, 1, 0)
    assert workload.of_one(ctx(market.operator), second.id).figures.buyer == 1


def test_days_away_are_those_of_the_marketplaces_zone(market, people, ctx, clock):
    one = people("neutral")
    neutral_profiles.save(ctx(one), one.id, languages=["en"], away_until=date(2026, 11, 3))
    case = reader.case(market.asked().case)

    def hindrance() -> str:
        (found,) = assigning.candidates(ctx(market.operator), case).judged
        return found.hindrance

    assert hindrance() == "away" and workload.of_one(ctx(one), one.id).away == date(2026, 11, 3)
    clock.move(hours=8)  # midnight in Shanghai
    assert hindrance() == "" and workload.of_one(ctx(one), one.id).away is None


def test_the_list_takes_as_many_statements_whatever_its_length(market, people, ctx, django_assert_max_num_queries):
    for _ in range(4):
        people("neutral")
        market.given()
    with django_assert_max_num_queries(9):
        assert len(workload.of_all(ctx(market.operator))[0]) == 4
