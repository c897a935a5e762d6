"""What a side tells privately and how it ranks is on nobody else's page, answer, list or letter, not even that it has."""

import re

import pytest
from django.urls import reverse

from hejie.domain.cases.bargain_commands import AskProposals, RankProposals, TellPreferences
from hejie.record import reader
from hejie.store import queries
from hejie.usecases import bargaining, live, reading, worker
from tests.support.bargains import BUYER, SELLER

PAGES = ("case", "case_record", "case_procedure", "case_preferences")


@pytest.fixture
def asked(scene):
    """A mediated case in which the buyer has told what matters to him, with a round to rank."""
    scene.opened().mediated()
    bargaining.tell(scene.ctx(scene.buyer), TellPreferences(scene.case, BUYER), key="b")
    bargaining.ask(scene.ctx(scene.buyer), AskProposals(scene.case), key="ask")
    worker.run_once(scene.clock.now)
    return scene


def tell(scene, who, preferences, key: str) -> None:
    bargaining.tell(scene.ctx(who), TellPreferences(scene.case, preferences), key=key)


def rank(scene, who, letters: str, accepts: str, key: str) -> None:
    row = reader.case(scene.case).rounds[-1].id
    ids = [tuple(f"{row}{one}" for one in these) for these in (letters, accepts)]
    bargaining.rank(scene.ctx(who), RankProposals(scene.case, row, *ids, True), key=key)


SECRETS = {
    "tells": lambda scene: tell(scene, scene.seller, SELLER, "t"),
    "tells much": lambda scene: [
        tell(scene, scene.seller, {"refund": {"points": one}}, f"t{one}") for one in (1, 2, 3)
    ],
    "ranks": lambda scene: rank(scene, scene.seller, "cab", "c", "r"),
    "ranks and takes none": lambda scene: rank(scene, scene.seller, "abc", "", "r"),
    "tells and ranks": lambda scene: (SECRETS["tells"](scene), SECRETS["ranks"](scene)),
}


def seen(scene, browser, who) -> dict[str, str]:
    """All that somebody's browser shows of the case, without form keys and live tokens; and what his programs get."""
    person, found = browser(who), {}
    for name in PAGES:
        answer = person.get(name, scene.case)
        found[name] = f"{answer.status_code} {_plain(answer)}"
    for path in ("", "/proposals", "/preferences", "/record", "/agreement", "/bidding"):
        answer = person.client.get(f"/api/v1/cases/{scene.case}{path}")
        found[path] = f"{answer.status_code} {answer.content.decode()} {answer.headers.get('etag')}"
    found["list"] = _plain(person.client.get(reverse("my_cases")))
    found["notices"] = str([row["kind"] for row in queries.notices(scene.ctx(who).actor, limit=100).rows])
    context = scene.ctx(who)
    view = reading.read_case(context, scene.case)
    found["live"] = live.ticket(live.token(context, view)).version
    return found


def _plain(answer) -> str:
    html = re.sub(r'value="[^"]*"', "", answer.content.decode())
    return re.sub(r"token=[^\"]*", "", html)


@pytest.mark.parametrize("secret", SECRETS)
def test_the_other_side_and_all_others_see_the_very_same_bytes(asked, browser, people, secret):
    others = {"buyer": asked.buyer, "operator": asked.operator, "auditor": people("auditor")}
    before = {name: seen(asked, browser, who) for name, who in others.items()}
    SECRETS[secret](asked)
    worker.run_once(asked.clock.now)
    for name, who in others.items():
        after = seen(asked, browser, who)
        differ = [what for what in after if after[what] != before[name][what]]
        assert not differ, (name, differ)
    if "rank" in secret:
        assert reader.case(asked.case).rounds[-1].open


def test_the_neutral_learns_nothing_of_who_has_ranked(asked, browser):
    neutral = browser(asked.neutral)
    pages = ("case", "case_record")
    before = [_plain(neutral.get(name, asked.case)) for name in pages]
    SECRETS["ranks"](asked)
    worker.run_once(asked.clock.now)
    assert [_plain(neutral.get(name, asked.case)) for name in pages] == before
    assert neutral.client.get(f"/api/v1/cases/{asked.case}/record?room=pref-seller").status_code == 404
    assert neutral.client.get(f"/api/v1/cases/{asked.case}/record?room=engine").status_code == 404
