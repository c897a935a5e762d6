"""Pages about neutrals: the list with their work, one neutral's own page, profiles, stakes, and cases handed over."""

import pytest

from hejie.record import reader
from hejie.store import neutrals as stored
from hejie.usecases import cases, mediation, neutral_profiles, worker
from hejie.usecases.people import administration

LANGUAGES = ("en", "zh", "ru")


def text(answer) -> str:
    """What a page says."""
    return answer.content.decode()


@pytest.fixture
def asked(scene):
    """A case that wants a neutral."""
    scene.opened().do(scene.seller, cases.write_message, "WriteMessage", "No.")
    scene.do(scene.buyer, mediation.escalate, "Escalate")
    return scene


def test_both_sides_read_why_somebody_was_chosen_and_that_they_may_object_once(browser, asked, clock):
    worker.run_once(clock.now)
    for side in (asked.buyer, asked.seller):
        told = text(browser(side).get("case", asked.case))
        assert "Nobody else could take the case." in told and "Works in the languages of both sides." in told
        assert "Has 0 other open cases." in told and "You may ask for somebody else once." in told
    asked.do(asked.buyer, mediation.object_to_neutral, "ObjectToNeutral", "We know each other.")
    assert "You may ask for somebody else once." not in text(browser(asked.seller).get("case", asked.case))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_about_neutrals_opens_in_every_language(browser, scene, language):
    scene.opened().decided()
    operator, neutral = browser(scene.operator, language=language), browser(scene.neutral, language=language)
    neutral_profiles.declare(scene.ctx(scene.neutral), scene.neutral.id, scene.seller.shop, "Cousin.")
    for name, args in (
        ("neutrals", ()), ("neutral_of", (scene.neutral.id,)), ("neutral_profile", (scene.neutral.id,)),
        ("neutral_stake", (scene.neutral.id,)), ("neutral_hand_over_all", (scene.neutral.id,)),
        ("case_hand_over", (scene.case,)),
    ):  # fmt: skip
        assert operator.get(name, *args).status_code == 200, name
    for name, args in (
        ("neutral_of", (scene.neutral.id,)), ("neutral_profile", (scene.neutral.id,)),
        ("neutral_stake", (scene.neutral.id,)), ("neutral_hand_over", (scene.case,)),
    ):  # fmt: skip
        assert neutral.get(name, *args).status_code == 200, name
    assert neutral.get("own_work").url.endswith(f"/neutrals/{scene.neutral.id}/")


def test_small_numbers_are_grey_and_no_bar_is_drawn_for_them(browser, scene):
    scene.opened().decided()
    (row,) = browser(scene.operator).get("neutrals").context["rows"]
    assert row["decided"] == 1 and row["grey_median"] and row["grey_shares"] and row["grey_changed"]
    assert "split__buyer" not in text(browser(scene.operator).get("neutrals"))


def test_nobody_else_reads_or_changes_a_neutrals_page(browser, scene, people):
    other = people("neutral")
    for who in (scene.buyer, scene.seller, other):
        page = browser(who)
        for name in ("neutral_of", "neutral_profile", "neutral_stake"):
            assert page.get(name, scene.neutral.id).status_code == 404
        assert page.get("neutrals").status_code == 404
        assert page.get("neutral_hand_over_all", scene.neutral.id).status_code == 404
        answer = page.post("neutral_profile", scene.neutral.id, languages=["ru"])
        assert answer.status_code == 404
    assert stored.profiles("harbour", [scene.neutral.id])[scene.neutral.id].languages == ("en",)


def test_a_profile_is_said_on_its_page(browser, scene):
    page = browser(scene.neutral)
    page.post(
        "neutral_profile", scene.neutral.id, languages=["en", "zh"], reasons=["late"], categories="shoes\n\nhats",
        most_open="4", away_until="2026-12-01", group="seller",
    )  # fmt: skip
    profile = stored.profiles("harbour", [scene.neutral.id])[scene.neutral.id]
    assert (profile.languages, profile.categories, profile.most_open) == (("en", "zh"), ("shoes", "hats"), 4)
    assert profile.group == "seller" and "Mostly sells here" in text(page.get("neutral_of", scene.neutral.id))
    assert page.post("neutral_profile", scene.neutral.id, languages=[]).status_code == 422
    assert "shoes · hats" in text(page.get("neutral_of", scene.neutral.id))


def test_a_stake_is_declared_and_ended_and_its_reason_shown_to_no_party(browser, asked):
    page = browser(asked.neutral)
    wrong = page.post("neutral_stake", asked.neutral.id, party="s-nobody", reason="x")
    assert wrong.status_code == 422 and "s-nobody" in text(wrong)
    page.post("neutral_stake", asked.neutral.id, party=asked.seller.shop, reason="My brother works there.")
    assert "My brother works there." in text(browser(asked.operator).get("neutral_of", asked.neutral.id))
    choice = text(browser(asked.operator).get("case_assignment", asked.case))
    assert "has declared a stake: 1" in choice and "My brother" not in choice
    for side in (asked.buyer, asked.seller):
        assert "My brother" not in text(browser(side).get("case", asked.case))
    page.post("neutral_stake_end", asked.neutral.id, asked.seller.shop)
    assert "He Anran" in text(browser(asked.operator).get("case_assignment", asked.case))


def test_a_neutral_hands_a_case_over_from_the_table(browser, scene, people):
    scene.opened().mediated()
    second = people("neutral", name="Sun Qi")
    page = browser(scene.neutral)
    assert "Hand the case over" in text(page.get("neutral_table", scene.case))
    assert "Sun Qi" in text(page.get("neutral_hand_over", scene.case))
    assert page.post("neutral_hand_over", scene.case, reason="", to=second.id).status_code == 422
    page.post("neutral_hand_over", scene.case, reason="The buyer is my tenant.", to=second.id)
    assert reader.case(scene.case).neutral == second.id
    assert page.get("neutral_table", scene.case).status_code == 404
    assert "The buyer is my tenant." in text(browser(second).get("neutral_table", scene.case, query="?room=internal"))
    for side in (scene.buyer, scene.seller):
        told = text(browser(side).get("case", scene.case))
        assert "The case goes to another neutral." in told and "my tenant" not in told
        assert "Chosen by the neutral who had the case before." in told


def test_an_operator_moves_a_case_to_whoever_fits_best(browser, scene, people, clock):
    scene.opened().mediated()
    second = people("neutral", name="Sun Qi")
    page = browser(scene.operator)
    page.post("case_hand_over", scene.case, reason="He is ill.", to="")
    worker.run_once(clock.now)
    assert reader.case(scene.case).neutral == second.id


def test_the_cases_of_a_neutral_who_left_are_the_operators_turn(browser, scene, people):
    scene.opened().mediated()
    people("neutral", name="Sun Qi")
    page = browser(scene.operator)
    administration.switch(scene.ctx(scene.operator), scene.neutral.id, active=False)
    assert "Hand over the cases of a neutral who has left" in text(page.get("overview"))
    assert "still has open cases" in text(page.get("neutral_of", scene.neutral.id))
    page.post("neutral_hand_over_all", scene.neutral.id, reason="He has left us.")
    assert not reader.case(scene.case).neutral
    assert "Hand over the cases of a neutral who has left" not in text(page.get("overview"))


def test_without_a_second_factor_nothing_is_handed_over(browser, scene):
    scene.opened().mediated()
    page = browser(scene.operator, second_factor=False)
    assert "/prove/" in page.get("neutral_hand_over_all", scene.neutral.id).url
    assert "/prove/" in page.get("case_hand_over", scene.case).url
    page = browser(scene.neutral, second_factor=False)
    assert "/prove/" in page.post("neutral_hand_over", scene.case, reason="x", to="").url


def test_the_pages_ask_the_database_a_bounded_number_of_times(browser, scene, people, django_assert_max_num_queries):
    scene.opened().mediated()
    for _ in range(5):
        people("neutral")
    page = browser(scene.operator)
    with django_assert_max_num_queries(14):
        page.get("neutrals")
    with django_assert_max_num_queries(23):
        page.get("neutral_of", scene.neutral.id)
