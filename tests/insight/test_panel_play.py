"""A panel in procedures: read with the line of what is wrong, proved, and played."""

from datetime import UTC, datetime

import pytest

from hejie.domain.kernel.refusal import Refusal
from hejie.insight import procedure_check
from hejie.insight.rehearsal import Claim, Order, Rehearsal
from hejie.rulebooks.strict import BadRulebook
from tests.support import panels

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)


@pytest.fixture
def played() -> Rehearsal:
    """A case whose mediation has ended."""
    found = Rehearsal(panels.procedure(), Order(10_000), Claim(), AT)
    found.act("seller", "message")
    found.act("buyer", "escalate")
    found.act("platform", "assign")
    found.act("neutral", "to_decision")
    return found


def test_a_panel_votes_and_its_majority_decides(played):
    played.act("platform", "assign")
    assert played.case.neutral == "" and played.case.panel.members == 3
    played.act("panel", "vote", member=2, vote="for")
    played.act("panel", "vote", member=1, vote="against")
    assert not played.case.rulings
    played.act("panel", "vote", member=3, vote="against")
    assert played.case.ruling.outcome == "decided_seller" and played.case.ruling.by == "panel"


def test_the_votes_that_are_there_are_counted_when_the_time_is_over(played):
    played.act("platform", "assign")
    played.act("panel", "vote", member=3, vote="split", share=40)
    (wait,) = played.case.waits("vote")
    played.pass_to(wait.until)
    assert played.case.ruling.package["refund"] == 4000 and "PanelClosed" in played.kinds()


def test_nobody_votes_and_another_panel_is_drawn_once(played):
    for status in ("dismissed", "dismissed"):
        played.act("platform", "assign")
        played.pass_to(played.case.waits("vote")[0].until)
        assert played.case.panel.status == status
    assert "PlatformPays" in played.kinds() and played.case.ruling.source == "default"


def test_with_too_few_people_one_neutral_decides(played):
    played.act("platform", "assign", alone=True, neutral="other_neutral")
    assert played.case.panel_failed and played.case.neutral == "other_neutral" and played.case.waits("decide")
    with pytest.raises(Refusal, match="not_found"):
        played.act("panel", "vote")


def test_a_procedure_with_a_panel_is_proved():
    found = procedure_check.check(panels.text(), time=False)
    assert [one for one in found.findings if one.stops] == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("panel: {members: 4, vote: {days: 3}}", "odd number from 3 to 31"),
        ("panel: {members: 33, vote: {days: 3}}", "odd number from 3 to 31"),
        ("panel: {members: 3}", "vote"),
        ("panel: {members: 3, stage: mediation, vote: {days: 3}}", "decision"),
        ("panel: {members: 3, vote: {days: 3}, talk: true}", "talk"),
    ],
)
def test_what_is_wrong_with_a_panel_is_said_with_its_line(line, says):
    with pytest.raises(BadRulebook, match=says) as caught:
        panels.procedure(f"{line}\n")
    assert caught.value.line == panels.text(f"{line}\n").splitlines().index(line) + 1


def test_the_wait_of_a_panel_is_said_where_the_panel_is():
    from hejie.rulebooks import procedures

    text = panels.text().replace(
        "  assign:  ", "  vote: {who: panel, within: {days: 3}, silence: count_votes}\n  assign:  ", 1
    )
    with pytest.raises(BadRulebook, match="said where the panel is"):
        procedures.parse(text)
