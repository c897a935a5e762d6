"""Each figure of a law says where it is from and with what it was compared; the page that lists them says the same."""

from pathlib import Path

import pytest

from hejie.rulebooks import law_figures
from hejie.rulebooks.law_shown import all_rules

PAGE = Path(__file__).parents[2] / "docs" / "law-figures.md"
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def rows():
    """Every rule with a figure of the places that are listed."""
    return list(law_figures.rows())


def test_the_page_lists_each_figure_as_the_rules_say_it():
    assert PAGE.read_text("utf-8").endswith(law_figures.table()), "python -m hejie.rulebooks.law_figures"


def test_each_figure_has_an_article_and_says_with_what_it_was_compared(rows):
    assert len(rows) > 150 and {place for place, *_ in rows} == set(law_figures.PLACES)
    for _place, rule, article, figures, by in rows:
        assert article and figures and by, rule


def test_what_was_compared_says_when_and_every_rule_has_a_source():
    for _path, rule, _written in all_rules():
        assert rule.source and rule.reviewed, rule.id
        assert not rule.compared or "read 20" in rule.compared, rule.id
