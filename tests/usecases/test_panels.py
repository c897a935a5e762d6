"""A panel on the real record: drawn by lot, voting alone and sealed, counted, and nothing of it known before the end."""

import io
import json
import zipfile

import pytest

from hejie.domain.cases import commands
from hejie.domain.cases.paneling import CastVote
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader, replay
from hejie.store import queries, seats
from hejie.usecases import cases, dossiers, mediation, neutral_profiles, panels, reading, workload
from tests.support.panels import Panels

SECRET = "My sealed words about the sole"


@pytest.fixture
def panelled(people, ctx, orders, clock, work):
    """Brings cases before a panel."""
    return Panels(people, ctx, orders, clock, work)


def entries(stream: str) -> list[dict]:
    return [json.loads(row[3]) for row in queries.entries(stream.split(":")[1][:16], stream, 0, 500)]


def kinds(case: str) -> list[str]:
    return [entry["kind"] for entry in entries(f"case:{case}")]


def vote(ctx, case: str, member, word: str = "for", share: int = 0, reasons: str = SECRET) -> None:
    panels.cast(ctx(member), CastVote(case, word, reasons, share), key=f"vote {member.id} {case}")


def code(call) -> str:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value.code


def test_a_panel_is_drawn_by_lot_and_the_mediator_is_not_on_it(panelled):
    found = panelled()
    case = reader.case(found.case)
    assert (case.stage, case.neutral, case.panel.members, case.panel.status) == ("decision", "", 3, "open")
    members = found.members()
    assert len(set(members)) == 3 and found.neutrals[0] not in members
    (waits,) = case.waits("vote")
    assert (waits.who, waits.silence) == ("panel", "count_votes")
    assert "NeutralLeft" in kinds(found.case) and replay.check().ok


def test_the_lot_can_be_drawn_again_by_whoever_reads_the_seats(panelled):
    from hashlib import sha256

    from hejie.domain.neutrals import choice

    found = panelled()
    given = entries(f"room:{found.case}:seat-1-1")[0]["data"]
    (drawn,) = [entry["data"] for entry in entries(f"case:{found.case}") if entry["kind"] == "PanelDrawn"]
    assert sha256(given["seed"].encode()).hexdigest() == drawn["lot"] and drawn["among"] == 5
    order = sorted((one.id for one in found.neutrals[1:]), key=lambda one: choice.lot(given["seed"], one))
    assert order[:3] == [one.id for one in found.members()]
    assert given["seed"] not in json.dumps(entries(f"case:{found.case}"))


def test_all_have_voted_and_the_majority_decides(panelled, ctx, work):
    found = panelled()
    one, two, three = found.members()
    vote(ctx, found.case, one, "for", reasons="It is too short.")
    vote(ctx, found.case, two, "against", reasons="It is not.")
    work()
    assert reader.case(found.case).panel.status == "open"
    vote(ctx, found.case, three, "for", reasons="The page is wrong.")
    work()
    case = reader.case(found.case)
    assert (case.panel.status, case.panel.how, case.ruling.source, case.ruling.by) == (
        "decided",
        "majority",
        "decision",
        "panel",
    )
    assert case.ruling.outcome == "decided_buyer" and case.ruling.package["refund"] == 19900 and case.waits("appeal")
    assert [(row.member, row.vote, row.dissent) for row in case.panel.votes] == [
        (1, "for", False), (2, "against", True), (3, "for", False),
    ]  # fmt: skip
    view = reading.read_case(ctx(found.buyer), found.case)
    told = view.text(case.ruling.data["findings"])
    assert "1. It is too short." in told and "3. The page is wrong." in told and "It is not." not in told
    assert [view.text(row.reasons) for row in case.panel.votes] == [
        "It is too short.",
        "It is not.",
        "The page is wrong.",
    ]
    whole = json.dumps(entries(f"case:{found.case}"))
    assert all(member.id not in whole for member in found.members())
    assert replay.check().ok
    assert replay.rebuild().ok and replay.check().ok


def test_without_a_majority_the_median_decides(panelled, ctx, work):
    found = panelled()
    one, two, three = found.members()
    vote(ctx, found.case, one, "for")
    vote(ctx, found.case, two, "split", 33)
    vote(ctx, found.case, three, "against")
    work()
    case = reader.case(found.case)
    assert (case.panel.how, case.ruling.package["refund"], case.ruling.outcome) == ("median", 6567, "decided_split")


def test_whoever_is_silent_is_left_out_and_of_two_the_one_drawn_last_is_not_counted(panelled, ctx, work, clock):
    found = panelled()
    one, two, _three = found.members()
    vote(ctx, found.case, two, "for")
    vote(ctx, found.case, one, "against")
    clock.move(days=3)
    work()
    case = reader.case(found.case)
    assert case.ruling.outcome == "decided_seller"
    assert [(row.member, row.counted) for row in case.panel.votes] == [(1, True), (2, False)]


def test_nobody_votes_another_panel_is_drawn_and_then_the_platform_pays(panelled, work, clock):
    found = panelled(neutrals=8)
    first = found.members()
    clock.move(days=3)
    work()
    case = reader.case(found.case)
    assert [panel.status for panel in case.panels] == ["dismissed", "open"]
    assert not set(first) & set(found.members())
    clock.move(days=3)
    work()
    case = reader.case(found.case)
    assert "PlatformPays" in kinds(found.case) and case.ruling.source == "default" and case.panel.status == "dismissed"
    assert replay.check().ok


def test_too_few_people_and_one_neutral_decides_which_both_sides_are_told(panelled, mailoutbox):
    found = panelled(neutrals=3)
    case = reader.case(found.case)
    assert case.panel is None and case.neutral and case.waits("decide")
    (told,) = [entry["data"] for entry in entries(f"case:{found.case}") if entry["kind"] == "PanelNotDrawn"]
    assert told == {"members": 3, "fit": 2}


def test_a_vote_is_cast_once_alone_and_by_a_member(panelled, ctx, work):
    found = panelled()
    one, two, _three = found.members()
    outsider = next(person for person in found.neutrals if person not in found.members())
    vote(ctx, found.case, one)
    assert code(lambda: panels.cast(ctx(one), CastVote(found.case, "against", "no"), key="again")) == "voted_before"
    assert code(lambda: panels.cast(ctx(two), CastVote(found.case, "maybe", "no"), key="a")) == "vote_unknown"
    assert code(lambda: panels.cast(ctx(two), CastVote(found.case, "split", "no", 100), key="b")) == "vote_share_range"
    assert code(lambda: panels.cast(ctx(two), CastVote(found.case, "for", " "), key="c")) == "text_missing"
    for who in (found.buyer, found.seller, outsider, found.neutrals[0]):
        assert code(lambda who=who: panels.cast(ctx(who), CastVote(found.case, "for", "no"), key="x")) == "not_found"
        assert code(lambda who=who: panels.read(ctx(who), found.case)) == "not_found"


def test_a_member_reads_the_joint_file_and_his_own_vote_and_nothing_of_the_others(panelled, ctx, people):
    found = panelled()
    one, two, _three = found.members()
    mediator, operator = found.neutrals[0], people("operator")
    assert mediator.id and operator.id
    vote(ctx, found.case, one)
    ballot = panels.read(ctx(two), found.case)
    assert ballot.seat.vote is None and ballot.words == "" and ballot.view.rooms == {}
    assert one.id not in repr(ballot.seat) and SECRET not in repr(ballot.view.texts)
    assert panels.read(ctx(one), found.case).words == SECRET
    for member in (one, two):
        assert code(lambda member=member: reading.read_case(ctx(member), found.case)) == "not_found"
        assert code(lambda member=member: reading.read_record(ctx(member), found.case, "seat-1-1", 0, 9)) == "not_found"
        assert code(lambda member=member: reading.read_record(ctx(member), found.case, "joint", 0, 9)) == "not_found"


def test_nothing_of_a_sealed_vote_is_known_before_the_end(panelled, ctx, people, work, mailoutbox):
    found = panelled()
    operator, auditor = people("operator"), people("auditor")
    readers = (found.buyer, found.seller, operator, auditor)

    def seen() -> list:
        told = []
        for who in readers:
            view = reading.read_case(ctx(who), found.case)
            out = io.BytesIO()
            dossiers.export_case(ctx(who), found.case, f"case:{found.case}", out, language="en")
            with zipfile.ZipFile(out) as file:
                record = [file.read(name) for name in file.namelist() if name == "entries.jsonl"]
            told.append(
                (view.case, view.rooms, view.texts, record, reading.read_record(ctx(who), found.case, "joint", 0, 500))
            )
        return told

    work()
    before, letters = seen(), len(mailoutbox)
    one, two, _three = found.members()
    vote(ctx, found.case, one)
    vote(ctx, found.case, two, "split", 40)
    work()
    assert seen() == before and len(mailoutbox) == letters
    for who in readers:
        for room in ("seat-1-1", "seat-1-2"):
            assert code(lambda who=who, room=room: reading.read_record(ctx(who), found.case, room, 0, 9)) == "not_found"
    assert seats.votes(ctx().actor.marketplace, [one.id, two.id]) == []
    assert workload.of_one(ctx(operator), one.id).votes.votes == 0


def test_names_are_for_operators_and_auditors_alone(panelled, ctx, people):
    found = panelled()
    case = reader.case(found.case)
    for who in (people("operator"), people("auditor")):
        assert len(panels.members(ctx(who), case)["p1"]) == 3
    for who in (found.buyer, found.seller, *found.members()):
        assert panels.members(ctx(who), case) == {}


def test_the_members_are_written_to_and_the_record_of_the_case_does_not_name_them(panelled, mailoutbox, work):
    found = panelled()
    work()
    letters = [letter for letter in mailoutbox if f"/table/{found.case}/vote/" in letter.body]
    assert {address for letter in letters for address in letter.to} == {one.person.email for one in found.members()}
    whole = json.dumps(entries(f"case:{found.case}"))
    assert all(member.id not in whole for member in found.members())
    assert "NoticeSent" in [entry["kind"] for entry in entries(f"room:{found.case}:seat-1-1")]


def test_an_agreement_ends_the_voting_and_one_that_lapses_lets_it_go_on(panelled, ctx, work, clock):
    from hejie.usecases import settlement

    found = panelled()
    one, two, three = found.members()
    vote(ctx, found.case, one)
    settlement.make_offer(
        ctx(found.seller), commands.MakeOffer(found.case, {"refund": 5000, "currency": "CNY"}), key="o"
    )
    settlement.accept_offer(ctx(found.buyer), commands.AcceptOffer(found.case, "o2", waives=True), key="a")
    assert code(lambda: vote(ctx, found.case, two)) == "voting_over"
    clock.move(days=3, hours=1)
    work()
    assert reader.case(found.case).waits("vote") and len(reader.case(found.case).panels) == 1
    vote(ctx, found.case, two)
    vote(ctx, found.case, three)
    work()
    assert reader.case(found.case).ruling.outcome == "decided_buyer"


def test_an_appeal_goes_to_a_single_neutral_who_was_not_on_the_panel(panelled, ctx, work):
    found = panelled()
    for member in found.members():
        vote(ctx, found.case, member)
    work()
    mediation.appeal_ruling(ctx(found.seller), commands.AppealRuling(found.case, "Wrong."), key="appeal")
    work()
    case = reader.case(found.case)
    assert case.neutral and case.neutral not in {one.id for one in found.members()} and case.waits("appeal_decide")


def test_a_panel_is_not_chosen_by_hand(panelled, ctx, people):
    found = panelled(neutrals=1)  # the one mediates; afterwards nobody is free
    case = reader.case(found.case)
    assert case.panel_failed and case.waits("assign")
    operator, other = people("operator"), people("neutral")
    mediation.assign_neutral(ctx(operator), commands.AssignNeutral(found.case, other.id), key="hand")
    assert reader.case(found.case).neutral == other.id


def test_votes_are_watched_by_group_once_the_panels_are_over(panelled, ctx, people, work):
    operator = people("operator")
    panelled()
    for person in panelled.neutrals:
        neutral_profiles.save(ctx(operator), person.id, languages=["en"], group="buyer")
    found = panelled(neutrals=0)
    one, two, three = found.members()
    for member, word in ((one, "for"), (two, "against"), (three, "split")):
        vote(ctx, found.case, member, word, 50)
    assert workload.of_one(ctx(operator), one.id).votes.votes == 0
    work()
    told = [workload.of_one(ctx(operator), member.id).votes for member in (one, two, three)]
    assert [(row.votes, row.own) for row in told] == [(1, 1), (1, 0), (0, 0)]
    assert not any(row.beyond_chance for row in told)
    save = neutral_profiles.save
    assert code(lambda: save(ctx(operator), one.id, languages=["en"], group="x")) == "profile_group_unknown"


def test_a_withdrawn_case_ends_its_panel(panelled, ctx):
    found = panelled()
    cases.withdraw_case(ctx(found.buyer), commands.WithdrawCase(found.case), key="w")
    assert reader.case(found.case).panel.status == "ended"
    assert code(lambda: panels.read(ctx(found.members()[0]), found.case)) == "not_found"
    assert replay.check().ok


def test_reasons_can_be_erased_once_they_stand_on_the_file(panelled, ctx, people, work):
    from hejie.record import audit
    from hejie.usecases import erasure

    found = panelled()
    for member in found.members():
        vote(ctx, found.case, member, reasons=f"About {member.id}")
    work()
    ref = reader.case(found.case).panel.votes[0].reasons["ref"]
    erasure.erase_content(ctx(people("operator")), commands.EraseContent(found.case, (ref,), "A wish"), key="erase")
    view = reading.read_case(ctx(found.buyer), found.case)
    assert view.text(view.case.panel.votes[0].reasons) == "" and view.text(view.case.panel.votes[1].reasons)
    told = audit.audit(dossiers.keys(), dossiers.pieces)
    assert not [one for one in told if ref in str(one)]
