"""More time, standstills and taking up again, by use cases on the real databases: once each, with notice, worker and all."""

from datetime import timedelta

import pytest

from hejie.domain.cases import commands
from hejie.domain.kernel.refusal import Refusal
from hejie.record import reader
from hejie.store import story
from hejie.usecases import standstill

pytestmark = pytest.mark.django_db


def kinds(dispute) -> list[str]:
    return [row["kind"] for row in reversed(story.newest(dispute.root, dispute.stream))]


def deadline(dispute, wait="answer"):
    return reader.case(dispute.case).waits(wait)[0]


def pause(dispute, ctx, who, kind="joint", reason=""):
    command = commands.AskPause(dispute.case, kind, reason)
    return standstill.ask_pause(ctx(who), command, key=f"pause {who.actor.role} {kind}")


def test_an_extension_is_made_once_and_both_hear_of_it_with_both_ends(disputes, ctx, work, mailoutbox):
    dispute = disputes()
    work()
    mailoutbox.clear()
    row = deadline(dispute)
    command = commands.ExtendWait(dispute.case, row.id, "Stocktaking.")
    _first, again = (standstill.extend_wait(ctx(dispute.seller), command, key="more") for _ in range(2))
    assert again.repeated
    assert deadline(dispute).until == row.until + timedelta(days=2) and deadline(dispute).extended
    work()
    assert len([letter for letter in mailoutbox if "made longer" in letter.subject]) == 2
    with pytest.raises(Refusal) as caught:
        standstill.extend_wait(ctx(dispute.seller), command, key="even more")
    assert caught.value.code == "extended_before"


def test_while_a_case_stands_still_the_worker_carries_nothing_out_and_then_lets_it_go_on(disputes, ctx, clock, work):
    dispute = disputes()
    left = deadline(dispute).until - clock.move(days=1)
    pause(dispute, ctx, dispute.buyer)
    pause(dispute, ctx, dispute.seller)
    clock.move(days=29)
    work()
    assert not reader.case(dispute.case).ruling and reader.case(dispute.case).paused
    clock.move(days=1)
    work()
    assert not reader.case(dispute.case).paused
    assert kinds(dispute).count("CaseResumed") == 1 and deadline(dispute).until == clock.now + left


def test_a_standstill_is_ended_by_a_side_and_notices_tell_of_each_step(disputes, ctx, work, mailoutbox):
    dispute = disputes()
    work()
    mailoutbox.clear()
    pause(dispute, ctx, dispute.buyer)
    work()
    assert [letter.to for letter in mailoutbox] == [[dispute.seller.person.email]]
    pause(dispute, ctx, dispute.seller)
    work()
    told = [letter for letter in mailoutbox if letter.subject.startswith("The case stands still")]
    assert len(told) == 2 and all("What is left of every deadline is kept" in letter.body for letter in told)
    standstill.end_pause(ctx(dispute.seller), commands.EndPause(dispute.case), key="on")
    work()
    assert len([letter for letter in mailoutbox if letter.subject.startswith("The case goes on")]) == 2


def test_a_standstill_shows_in_lists_as_what_is_waited_for(disputes, ctx):
    from hejie.usecases import listing

    dispute = disputes()
    pause(dispute, ctx, dispute.seller, "court", "Case 12 of the district court.")
    (row,) = listing.cases(dispute.seller.actor).rows
    assert (row["turn_wait"], row["turn_who"]) == ("pause", "both")
