"""One minute about what matters: prefilled, private, checked in words that say how to mend it, and kept in one's own room alone."""

import re
from html.parser import HTMLParser

import pytest

from hejie.domain.cases.bargain_commands import TellPreferences
from hejie.record import reader
from hejie.rulebooks import procedures
from hejie.usecases import bargaining, cases
from hejie.web.wrong_language import other_language_words_of_page


class _Form(HTMLParser):
    """The values that a page's form would send as it stands."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "input" and given.get("type") == "number":
            self.values[given["name"]] = given.get("value", "")
        elif tag == "select":
            self._select = given["name"]
            self.values.setdefault(self._select, "")
        elif tag == "option" and "selected" in given:
            self.values[self._select] = given["value"]


def text(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def prefilled(answer) -> dict[str, str]:
    return _Form(text(answer)).values


def told(scene, side: str) -> list:
    room = reader.room(scene.case, f"pref-{side}")
    return list(room.kept_as("PreferencesTold")) if room else []


@pytest.fixture
def opened(scene):
    return scene.opened()


@pytest.mark.parametrize("side", ["buyer", "seller"])
def test_it_begins_with_a_guess_of_a_hundred_points_and_can_be_kept_as_it_stands(browser, opened, side):
    mine = browser(getattr(opened, side))
    values = prefilled(mine.get("case_preferences", opened.case))
    assert sum(int(value) for name, value in values.items() if name.startswith("points-")) == 100
    answer = mine.post("case_preferences", opened.case, **values)
    assert answer.status_code == 302
    assert len(told(opened, side)) == 1
    other = "seller" if side == "buyer" else "buyer"
    assert not told(opened, other)


def test_the_guess_is_of_ones_own_role(browser, opened):
    best = {
        side: prefilled(browser(getattr(opened, side)).get("case_preferences", opened.case))["best-refund"]
        for side in ("buyer", "seller")
    }
    assert best == {"buyer": "19900", "seller": "0"}


def test_it_shows_again_what_was_told_and_the_newest_counts(browser, opened):
    mine = browser(opened.buyer)
    values = prefilled(mine.get("case_preferences", opened.case))
    points = [name for name in values if name.startswith("points-")]
    values |= dict.fromkeys(points, "0") | {"points-goods": "100"}
    mine.post("case_preferences", opened.case, **values)
    again = prefilled(mine.get("case_preferences", opened.case))
    assert again["points-goods"] == "100" and again["points-refund"] == "0"
    mine.post("case_preferences", opened.case, **again | {"points-goods": "40", "points-refund": "60"})
    assert len(told(opened, "buyer")) == 2
    assert prefilled(mine.get("case_preferences", opened.case))["points-refund"] == "60"


def test_what_was_left_out_is_filled_with_what_is_usual_and_can_be_kept(browser, opened):
    said = {"refund": {"points": 60}, "goods": {"points": 40, "best": "return"}}
    bargaining.tell(opened.ctx(opened.buyer), TellPreferences(opened.case, said), key="told")
    mine = browser(opened.buyer)
    values = prefilled(mine.get("case_preferences", opened.case))
    assert (values["points-refund"], values["best-refund"], values["worst-refund"]) == ("60", "19900", "0")
    assert (values["points-goods"], values["best-goods"], values["points-days"]) == ("40", "return", "0")
    assert values["best-days"] != values["worst-days"]
    assert mine.post("case_preferences", opened.case, **values).status_code == 302


def test_it_says_in_words_who_reads_it(browser, opened):
    page = text(browser(opened.buyer).get("case_preferences", opened.case))
    assert "Nobody else reads this" in page and "change it at any time" in page


def test_nobody_but_a_party_finds_the_page(browser, opened, people):
    for who in (opened.neutral, opened.operator, people("auditor"), people("buyer"), people("seller")):
        assert browser(who).get("case_preferences", opened.case).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"points-refund": "0"}, r"You have given \d+ points of 100"),
        ({"points-refund": "100"}, r"more than 100"),
        ({"points-refund": "minus"}, "Write a whole number from 0 to 100."),
        ({"points-refund": "-5"}, "Write a whole number from 0 to 100."),
        ({"points-refund": "101"}, "Write a whole number from 0 to 100."),
        ({"best-refund": "0", "worst-refund": "0"}, "Best and worst are the same here."),
        (
            {"rate-words-none": "9", "rate-words-both": "3"},
            "You call this best, and below you rate something else higher.",
        ),
        (
            {"rate-words-none": "5", "rate-words-apology": "2"},
            "You call this worst, and you rate something else lower.",
        ),
        ({"best-refund": "123456789"}, "Choose one of the answers on this page"),
        ({"rate-words-none": "11"}, "Choose one of the answers on this page"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_kept(browser, opened, changed, said):
    mine = browser(opened.buyer)
    values = prefilled(mine.get("case_preferences", opened.case)) | changed
    page = text(mine.post("case_preferences", opened.case, **values), 422)
    assert re.search(said, page)
    for name, value in changed.items():
        if name.startswith("points-"):
            assert f'name="{name}" value="{value}"' in page
    assert not told(opened, "buyer")


def test_no_points_at_all_are_told_apart_and_cannot_be_brought_to_a_hundred(browser, opened):
    mine = browser(opened.buyer)
    values = prefilled(mine.get("case_preferences", opened.case))
    values |= {name: "" for name in values if name.startswith("points-")}
    page = text(mine.post("case_preferences", opened.case, **values), 422)
    assert "You have given no points yet" in page and 'name="scale"' not in page


def test_points_in_a_right_relation_are_brought_to_a_hundred_and_kept_only_when_sent_again(browser, opened):
    mine = browser(opened.buyer)
    values = prefilled(mine.get("case_preferences", opened.case))
    values |= {name: "0" for name in values if name.startswith("points-")}
    values |= {"points-refund": "30", "points-goods": "30", "points-service": "60"}
    refused = text(mine.post("case_preferences", opened.case, **values), 422)
    assert 'name="scale"' in refused
    scaled = mine.post("case_preferences", opened.case, **values, scale="1")
    found = prefilled(scaled)
    assert (found["points-refund"], found["points-goods"], found["points-service"]) == ("25", "25", "50")
    assert not told(opened, "buyer")
    assert mine.post("case_preferences", opened.case, **found).status_code == 302


def test_parts_that_do_not_come_out_even_still_sum_to_a_hundred(browser, opened):
    mine = browser(opened.buyer)
    values = prefilled(mine.get("case_preferences", opened.case))
    values |= {name: "1" for name in values if name.startswith("points-")}
    found = prefilled(mine.post("case_preferences", opened.case, **values, scale="1"))
    assert sum(int(value) for name, value in found.items() if name.startswith("points-")) == 100


def test_the_case_page_leads_there_and_says_it_is_private(browser, opened):
    page = text(browser(opened.buyer).get("case", opened.case))
    assert f"/cases/{opened.case}/preferences/" in page
    assert "Say what matters to you" in page
    neutral = text(browser(opened.operator).get("case", opened.case))
    assert "/preferences/" not in neutral


def test_once_settled_nothing_is_asked_any_more(browser, scene):
    scene.opened().signed(refund=19900)
    assert "/preferences/" not in text(browser(scene.buyer).get("case", scene.case))


def test_a_case_with_nothing_to_send_back_asks_nothing_about_it(browser, scene, ctx):
    shown = procedures.load("procedures/standard").digest
    (receipt,) = cases.open_cases(
        ctx(scene.buyer), root=scene.root, lines=(1,), reason="not_received", remedy="refund", story="It never came.",
        package={"refund": 19900, "currency": "CNY"}, shown=shown, key="open",
    )  # fmt: skip
    asked = prefilled(browser(scene.buyer).get("case_preferences", receipt.created["case"]))
    assert "points-refund" in asked
    assert not {"points-goods", "points-return_freight"} & set(asked)


@pytest.mark.parametrize("language", ["zh", "ru"])
@pytest.mark.parametrize("side", ["buyer", "seller"])
def test_it_speaks_the_readers_language(browser, opened, side, language):
    who = getattr(opened, side)
    who.person.language = language
    who.person.save()
    mine = browser(who)
    good = mine.get("case_preferences", opened.case)
    bad = mine.post("case_preferences", opened.case, **prefilled(good) | {"points-refund": "7", "worst-days": ""})
    for answer in (good, bad):
        assert other_language_words_of_page(answer.content.decode()) == []
