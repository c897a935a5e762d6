"""Rounds of proposals by page: asked for, ranked in secret, mended where something is missing, ended in calm words."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse

from hejie.domain.cases import bargain_state
from hejie.domain.cases.bargain_commands import TellPreferences
from hejie.domain.cases.packages import checked
from hejie.domain.settlement.terms import reckoning
from hejie.record import reader
from hejie.usecases import bargaining, reading, worker
from hejie.usecases.people import links
from hejie.web.wrong_language import other_language_words_of_page
from tests.support.bargains import BUYER, SELLER


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


class Talks:
    """A case whose two sides have browsers, and whose worker runs when told."""

    def __init__(self, scene, browser, clock) -> None:
        self.scene, self.clock = scene, clock
        self.pages = {side: browser(getattr(scene, side)) for side in ("buyer", "seller")}

    @property
    def case(self):
        return reader.case(self.scene.case)

    @property
    def row(self):
        return self.case.rounds[-1]

    def page(self, side: str) -> str:
        return text(self.pages[side].get("case", self.scene.case))

    def work(self) -> None:
        for _ in range(3):
            worker.run_once(self.clock.now)

    def asked(self, side: str = "buyer") -> "Talks":
        assert self.pages[side].post("case_proposals", self.scene.case).status_code == 302
        self.work()
        return self

    def fields(self, accepts: str = "", first: str = "") -> dict[str, str]:
        """A whole answer; letters of what is accepted, and of what comes first."""
        ids = [one.id for one in self.row.proposals]
        order = sorted(ids, key=lambda one: one[-1] != (first or ids[0][-1]))
        sent = {f"accept-{one}": "yes" if one[-1] in accepts else "no" for one in ids}
        if len(ids) == 2:
            return sent | {"better": order[0]}
        return sent | {f"rank-{one}": str(order.index(one) + 1) for one in ids}

    def ranks(self, side: str, accepts: str = "", first: str = ""):
        return self.pages[side].post("case_ranking", self.scene.case, self.row.id, **self.fields(accepts, first))


@pytest.fixture
def talks(scene, browser, clock) -> Talks:
    return Talks(scene.opened(), browser, clock)


def plain(html: str) -> str:
    """A page without form keys and live tokens."""
    html = re.sub(r'name="(key|csrfmiddlewaretoken)" value="[^"]*"', "", html)
    return re.sub(r"token=[^\"]*|data-now=\"[^\"]*\"", "", html)


def test_it_says_what_will_happen_before_anybody_asks(talks):
    for side in ("buyer", "seller"):
        page = talks.page(side)
        assert "Ask for three proposals" in page and "Asking binds nobody." in page
        assert f"/cases/{talks.scene.case}/preferences/" in page


def test_while_it_is_reckoned_both_read_that_it_is(talks):
    talks.pages["buyer"].post("case_proposals", talks.scene.case)
    for side in ("buyer", "seller"):
        page = talks.page(side)
        assert "Proposals are being worked out" in page and "Ask for three proposals" not in page
    talks.work()
    assert "Proposals are being worked out" not in talks.page("seller")


def test_each_card_says_what_it_gives_its_reader_and_what_differs(talks):
    talks.asked()
    count = len(talks.row.proposals)
    for side in ("buyer", "seller"):
        page = talks.page(side)
        assert page.count('class="proposal sided"') == count
        assert len(re.findall(r"It gives you <strong>\d+</strong> of your 100 points", page)) >= count
        assert "Rank the proposals in secret" in page
        assert page.count('class="proposal__differs"') >= 2
        assert "checked" not in re.findall(r'<form class="section" method="post"[^>]*ranking.*?</form>', page, re.S)[0]


def test_own_points_change_with_what_one_has_told_and_the_others_page_does_not(talks):
    talks.asked()
    before = {side: plain(talks.page(side)) for side in ("buyer", "seller")}
    space = bargaining.table_of(talks.scene.ctx(talks.scene.buyer), _view(talks, "buyer")).space
    raw = {issue.name: {"points": 100 if issue.name == "days" else 0} for issue in space.issues}
    command = TellPreferences(talks.scene.case, raw)
    bargaining.tell(talks.scene.ctx(talks.scene.buyer), command, key="told")
    assert plain(talks.page("buyer")) != before["buyer"]
    assert plain(talks.page("seller")) == before["seller"]


def _view(talks, side: str):
    return reading.read_case(talks.scene.ctx(getattr(talks.scene, side)), talks.scene.case)


def test_who_has_ranked_reads_so_and_nobody_else_can_tell(talks, browser, people):
    talks.asked()
    others = {
        "seller": talks.pages["seller"],
        "operator": browser(talks.scene.operator),
        "auditor": browser(people("auditor")),
    }

    def seen() -> dict[str, list[str]]:
        places = (("case", (talks.scene.case,)), ("case_record", (talks.scene.case,)), ("notices", ()))
        return {who: [plain(text(page.get(name, *args))) for name, args in places] for who, page in others.items()}

    before = seen()
    assert talks.ranks("buyer", accepts="a").status_code == 302
    assert seen() == before
    mine = talks.page("buyer")
    assert "Ranked. The other side does not see it; nor whether you have." in mine
    assert "You have ranked the proposals" in mine and "You gave it place 1." in mine and "You could accept it." in mine
    assert "Send in secret" not in mine


def test_what_waits_after_the_round_does_not_press_whoever_has_ranked(talks):
    talks.asked()
    assert "Rank the proposals in secret" in talks.page("seller")
    talks.ranks("seller", accepts="a")
    turn = re.search(r'<section class="turn.*?</section>', talks.page("seller"), re.S)[0]
    assert "You have ranked the proposals" in turn and "for this: Answer the claim." in turn


def test_a_ranking_is_sent_once(talks):
    talks.asked()
    assert talks.ranks("buyer", accepts="a").status_code == 302
    again = talks.ranks("buyer", accepts="b")
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda ids: {f"rank-{ids[1]}": "1"}, "Two proposals have place 1."),
        (lambda ids: {f"rank-{ids[0]}": ""}, "Give every proposal a place"),
        (lambda ids: {f"rank-{ids[2]}": "4"}, "Give every proposal a place"),
        (lambda ids: {f"accept-{ids[2]}": ""}, "Say of every proposal whether you could accept it."),
        (lambda ids: {f"accept-{ids[2]}": "perhaps"}, "Say of every proposal whether you could accept it."),
    ],
)
def test_what_is_missing_or_twice_is_told_and_what_was_chosen_stays(talks, change, said):
    talks.asked()
    ids = [one.id for one in talks.row.proposals]
    assert len(ids) == 3
    sent = talks.fields(accepts="b") | change(ids)
    page = text(talks.pages["buyer"].post("case_ranking", talks.scene.case, talks.row.id, **sent), 422)
    assert "Nothing has been sent yet" in page and said in page
    assert re.search(rf'name="accept-{ids[1]}" value="yes"[^>]*checked', page)
    targets = re.findall(r'<li><a href="#((?:rank|accept|better|card)-[^"]+)">', page)
    assert targets and set(targets) <= set(re.findall(r'id="([^"]+)"', page))
    assert not reader.room(talks.scene.case, "pref-buyer")


def test_a_round_that_is_not_open_refuses(talks):
    talks.asked()
    sent = talks.fields()
    assert talks.pages["buyer"].post("case_ranking", talks.scene.case, "r9", **sent).status_code == 409


def test_what_both_accept_is_agreed_and_both_sign(talks):
    talks.asked()
    talks.ranks("buyer", accepts="b", first="b")
    talks.ranks("seller", accepts="b", first="a")
    talks.work()
    for side in ("buyer", "seller"):
        page = talks.page(side)
        assert "Sign the agreement" in page and "Ask for three proposals" not in page
    assert talks.case.agreement.package == talks.case.rounds[0].proposals[1].package


def test_without_a_common_one_the_next_round_comes_by_itself(talks):
    talks.asked()
    talks.ranks("buyer", accepts="a", first="a")
    talks.ranks("seller", accepts="b", first="b")
    page = talks.page("buyer")
    assert "Ranked. The other side does not see it" in page
    talks.work()
    assert talks.case.rounds[0].result == "next"
    assert "Round 2 of at most 3" in talks.page("buyer")


def test_then_there_is_one_text_and_a_change_of_it(talks, monkeypatch):
    monkeypatch.setitem(bargain_state.MOST, bargain_state.THREE, 1)
    talks.asked()
    text_so_far, changed = (dict(one.package) for one in talks.row.proposals[:2])
    changed |= {"voucher": {"minor": 2000, "days": 180}}
    found = SimpleNamespace(packages=(text_so_far, changed), basis={})
    monkeypatch.setattr(reckoning, "reckon", lambda asked, book: found)
    talks.ranks("buyer")
    talks.ranks("seller")
    talks.work()
    assert talks.row.kind == "text"
    page = talks.page("buyer")
    assert "One text for both sides" in page and "A change of it" in page and "The text as it stands" in page
    assert "Better for me" in page and "<ins>" in page
    sent = talks.fields(accepts="a")
    del sent["better"]
    missing = text(talks.pages["buyer"].post("case_ranking", talks.scene.case, talks.row.id, **sent), 422)
    assert "Say which of the two is better for you." in missing
    assert talks.ranks("buyer", accepts="ab", first="b").status_code == 302
    assert talks.ranks("seller", accepts="ab", first="b").status_code == 302
    talks.work()
    assert talks.case.agreement is not None


def test_when_the_time_is_over_it_says_so_without_saying_who_was_silent(talks):
    talks.asked()
    talks.ranks("buyer", accepts="a")
    talks.clock.now += timedelta(days=3, hours=1)
    talks.work()
    assert talks.case.rounds[-1].result == "lapsed"
    for side in ("buyer", "seller"):
        page = talks.page(side)
        assert "The time for ranking ran out, so nothing came of this round." in page
        assert "Ask for three proposals" in page


def test_somebody_who_is_no_party_sees_the_cards_and_nobodys_points(talks, browser):
    talks.asked()
    page = text(browser(talks.scene.operator).get("case", talks.scene.case))
    assert "Each side ranks them in secret." in page
    assert "of your 100 points" not in page and "Send in secret" not in page
    for who in (talks.scene.operator, talks.scene.neutral):
        refused = browser(who).post("case_ranking", talks.scene.case, talks.row.id, **talks.fields())
        assert refused.status_code == 404


def test_after_an_agreement_something_better_may_be_taken_or_left(talks):
    improved = _agreed_by_halves(talks)
    page = talks.page("buyer")
    assert "Better for both?" in page and "Take the change" in page and "Keep what was agreed" in page
    nothing = text(talks.pages["buyer"].post("case_ranking", talks.scene.case, improved.id), 422)
    assert "Say whether you take the change or keep what was agreed." in nothing
    for side in ("buyer", "seller"):
        assert talks.pages[side].post("case_ranking", talks.scene.case, improved.id, take="yes").status_code == 302
    talks.work()
    assert talks.case.rounds[-1].result == "agreed"
    assert talks.case.agreement.package == improved.proposals[1].package


def test_an_improvement_that_one_side_leaves_changes_nothing(talks):
    improved = _agreed_by_halves(talks)
    for side, take in (("buyer", "yes"), ("seller", "no")):
        talks.pages[side].post("case_ranking", talks.scene.case, improved.id, take=take)
    talks.work()
    assert talks.case.agreement.package == improved.proposals[0].package
    assert "The agreement stands as it was." in talks.page("buyer")


def _tell(talks: Talks, told: dict[str, dict]) -> None:
    for side, said in told.items():
        command = TellPreferences(talks.scene.case, said)
        bargaining.tell(talks.scene.ctx(getattr(talks.scene, side)), command, key=f"tell {side}")


def _agreed_by_halves(talks: Talks):
    """Both have told what matters to them, and have agreed on something that leaves much on the table."""
    dear = {"buyer": "words", "seller": "refund"}
    _tell(talks, {side: {dear[side]: {"points": 90}, "days": {"points": 10}} for side in dear})
    talks.scene.agreed(refund=19900)
    talks.work()
    row = talks.row
    assert row.kind == "improvement" and row.open
    return row


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_every_state_speaks_the_readers_language(talks, language):
    for side in ("buyer", "seller"):
        who = getattr(talks.scene, side)
        who.person.language = language
        who.person.save()

    def one_language() -> None:
        for side in ("buyer", "seller"):
            assert other_language_words_of_page(talks.page(side)) == []

    one_language()
    talks.pages["buyer"].post("case_proposals", talks.scene.case)
    one_language()
    talks.work()
    one_language()
    mend = talks.pages["buyer"].post("case_ranking", talks.scene.case, talks.row.id)
    assert other_language_words_of_page(text(mend, 422)) == []
    talks.ranks("buyer", accepts="")
    one_language()
    for _ in range(3):
        talks.ranks("buyer", accepts="")
        talks.ranks("seller", accepts="", first=talks.row.proposals[-1].id[-1])
        talks.work()
        one_language()


def test_what_is_below_the_entitlement_is_accepted_only_knowingly(talks, monkeypatch):
    low = [{"refund": refund, "currency": "CNY"} for refund in (5000, 6000, 7000)]
    packages = tuple(checked(one, "CNY", 19900) for one in low)
    monkeypatch.setattr(reckoning, "reckon", lambda asked, book: SimpleNamespace(packages=packages, basis={}))
    talks.asked()
    assert len(re.findall(r"You would give up ¥149\.00, which is yours by", talks.page("buyer"))) == 1
    assert "only the buyer can do so, and knowingly" in talks.page("seller")
    refused = talks.ranks("buyer", accepts="c")
    page = refused.content.decode()
    assert refused.status_code in (409, 422)
    (box,) = re.findall(r'<input type="checkbox" name="waives"[^>]*>', page)
    assert "checked" not in box
    assert re.search(r'name="accept-r1c" value="yes"[^>]*checked', page)
    sent = talks.fields(accepts="c") | {"waives": "yes"}
    assert talks.pages["buyer"].post("case_ranking", talks.scene.case, "r1", **sent).status_code == 302
    assert talks.ranks("seller", accepts="c").status_code == 302
    talks.work()
    assert talks.case.offers[-1].waived["minor"] == 12900


def test_a_choice_against_ones_own_points_leads_to_one_question_for_that_side_alone(talks):
    _tell(talks, {"buyer": BUYER, "seller": SELLER})
    talks.asked()
    space = bargaining.table_of(talks.scene.ctx(talks.scene.buyer), _view(talks, "buyer")).space
    first, last = (space.named(space.values(talks.row.proposals[at].package)) for at in (0, -1))
    issue = next(name for name in first if first[name] != last[name])
    said = {issue: {"best": first[issue], "worst": last[issue], "points": 100}}
    bargaining.tell(talks.scene.ctx(talks.scene.buyer), TellPreferences(talks.scene.case, said), key="more")
    assert "One question, for you alone" not in talks.page("buyer")
    talks.ranks("buyer", first=talks.row.proposals[-1].id[-1])
    page = talks.page("buyer")
    assert "One question, for you alone" in page
    assert "One question, for you alone" not in talks.page("seller")
    (question,) = re.findall(r'name="question" value="([^"]+)"', page)
    question = question.replace("&gt;", ">")
    mine, theirs = talks.pages["buyer"], talks.pages["seller"]
    assert theirs.post("case_trade_off", talks.scene.case, question=question, answer="first").status_code >= 400
    assert mine.post("case_trade_off", talks.scene.case, question=question, answer="perhaps").status_code >= 400
    assert mine.post("case_trade_off", talks.scene.case, question=question, answer="second").status_code == 302
    assert f'value="{question}"' not in talks.page("buyer").replace("&gt;", ">")


def test_who_came_by_a_link_shows_first_that_it_is_he(talks):
    talks.asked()
    token = links.issue(talks.scene.buyer.person, talks.scene.case, now=talks.clock.now).token
    stranger = Client(headers={"accept-language": "en"})
    stranger.post(f"/l/{token}/")
    page = text(stranger.get(reverse("case", args=[talks.scene.case])))
    assert "Show that it is you" in page and "Send in secret" not in page
    assert re.search(r'href="[^"]*link/code/\?next=[^"]*proposals"', page)
    assert "of your 100 points" in page
