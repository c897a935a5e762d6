"""What operators see of services: counted beside the disputes, never drawn among them, and no example for deciders."""

import pytest

from hejie.domain.cases import commands
from hejie.store import past_cases, replays
from hejie.usecases import mediation, overview

pytestmark = pytest.mark.django_db


def test_requests_are_counted_beside_the_flow_of_disputes(services, people, ctx, work):
    done, waiting, dispute = services(key="a"), services(key="b"), services(key="c")
    done.answer()
    done.step("send", carrier="SF")
    done.step("receive")
    done.step("inspect")
    dispute.answer(approve=False, code="no_fault", key="no")
    mediation.escalate(dispute.ctx(dispute.buyer), commands.Escalate(dispute.case, ""), key="on")
    work()
    operator = ctx(people("operator"))
    found = overview.requests(operator, 0)
    assert (found.done, found.open, found.ended, found.disputed) == (1, 1, 0, 1)
    assert [(step.stage, step.came_in) for step in overview.flow(operator, 0)][:2] == [
        ("negotiation", 1),
        ("mediation", 0),
    ]
    assert past_cases.row(done.state) is None and waiting.state.stage == "service"
    assert replays.count(operator.actor.marketplace) == 0
