"""Cases by the thousand: whoever plays them, and in however many processes, the same comes out in the same order."""

import pytest

from hejie.insight import many, plots, recorded, simulate
from tests.insight.test_simulate import ENDED, SHORT, STANDARD, of


@pytest.fixture(scope="module")
def streams() -> list[list[dict]]:
    """Entries of 780 cases."""
    made = [[entry for entry in make().entries if entry["stream"].startswith("case:")] for make in ENDED]
    return (made * 780)[:780]


def test_several_processes_say_what_one_says_in_the_order_of_the_cases(streams):
    told: list[int] = []
    alone = many.compare(SHORT, iter(streams), processes=1)
    together = many.compare(SHORT, iter(streams), processes=2, done=told.append)
    assert together == alone and told == [250, 250, 250, 30]
    assert together.before == tuple(simulate.as_recorded(recorded.read(entries)) for entries in streams)


def test_no_case_at_all_is_no_mistake():
    found = many.compare(SHORT, iter(()))
    assert found.ids == () and found.summary()["cases"] == 0
    assert all(drawing.startswith("<svg") for drawing in plots.of(found, {}, {}, WORDS).values())


def test_a_procedure_that_nobody_could_be_under_is_told_with_the_case():
    case = of(ENDED[0]())
    with pytest.raises(simulate.Unplayable, match=case.id):
        simulate.under(None, case)


WORDS = {
    "before": "<before>", "after": "after", "outcomes": "Ends & means", "days": "Days", "per_cent": "share",
    "defaults": "Silence", "moves": "Moves", "rows": "rows",
}  # fmt: skip


def test_drawings_name_what_they_show_and_escape_it():
    found = simulate.compare(SHORT, [of(make()) for make in ENDED])
    names = {name: f"<{name}>" for pair in found.outcomes() for name in pair}
    drawn = plots.of(found, names, {"seller": "the seller"}, WORDS)
    assert 'aria-label="Ends &amp; means"' in drawn["outcomes"] and "1 &lt;before&gt;" in drawn["outcomes"]
    assert "&lt;agreed&gt;" in drawn["moves"] and "<agreed>" not in "".join(drawn.values())
    assert drawn["days"].count("<polyline") == 2 and "the seller" in drawn["defaults"]
    assert "style=" not in "".join(drawn.values())


def test_bars_are_as_long_as_what_they_count():
    drawn = plots.bars("Title", [plots.Pair("a", 10, 5), plots.Pair("b", 0, 1)], ("before", "after"))
    assert 'width="268.0"' in drawn and 'width="134.0"' in drawn and 'width="0.0"' in drawn


def test_under_its_own_rules_everything_lies_on_the_diagonal():
    found = simulate.compare(STANDARD, [of(make()) for make in ENDED])
    assert all(before == after for before, after in found.outcomes()) and not found.changed()
