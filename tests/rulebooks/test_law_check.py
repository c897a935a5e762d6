"""`hejie rules check`: the rulebooks that are here pass it, and each fault that it looks for is found."""

from dataclasses import replace
from datetime import date

import pytest

from hejie.domain.entitlements.conditions import walk
from hejie.domain.entitlements.rules import DAYS, Valid
from hejie.rulebooks import law, law_changes, law_check, law_tests
from tests.rulebooks.utopia import RETURN

PLACES = sorted({path.parent.name for path in law.FOLDER.glob("*/*.yaml")} - {"tests"})


@pytest.mark.parametrize("place", PLACES)
def test_every_rule_has_tests_and_every_number_and_condition_is_held_by_one(place):
    report = law_check.check(f"{place}/", today=date(2026, 11, 27))
    assert report.good, "\n".join(report.lines())


def test_at_least_220_rules_are_executable_and_each_place_has_some():
    rules = [rule for place in PLACES for _, rule in _rules(place)]
    assert len(rules) >= 220
    assert all(any(True for _ in _rules(place)) for place in ("cn", "eu", "de", "fr", "uk", "us", "ru"))


def _rules(place: str):
    return [(path, rule) for path, rule, _ in _all() if path.parent.name == place]


def _all():
    from hejie.rulebooks import law_shown

    return law_shown.all_rules()


def test_what_was_not_reviewed_for_a_year_raises_an_alarm():
    report = law_check.check("common/", quick=True, today=date(2028, 1, 1))
    assert report.stale
    assert report.good  # an alarm, no fault


def test_every_number_condition_exception_and_day_is_changed_once():
    import yaml

    rule = yaml.safe_load(RETURN)[0]
    document = {
        "parameters": {"window": [{"from": None, "to": "2021-12-31", "value": 5}]},
        "valid": {"from": "2020-01-01", "to": None},
    }
    told = [change.what for change in law_changes.changes(document, rule)]
    assert any("without {'fact': 'buyer'" in one for one in told)
    assert any("unless: without u.custom" in one for one in told)
    assert {"then.perform.days: 7 → 6", "then.perform.days: 7 → 8"} <= set(told)
    assert {"parameter window.0.value: 5 → 4", "parameter window.0.value: 5 → 6"} <= set(told)
    assert {"valid.from: 2020-01-01 -1 day", "valid.from: 2020-01-01 +1 day"} <= set(told)


def test_a_test_that_expects_otherwise_fails_and_says_where():
    path = next(path for path in law_tests.files("common") if law_tests.read(path))
    test = law_tests.read(path)[0]
    wrong = law_tests.Test(test.rules, test.raw, {"holds": "not_in_force"}, test.policy, test.file, test.line)
    assert list(law_tests.failures(wrong, law_tests.bundle_of(wrong)))


@pytest.mark.parametrize("place", ["CN", "DE"])
def test_a_bundle_with_one_rule_in_other_words_is_what_it_would_be_if_it_were_made_anew(place):
    bundle = law.bundle(place)
    days = dict.fromkeys(DAYS, date(2024, 5, 1).toordinal())
    plain = [rule for rule in bundle.rules if not any(True for node in walk(rule.when) for _ in node.refers())]
    meanings = [rule for rule in bundle.rules if rule.kind == "meaning"]
    assert len(meanings) > 3 and len(plain) > 20
    for number, rule in enumerate([*bundle.rules[::30], *meanings[:3]]):
        wordings = [
            replace(rule, when=plain[number].when),
            replace(rule, unless=(plain[0].id,)),
            replace(rule, valid=Valid(rule.valid.start + 1, rule.valid.end)),
            replace(rule, then=plain[-1].then),
        ]
        for wording in wordings:
            made, anew = bundle.with_rule(wording), replace(bundle, rules=_with(bundle.rules, wording))
            assert (made.rules, made.index, made.edges) == (anew.rules, anew.index, anew.edges)
            for one in ("givers", "promised", "replacers", "special", "named", "problems", "unless", "behind"):
                assert getattr(made, one) == getattr(anew, one), (rule.id, one)
            assert replace(made.epoch(days, None), changed={}) == anew.epoch(days, None)
            wanted = frozenset({"defective"})
            assert replace(made.epoch(days, wanted), changed={}) == anew.epoch(days, wanted)


def _with(rules, wording):
    return tuple(wording if rule.id == wording.id else rule for rule in rules)
