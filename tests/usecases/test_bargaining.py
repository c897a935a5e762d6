"""Rounds of proposals on the real record: told privately, ranked in secret, counted by the worker, signed as always."""

import io
import json
import zipfile

import pytest

from hejie.domain.cases import commands
from hejie.domain.cases.bargain_commands import AnswerTradeOff
from hejie.domain.kernel.refusal import Refusal
from hejie.domain.settlement.terms import reckoning
from hejie.record import replay
from hejie.rulebooks import settlement as values
from hejie.store import outbox, queries
from hejie.usecases import bargain_work, bargaining, dossiers, erasure, reading, settlement
from tests.support.bargains import BUYER, Bargain


@pytest.fixture
def bargain(disputes, ctx, work):
    """A case in which both sides may bargain."""
    return lambda **more: Bargain(disputes(**more), ctx, work)


@pytest.fixture
def ranking(bargain):
    """The same, both having told what matters to them, with a round to rank."""

    def make(**more) -> Bargain:
        table = bargain(**more)
        table.tell("buyer")
        table.tell("seller")
        table.ask("seller")
        return table

    return make


def entries(stream: str) -> list[dict]:
    return [json.loads(row[3]) for row in queries.entries(stream.split(":")[1][:16], stream, 0, 500)]


def kinds(table: Bargain, room: str = "") -> list[str]:
    """Kinds of entries in order, without letters, which leave in no order of their own."""
    stream = f"room:{table.dispute.case}:{room}" if room else f"case:{table.dispute.case}"
    return [entry["kind"] for entry in entries(stream) if entry["kind"] != "NoticeSent"]


def basis(table: Bargain, number: int = -1) -> dict:
    found = [one for one in entries(f"room:{table.dispute.case}:engine") if one["kind"] == "RoundReckoned"]
    ref = found[number]["data"]["basis"]["ref"]
    return json.loads(queries.texts(table.dispute.root, [ref])[ref])


def code(call) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def test_three_proposals_are_put_ranked_counted_and_signed(ranking, work):
    table = ranking()
    (row,) = table.case.rounds
    assert (row.kind, row.status, len(row.proposals)) == ("three", "open", 3)
    table.rank("buyer", "abc", "ab", waives=True)
    work()
    assert table.case.rounds[0].open
    table.rank("seller", "bac", "bc")
    work()
    case = table.case
    assert (case.rounds[0].result, case.rounds[0].proposal) == ("agreed", "r1b")
    assert case.agreement.package == row.package("r1b")
    assert case.offers[-1].side == "system" and case.offers[-1].status == "accepted"
    table.sign()
    work()
    assert table.case.outcome == "agreed"
    assert kinds(table, "engine").count("GainsRecorded") == 1
    assert replay.check().ok


def test_a_cold_start_gives_three_proposals_too(bargain):
    table = bargain()
    table.ask("buyer")
    (row,) = table.case.rounds
    assert len(row.proposals) == 3
    assert all(one.package["refund"] <= 19900 for one in row.proposals)
    seen = table.table("buyer")
    assert seen.own is None and sum(one.points for one in seen.guess.issues.values()) == 100
    assert 0 <= seen.points(row.proposals[0].package).total <= 100


def test_the_newest_word_counts_and_an_equal_repeat_says_nothing_twice(bargain):
    table = bargain()
    first = table.tell("buyer", key="one")
    assert table.tell("buyer", key="one").repeated and first.stream.endswith(":pref-buyer")
    table.tell("buyer", {"refund": {"points": 100}}, key="two")
    assert kinds(table, "pref-buyer") == ["PreferencesTold"] * 2
    assert table.table("buyer").own.issues["refund"].points == 100
    assert table.table("seller").own is None


def test_whatever_is_told_makes_no_sense_is_refused(bargain):
    table = bargain()
    assert code(lambda: table.tell("buyer", {"refund": {"points": 0}})) == "preferences_no_points"
    assert code(lambda: table.tell("buyer", {"moon": {"points": 9}})) == "preferences_unknown_issue"
    assert table.room("buyer") is None


def test_three_rounds_lead_to_a_single_text(ranking, work):
    table = ranking()
    for number in (1, 2, 3):
        assert [row.kind for row in table.case.rounds] == ["three"] * number
        table.rank("buyer", "cba" if number % 2 else "abc")
        table.rank("seller", "abc", "a")
        work()
    row = table.case.rounds[-1]
    if len(table.case.rounds) > 3:
        assert (row.kind, row.standing, len(row.proposals)) == ("text", "r4a", 2)
        found = basis(table)
        one, other = (
            {side: proposal["gains"][side] for side in ("buyer", "seller")} for proposal in found["proposals"]
        )
        assert all(other[side] > one[side] for side in one)
    else:
        assert "ProposalsNotMade" in kinds(table)


def test_what_was_reckoned_can_be_reckoned_again(ranking, work):
    table = ranking()
    table.rank("buyer", "cba")
    table.rank("seller", "abc")
    work()
    for number, row in enumerate(table.case.rounds):
        kept = basis(table, number)
        book = values.load(kept["book"]["id"], kept["book"]["digest"])
        found = reckoning.again(kept, book)
        assert [dict(one) for one in found.packages] == [dict(one.package) for one in row.proposals]
        assert json.loads(json.dumps(found.basis)) == kept
    assert kept["evidence"][-1]["rankings"] == [[2, 1, 0], [0, 1, 2]]


def test_leaving_in_round_two_is_no_crash(ranking, work, clock):
    table = ranking()
    table.rank("buyer", "cba")
    table.rank("seller", "abc")
    work()
    table.rank("buyer", "abc", "a", waives=True)
    clock.move(days=3, minutes=1)
    work()
    assert [row.result for row in table.case.rounds] == ["next", "lapsed"]
    assert table.case.waits("settle") and not table.case.proposals_asked
    table.ask("buyer", key="again")
    assert len(table.case.rounds) == 3


def test_a_manual_offer_that_is_accepted_ends_the_round(ranking, ctx, work):
    table = ranking()
    table.rank("buyer", "abc", "a", waives=True)
    buyer, seller, case = ctx(table.who("buyer")), ctx(table.who("seller")), table.dispute.case
    whole = {"refund": 19900, "currency": "CNY"}
    settlement.make_offer(seller, commands.MakeOffer(case, whole), key="o")
    settlement.accept_offer(buyer, commands.AcceptOffer(case, "o2"), key="a")
    work()
    assert table.case.rounds[0].result == "over" and table.case.agreement.offer == "o2"
    assert code(lambda: table.rank("seller", "abc", row="r1")) == "round_not_open"


def improved(table: Bargain, ctx, work) -> Bargain:
    """Both agree by hand on something that leaves money on the table."""
    buyer, seller, case = ctx(table.who("buyer")), ctx(table.who("seller")), table.dispute.case
    poor = {"refund": 19900, "currency": "CNY", "goods": "return", "days": 60}
    settlement.make_offer(seller, commands.MakeOffer(case, poor), key="poor")
    settlement.accept_offer(buyer, commands.AcceptOffer(case, table.case.offers[-1].id, waives=True), key="yes")
    work()
    return table


KEEPS = {"goods": {"best": "keep", "worst": "return", "points": 40}, "days": {"points": 50}, "refund": {"points": 10}}


def test_something_better_for_both_is_offered_once_after_they_have_agreed(bargain, ctx, work):
    table = bargain()
    table.tell("buyer", KEEPS)
    table.tell("seller", KEEPS)
    improved(table, ctx, work)
    (row,) = table.case.rounds
    assert row.kind == "improvement" and row.package(row.standing) == table.case.agreement.package
    assert all(basis(table)["proposals"][1]["gains"][side] >= basis(table)["proposals"][0]["gains"][side] + 200
               for side in ("buyer", "seller"))  # fmt: skip
    table.sign("buyer")
    table.rank("buyer", "ba", "ba", waives=True)
    table.rank("seller", "ba", "ba")
    work()
    assert table.case.agreement.package == row.package("r1b") and table.case.agreement.signed_by == ()
    table.sign()
    work()
    assert [one.kind for one in table.case.rounds] == ["improvement"] and table.case.outcome == "agreed"


def test_no_improvement_where_one_side_has_told_nothing(bargain, ctx, work):
    table = bargain()
    table.tell("buyer", KEEPS)
    improved(table, ctx, work)
    assert table.case.rounds == ()


def seen_by(ctx, table: Bargain, side: str) -> list:
    """All that one side can read of the case, with what names a case or a moment made alike."""
    context, case = ctx(table.who(side)), table.dispute.case
    view = reading.read_case(context, case)
    found = [json.dumps([entry["kind"], entry["data"]], sort_keys=True) for entry in entries(f"case:{case}")]
    own = [entry["kind"] for entry in entries(f"room:{case}:pref-{side}")]
    table_of = bargaining.table_of(context, view)
    points = [table_of.points(one.package) for row in table_of.rounds for one in row.proposals]
    waits = [(row.wait, row.who, row.until) for row in view.case.deadlines]
    return [len(found), own, waits, sorted(view.acts), table_of.own, table_of.waiting, table_of.own_ranking, points]


@pytest.mark.parametrize("other", [(), ("tell",), ("tell", "again"), ("rank",), ("tell", "rank")])
def test_nothing_that_one_side_can_read_depends_on_what_the_other_keeps(bargain, ctx, work, clock, other):
    """Two cases that differ in the other side's word and ranking alone, until the round ends."""
    plain, told = bargain(), bargain()
    found = []
    for table in (plain, told):
        table.tell("buyer")
        table.ask("buyer")
        if table is told:
            if "tell" in other:
                table.tell("seller")
            if "again" in other:
                table.tell("seller", {"refund": {"points": 9}}, key="again")
            if "rank" in other:
                table.rank("seller", "cab", "c")
        work()
        found.append(seen_by(ctx, table, "buyer"))
    assert found[0] == found[1]
    assert plain.case.seq == told.case.seq
    assert kinds(plain) == kinds(told)


def test_no_letter_no_lived_change_and_no_list_tells_of_a_ranking(ranking, ctx, work):
    table = ranking()
    work()
    before = (table.case.seq, len(_notices(ctx, table, "seller")), len(_notices(ctx, table, "buyer")))
    table.rank("buyer", "abc", "a", waives=True)
    table.tell("buyer", {"refund": {"points": 1}}, key="more")
    work()
    assert before == (table.case.seq, len(_notices(ctx, table, "seller")), len(_notices(ctx, table, "buyer")))


def _notices(ctx, table: Bargain, side: str) -> list:
    return queries.notices(ctx(table.who(side)).actor, limit=100).rows


def test_the_program_reckons_once_however_often_it_is_asked(ranking, ctx, work, clock):
    table = ranking()
    case = table.dispute.case
    for number in range(3):
        bargain_work.look(ctx(), case, key=f"again {number}")
    assert kinds(table).count("ProposalsMade") == 1
    table.rank("buyer", "abc", "a", waives=True)
    table.rank("seller", "abc", "a")
    for number in range(3):
        bargain_work.look(ctx(), case, key=f"and again {number}")
    work()
    assert kinds(table).count("RoundEnded") == 1 and kinds(table).count("AgreementReached") == 1


def test_a_worker_that_dies_between_count_and_mark_does_nothing_twice(ranking, ctx, work, clock):
    from hejie.domain.kernel import clock as moments

    table = ranking()
    table.rank("buyer", "cba")
    table.rank("seller", "abc")
    ready = outbox.due(moments.milliseconds(clock.now), 100)
    mine = [row for row in ready if row.topic == "settle" and row.payload["case"] == table.dispute.case]
    for row in mine:  # done, and then killed before the mark
        bargain_work.look(ctx(), row.payload["case"], key=f"{row.id}:{row.tries}")
    before = kinds(table)
    work()
    assert kinds(table) == before and before.count("ProposalsMade") == 2


def test_own_rooms_go_with_ones_own_dossier_and_can_be_erased(ranking, ctx, work, people, tmp_path):
    table = ranking()
    case = table.dispute.case
    written = dossiers.export_all(ctx(table.who("buyer")), case, tmp_path / "buyer")
    assert [path.name for path in written] == [f"case-{case}.zip", f"room-{case}-pref-buyer.zip"]
    with zipfile.ZipFile(written[1]) as file:
        said = json.dumps(table.table("buyer").own.said(), sort_keys=True, separators=(",", ":")).encode()
        assert any(said in file.read(name) for name in file.namelist())
    stream = f"room:{case}:pref-buyer"
    for who in (table.who("seller"), people("operator"), people("auditor")):
        assert code(lambda who=who: dossiers.export_case(ctx(who), case, stream, io.BytesIO())) == "not_found"
        assert code(lambda who=who: reading.read_record(ctx(who), case, "pref-buyer", 0, 10)) == "not_found"
        assert code(lambda who=who: reading.read_record(ctx(who), case, "engine", 0, 10)) == "not_found"
    refs = erasure.of_own(case, "buyer")
    erasure.erase_content(ctx(people("operator")), commands.EraseContent(case, refs, "asked for"), key="e")
    assert table.table("buyer").own is None and replay.check().ok
    table.tell("buyer", BUYER, key="anew")
    assert table.table("buyer").own is not None


def test_a_choice_against_ones_own_points_leads_to_one_question(ranking, ctx, work):
    table = ranking()
    one, *_, other = table.case.rounds[0].proposals
    space = table.table("buyer").space
    named = [space.named(space.values(each.package)) for each in (one, other)]
    issue = next(name for name in named[0] if named[0][name] != named[1][name])
    table.tell("buyer", {issue: {"best": named[0][issue], "worst": named[1][issue], "points": 100}}, key="more")
    assert table.table("buyer").question is None
    table.rank("buyer", "cba")
    asked = table.table("buyer").question
    assert asked.issues[0] == issue and asked.id.endswith(">r1a") and table.table("seller").question is None
    context, case = ctx(table.who("buyer")), table.dispute.case
    assert code(lambda: bargaining.answer(context, AnswerTradeOff(case, "x", "first"), key="x")) == "trade_off_unknown"
    bargaining.answer(context, AnswerTradeOff(case, asked.id, "second"), key="q")
    assert bargaining.answer(context, AnswerTradeOff(case, asked.id, "second"), key="q").repeated
    again = table.table("buyer").question
    assert again is None or again.id != asked.id
    table.rank("seller", "abc")
    work()
    assert {"proposals", "rankings"} == set(basis(table)["evidence"][-1]) and len(basis(table)["evidence"]) == 3


def test_the_map_is_for_the_neutral_alone(ranking, ctx, work, people):
    from hejie.usecases import mediation

    table, neutral = ranking(), people("neutral")
    case = table.dispute.case
    mediation.escalate(ctx(table.who("seller")), commands.Escalate(case), key="up")
    work()
    for who in (table.who("buyer"), table.who("seller"), people("operator"), people("auditor")):
        context = ctx(who)
        assert code(lambda context=context: bargaining.map_of(context, reading.read_case(context, case))) == "not_found"
    context = ctx(neutral)
    found = bargaining.map_of(context, reading.read_case(context, case))
    assert set(found.solutions) == {"nash", "egalitarian", "kalai_smorodinsky", "utilitarian"}
    assert [label for *_gains, label in found.points] == ["o1", "r1a", "r1b", "r1c"]
    assert found.frontier == tuple(sorted(found.frontier)) and set(found.confidence) == {"buyer", "seller"}
    assert code(lambda: bargaining.table_of(context, reading.read_case(context, case))) == "not_found"
