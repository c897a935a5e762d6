"""A panel over HTTP."""

import pytest

from tests.support.panels import Panels


@pytest.fixture
def found(people, ctx, orders, clock):
    """A case before its panel."""
    from random import Random

    from hejie.usecases.worker import Worker

    def work() -> None:
        worker = Worker(now=lambda: clock.now, random=Random(7))
        while worker.work():
            pass
        worker.seal()

    made = Panels(people, ctx, orders, clock, work)()
    return made, work


def test_members_vote_and_everybody_reads_the_votes_afterwards(found, caller, operator):
    panelled, work = found
    path = f"/cases/{panelled.case}"
    told = caller(panelled.buyer).get(path).json()["panel"]
    assert (told["members"], told["status"], told["votes"]) == (3, "open", []) and told["until"]
    members = panelled.members()
    for number, member in enumerate(members, start=1):
        own = caller(member)
        ballot = own.get(f"{path}/votes").json()
        assert (
            ballot["vote"] is None
            and ballot["case"]["claim"]["story"] == "Too short."
            and ballot["case"]["rooms"] == {}
        )
        before = [caller(who).get(path).content for who in (panelled.buyer, panelled.seller)] + [
            operator.get(path).content
        ]
        answer = own.post(f"{path}/votes", {"vote": "split", "share": 40, "reasons": f"Sealed {number}"})
        assert answer.status_code == 201, answer.content
        assert own.get(f"{path}/votes").json()["vote"] == {"vote": "split", "share": 40, "reasons": f"Sealed {number}"}
        after = [caller(who).get(path).content for who in (panelled.buyer, panelled.seller)] + [
            operator.get(path).content
        ]
        assert before == after
        for other in members[number:]:
            assert f"Sealed {number}".encode() not in caller(other).get(f"{path}/votes").content
        assert own.get(path).status_code == 404 and own.get(f"{path}/record").status_code == 404
        for who in (caller(panelled.buyer), operator):
            for room in ("seat-1-1", f"seat-1-{number}"):
                assert who.get(f"{path}/record?room={room}").status_code == 404
    work()
    told = caller(panelled.buyer).get(path).json()["panel"]
    assert told["status"] == "decided" and told["how"] == "majority"
    assert [one["reasons"] for one in told["votes"]] == ["Sealed 1", "Sealed 2", "Sealed 3"]
    assert not any(member.id in caller(panelled.buyer).get(path).content.decode() for member in members)


def test_nobody_else_votes_or_reads_the_ballot(found, caller, operator, people):
    panelled, _work = found
    body = {"vote": "for", "reasons": "x"}
    for who in (
        caller(panelled.buyer),
        caller(panelled.seller),
        operator,
        caller(panelled.neutrals[0]),
        caller(people("auditor")),
    ):
        assert who.post(f"/cases/{panelled.case}/votes", body).status_code == 404
        assert who.get(f"/cases/{panelled.case}/votes").status_code == 404


def test_a_wrong_vote_is_told(found, caller):
    panelled, _work = found
    own = caller(panelled.members()[0])
    assert own.post(f"/cases/{panelled.case}/votes", {"vote": "maybe", "reasons": "x"}).status_code == 422
    assert (
        own.post(f"/cases/{panelled.case}/votes", {"vote": "split", "reasons": "x"}).json()["code"]
        == "vote_share_range"
    )


def test_the_group_of_a_neutral_is_said_and_his_votes_are_told(caller, people, operator):
    neutral = people("neutral")
    answer = operator.call("put", f"/neutrals/{neutral.id}/profile", {"languages": ["en"], "group": "seller"})
    assert answer.json()["group"] == "seller"
    (row,) = caller(neutral).get("/neutrals/workload").json()["items"]
    assert row["votes"]["counted"] == 0 and row["votes"]["flag"] is False and row["votes"]["group"] == "seller"
