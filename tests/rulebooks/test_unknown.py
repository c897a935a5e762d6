"""What is asked for by a name that no rulebook has: the name is refused, and what there is instead is told."""

import pytest

from hejie.rulebooks import law, law_index, law_shown, sanctions
from tests.support.refused import refused, refuses


def test_a_policy_of_sanctions_that_is_not_installed_or_has_another_text_is_not_found():
    refuses("sanction_policy_unknown", sanctions.load, "sanctions/other")
    refuses("sanction_policy_unknown", sanctions.load, sanctions.STANDARD, "0" * 64)
    refuses("sanction_policy_unknown", sanctions.text, "sanctions/other")


@pytest.mark.parametrize("jurisdiction", ["Atlantis", "CN ", "🦄"])
def test_the_law_of_a_place_that_is_not_collected_is_not_guessed(jurisdiction):
    refuses("law_unknown", law.place_of, jurisdiction)
    refuses("law_unknown", law.bundle, jurisdiction)


def test_a_rule_is_found_by_its_id_alone_and_the_nearest_is_told():
    known = next(law_shown.all_rules())[1].id
    for name, near in ((known[:-1] + "!", known), ("x" * 200, "—")):
        for look in (law_shown.explained, law_index.index().line):
            with refused("rule_unknown") as found:
                look(name)
            assert found.value.facts["near"] == near, found.value
